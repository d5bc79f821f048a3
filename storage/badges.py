"""What a buyer's badges come from, and the badges he was told about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, insert, literal, select, union_all

from rules.badges import Earned, History
from storage.purchases import NET
from storage.tables.buyers import buyer
from storage.tables.loyalty import badge, referral
from storage.tables.purchases import purchase
from storage.tables.rewards import voucher
from storage.vouchers import CANCELLED

_SHOP: BindParameter[Any] = bindparam("shop")
_BUYER: BindParameter[Any] = bindparam("buyer")
_PARTS = union_all(
    select(literal("purchase").label("what"), purchase.c.day.label("day"), purchase.c.tags.label("words")).where(
        purchase.c.shop_id == _SHOP, purchase.c.buyer_id == _BUYER, NET > 0
    ),
    select(literal("card"), voucher.c.day, literal("")).where(
        voucher.c.shop_id == _SHOP,
        voucher.c.buyer_id == _BUYER,
        voucher.c.origin == "card",
        voucher.c.state != CANCELLED,
    ),
    select(literal("friend"), referral.c.paid_on, literal("")).where(
        referral.c.shop_id == _SHOP, referral.c.referrer_id == _BUYER, referral.c.paid_on.is_not(None)
    ),
    select(literal("told"), badge.c.day, badge.c.kind)
    .join(buyer, buyer.c.id == badge.c.buyer_id)
    .where(buyer.c.shop_id == _SHOP, buyer.c.id == _BUYER),
)
_ALL = select(_PARTS.subquery())
_TELL = insert(badge)


class Past(NamedTuple):
    """A buyer's history, and the kinds of badges that were told before."""

    history: History
    told: frozenset[str]


def past(db: Connection, shop_id: int, buyer_id: int) -> Past:
    """All that badges come from, in one statement."""
    found: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for row in db.execute(_ALL, {"shop": shop_id, "buyer": buyer_id}):
        found[row.what].append((row.day, row.words))
    history = History(
        purchases=tuple(day for day, _ in found["purchase"]),
        full_cards=tuple(day for day, _ in found["card"]),
        friends=tuple(day for day, _ in found["friend"]),
        categories=tuple((day, tag) for day, words in found["purchase"] for tag in words.split()),
    )
    return Past(history, frozenset(kind for _, kind in found["told"]))


def tell(db: Connection, shop_id: int, buyer_id: int, earned: Iterable[Earned]) -> None:
    """Note that these badges were told."""
    rows = [{"shop_id": shop_id, "buyer_id": buyer_id, "kind": one.kind, "day": one.day} for one in earned]
    if rows:
        db.execute(_TELL, rows)
