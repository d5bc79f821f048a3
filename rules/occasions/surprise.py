"""A small extra for a regular with a purchase that is being packed: fair on average, never to be predicted."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from hashlib import shake_128

from rules.contacts import Limit
from rules.occasions.facts import Facts, Occasion, ShopRules

KIND = "surprise"
PRIORITY = 3
LIMIT = Limit.DECISION
ENDED_BY: frozenset[str] = frozenset({"purchase"})
SHORTEST_STEP = 4
STEPS = 3
WORTH = timedelta(days=2)


def due(facts: Facts, rules: ShopRules, today: date) -> Occasion | None:
    """Due on the day of a drawn purchase: every fourth to sixth, so never before a buyer is a regular, never two in a row."""
    day = facts.last_day
    if day is None or day + WORTH < today or day <= facts.handled_until(KIND):
        return None
    if not is_drawn(rules.surprise_seed, facts.buyer_id, facts.purchases):
        return None
    reason = {"purchase": facts.purchases}
    return Occasion(KIND, f"{day}:{facts.purchases}", day, day + WORTH, PRIORITY, reason)


@lru_cache(maxsize=256)  # one booking asks for the same draw several times
def is_drawn(seed: str, buyer_id: int, purchase: int) -> bool:
    """Whether the buyer's n-th purchase brings an extra; the draw depends on nothing else, so a restart repeats it."""
    number = 0
    for byte in shake_128(f"{seed}:{buyer_id}".encode()).digest(max(purchase, 0) // SHORTEST_STEP):
        number += SHORTEST_STEP + byte % STEPS
        if number >= purchase:
            return number == purchase
    return False
