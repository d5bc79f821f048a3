"""What is learnt from a shop's purchases before each daily message: its rhythm parameters, and who belongs to its top."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from rules.rhythm import RhythmParameters
from rules.rhythm_fit import BuyerHistory, fit, history_of
from storage import occasions, shops, vips
from storage.shops import Shop
from storage.tables.buyers import buyer
from storage.tables.purchases import purchase

SAMPLE = 1000
"""Buyers the parameters are learnt from at the most; a larger shop is sampled evenly."""
CHUNK = 500
"""Buyers whose purchases are read at once."""
AT_ONCE = 1000
"""Buyers whose due days are computed anew in one transaction; in a larger shop messages are answered in between."""
MOVED = 0.05
"""Relative change from which the parameters count as moved: every due day of the shop is computed anew then."""

_ALL = select(buyer.c.id).where(buyer.c.shop_id == bindparam("shop")).order_by(buyer.c.id)
_DAYS = (
    select(purchase.c.buyer_id, purchase.c.day)
    .where(purchase.c.shop_id == bindparam("shop"), purchase.c.cents > purchase.c.refunded_cents)
    .where(purchase.c.buyer_id.in_(bindparam("buyers", expanding=True)))
    .distinct()
)


class Learnt(NamedTuple):
    """What a shop's purchases tell today."""

    rhythm: RhythmParameters
    vip_from_cents: int | None
    """What a buyer must have paid to belong to the top."""


def learn(db: Connection, shop: Shop, today: date) -> Learnt:
    """What the shop's purchases tell; it only reads, and may take a second."""
    return Learnt(fit(_histories(db, shop, today), _rhythm_of(shop)), vips.from_cents(db, shop.id))


def take_over(db: Connection, shop: Shop, learnt: Learnt, today: date) -> Shop:
    """Store what has moved, and begin to compute the due days anew by it. Gives the shop as it is now."""
    news = _news(shop, learnt)
    return go_on(db, shops.change(db, shop.id, **news, due_days_after=0), today) if news else shop


def go_on(db: Connection, shop: Shop, today: date) -> Shop:
    """Compute the next due days that are still to be computed anew; call it until none are left."""
    left = occasions.refresh_some(db, shop, today, shop.due_days_after, AT_ONCE)
    return shops.change(db, shop.id, due_days_after=left)


def fit_shop(db: Connection, shop: Shop, today: date) -> Shop:
    """Learn and take over, with every due day, at once. Gives the shop as it is now."""
    shop = take_over(db, shop, learn(db, shop, today), today)
    while shop.due_days_after is not None:
        shop = go_on(db, shop, today)
    return shop


def _rhythm_of(shop: Shop) -> RhythmParameters:
    return shops.rules_of(shop).rhythm


def _news(shop: Shop, learnt: Learnt) -> dict[str, Any]:
    news: dict[str, Any] = {}
    if _moved(_rhythm_of(shop), learnt.rhythm):
        news |= {f"rhythm_{name}": value for name, value in learnt.rhythm._asdict().items()}
    if _top_moved(shop.vip_from_cents, learnt.vip_from_cents):
        news["vip_from_cents"] = learnt.vip_from_cents
    return news


def _moved(before: Sequence[float], after: Sequence[float]) -> bool:
    return any(abs(new - old) > MOVED * abs(old) for old, new in zip(before, after, strict=True))


def _top_moved(before: int | None, after: int | None) -> bool:
    return _moved([before], [after]) if before and after else before != after


def _histories(db: Connection, shop: Shop, today: date) -> list[BuyerHistory]:
    everybody = db.scalars(_ALL, {"shop": shop.id}).all()
    sample = everybody[:: 1 + len(everybody) // SAMPLE]
    days: dict[int, list[date]] = defaultdict(list)
    for start in range(0, len(sample), CHUNK):
        for row in db.execute(_DAYS, {"shop": shop.id, "buyers": list(sample[start : start + CHUNK])}):
            days[row.buyer_id].append(row.day)
    return [history_of(bought, today) for bought in days.values()]
