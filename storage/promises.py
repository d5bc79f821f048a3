"""Promises the seller made to her buyers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from storage.tables.reminders import promise

Promise = Row[Any]

_NEAR = (promise.c.state == "open", promise.c.day.between(bindparam("first"), bindparam("last")))
_SHOPS_WITH = select(promise.c.shop_id).where(*_NEAR).distinct().order_by(promise.c.shop_id)


def make(db: Connection, shop_id: int, buyer_id: int, words: str, day: date, today: date, now: datetime) -> int:
    """Keep a promise in mind; gives its id."""
    values = {"shop_id": shop_id, "buyer_id": buyer_id, "words": words, "day": day, "first_day": day}
    made = {"state": "open", "made_on": today, "created_at": now}
    return int(db.execute(insert(promise).returning(promise.c.id), values | made).scalar_one())


def get(db: Connection, shop_id: int, promise_id: int) -> Promise:
    """The promise with this id; raises NoResultFound when the shop has none."""
    return db.execute(select(promise).where(promise.c.shop_id == shop_id, promise.c.id == promise_id)).one()


def open_of(db: Connection, shop_id: int, buyer_id: int) -> list[Promise]:
    """What a buyer is still waiting for, the most urgent first."""
    his = (promise.c.shop_id == shop_id, promise.c.buyer_id == buyer_id, promise.c.state == "open")
    return list(db.execute(select(promise).where(*his).order_by(promise.c.day, promise.c.id)))


def shops_with(db: Connection, first: date, last: date) -> list[int]:
    """The shops in which something is promised for these days and not settled, by their ids."""
    return list(db.scalars(_SHOPS_WITH, {"first": first, "last": last}))


def made_before(db: Connection, shop_id: int, instant: datetime, first: date, last: date) -> list[Promise]:
    """What was promised for these days before an instant, and is not settled."""
    near = (promise.c.shop_id == shop_id, promise.c.state == "open", promise.c.day.between(first, last))
    return list(db.execute(select(promise).where(*near, promise.c.created_at < instant)))


def change(db: Connection, shop_id: int, promise_id: int, **values: object) -> Promise:
    """Settle it, put it off, or take that back; gives it as it is now."""
    db.execute(update(promise).where(promise.c.shop_id == shop_id, promise.c.id == promise_id).values(**values))
    return get(db, shop_id, promise_id)
