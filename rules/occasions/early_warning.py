"""Too much went wrong with one buyer."""

from __future__ import annotations

from datetime import date, timedelta

from rules.contacts import Limit
from rules.occasions.facts import Facts, Occasion, ShopRules

KIND = "early_warning"
PRIORITY = 2
LIMIT = Limit.DECISION
ENDED_BY: frozenset[str] = frozenset()
MANY = 3
WITHIN = timedelta(days=365)
WORTH = timedelta(days=30)


def due(facts: Facts, _rules: ShopRules, today: date) -> Occasion | None:
    """Due with the third complaint in a year, once for each further one."""
    days = sorted(complaint.day for complaint in facts.complaints)
    if len(days) < MANY or days[-1] - days[-MANY] > WITHIN:
        return None
    last = days[-1]
    if last + WORTH < today or last <= facts.handled_until(KIND):
        return None
    count = sum(last - day <= WITHIN for day in days)
    return Occasion(KIND, last.isoformat(), last, last + WORTH, PRIORITY, {"complaints": count})
