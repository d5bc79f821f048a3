"""A buyer who has become a regular, or more, with his latest purchase."""

from __future__ import annotations

from datetime import date, timedelta

from rules.contacts import Limit
from rules.occasions.facts import Facts, Occasion, ShopRules
from rules.tiers import NEW, RETURNING

KIND = "tier_up"
PRIORITY = 3
LIMIT = Limit.OWN
ENDED_BY: frozenset[str] = frozenset()
WORTH = timedelta(days=14)
PLAIN = frozenset({NEW, RETURNING})
"""Tiers that nobody is congratulated on."""


def due(facts: Facts, _rules: ShopRules, today: date) -> Occasion | None:
    """Due with the purchase that brought the tier, and kind for two weeks."""
    day = facts.last_day
    if day is None or facts.tier_reached is None or facts.tier_reached in PLAIN:
        return None
    if day + WORTH < today or day <= facts.handled_until(KIND):
        return None
    return Occasion(KIND, f"{day}:{facts.tier_reached}", day, day + WORTH, PRIORITY, {"tier": facts.tier_reached})
