"""The phases of a buyer's life with a shop, by his purchases and his tier."""

from __future__ import annotations

from rules.tiers import REGULAR as REGULAR_TIER
from rules.tiers import REGULAR_FROM
from rules.tiers import VIP as VIP_TIER

BEFORE, FIRST, SECOND, THIRD, REGULAR, VIP = "before", "first", "second", "third", "regular", "vip"
PHASES = (FIRST, SECOND, THIRD, REGULAR, VIP)
_COUNTED = (BEFORE, FIRST, SECOND, THIRD)


def phase_of(purchases: int, tier: str) -> str:
    """VIP by tier; else first, second, third by standing purchases, regular from the fourth or by a tier given earlier.

    Before the first purchase there is none of the five phases: `BEFORE`.
    """
    if tier == VIP_TIER:
        return VIP
    if purchases >= len(_COUNTED) or (tier == REGULAR_TIER and purchases < REGULAR_FROM):
        return REGULAR
    return _COUNTED[max(purchases, 0)]
