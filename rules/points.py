"""Points: one per full unit of money; cents below a unit carry over to the next purchase."""

from __future__ import annotations


def points_for(net_cents: int, cents_per_point: int) -> int:
    """Points that a net spend is worth: floor(net spend / unit); both in cents."""
    return net_cents // cents_per_point


def points_change(net_before: int, net_after: int, cents_per_point: int) -> int:
    """Points to book when a buyer's net spend moves from `net_before` to `net_after` cents (negative for a refund).

    The cumulative form makes every order of purchases and refunds end at the same balance (LOYALTY.md, Earning).
    """
    return points_for(net_after, cents_per_point) - points_for(net_before, cents_per_point)
