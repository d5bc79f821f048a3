"""Undoing a debit: what it took comes back with the expiry it had. `storage.reclaiming` says whom some of it is due to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from storage import ledger, lots, reclaiming
from storage.ledger import Entry
from storage.tables.ledger import ledger_entry, ledger_match


def give_back(
    db: Connection, shop_id: int, debit: Row[Any], reason: str, day: date, now: datetime, *, to: int | None = None
) -> None:
    """Undo a debit: what it took comes back with the expiry it had. A second time raises IntegrityError.

    It comes back to the buyer who was debited, or `to` whom he was merged into since. What is owed still is let off first, so
    that nothing that comes back has to pay it. Points of a purchase that was refunded meanwhile go with the refund.
    """
    buyer_id = debit.buyer_id if to is None else to
    lots.close_expired(db, shop_id, day, now, buyer_id)
    owed = [Entry(debit.unit, -debit.open, reason, f"{debit.reference}:0")]
    back = _taken(db, debit, reason)
    for entries in (owed, back):
        lots.earn(db, shop_id, buyer_id, entries, day, now, ledger.balance(db, shop_id, buyer_id, day))
    reclaiming.reclaim(db, shop_id, buyer_id, debit, [entry.origin for entry in back], day, now)
    lots.close_expired(db, shop_id, day, now, buyer_id)


def _taken(db: Connection, debit: Row[Any], reason: str) -> Sequence[Entry]:
    """What a debit took, as credits."""
    joined = select(ledger_entry, ledger_match.c.amount.label("taken")).join(
        ledger_match, ledger_match.c.credit_id == ledger_entry.c.id
    )
    rows = db.execute(joined.where(ledger_match.c.debit_id == debit.id).order_by(ledger_entry.c.id))
    return [
        Entry(row.unit, row.taken, reason, f"{debit.reference}:{row.id}", row.valid_through, row.origin_id or row.id)
        for row in rows
    ]
