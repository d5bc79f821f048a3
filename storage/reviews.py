"""What happened in a shop within a month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from rules.review import Month, Return
from storage.purchases import NET
from storage.shops import Shop
from storage.tables.buyers import buyer
from storage.tables.purchases import purchase
from storage.tables.reminders import complaint, promise
from storage.tables.rewards import reward


class Item(NamedTuple):
    """What was bought most often, and in how many purchases."""

    name: str
    purchases: int


class Newcomer(NamedTuple):
    """Somebody who has bought for the first time, and how often by now."""

    name: str
    purchases: int


class Settled(NamedTuple):
    """A promise that was kept or broken; late: after the day for which it was given."""

    name: str
    words: str
    kept: bool
    late: bool


def _paid(shop: Shop, month: Month) -> tuple[ColumnElement[bool], ...]:
    return purchase.c.shop_id == shop.id, NET > 0, purchase.c.day.between(*month)


def _present(shop: Shop) -> tuple[ColumnElement[bool], ...]:
    return buyer.c.shop_id == shop.id, buyer.c.merged_into.is_(None)


def had_bought(db: Connection, shop: Shop, day: date) -> bool:
    """Whether anybody had bought anything by a local day; whoever was erased since counts."""
    wanted = select(buyer.c.id).where(buyer.c.shop_id == shop.id, buyer.c.first_day <= day).limit(1)
    return db.execute(wanted).first() is not None


def new_buyers(db: Connection, shop: Shop, month: Month) -> list[Newcomer]:
    """Who bought for the first time, by what they have paid."""
    wanted = select(buyer.c.name, buyer.c.purchases).where(*_present(shop), buyer.c.first_day.between(*month))
    return [Newcomer(*row) for row in db.execute(wanted.order_by(buyer.c.net_cents.desc(), buyer.c.id))]


def who_had_bought_before(db: Connection, shop: Shop, month: Month) -> list[Return]:
    """Who bought and had bought earlier: the first day of the month, and the last one before."""
    day = func.min(purchase.c.day).label("day")
    first = select(purchase.c.buyer_id, day).where(*_paid(shop, month)).group_by(purchase.c.buyer_id).subquery()
    earlier = purchase.alias("earlier")
    his = (earlier.c.shop_id == shop.id, earlier.c.buyer_id == first.c.buyer_id, earlier.c.day < month.first)
    before = select(func.max(earlier.c.day)).where(*his, earlier.c.cents > earlier.c.refunded_cents).scalar_subquery()
    wanted = select(buyer.c.name, first.c.day, before.label("before"), buyer.c.id).join(
        first, first.c.buyer_id == buyer.c.id
    )
    found = db.execute(wanted.where(*_present(shop), buyer.c.first_day < month.first))
    return [Return(row.name, row.day, row.before, row.id) for row in found if row.before]


def best_item(db: Connection, shop: Shop, month: Month) -> Item | None:
    """What was bought most often, if anything was bought twice."""
    count = func.count().label("n")
    wanted = select(func.min(purchase.c.item).label("item"), count).where(*_paid(shop, month), purchase.c.item != "")
    row = db.execute(wanted.group_by(func.lower(purchase.c.item)).order_by(count.desc(), "item").limit(1)).first()
    return Item(row.item, row.n) if row and row.n > 1 else None


def promises_of(db: Connection, shop: Shop, month: Month) -> list[Settled]:
    """What was kept or broken, in the order in which it was settled."""
    columns = (buyer.c.name, promise.c.words, promise.c.state, promise.c.first_day, promise.c.settled_on)
    wanted = select(*columns).join(buyer, buyer.c.id == promise.c.buyer_id)
    settled = (promise.c.shop_id == shop.id, promise.c.state != "open", promise.c.settled_on.between(*month))
    found = db.execute(wanted.where(*settled).order_by(promise.c.settled_on, promise.c.id))
    return [Settled(row.name, row.words, row.state == "kept", row.settled_on > row.first_day) for row in found]


def late_promises(db: Connection, shop: Shop, today: date) -> Sequence[str]:
    """To whom something was promised for a day that is over, and is not settled."""
    late = (promise.c.shop_id == shop.id, promise.c.state == "open", promise.c.day < today)
    wanted = select(buyer.c.name).join(promise, promise.c.buyer_id == buyer.c.id)
    return db.scalars(wanted.where(*late).order_by(promise.c.day, promise.c.id)).all()


def open_complaints(db: Connection, shop: Shop) -> Sequence[str]:
    """Whose complaint is not solved."""
    wanted = select(buyer.c.name).join(complaint, complaint.c.buyer_id == buyer.c.id)
    open_ones = (complaint.c.shop_id == shop.id, complaint.c.state == "open")
    return db.scalars(wanted.where(*open_ones).order_by(complaint.c.day, complaint.c.id)).all()


def solved_complaints(db: Connection, shop: Shop, month: Month) -> int:
    """How many complaints were solved."""
    solved = (complaint.c.shop_id == shop.id, complaint.c.closed_on.between(*month))
    return int(db.execute(select(func.count()).where(*solved)).scalar_one())


def count_rewards(db: Connection, shop: Shop) -> int:
    """How many rewards there are to be had."""
    mine = (reward.c.shop_id == shop.id, reward.c.retired.is_(False))
    return int(db.execute(select(func.count()).where(*mine)).scalar_one())


def count_linked(db: Connection, shop: Shop) -> int:
    """How many buyers have their stamp card."""
    return int(db.execute(select(func.count()).where(*_present(shop), buyer.c.telegram_id.is_not(None))).scalar_one())
