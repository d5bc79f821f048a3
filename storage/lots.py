"""Earning and spending: a credit pays debts first, a debit takes the lot that expires first, what expires is closed once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, insert, select, update

from rules.errors import RuleError
from rules.lots import Lot, Taken, in_order, take
from rules.occasions import expiry
from storage import buyers, ledger, occasions, reminders
from storage.ledger import POINTS, Balance, Entry
from storage.tables.buyers import buyer
from storage.tables.ledger import LEFT, OPEN, ledger_entry, ledger_match

EXPIRE = "expire"
"""The reason of an entry that closes a lot after its last day."""

_OPEN = (
    select(ledger_entry)
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
        _pay_debts(db, shop_id, buyer_id, unit, day)
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
) -> None:
    """Book a debit from the lots that are valid on `day`, those of the roots `first` before all others.

    Raises RuleError when there is not so much (with what is missing), unless the buyer may owe the rest.
    """
    buyers.lock(db, shop_id, buyer_id)
    close_expired(db, shop_id, day, now, buyer_id)
    wanted = -entry.amount
    taken = take(in_order(open_lots(db, shop_id, buyer_id, entry.unit, day), first), wanted)
    missing = wanted - sum(part.amount for part in taken)
    if missing and not may_owe:
        owed = -min(ledger.balance(db, shop_id, buyer_id, day).of(entry.unit), 0)
        raise RuleError("ledger.not_enough", n=missing + owed, unit=entry.unit)
    debit = db.execute(ledger.INSERT_ONE, ledger.values(shop_id, buyer_id, entry, day, now)).scalar_one()
    _match(db, shop_id, int(debit), taken)
    if any(part.lot.valid_through for part in taken):
        note_expiry(db, shop_id, buyer_id)
    occasions.look_again(db, shop_id, buyer_id, day)


def open_lots(db: Connection, shop_id: int, buyer_id: int, unit: str, day: date) -> list[Lot]:
    """What is left of each credit that can be spent on `day`, in the order of spending."""
    rows = db.execute(_OPEN, {"shop": shop_id, "buyer": buyer_id, "unit": unit})
    return in_order(
        Lot(row.id, row.open, row.valid_through, row.origin_id or row.id)
        for row in rows
        if row.open > 0 and (row.valid_through is None or row.valid_through >= day)
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
    entry = Entry(row.unit, -row.open, EXPIRE, str(row.id))
    closed_on = max(row.valid_through + timedelta(days=1), row.day)
    debit = db.execute(ledger.INSERT_ONE, ledger.values(row.shop_id, row.buyer_id, entry, closed_on, now)).scalar_one()
    lot = Lot(row.id, row.open, row.valid_through, row.origin_id or row.id)
    _match(db, row.shop_id, int(debit), [Taken(lot, row.open)])


def give_back(
    db: Connection, shop_id: int, debit: Row[Any], reason: str, day: date, now: datetime, *, to: int | None = None
) -> None:
    """Undo a debit: what it took comes back with the expiry it had. A second time raises IntegrityError.

    It comes back to the buyer who was debited, or `to` whom he was merged into since. What is owed still is let off first, so
    that nothing that comes back has to pay it.
    """
    buyer_id = debit.buyer_id if to is None else to
    buyers.lock(db, shop_id, buyer_id)
    took = select(ledger_entry, ledger_match.c.amount.label("taken")).join(
        ledger_match, ledger_match.c.credit_id == ledger_entry.c.id
    )
    rows = db.execute(took.where(ledger_match.c.debit_id == debit.id).order_by(ledger_entry.c.id)).all()
    back = [
        Entry(row.unit, row.taken, reason, f"{debit.reference}:{row.id}", row.valid_through, row.origin_id or row.id)
        for row in rows
    ]
    owed = [Entry(debit.unit, -debit.open, reason, f"{debit.reference}:0")]
    for entries in (owed, back):
        earn(db, shop_id, buyer_id, entries, day, now, ledger.balance(db, shop_id, buyer_id, day))
    close_expired(db, shop_id, day, now, buyer_id)


def expired_of(db: Connection, shop_id: int, lot_ids: Collection[int]) -> int:
    """What was left of these lots when they expired and were closed."""
    closing = (ledger_entry.c.id == ledger_match.c.debit_id, ledger_entry.c.reason == EXPIRE)
    expired = select(func.coalesce(func.sum(ledger_match.c.amount), 0)).join(ledger_entry, and_(*closing))
    mine = (ledger_match.c.shop_id == shop_id, ledger_match.c.credit_id.in_(lot_ids))
    return int(db.execute(expired.where(*mine)).scalar_one())


def _pay_debts(db: Connection, shop_id: int, buyer_id: int, unit: str, day: date) -> None:
    """Match what is owed, the oldest first, with the lots that are valid."""
    owing = [row for row in db.execute(_OPEN, {"shop": shop_id, "buyer": buyer_id, "unit": unit}) if row.open < 0]
    for row in owing:
        _match(db, shop_id, row.id, take(open_lots(db, shop_id, buyer_id, unit, day), -row.open))


def _match(db: Connection, shop_id: int, debit_id: int, taken: Iterable[Taken]) -> None:
    rows = [
        {"debit_id": debit_id, "credit_id": part.lot.id, "shop_id": shop_id, "amount": part.amount} for part in taken
    ]
    if not rows:
        return
    db.execute(_MATCH, rows)
    changes = [{"entry": row["credit_id"], "change": -row["amount"]} for row in rows]
    db.execute(_SETTLE, [*changes, {"entry": debit_id, "change": sum(row["amount"] for row in rows)}])


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
        found[lot.root] = replace(lot, id=lot.root, left=lot.left + (known.left if known else 0))
    return in_order(found.values())


def source(db: Connection, shop_id: int, root: int) -> tuple[str, str]:
    """What a lot was booked for: reason and reference."""
    wanted = select(ledger_entry.c.reason, ledger_entry.c.reference)
    row = db.execute(wanted.where(ledger_entry.c.shop_id == shop_id, ledger_entry.c.id == root)).one()
    return row.reason, row.reference
