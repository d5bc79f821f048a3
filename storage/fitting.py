"""What is learnt from a shop's purchases before each daily message: its rhythm parameters, and who belongs to its top."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection, bindparam, select

from rules.rhythm import RhythmParameters
from rules.rhythm_fit import BuyerHistory, fit, history_of
from storage import buyers, occasions, shops, vips
from storage.shops import Shop
from storage.tables.purchases import purchase

SAMPLE = 1000
"""Buyers the parameters are learnt from at the most; a larger shop is sampled evenly."""
MOVED = 0.05
"""Relative change from which the parameters count as moved: every due day of the shop is computed anew then."""

_DAYS = (
    select(purchase.c.buyer_id, purchase.c.day)
    .where(purchase.c.shop_id == bindparam("shop"), purchase.c.cents > purchase.c.refunded_cents)
    .where(purchase.c.buyer_id % bindparam("step") == 0)
    .distinct()
)


def fit_shop(db: Connection, shop: Shop, today: date) -> Shop:
    """Learn the parameters anew; when they moved, compute the due days anew. Gives the shop as it is now."""
    fitted = _fit_top(db, _fit_rhythm(db, shop, today), today)
    if _rhythm_of(fitted) != _rhythm_of(shop):
        occasions.refresh_all(db, fitted, today)
    return fitted


def _rhythm_of(shop: Shop) -> RhythmParameters:
    return shops.rules_of(shop).rhythm


def _fit_rhythm(db: Connection, shop: Shop, today: date) -> Shop:
    before = _rhythm_of(shop)
    after = fit(_histories(db, shop, today), before)
    if not _moved(before, after):
        return shop
    return shops.change(
        db, shop.id, **{f"rhythm_{name}": getattr(after, name) for name in ("mu", "sigma2", "kappa", "a", "b")}
    )


def _fit_top(db: Connection, shop: Shop, today: date) -> Shop:
    """What a buyer must have paid to belong to the top; who comes to belong to it, or no longer does, is looked at anew."""
    before, after = shop.vip_from_cents, vips.from_cents(db, shop.id)
    if before == after or (before and after and abs(after - before) <= MOVED * before):
        return shop
    shop = shops.change(db, shop.id, vip_from_cents=after)
    occasions.refresh_all(db, shop, today, from_cents=min(filter(None, (before, after))))
    return shop


def _histories(db: Connection, shop: Shop, today: date) -> list[BuyerHistory]:
    step = 1 + buyers.count(db, shop.id) // SAMPLE
    days: dict[int, list[date]] = defaultdict(list)
    for row in db.execute(_DAYS, {"shop": shop.id, "step": step}):
        days[row.buyer_id].append(row.day)
    return [history_of(bought, today) for bought in days.values()]


def _moved(before: RhythmParameters, after: RhythmParameters) -> bool:
    pairs = ((getattr(before, name), getattr(after, name)) for name in ("mu", "sigma2", "kappa", "a", "b"))
    return any(abs(new - old) > MOVED * abs(old) for old, new in pairs)
