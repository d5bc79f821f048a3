"""What a shop's settings make of a purchase: its rate of points, and its stamps."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from rules.points import Rate, factor_of
from rules.stamps import StampRule, stamps_for
from storage import buyers, tiers
from storage.purchases import Earning, NewPurchase
from storage.shops import Shop


def earning_of(db: Connection, shop: Shop, buyer_id: int, new: NewPurchase) -> Earning:
    """By what a purchase of this buyer earns in this shop."""
    rule = StampRule(shop.stamp_per_item, shop.stamp_min_cents)
    stamps = stamps_for(new.cents, new.quantity, rule)
    return Earning(rate_for(db, shop, buyer_id, new.day), stamps, shop.stamp_min_cents)


def rate_for(db: Connection, shop: Shop, buyer_id: int, day: date) -> Rate:
    """The shop's rate, multiplied for a VIP and on a day of bonus points."""
    factors = [factor for factor in (shop.points_factor,) if factor != "1"]
    if shop.bonus_day == day:
        factors.append(shop.bonus_factor)
    if shop.vip_factor != "1" and tiers.is_vip(buyers.get(db, shop.id, buyer_id)):
        factors.append(shop.vip_factor)
    return Rate(shop.points_per_unit, shop.cents_per_point, factor_of(*factors) if factors else "1")
