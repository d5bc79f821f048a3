"""A small extra for a regular with a purchase that is being packed: fair on average, never to be predicted."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from hashlib import shake_128
from itertools import accumulate

from rules.contacts import Limit
from rules.occasions.facts import Facts, Occasion, ShopRules

KIND = "surprise"
PRIORITY = 3
LIMIT = Limit.DECISION
ENDED_BY: frozenset[str] = frozenset({"purchase"})
SHORTEST_STEP = 4
STEPS = 3
AT_ONCE = 16
"""Extras drawn in one go: looking up costs a tenth of drawing, and a booking asks several times."""
WORTH = timedelta(days=2)
NEVER = date.max


def due(facts: Facts, rules: ShopRules, today: date) -> Occasion | None:
    """Due on the day of a drawn purchase: every fourth to sixth, so never before a buyer is a regular, never two in a row.

    Nothing while the month's budget is used up, or when the parcel has arrived. When purchases were taken back and a drawn
    number comes once more, nothing either: after an extra three purchases go without.
    """
    day = facts.last_day
    if day is None or day + WORTH < today or day <= facts.handled_until(KIND):
        return None
    if facts.delivered_on and facts.delivered_on >= day:
        return None
    if rules.no_extras_before and day < rules.no_extras_before:
        return None
    if facts.extra is not None and facts.purchases < facts.extra + SHORTEST_STEP:
        return None
    if not is_drawn(rules.surprise_seed, facts.buyer_id, facts.purchases):
        return None
    return with_purchase(day, facts.purchases)


def with_purchase(day: date, number: int) -> Occasion:
    """The extra that belongs to a buyer's n-th purchase."""
    return Occasion(KIND, f"{day}:{number}", day, day + WORTH, PRIORITY, {"purchase": number})


def purchase_of(key: str) -> tuple[date, int]:
    """Day and number of the purchase that the key of an extra names."""
    day, _, number = key.partition(":")
    return date.fromisoformat(day), int(number)


def closed_until(budget: int | None, given: int, month: date | None) -> date | None:
    """From which purchase day on extras are drawn again, when so many were packed in a month (named by its first day).

    None: nothing is closed; `NEVER`: the seller wants none.
    """
    if budget == 0:
        return NEVER
    if budget is None or month is None or given < budget:
        return None
    return (month + timedelta(days=31)).replace(day=1)


def is_drawn(seed: str, buyer_id: int, purchase: int) -> bool:
    """Whether the buyer's n-th purchase brings an extra; the draw depends on nothing else, so a restart repeats it."""
    return purchase >= SHORTEST_STEP and purchase in _drawn(seed, buyer_id, purchase // SHORTEST_STEP // AT_ONCE)


@lru_cache(maxsize=1024)
def _drawn(seed: str, buyer_id: int, part: int) -> frozenset[int]:
    """The purchases that are drawn, as far as `AT_ONCE` extras more than that many parts of them can reach."""
    bytes_ = shake_128(f"{seed}:{buyer_id}".encode()).digest((part + 1) * AT_ONCE)
    return frozenset(accumulate(SHORTEST_STEP + byte % STEPS for byte in bytes_))
