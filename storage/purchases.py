"""Purchases: recorded, given back, listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from storage.tables.purchases import purchase

Purchase = Row[Any]

_NET = purchase.c.cents - purchase.c.refunded_cents
_OF_BUYER = (purchase.c.shop_id == bindparam("shop"), purchase.c.buyer_id == bindparam("buyer"))
_STANDING = (*_OF_BUYER, _NET > 0)
_INSERT = insert(purchase).returning(purchase.c.id)
_DAYS = select(purchase.c.day, func.count().label("n"), func.sum(_NET).label("cents")).where(*_STANDING)
_DAYS = _DAYS.group_by(purchase.c.day).order_by(purchase.c.day)


@dataclass(frozen=True, slots=True)
class NewPurchase:
    """What was bought: cents paid after discount, on a local day."""

    day: date
    cents: int
    quantity: int = 1
    item: str = ""
    tags: str = ""
    channel: str = ""
    source: str | None = None


def record(db: Connection, shop_id: int, buyer_id: int, new: NewPurchase, now: datetime) -> int:
    """Store a purchase and return its id; a second one from the same chat message raises IntegrityError."""
    values = {
        "shop_id": shop_id,
        "buyer_id": buyer_id,
        "day": new.day,
        "cents": new.cents,
        "refunded_cents": 0,
        "quantity": new.quantity,
        "item": new.item,
        "tags": new.tags,
        "channel": new.channel,
        "source": new.source,
        "created_at": now,
    }
    return int(db.execute(_INSERT, values).scalar_one())


def get(db: Connection, shop_id: int, purchase_id: int) -> Purchase:
    """The purchase with this id; raises NoResultFound when the shop has none."""
    return db.execute(select(purchase).where(purchase.c.shop_id == shop_id, purchase.c.id == purchase_id)).one()


def from_message(db: Connection, shop_id: int, source: str) -> Purchase | None:
    """The standing purchase that a chat message booked."""
    return db.execute(
        select(purchase).where(purchase.c.shop_id == shop_id, purchase.c.source == source, _NET > 0)
    ).first()


def give_back(db: Connection, shop_id: int, purchase_id: int, cents: int) -> None:
    """Give `cents` of a purchase back; more than is left raises IntegrityError. A void purchase frees its message."""
    mine = (purchase.c.shop_id == shop_id, purchase.c.id == purchase_id)
    db.execute(update(purchase).where(*mine).values(refunded_cents=purchase.c.refunded_cents + cents))
    db.execute(update(purchase).where(*mine, _NET == 0).values(source=None))


def name_item(db: Connection, shop_id: int, purchase_id: int, item: str) -> None:
    """Write down what was bought."""
    db.execute(update(purchase).where(purchase.c.shop_id == shop_id, purchase.c.id == purchase_id).values(item=item))


def days(db: Connection, shop_id: int, buyer_id: int) -> Sequence[Row[Any]]:
    """Local days with standing purchases, oldest first: (day, n purchases, cents)."""
    return db.execute(_DAYS, {"shop": shop_id, "buyer": buyer_id}).all()


def latest(db: Connection, shop_id: int, most: int, buyer_id: int | None = None) -> Sequence[Purchase]:
    """Standing purchases in the order they were booked, newest first."""
    wanted = select(purchase).where(purchase.c.shop_id == shop_id, _NET > 0)
    if buyer_id is not None:
        wanted = wanted.where(purchase.c.buyer_id == buyer_id)
    return db.execute(wanted.order_by(purchase.c.id.desc()).limit(most)).all()


def last_of(db: Connection, shop_id: int, buyer_id: int) -> Purchase | None:
    """The buyer's most recent standing purchase by day."""
    wanted = select(purchase).where(purchase.c.shop_id == shop_id, purchase.c.buyer_id == buyer_id, _NET > 0)
    return db.execute(wanted.order_by(purchase.c.day.desc(), purchase.c.id.desc()).limit(1)).first()
