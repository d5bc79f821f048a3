"""A birthday: a few days ahead, to pack something, and on the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

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
MOST_AHEAD = 14
"""So many days ahead at most, whatever the shop wants and has wanted before."""


def due(facts: Facts, rules: ShopRules, today: date) -> Occasion | None:
    """Due `birthday_ahead_days` before (or once the birthday is known, if later) until the eve; again on the day."""
    if facts.birthday is None:
        return None
    known, handled = facts.birthday_known_since or date.min, facts.handled_until(KIND)
    for part in _parts(facts.birthday, rules, max(today, known, handled).year):
        first = max(part.day, known)
        if first <= part.until and part.birthday >= known and handled < part.handled_from and part.until >= today:
            reason = _reason(facts.birthday, part.birthday, max(first, today))
            return Occasion(KIND, part.key, first, part.until, PRIORITY, reason)
    return None


class _Part(NamedTuple):
    """What is said of one birthday, and the days on which it is; a reminder since `handled_from` was about it."""

    key: str
    day: date
    birthday: date
    until: date
    handled_from: date


def _parts(born: Birthday, rules: ShopRules, around: int) -> Iterator[_Part]:
    for year in range(around - 1, around + 3):
        birthday = in_year(year, born.month, born.day)
        ahead, earliest = (birthday - timedelta(days=days) for days in (rules.birthday_ahead_days, MOST_AHEAD))
        yield _Part(f"{birthday}:ahead", ahead, birthday, birthday - timedelta(days=1), earliest)
        yield _Part(f"{birthday}:day", birthday, birthday, birthday + BELATED, birthday)


def _reason(born: Birthday, birthday: date, told: date) -> dict[str, object]:
    turning = birthday.year - born.year if born.year else None
    return {"date": birthday, "days_ahead": (birthday - told).days, "turning": turning}
