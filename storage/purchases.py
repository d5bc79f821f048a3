"""Purchases: recorded, given back, listed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, bindparam, case, func, insert, select, update

from rules.points import Rate
from rules.prices import Price
from storage.tables.purchases import purchase

Purchase = Row[Any]

PRICES = 50
"""So many purchases back it is looked for what the same thing cost."""
NET = purchase.c.cents - purchase.c.refunded_cents
_OF_BUYER = (purchase.c.shop_id == bindparam("shop"), purchase.c.buyer_id == bindparam("buyer"))
_PAID = (*_OF_BUYER, NET > 0)
_STANDING = purchase.c.void.is_(False)
_INSERT = insert(purchase).returning(purchase.c.id)
_SUMS = (func.count().label("n"), func.sum(NET).label("cents"), func.sum(purchase.c.quantity).label("items"))
_DAYS = select(purchase.c.day, *_SUMS).where(*_PAID).group_by(purchase.c.day).order_by(purchase.c.day)
_SAME_RATE = and_(
    purchase.c.rate_points == bindparam("points"),
    purchase.c.rate_cents == bindparam("per_cents"),
    purchase.c.rate_factor == bindparam("factor"),
)
_DAYS_AT_RATE = _DAYS.add_columns(
    func.sum(case((_SAME_RATE, NET), else_=0)).label("at_rate"),
    func.min((purchase.c.cents + purchase.c.discount_cents) // purchase.c.quantity).label("least"),
)
_DAYS_OF_ALL = (
    select(purchase.c.buyer_id, purchase.c.day, *_SUMS)
    .where(
        purchase.c.shop_id == bindparam("shop"), purchase.c.buyer_id.in_(bindparam("buyers", expanding=True)), NET > 0
    )
    .group_by(purchase.c.buyer_id, purchase.c.day)
    .order_by(purchase.c.buyer_id, purchase.c.day)
)
_THIS = purchase.alias("this")
_PRICES_BEFORE = (
    select(purchase.c.item, (purchase.c.cents + purchase.c.discount_cents).label("cents"), purchase.c.quantity)
    .join(_THIS, _THIS.c.id == bindparam("purchase"))
    .where(*_OF_BUYER, _STANDING, purchase.c.item != "", purchase.c.id != _THIS.c.id, purchase.c.day <= _THIS.c.day)
    .order_by(purchase.c.day.desc(), purchase.c.id.desc())
    .limit(bindparam("most"))
)
_AT_RATE = select(func.coalesce(func.sum(NET), 0)).where(*_OF_BUYER, _SAME_RATE)


class NewPurchase(NamedTuple):
    """What was bought: cents really paid, after `discount_cents` were taken off, on a local day."""

    day: date
    cents: int
    quantity: int = 1
    item: str = ""
    tags: str = ""
    channel: str = ""
    source: str | None = None
    discount_cents: int = 0


class Earning(NamedTuple):
    """By what a purchase earns: the rate of points, its stamps and the least it must come to for them."""

    rate: Rate
    stamps: int
    stamp_min_cents: int


def record(db: Connection, shop_id: int, buyer_id: int, new: NewPurchase, earning: Earning, now: datetime) -> int:
    """Store a purchase and return its id; a second one from the same chat message raises IntegrityError."""
    values = {
        "shop_id": shop_id,
        "buyer_id": buyer_id,
        "day": new.day,
        "cents": new.cents,
        "discount_cents": new.discount_cents,
        "refunded_cents": 0,
        "void": False,
        "rate_points": earning.rate.points,
        "rate_cents": earning.rate.per_cents,
        "rate_factor": earning.rate.factor,
        "stamps": earning.stamps,
        "stamp_min_cents": earning.stamp_min_cents,
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
        select(purchase).where(purchase.c.shop_id == shop_id, purchase.c.source == source, _STANDING)
    ).first()


def give_back(db: Connection, shop_id: int, purchase_id: int, cents: int) -> None:
    """Give `cents` of a purchase back; more than is left raises IntegrityError. A void purchase frees its message."""
    mine = (purchase.c.shop_id == shop_id, purchase.c.id == purchase_id)
    db.execute(update(purchase).where(*mine).values(refunded_cents=purchase.c.refunded_cents + cents))
    db.execute(update(purchase).where(*mine, NET == 0).values(source=None, void=True))


def take_again(db: Connection, shop_id: int, purchase_id: int, cents: int, source: str | None) -> None:
    """Undo `give_back`: the purchase stands again with `cents` more, and belongs to its message again if that is known."""
    mine = (purchase.c.shop_id == shop_id, purchase.c.id == purchase_id)
    left = purchase.c.refunded_cents - cents
    db.execute(update(purchase).where(*mine).values(refunded_cents=left, void=False))
    if source:
        db.execute(update(purchase).where(*mine).values(source=source))


def rate_of(row: Purchase) -> Rate:
    """The rate a purchase earned by."""
    return Rate(row.rate_points, row.rate_cents, row.rate_factor)


def net_at_rate(db: Connection, shop_id: int, buyer_id: int, rate: Rate) -> int:
    """What a buyer paid and kept at one rate, in cents."""
    return int(db.execute(_AT_RATE, _with_rate(shop_id, buyer_id, rate)).scalar_one())


def _with_rate(shop_id: int, buyer_id: int, rate: Rate) -> dict[str, Any]:
    return {
        "shop": shop_id,
        "buyer": buyer_id,
        "points": rate.points,
        "per_cents": rate.per_cents,
        "factor": rate.factor,
    }


def name_item(db: Connection, shop_id: int, purchase_id: int, item: str) -> None:
    """Write down what was bought."""
    db.execute(update(purchase).where(purchase.c.shop_id == shop_id, purchase.c.id == purchase_id).values(item=item))


def days(db: Connection, shop_id: int, buyer_id: int) -> Sequence[Row[Any]]:
    """Local days with something paid and kept, oldest first: (day, n purchases, cents, items)."""
    return db.execute(_DAYS, {"shop": shop_id, "buyer": buyer_id}).all()


def days_at_rate(db: Connection, shop_id: int, buyer_id: int, rate: Rate) -> Sequence[Row[Any]]:
    """As `days`, each with what of its cents was paid at this rate (`at_rate`), and its lowest price of a piece (`least`)."""
    return db.execute(_DAYS_AT_RATE, _with_rate(shop_id, buyer_id, rate)).all()


def days_of_all(db: Connection, shop_id: int, buyer_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """As `days`, for several buyers at once."""
    found: dict[int, list[Row[Any]]] = {buyer_id: [] for buyer_id in buyer_ids}
    for row in db.execute(_DAYS_OF_ALL, {"shop": shop_id, "buyers": list(buyer_ids)}):
        found[row.buyer_id].append(row)
    return found


def prices_before(db: Connection, shop_id: int, buyer_id: int, purchase_id: int, most: int = PRICES) -> Sequence[Price]:
    """What a buyer's things cost, before any discount, up to the day of a purchase and without it; newest first."""
    wanted = {"shop": shop_id, "buyer": buyer_id, "purchase": purchase_id, "most": most}
    return [Price(row.item, row.cents, row.quantity) for row in db.execute(_PRICES_BEFORE, wanted)]


def latest(db: Connection, shop_id: int, most: int, buyer_id: int | None = None) -> Sequence[Purchase]:
    """Standing purchases in the order they were booked, newest first."""
    wanted = select(purchase).where(purchase.c.shop_id == shop_id, _STANDING)
    if buyer_id is not None:
        wanted = wanted.where(purchase.c.buyer_id == buyer_id)
    return db.execute(wanted.order_by(purchase.c.id.desc()).limit(most)).all()


def newest(db: Connection, shop_id: int, most: int, buyer_id: int) -> Sequence[Purchase]:
    """A buyer's standing purchases by their days, the newest first."""
    wanted = select(purchase).where(purchase.c.shop_id == shop_id, purchase.c.buyer_id == buyer_id, _STANDING)
    return db.execute(wanted.order_by(purchase.c.day.desc(), purchase.c.id.desc()).limit(most)).all()


def taken_back(db: Connection, shop_id: int, most: int, buyer_id: int) -> Sequence[Purchase]:
    """A buyer's purchases that were taken back as a whole, the latest booked first."""
    wanted = select(purchase).where(purchase.c.shop_id == shop_id, purchase.c.buyer_id == buyer_id, purchase.c.void)
    return db.execute(wanted.order_by(purchase.c.id.desc()).limit(most)).all()


def last_of(db: Connection, shop_id: int, buyer_id: int) -> Purchase | None:
    """The buyer's most recent standing purchase by day."""
    return next(iter(newest(db, shop_id, 1, buyer_id)), None)
