"""The day after a first purchase: a thank-you, without any offer."""

from __future__ import annotations

from datetime import date, timedelta

from rules.contacts import Limit
from rules.occasions.facts import Facts, Occasion, ShopRules

KIND = "thank_you"
PRIORITY = 3
LIMIT = Limit.OWN
ENDED_BY: frozenset[str] = frozenset({"purchase", "note"})
AFTER = timedelta(days=1)
WORTH = timedelta(days=4)
"""Later than that it is time to ask whether all is well."""


def due(facts: Facts, rules: ShopRules, today: date) -> Occasion | None:
    """Due the day after a first purchase, once, if the shop wants to be reminded of it."""
    if not rules.thank_you or facts.purchases != 1 or facts.last_day is None:
        return None
    day = facts.last_day + AFTER
    if day + WORTH < today or day <= facts.handled_until(KIND):
        return None
    return Occasion(KIND, facts.last_day.isoformat(), day, day + WORTH, PRIORITY, {"purchase_day": facts.last_day})
