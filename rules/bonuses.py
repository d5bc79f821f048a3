"""Bonus points: for which year a birthday present counts."""

from __future__ import annotations

from datetime import date, timedelta

from rules.occasions.facts import Birthday
from rules.occasions.yearly import in_year

NEAR = timedelta(days=31)
"""A present so many days before or after a birthday belongs to it, even across New Year."""


def birthday_year(birthday: Birthday | None, today: date) -> int:
    """The year of the birthday that a present of today is for; far from any birthday, the calendar year."""
    if birthday is None:
        return today.year
    near = (year for year in _around(today) if abs(in_year(year, birthday.month, birthday.day) - today) <= NEAR)
    return next(near, today.year)


def _around(today: date) -> range:
    return range(max(today.year - 1, date.min.year), min(today.year + 1, date.max.year) + 1)
