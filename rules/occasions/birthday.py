"""A birthday: a few days ahead, to pack something, and on the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from rules.contacts import Limit
from rules.occasions.facts import Birthday, Facts, Occasion, ShopRules
from rules.occasions.yearly import in_year

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND = "birthday"
PRIORITY = 2
LIMIT = Limit.FREE
ENDED_BY: frozenset[str] = frozenset()
BELATED = timedelta(days=1)


def due(facts: Facts, rules: ShopRules, today: date) -> Occasion | None:
    """Due `birthday_ahead_days` before (or once the birthday is known, if later) until the eve; again on the day."""
    if facts.birthday is None:
        return None
    known, handled = facts.birthday_known_since or date.min, facts.handled_until(KIND)
    for key, day, birthday, until in _parts(facts.birthday, rules, max(today, known, handled).year):
        first = max(day, known)
        if first <= until and birthday >= known and day > handled and until >= today:
            return Occasion(KIND, key, first, until, PRIORITY, _reason(facts.birthday, birthday, max(first, today)))
    return None


def _parts(born: Birthday, rules: ShopRules, around: int) -> Iterator[tuple[str, date, date, date]]:
    for year in range(around - 1, around + 3):
        birthday = in_year(year, born.month, born.day)
        ahead = birthday - timedelta(days=rules.birthday_ahead_days)
        yield f"{birthday}:ahead", ahead, birthday, birthday - timedelta(days=1)
        yield f"{birthday}:day", birthday, birthday, birthday + BELATED


def _reason(born: Birthday, birthday: date, told: date) -> dict[str, object]:
    turning = birthday.year - born.year if born.year else None
    return {"date": birthday, "days_ahead": (birthday - told).days, "turning": turning}
