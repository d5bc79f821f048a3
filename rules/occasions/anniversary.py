"""Years since the first purchase, for a buyer who still buys."""

from __future__ import annotations

from datetime import date, timedelta

from rules.contacts import Limit
from rules.occasions.facts import Facts, Occasion, ShopRules
from rules.occasions.yearly import in_year

KIND = "anniversary"
PRIORITY = 3
LIMIT = Limit.QUIET
ENDED_BY: frozenset[str] = frozenset()
WORTH = timedelta(days=14)
"""Longer than any quiet period, so that a contact before does not swallow it."""


def due(facts: Facts, _rules: ShopRules, today: date) -> Occasion | None:
    """Due n years after the first purchase if the buyer has bought since the anniversary before (the first purchase, for n = 1)."""
    if facts.first_day is None or facts.last_day is None:
        return None
    for years in _candidates(facts.first_day, facts.last_day):
        day = _anniversary(facts.first_day, years)
        if day + WORTH >= today and day > facts.handled_until(KIND):
            reason = {"years": years, "first_day": facts.first_day, "date": day}
            return Occasion(KIND, day.isoformat(), day, day + WORTH, PRIORITY, reason)
    return None


def _candidates(first: date, last: date) -> list[int]:
    # The last anniversary by the latest purchase, and the one after it if he bought in between.
    full = last.year - first.year
    full -= _anniversary(first, full) > last
    following = [full + 1] if last > _anniversary(first, full) else []
    return [full, *following] if full else following


def _anniversary(first: date, years: int) -> date:
    return in_year(first.year + years, first.month, first.day)
