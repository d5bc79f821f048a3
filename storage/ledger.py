"""The append-only ledger of points and stamps. Balance = sum of the entries, without the lots that have expired."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, case, func, insert, or_, select

from storage import buyers
from storage.tables.ledger import OPEN, ledger_entry

POINTS, STAMPS = "points", "stamps"
UNITS = (POINTS, STAMPS)

SPENT = ("redeem", "debit")
"""Reasons that count as spent."""
GIVEN_BACK = ("redeem_cancel", "refund_undo", "merge", "debit_undo", "merge_undo")
"""Reasons of credits that were earned before and only come back."""
MERGE = "merge"
"""The reason of what a merge books."""
BROUGHT = "brought"
"""The reason of what comes from other books; behind it, what it was booked for there."""
TAKEN_BACK = "_undo"
"""Behind the reason of a booking by hand or a bonus: the reason of its counter-entry."""


def brought(reason: str) -> str:
    """A reason of other books in these: what it was about is not here, so it is no reason of our own."""
    return f"{BROUGHT}_{reason}" if reason not in {"", BROUGHT} else BROUGHT


def original(reason: str) -> str:
    """The reason in the books in which it was booked."""
    return reason.removeprefix(f"{BROUGHT}_")


class Entry(NamedTuple):
    """One booking; `reference` with `reason` says what it is for and makes it unique per buyer and unit.

    A credit may name the last day it can be spent on, and the lot it comes back from.
    """

    unit: str
    amount: int
    reason: str
    reference: str
    valid_through: date | None = None
    origin: int | None = None
    note: str = ""


class Balance(NamedTuple):
    """What a buyer has; below zero after a refund of what was spent already."""

    points: int
    stamps: int

    def of(self, unit: str) -> int:
        """The balance of one unit."""
        return self.points if unit == POINTS else self.stamps

    def plus(self, points: int, stamps: int) -> Balance:
        """The balance after so much more of each."""
        return Balance(self.points + points, self.stamps + stamps)


class Gross(NamedTuple):
    """All that was ever earned and all that was ever spent; neither is netted against anything."""

    earned: int
    spent: int


_INSERT = insert(ledger_entry)
INSERT_ONE = insert(ledger_entry).returning(ledger_entry.c.id)
_MINE = (ledger_entry.c.shop_id == bindparam("shop"), ledger_entry.c.buyer_id == bindparam("buyer"))
_EXPIRED = case((ledger_entry.c.valid_through < bindparam("today"), ledger_entry.c.open), else_=0)
_BALANCE = (
    select(ledger_entry.c.unit, func.sum(ledger_entry.c.amount - _EXPIRED).label("total"))
    .where(*_MINE)
    .group_by(ledger_entry.c.unit)
)


_BALANCES = (
    select(ledger_entry.c.buyer_id, ledger_entry.c.unit, func.sum(ledger_entry.c.open).label("total"))
    .where(
        ledger_entry.c.buyer_id.in_(bindparam("buyers", expanding=True)),
        OPEN,
        or_(ledger_entry.c.valid_through.is_(None), ledger_entry.c.valid_through >= bindparam("today")),
    )
    .group_by(ledger_entry.c.buyer_id, ledger_entry.c.unit)
)
"""The sum of the open entries is that of all entries: what was spent is open on neither side."""


def values(shop_id: int, buyer_id: int, entry: Entry, day: date, now: datetime) -> dict[str, Any]:
    """The row of an entry; all of it is open."""
    return {
        "shop_id": shop_id,
        "buyer_id": buyer_id,
        "unit": entry.unit,
        "amount": entry.amount,
        "open": entry.amount,
        "reason": entry.reason,
        "reference": entry.reference,
        "valid_through": entry.valid_through,
        "origin_id": entry.origin,
        "note": entry.note,
        "day": day,
        "created_at": now,
    }


def append(db: Connection, shop_id: int, buyer_id: int, entries: Iterable[Entry], day: date, now: datetime) -> None:
    """Book entries as they are; those of amount 0 say nothing and are left out. Booking one twice raises IntegrityError.

    Credits pay debts and debits take lots in `storage.lots`, which everybody but it should call.
    """
    rows = [values(shop_id, buyer_id, entry, day, now) for entry in entries if entry.amount]
    if rows:
        db.execute(_INSERT, rows)


def balance(db: Connection, shop_id: int, buyer_id: int, today: date) -> Balance:
    """What a buyer has on a local day: the sums over all his entries, without what is left of expired lots."""
    found = db.execute(_BALANCE, {"shop": shop_id, "buyer": buyer_id, "today": today})
    sums: dict[str, int] = {row.unit: int(row.total) for row in found}
    return Balance(sums.get(POINTS, 0), sums.get(STAMPS, 0))


def balances(db: Connection, buyer_ids: Sequence[int], today: date) -> dict[int, Balance]:
    """What each of these buyers has on a local day, read in one go."""
    found = dict.fromkeys(buyer_ids, Balance(0, 0))
    for row in db.execute(_BALANCES, {"buyers": list(buyer_ids), "today": today}):
        found[row.buyer_id] = found[row.buyer_id]._replace(**{row.unit: int(row.total)})
    return found


def gross(db: Connection, shop_id: int, buyer_id: int, unit: str) -> Gross:
    """Everything a buyer ever earned, and ever spent, in one unit, be it under a name that turned out to be his."""
    amount, reason = ledger_entry.c.amount, ledger_entry.c.reason
    earned = func.sum(case((amount > 0, case((reason.in_(_everywhere(GIVEN_BACK)), 0), else_=amount)), else_=0))
    spent = func.sum(case((reason.in_(_everywhere(SPENT)), -amount), else_=0))
    him = ledger_entry.c.buyer_id.in_(buyers.rows_of(shop_id, buyer_id))
    mine = (ledger_entry.c.shop_id == shop_id, him, ledger_entry.c.unit == unit)
    row = db.execute(select(func.coalesce(earned, 0), func.coalesce(spent, 0)).where(*mine)).one()
    return Gross(int(row[0]), int(row[1]))


def _everywhere(reasons: Sequence[str]) -> list[str]:
    """Reasons as they are booked here, and as other books bring them."""
    return [*reasons, *map(brought, reasons)]


def find(db: Connection, shop_id: int, buyer_id: int | None, unit: str, reason: str, reference: str) -> Row[Any] | None:
    """The entry for this and nothing else, if it was booked; None for the buyer where the reference says whose it is."""
    wanted = select(ledger_entry).where(
        ledger_entry.c.shop_id == shop_id,
        ledger_entry.c.unit == unit,
        ledger_entry.c.reason == reason,
        ledger_entry.c.reference == reference,
    )
    return db.execute(wanted if buyer_id is None else wanted.where(ledger_entry.c.buyer_id == buyer_id)).first()


def history(db: Connection, shop_id: int, buyer_id: int, most: int) -> Sequence[Row[Any]]:
    """The latest entries, newest first."""
    entries = select(ledger_entry).where(ledger_entry.c.shop_id == shop_id, ledger_entry.c.buyer_id == buyer_id)
    return db.execute(entries.order_by(ledger_entry.c.id.desc()).limit(most)).all()


def balance_on(db: Connection, shop_id: int, buyer_id: int, day: date) -> Balance:
    """The balance as it was at the end of a local day in the past."""
    mine = (ledger_entry.c.shop_id == shop_id, ledger_entry.c.buyer_id == buyer_id, ledger_entry.c.day <= day)
    sums = select(ledger_entry.c.unit, func.sum(ledger_entry.c.amount)).where(*mine).group_by(ledger_entry.c.unit)
    found = {unit: int(total) for unit, total in db.execute(sums)}
    return Balance(found.get(POINTS, 0), found.get(STAMPS, 0))
