"""What a shop calls its tiers, and what they bring."""

from __future__ import annotations

from messages_de import plain
from rules.tiers import NEW, REGULAR, RETURNING, VIP
from storage import tiers
from storage.shops import Shop

USUAL = (NEW, RETURNING, REGULAR, VIP)


def tier_name(shop: Shop, tier: str) -> str:
    """What a shop calls a tier."""
    return tiers.own_name(shop, tier) or (plain(f"tier.{tier}") if tier in USUAL else tier)


def benefits_of(shop: Shop, tier: str) -> dict[str, object]:
    """What a tier brings, to be named in the middle of a text; nothing when the seller has not said so."""
    brings = tiers.benefits(shop, tier)
    return {"benefits": brings.rstrip(" .")} if brings else {}
