"""A round number of purchases."""

from __future__ import annotations

from datetime import date, timedelta

from rules.contacts import Limit
from rules.occasions.facts import Facts, Occasion, ShopRules

KIND = "milestone"
PRIORITY = 3
LIMIT = Limit.OWN
ENDED_BY: frozenset[str] = frozenset()
ROUND = frozenset({10, 25, 50, 100})
WORTH = timedelta(days=14)


def due(facts: Facts, _rules: ShopRules, today: date) -> Occasion | None:
    """Due with the 10th, 25th, 50th and 100th purchase, and kind for two weeks."""
    day = facts.last_day
    if day is None or facts.purchases not in ROUND or day + WORTH < today or day <= facts.handled_until(KIND):
        return None
    return Occasion(KIND, f"{day}:{facts.purchases}", day, day + WORTH, PRIORITY, {"purchase": facts.purchases})
