"""What a shop's settings make of a purchase: its rate of points, and its stamps."""

from __future__ import annotations

from datetime import date

from rules.points import Rate, factor_of
from rules.stamps import StampRule, stamps_for
from storage import tiers
from storage.buyers import Buyer
from storage.purchases import Earning, NewPurchase
from storage.shops import Shop


def earning_of(shop: Shop, buyer: Buyer, new: NewPurchase) -> Earning:
    """By what a purchase of this buyer earns in this shop."""
    rule = StampRule(shop.stamp_per_item, shop.stamp_min_cents)
    stamps = stamps_for(new.cents, new.quantity, rule)
    return Earning(rate_for(shop, buyer, new.day), stamps, shop.stamp_min_cents)


def rate_for(shop: Shop, buyer: Buyer, day: date) -> Rate:
    """The shop's rate, multiplied for a VIP and on a day of bonus points."""
    factors = [factor for factor in (shop.points_factor,) if factor != "1"]
    if shop.bonus_day == day:
        factors.append(shop.bonus_factor)
    if shop.vip_factor != "1" and tiers.is_vip(buyer):
        factors.append(shop.vip_factor)
    return Rate(shop.points_per_unit, shop.cents_per_point, factor_of(*factors) if factors else "1")
