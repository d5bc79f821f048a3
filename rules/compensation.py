"""What a seller can offer to make up for something that went wrong: sized by what the buyer paid."""

from __future__ import annotations

from rules.points import Rate, points_for

LEAST_CENTS, MOST_CENTS = 300, 2000
SHARE = 5
"""A voucher of one part in so many of the purchase."""
UNIT = 100
"""Cents of the full amounts that are offered."""
STEP = 10
"""Points are offered in tens, from ten on."""


def voucher_for(cents: int) -> int:
    """A fifth of a purchase as a voucher, in cents: a full amount, neither an insult nor a ruin."""
    return min(max(round(cents / SHARE / UNIT) * UNIT, LEAST_CENTS), MOST_CENTS)


def points_to_offer(cents: int, rate: Rate) -> int:
    """The points of a purchase once more, rounded up to tens."""
    return max(-(-points_for(cents, rate) // STEP) * STEP, STEP)
