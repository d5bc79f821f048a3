"""A shop of any size for `benchmarks.planner`: a thousand buyers whose history the bot's own rules have dealt with, many times over."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, literal, select

from handlers import digest
from rules.occasions.facts import Birthday
from storage import buyers, fitting, notes, occasions, reminders, shops
from storage.shops import Shop
from storage.tables.buyers import buyer, note
from storage.tables.purchases import purchase
from storage.tables.reminders import reminder

SELLER = 1
YESTERDAY, TODAY = date(2026, 9, 1), date(2026, 9, 2)
"""The day on which everybody is dealt with, and the day on which some are due."""
TRIED, TEMPLATES, DUE = 1500, 1000, 9
DIGEST = time(9)
SAME = 1000
"""Copies whose purchases come to different sums."""


def instant(day: date) -> datetime:
    """When the daily message of the shop is made."""
    return datetime.combine(day, DIGEST, UTC)


def fill(db: Connection, count: int) -> None:
    """A shop of `count` buyers (a multiple of 1000), 0.9 % of them due today, nobody before."""
    shop = shops.found(db, SELLER, "Wollstübchen", "UTC", instant(YESTERDAY) - timedelta(days=900))
    digest.schedule(db, shop, instant(YESTERDAY) - timedelta(minutes=1))
    shops.change(db, shop.id, reviewed_on=YESTERDAY)
    draw = random.Random(1)
    for number in range(TRIED):
        _tried(db, shop.id, f"Kundin {number}", draw)
    _deal_with(db, _derive(db, shop))
    _keep(db)
    _multiply(db, count // TEMPLATES)


def _tried(db: Connection, shop_id: int, name: str, draw: random.Random) -> None:
    number = buyers.create(db, shop_id, name, instant(YESTERDAY))
    first = YESTERDAY - timedelta(days=draw.randrange(1, 500))
    days = [first + timedelta(days=draw.randrange(1 + (YESTERDAY - first).days)) for _ in range(draw.randrange(4))]
    db.execute(insert(purchase), [_bought(shop_id, number, day, draw) for day in (first, *days)])
    if draw.random() < 0.5:
        buyers.set_birthday(db, shop_id, number, Birthday(draw.randrange(1, 29), draw.randrange(1, 13)), first)
    if draw.random() < 0.3:
        notes.add(db, shop_id, number, "mag Blau", first, instant(first), kind="like")


def _bought(shop_id: int, buyer_id: int, day: date, draw: random.Random) -> dict[str, Any]:
    """The row of a purchase; what is not named has its default."""
    from storage.tables.purchases import Purchase  # noqa: PLC0415  its defaults

    return Purchase(
        shop_id=shop_id, buyer_id=buyer_id, day=day, cents=100 * draw.randrange(5, 90), created_at=instant(day)
    ).model_dump(exclude={"id"})


def _derive(db: Connection, shop: Shop) -> Shop:
    """Everybody's figures and due day from what he bought; the shop has learnt from it, too."""
    for number in db.scalars(select(buyer.c.id)).all():
        occasions.refresh(db, shop, number, YESTERDAY)
    return fitting.fit_shop(db, shop, YESTERDAY)


def _deal_with(db: Connection, shop: Shop) -> None:
    """Whatever is due by yesterday was shown and is done."""
    for row, _, found in list(occasions.due(db, shop, YESTERDAY)):
        for occasion in found:
            reminders.done(db, shop.id, reminders.make(db, shop.id, row.id, occasion, occasion.due))
    occasions.refresh_overdue(db, shop, YESTERDAY)


def _keep(db: Connection) -> None:
    """A thousand of those who were tried, with as many due today as there are to be."""
    due = _some(db, buyer.c.next_due == TODAY, DUE)
    kept = [*due, *_some(db, func.coalesce(buyer.c.next_due > TODAY, literal(True)), TEMPLATES - DUE)]
    for table in (reminder, note, purchase):
        db.execute(delete(table).where(table.c.buyer_id.not_in(kept)))
    db.execute(delete(buyer).where(buyer.c.id.not_in(kept)))


def _some(db: Connection, which: Any, count: int) -> Sequence[int]:
    found = db.scalars(select(buyer.c.id).where(which).order_by(buyer.c.id).limit(count)).all()
    if len(found) < count:
        raise LookupError(f"of {TRIED} buyers that were tried only {len(found)} can be used, not {count}")
    return found


def _multiply(db: Connection, times: int) -> None:
    """Copies of everybody, in one statement a table; each bought for a little more than the one before."""
    copies = select(literal(1).label("copy")).cte("copies", recursive=True)
    copies = copies.union_all(select(copies.c.copy + 1).where(copies.c.copy < times - 1))
    more = copies.c.copy % SAME
    if times > 1:
        _copy(
            db, buyer, copies, {"name": buyer.c.name + " ", "net_cents": buyer.c.net_cents + more * buyer.c.purchases}
        )
        _copy(db, purchase, copies, {"cents": purchase.c.cents + more})
        _copy(db, note, copies, {})
        _copy(db, reminder, copies, {})


def _copy(db: Connection, table: Table, copies: Any, changes: dict[str, Any]) -> None:
    owner = table.c.id if table is buyer else table.c.buyer_id
    values = {column.name: column for column in table.c} | changes
    values["id"] = table.c.id + copies.c.copy * 10 * TRIED
    values[owner.name] = owner + copies.c.copy * 10 * TRIED
    chosen = select(*values.values()).select_from(table.join(copies, literal(True)))
    db.execute(insert(table).from_select(list(values), chosen))
