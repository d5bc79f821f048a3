"""Tiers by what was bought, never by the balance."""

from __future__ import annotations

NEW, RETURNING, REGULAR = "new", "returning", "regular"

REGULAR_FROM = 3


def tier_of(purchases: int) -> str:
    """The tier of a buyer with that many standing purchases: new (0-1), returning (2), regular (from the 3rd)."""
    if purchases >= REGULAR_FROM:
        return REGULAR
    return RETURNING if purchases > 1 else NEW
