"""Complaints: what went wrong, how it is put right, and whether all is well again."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from storage.tables.purchases import purchase
from storage.tables.reminders import complaint

Complaint = Row[Any]

CHECK_AFTER = timedelta(days=5)
"""So long after a complaint or its solution the seller looks whether all is well."""

_RECENT = (complaint.c.shop_id == bindparam("shop"), complaint.c.day >= bindparam("since"))
_COMPLAINTS = select(complaint).where(*_RECENT).order_by(complaint.c.id)
_BOUGHT = (
    select(purchase.c.buyer_id, purchase.c.day, purchase.c.item)
    .where(
        purchase.c.shop_id == bindparam("shop"),
        purchase.c.void.is_(False),
        purchase.c.item != "",
        purchase.c.buyer_id.in_(select(complaint.c.buyer_id).where(*_RECENT)),
    )
    .order_by(purchase.c.day.desc(), purchase.c.id.desc())
)


def open_one(db: Connection, shop_id: int, buyer_id: int, words: str, today: date, now: datetime) -> int:
    """Write a complaint down; gives its id."""
    values = {"shop_id": shop_id, "buyer_id": buyer_id, "words": words, "solution": "", "state": "open"}
    made = {"day": today, "check_on": today + CHECK_AFTER, "created_at": now}
    return int(db.execute(insert(complaint).returning(complaint.c.id), values | made).scalar_one())


def get(db: Connection, shop_id: int, complaint_id: int) -> Complaint:
    """The complaint with this id; raises NoResultFound when the shop has none."""
    return db.execute(select(complaint).where(complaint.c.shop_id == shop_id, complaint.c.id == complaint_id)).one()


def open_of(db: Connection, shop_id: int, buyer_id: int) -> list[Complaint]:
    """A buyer's complaints that are not closed, the latest first."""
    his = (complaint.c.shop_id == shop_id, complaint.c.buyer_id == buyer_id, complaint.c.state == "open")
    return list(db.execute(select(complaint).where(*his).order_by(complaint.c.id.desc())))


def with_items(db: Connection, shop_id: int, since: date) -> list[tuple[Complaint, list[str]]]:
    """The shop's complaints since a local day, oldest first, each with what the buyer has bought until then, newest first."""
    here = {"shop": shop_id, "since": since}
    rows = db.execute(_COMPLAINTS, here).all()
    bought: dict[int, list[Any]] = defaultdict(list)
    for row in db.execute(_BOUGHT, here) if rows else ():
        bought[row.buyer_id].append(row)
    return [(row, [one.item for one in bought[row.buyer_id] if one.day <= row.day]) for row in rows]


def solve(db: Connection, shop_id: int, complaint_id: int, solution: str, today: date) -> Complaint:
    """A solution was promised: in five days it is time to look whether it worked."""
    return change(db, shop_id, complaint_id, solution=solution, solved_on=today, check_on=today + CHECK_AFTER)


def change(db: Connection, shop_id: int, complaint_id: int, **values: object) -> Complaint:
    """Close it, look again later, or take that back; gives it as it is now."""
    mine = (complaint.c.shop_id == shop_id, complaint.c.id == complaint_id)
    db.execute(update(complaint).where(*mine).values(**values))
    return get(db, shop_id, complaint_id)
