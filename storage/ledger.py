"""The append-only ledger of points and stamps. Balance = sum of the entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, func, insert, select

from storage.tables.purchases import ledger_entry

POINTS, STAMPS = "points", "stamps"


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking; `reference` with `reason` says what it is for and makes it unique per buyer and unit."""

    unit: str
    amount: int
    reason: str
    reference: str


class Balance(NamedTuple):
    """What a buyer has; below zero after a refund of what was spent already."""

    points: int
    stamps: int


_INSERT = insert(ledger_entry)
_BALANCE = (
    select(ledger_entry.c.unit, func.sum(ledger_entry.c.amount).label("total"))
    .where(ledger_entry.c.buyer_id == bindparam("buyer"), ledger_entry.c.shop_id == bindparam("shop"))
    .group_by(ledger_entry.c.unit)
)


def append(db: Connection, shop_id: int, buyer_id: int, entries: Iterable[Entry], day: date, now: datetime) -> None:
    """Book entries; those of amount 0 say nothing and are left out. Booking one twice raises IntegrityError."""
    rows = [
        {
            "shop_id": shop_id,
            "buyer_id": buyer_id,
            "unit": entry.unit,
            "amount": entry.amount,
            "reason": entry.reason,
            "reference": entry.reference,
            "day": day,
            "created_at": now,
        }
        for entry in entries
        if entry.amount
    ]
    if rows:
        db.execute(_INSERT, rows)


def balance(db: Connection, shop_id: int, buyer_id: int) -> Balance:
    """The sums over all entries of a buyer."""
    sums: dict[str, int] = {
        row.unit: int(row.total) for row in db.execute(_BALANCE, {"shop": shop_id, "buyer": buyer_id})
    }
    return Balance(sums.get(POINTS, 0), sums.get(STAMPS, 0))


def count(db: Connection, shop_id: int, buyer_id: int, reason: str) -> int:
    """How many entries with this reason a buyer has."""
    mine = (ledger_entry.c.shop_id == shop_id, ledger_entry.c.buyer_id == buyer_id, ledger_entry.c.reason == reason)
    return int(db.execute(select(func.count()).where(*mine)).scalar_one())


def history(db: Connection, shop_id: int, buyer_id: int, most: int) -> Sequence[Row[Any]]:
    """The latest entries, newest first."""
    entries = select(ledger_entry).where(ledger_entry.c.shop_id == shop_id, ledger_entry.c.buyer_id == buyer_id)
    return db.execute(entries.order_by(ledger_entry.c.id.desc()).limit(most)).all()
