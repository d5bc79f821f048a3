"""Earning and spending: a credit pays debts first, a debit takes the lot that expires first, what expires is closed once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, insert, select, update

from rules.errors import RuleError
from rules.lots import Lot, Taken, in_order, take
from rules.occasions import expiry
from storage import buyers, ledger, occasions, reminders
from storage.ledger import POINTS, Balance, Entry
from storage.tables.buyers import buyer
from storage.tables.ledger import LEFT, OPEN, ledger_entry, ledger_match

EXPIRE = "expire"
"""The reason of an entry that closes a lot after its last day."""

_LOT = (ledger_entry.c.id, ledger_entry.c.open, ledger_entry.c.valid_through, ledger_entry.c.origin_id)
_OPEN: Select[Any] = (
    select(*_LOT)
    .where(
        ledger_entry.c.shop_id == bindparam("shop"),
        ledger_entry.c.buyer_id == bindparam("buyer"),
        ledger_entry.c.unit == bindparam("unit"),
        OPEN,
    )
    .order_by(ledger_entry.c.id)
)
_PAST = (ledger_entry.c.shop_id == bindparam("shop"), ledger_entry.c.valid_through < bindparam("today"), LEFT)
_EXPIRED = select(ledger_entry).where(*_PAST, ledger_entry.c.buyer_id == bindparam("buyer")).order_by(ledger_entry.c.id)
_EXPIRED_OF = select(ledger_entry.c.buyer_id).where(*_PAST).distinct().order_by(ledger_entry.c.buyer_id)
_SETTLE = update(ledger_entry).where(ledger_entry.c.id == bindparam("entry"))
_SETTLE = _SETTLE.values(open=ledger_entry.c.open + bindparam("change"))
_MATCH = insert(ledger_match)
_FIRST = select(func.min(ledger_entry.c.valid_through)).where(
    ledger_entry.c.shop_id == bindparam("shop"),
    ledger_entry.c.buyer_id == bindparam("buyer"),
    ledger_entry.c.unit == POINTS,
    LEFT,
)
_NEXT_EXPIRY = select(buyer.c.points_until, buyer.c.next_due, _FIRST.scalar_subquery().label("first")).where(
    buyer.c.shop_id == bindparam("shop"), buyer.c.id == bindparam("buyer")
)
_NOTE_EXPIRY = update(buyer).where(buyer.c.shop_id == bindparam("b_shop"), buyer.c.id == bindparam("b_id"))


def earn(
    db: Connection,
    shop_id: int,
    buyer_id: int,
    entries: Sequence[Entry],
    day: date,
    now: datetime,
    before: Balance,
    *,
    is_foreseen: bool = False,
) -> None:
    """Book credits; `before` is the balance without them, so that a debt is paid first.

    `is_foreseen`: the buyer's due day was computed with them already.
    """
    ledger.append(db, shop_id, buyer_id, entries, day, now)
    for unit in {entry.unit for entry in entries if entry.amount and before.of(entry.unit) < 0}:
        pay_debts(db, shop_id, buyer_id, unit, day)
    if any(entry.valid_through for entry in entries):
        note_expiry(db, shop_id, buyer_id)
    if not is_foreseen and any(entry.amount for entry in entries):
        occasions.look_again(db, shop_id, buyer_id, day)


def spend(
    db: Connection,
    shop_id: int,
    buyer_id: int,
    entry: Entry,
    day: date,
    now: datetime,
    *,
    first: Collection[int] = (),
    may_owe: bool = False,
    is_foreseen: bool = False,
) -> None:
    """Book a debit from the lots that are valid on `day`, those of the roots `first` before all others.

    `is_foreseen`: the buyer's due day was computed without them already.
    Raises RuleError when there is not so much (with what is missing), unless the buyer may owe the rest.
    """
    buyers.lock(db, shop_id, buyer_id)
    close_expired(db, shop_id, day, now, buyer_id)
    taken = take(in_order(open_lots(db, shop_id, buyer_id, entry.unit, day), first), -entry.amount)
    missing = -entry.amount - sum(part.amount for part in taken)
    if missing and not may_owe:
        owed = -min(ledger.balance(db, shop_id, buyer_id, day).of(entry.unit), 0)
        raise RuleError("ledger.not_enough", n=missing + owed, unit=entry.unit)
    _book(db, shop_id, buyer_id, entry, taken, day, now)
    if any(part.lot.valid_through for part in taken):
        note_expiry(db, shop_id, buyer_id)
    if not is_foreseen:
        occasions.look_again(db, shop_id, buyer_id, day)


def _book(
    db: Connection, shop_id: int, buyer_id: int, entry: Entry, taken: Iterable[Taken], day: date, now: datetime
) -> None:
    """Book a debit with the lots it takes."""
    values = ledger.values(shop_id, buyer_id, entry, day, now)
    match(db, shop_id, int(db.execute(ledger.INSERT_ONE, values).scalar_one()), taken)


def open_lots(db: Connection, shop_id: int, buyer_id: int, unit: str, day: date) -> list[Lot]:
    """What is left of each credit that can be spent on `day`, in the order of spending."""
    rows = db.execute(_OPEN, {"shop": shop_id, "buyer": buyer_id, "unit": unit})
    return in_order(
        lot_of(row) for row in rows if row.open > 0 and (row.valid_through is None or row.valid_through >= day)
    )


def close_expired(db: Connection, shop_id: int, today: date, now: datetime, buyer_id: int | None = None) -> int:
    """Write the closing entry of every lot (of one buyer, or of all) whose last day is past; gives what expired by it.

    Of all, the buyers come in the order of their ids, so that nobody waits for one another.
    """
    if buyer_id is None:
        owners = db.scalars(_EXPIRED_OF, {"shop": shop_id, "today": today}).all()
        return sum(close_expired(db, shop_id, today, now, number) for number in owners)
    buyers.lock(db, shop_id, buyer_id)
    rows = db.execute(_EXPIRED, {"shop": shop_id, "today": today, "buyer": buyer_id}).all()
    for row in rows:
        _close(db, row, now)
    if rows:
        note_expiry(db, shop_id, buyer_id)
        occasions.look_again(db, shop_id, buyer_id, today)
    return sum(row.open for row in rows)


def _close(db: Connection, row: Row[Any], now: datetime) -> None:
    closed_on = max(row.valid_through + timedelta(days=1), row.day)
    entry = Entry(row.unit, -row.open, EXPIRE, str(row.id))
    _book(db, row.shop_id, row.buyer_id, entry, [Taken(lot_of(row), row.open)], closed_on, now)


def close_again(db: Connection, row: Row[Any], day: date, now: datetime, why: int) -> None:
    """An expired lot got something back on `day` from what had taken of it: that is gone at once; `why` makes it unique."""
    entry = Entry(row.unit, -row.open, EXPIRE, f"{row.id}:{why}")
    _book(db, row.shop_id, row.buyer_id, entry, [Taken(lot_of(row), row.open)], day, now)


def lot_of(row: Row[Any]) -> Lot:
    """What is left of a credit, as a lot."""
    return Lot(row.id, row.open, row.valid_through, row.origin_id or row.id)


def pay_debts(db: Connection, shop_id: int, buyer_id: int, unit: str, day: date) -> None:
    """Match what is owed, the oldest first, with the lots that are valid."""
    owing = [row for row in db.execute(_OPEN, {"shop": shop_id, "buyer": buyer_id, "unit": unit}) if row.open < 0]
    for row in owing:
        match(db, shop_id, row.id, take(open_lots(db, shop_id, buyer_id, unit, day), -row.open))


def match(db: Connection, shop_id: int, debit_id: int, taken: Iterable[Taken]) -> None:
    """A debit takes these parts of lots; nothing of them is open any more, and so much less of it is owed."""
    rows = [
        {"debit_id": debit_id, "credit_id": part.lot.id, "shop_id": shop_id, "amount": part.amount} for part in taken
    ]
    if not rows:
        return
    db.execute(_MATCH, rows)
    changes = [{"entry": row["credit_id"], "change": -row["amount"]} for row in rows]
    db.execute(_SETTLE, [*changes, {"entry": debit_id, "change": sum(row["amount"] for row in rows)}])


def release(db: Connection, shop_id: int, debit_id: int, part: Taken) -> None:
    """A debit gives back what it took of a lot: it is open again, and owed."""
    mine = (ledger_match.c.shop_id == shop_id, ledger_match.c.debit_id == debit_id)
    pair = (*mine, ledger_match.c.credit_id == part.lot.id)
    db.execute(delete(ledger_match).where(*pair, ledger_match.c.amount == part.amount))
    db.execute(update(ledger_match).where(*pair).values(amount=ledger_match.c.amount - part.amount))
    changes = [{"entry": part.lot.id, "change": part.amount}, {"entry": debit_id, "change": -part.amount}]
    db.execute(_SETTLE, changes)


def note_expiry(db: Connection, shop_id: int, buyer_id: int) -> None:
    """Keep on the buyer's row the last day of the points that expire next, and look at him in time before it."""
    row = db.execute(_NEXT_EXPIRY, {"shop": shop_id, "buyer": buyer_id}).one()
    if row.first == row.points_until:
        return
    look = row.first and row.first - expiry.AHEAD
    due = min((day for day in (row.next_due, look) if day), default=None)
    db.execute(_NOTE_EXPIRY, {"b_shop": shop_id, "b_id": buyer_id, "points_until": row.first, "next_due": due})
    if row.points_until and row.points_until < (row.first or date.max):
        reminders.swallow(db, shop_id, buyer_id, (expiry.KIND,))


def expiring(db: Connection, shop_id: int, buyer_id: int, today: date, through: date) -> int:
    """Points that can be spent today and expire with the end of `through` or before."""
    lots = open_lots(db, shop_id, buyer_id, POINTS, today)
    return sum(lot.left for lot in lots if lot.valid_through and lot.valid_through <= through)


def merged_by_root(lots: Iterable[Lot]) -> list[Lot]:
    """What came back to a lot counted together with what is left of it."""
    found: dict[int, Lot] = {}
    for lot in lots:
        known = found.get(lot.root)
        found[lot.root] = lot._replace(id=lot.root, left=lot.left + (known.left if known else 0))
    return in_order(found.values())


def source(db: Connection, shop_id: int, root: int) -> tuple[str, str]:
    """What a lot was booked for: reason and reference."""
    wanted = select(ledger_entry.c.reason, ledger_entry.c.reference)
    row = db.execute(wanted.where(ledger_entry.c.shop_id == shop_id, ledger_entry.c.id == root)).one()
    return row.reason, row.reference
