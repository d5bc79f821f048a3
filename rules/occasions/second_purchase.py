"""A first purchase that was not followed by a second one, if the shop wants to encourage it."""

from __future__ import annotations

from datetime import date, timedelta

from rules.contacts import Limit
from rules.occasions.facts import Facts, Occasion, ShopRules

KIND = "second_purchase"
PRIORITY = 4
LIMIT = Limit.QUIET
ENDED_BY: frozenset[str] = frozenset({"purchase"})
AFTER = timedelta(days=10)
WORTH = timedelta(days=14)


def due(facts: Facts, rules: ShopRules, today: date) -> Occasion | None:
    """Due ten days after a first purchase, once."""
    if not rules.second_nudge or facts.purchases != 1 or facts.last_day is None:
        return None
    day = facts.last_day + AFTER
    if day + WORTH < today or facts.has_asked(KIND, facts.last_day):
        return None
    return Occasion(KIND, facts.last_day.isoformat(), day, day + WORTH, PRIORITY, {"purchase_day": facts.last_day})
