"""What is said about a shop, and how its periods are called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection

from messages_de import plain
from rules.money import Money
from rules.statistics import (
    MONTH,
    QUARTER,
    YEAR,
    Figures,
    Period,
    Span,
    first_day,
    last_day,
    number_of,
    same_days_before,
)
from storage import statistics
from storage.shops import Shop
from storage.statistics import Points


class Facts(NamedTuple):
    """A shop on a local day, looked at by months, quarters or years."""

    shop: Shop
    today: date
    unit: str
    figures: Figures
    before: Span
    """As many days of the period before as have passed of the present one."""
    points: Points
    is_over: bool = False
    """Whether the period that is told about lies in the past."""

    @property
    def periods(self) -> Sequence[Period]:
        """Those that are shown, the present one last."""
        return self.figures.periods[self.unit]

    @property
    def now(self) -> Period:
        """The present period."""
        return self.periods[-1]

    @property
    def is_first(self) -> bool:
        """Whether nothing was bought in an earlier period that is shown."""
        return len(self.periods) == 1

    @property
    def is_before_all(self) -> bool:
        """Whether the shop's first purchase is later than the period that is told about."""
        return self.is_over and self.is_first and not self.now.bucket.purchases

    @property
    def year_cents(self) -> int:
        """What was bought in the present calendar year."""
        return self.figures.periods[YEAR][-1].bucket.cents

    @property
    def retention(self) -> int | None:
        """That of the last quarter that is over."""
        quarters = self.figures.periods[QUARTER]
        return quarters[-2].retention if len(quarters) > 1 else None

    def quarter_over(self, back: int) -> int:
        """The quarter that was over last, or one so many before it: 1 to 4."""
        return (number_of(self.today, QUARTER) - 1 - back) % 4 + 1

    def amount(self, cents: int) -> Money:
        """Cents in the shop's currency."""
        return Money(cents, self.shop.currency)

    def named(self, key: str, number: int | None = None) -> str:
        """What a period is called, the present one if none is named: "im Mai", "Mai 2026", "Mai"."""
        number = self.now.bucket.number if number is None else number
        day = first_day(number, self.unit)
        facts: dict[str, Any] = {"day": day, "year": day.year, "yy": f"{day:%y}", "quarter": (day.month + 2) // 3}
        return plain(f"statistik.{key}.{self.unit}", **facts)


def facts_of(db: Connection, shop: Shop, today: date, unit: str = MONTH, number: int | None = None) -> Facts:
    """Everything that is said about a shop, in the present period or in an earlier one."""
    present = number_of(today, unit)
    shown = present if number is None else min(number, present)
    is_over = shown < present
    before = (first_day(shown - 1, unit), last_day(shown - 1, unit)) if is_over else same_days_before(today, unit)
    return Facts(
        shop,
        today,
        unit,
        statistics.of_shop(db, shop, today, last_day(shown, unit) if is_over else today),
        statistics.span(db, shop.id, *before),
        statistics.points(db, shop.id, today),
        is_over,
    )
