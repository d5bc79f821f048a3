"""Points that are about to expire: two weeks before their last day."""

from __future__ import annotations

from datetime import date, timedelta

from rules.contacts import Limit
from rules.occasions.facts import Facts, Occasion, ShopRules

KIND = "expiry"
PRIORITY = 4
LIMIT = Limit.QUIET
ENDED_BY: frozenset[str] = frozenset()
AHEAD = timedelta(days=14)
APART = timedelta(days=30)
"""What expires in small pieces is one reminder in that many days."""


def due(facts: Facts, _rules: ShopRules, today: date) -> Occasion | None:
    """Due two weeks before the last day of the points that expire next, through that day; at most once in thirty days."""
    last = facts.points_until
    if last is None or last < today:
        return None
    seen = facts.seen.get(KIND)
    day = max(last - AHEAD, seen.due + APART) if seen else last - AHEAD
    if day > last:
        return None
    # What expires before the next reminder can come is said with this one.
    return Occasion(KIND, last.isoformat(), day, last, PRIORITY, {"date": last, "through": day + APART - timedelta(1)})
