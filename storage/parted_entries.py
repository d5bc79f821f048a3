"""What was booked, while two buyers were one, for what belongs to one of them: his purchases, vouchers and bonuses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from rules.points import Rate
from storage import buyers, left_out, lots
from storage.bonuses import BIRTHDAY, REFERRAL, REVIEW
from storage.byhand import CREDIT, DEBIT
from storage.ledger import MERGE, POINTS, TAKEN_BACK
from storage.refund_rows import REASON, UNDO
from storage.tables.buyers import merge
from storage.tables.ledger import ledger_entry, ledger_match
from storage.tables.purchases import refund

GRANTED = (CREDIT, DEBIT, REFERRAL, REVIEW, BIRTHDAY)
"""Bookings that no purchase stands behind; each may be taken back."""


@dataclass(frozen=True, slots=True)
class Parting:
    """Who leaves whom, and what was his when they were united."""

    merge_id: int
    kept_id: int
    gone_id: int
    since: int
    """The latest entry of the ledger at that time."""
    purchases: frozenset[int]
    vouchers: frozenset[int]
    refunds: dict[int, bool]
    """The refunds of his purchases at that time, and whether they were undone."""
    worth: dict[Rate, int]
    """What he had paid and kept by then, at each rate."""


def root_of(row: Row[Any]) -> int:
    """The lot that a credit came from first."""
    return int(row.origin_id or row.id)


def merged(db: Connection, shop_id: int, buyer_id: int, unit: str, merge_id: int) -> list[Row[Any]]:
    """What a merge booked for one of the two."""
    mine = (ledger_entry.c.shop_id == shop_id, ledger_entry.c.buyer_id == buyer_id, ledger_entry.c.unit == unit)
    rows = db.execute(select(ledger_entry).where(*mine, ledger_entry.c.reason == MERGE).order_by(ledger_entry.c.id))
    return [row for row in rows if row.reference.partition(":")[0] == str(merge_id)]


def is_carry(row: Row[Any]) -> bool:
    """Whether a merge booked it for cents that made a point together."""
    return ":carry:" in row.reference


def booked_since(db: Connection, shop_id: int, one: Parting) -> list[Row[Any]]:
    """Refunds, cancelled vouchers and bonuses taken back, of what is his; be it on a row the kept one was part of since."""
    refunds = {str(row.id) for row in _refunds(db, shop_id, one)}
    about = {REASON: refunds, UNDO: refunds, "redeem_cancel": {str(number) for number in one.vouchers}}
    granted = _granted(db, shop_id, one)
    reasons = (MERGE, *about, *(f"{reason}{TAKEN_BACK}" for reason in GRANTED))
    rows = db.execute(_since(shop_id, one).where(ledger_entry.c.buyer_id.in_(_hosts(db, shop_id, one))))
    return [
        row
        for row in rows
        if row.reason in reasons
        and ((row.reason, _what(row)) in granted or row.reference.partition(":")[0] in about.get(row.reason, ()))
    ]


def _what(row: Row[Any]) -> str:
    """What an entry is called, without the merge whose bonus it brings."""
    return str(row.reference.rpartition(":")[0] if left_out.is_received_later(row) else row.reference)


def _since(shop_id: int, one: Parting) -> Any:
    since = (ledger_entry.c.shop_id == shop_id, ledger_entry.c.id > one.since)
    return select(ledger_entry).where(*since).order_by(ledger_entry.c.id)


def _hosts(db: Connection, shop_id: int, one: Parting) -> list[int]:
    """The kept one, and those he was merged into in between."""
    later = select(merge.c.kept_id, merge.c.gone_id).where(merge.c.shop_id == shop_id, merge.c.id > one.merge_id)
    hosts = [one.kept_id]
    for row in db.execute(later.order_by(merge.c.id)):
        hosts += [row.kept_id] * (row.gone_id in hosts)
    return hosts


def _granted(db: Connection, shop_id: int, one: Parting) -> set[tuple[str, str]]:
    """What the counter-entries of his bonuses are called (see `storage.bonuses.undo`), and those that bring them later."""
    mine = (ledger_entry.c.buyer_id.in_(buyers.rows_of(shop_id, one.gone_id)), ledger_entry.c.id <= one.since)
    rows = db.execute(select(ledger_entry).where(*mine, ledger_entry.c.reason.in_(GRANTED))).all()
    named = {(row.reason + TAKEN_BACK, f"{row.reference}:{row.id if row.amount > 0 else 0}") for row in rows}
    return named | {(MERGE, left_out.about(row.id)) for row in rows}


def _refunds(db: Connection, shop_id: int, one: Parting) -> Sequence[Row[Any]]:
    its = refund.c.purchase_id.in_(one.purchases)
    return db.execute(select(refund).where(refund.c.shop_id == shop_id, its)).all()


def taken(db: Connection, shop_id: int, debits: Collection[int]) -> Sequence[Row[Any]]:
    """Every credit that these debits took from, with how much (`taken`)."""
    joined = select(ledger_entry, ledger_match.c.amount.label("taken")).join(
        ledger_match, ledger_match.c.credit_id == ledger_entry.c.id
    )
    return db.execute(joined.where(ledger_match.c.shop_id == shop_id, ledger_match.c.debit_id.in_(debits))).all()


def his_roots(
    db: Connection, shop_id: int, one: Parting, roots: Collection[int], booked: Collection[Row[Any]]
) -> list[int]:
    """Those of the lots that he brought along, or that were `booked` since and are his."""
    mine = ledger_entry.c.buyer_id.in_(buyers.rows_of(shop_id, one.gone_id))
    brought = set(db.scalars(select(ledger_entry.c.id).where(ledger_entry.c.id.in_(roots), mine)))
    return [root for root in roots if root in brought | {row.id for row in booked}]


def expired_since(db: Connection, shop_id: int, one: Parting, roots: Collection[int]) -> Sequence[Row[Any]]:
    """What was left of these lots when they expired with the kept one, and was closed (`taken`)."""
    closing = ledger_entry.alias("closing")
    joined = (
        select(ledger_entry, ledger_match.c.amount.label("taken"))
        .join(ledger_match, ledger_match.c.credit_id == ledger_entry.c.id)
        .join(closing, and_(closing.c.id == ledger_match.c.debit_id, closing.c.reason == lots.EXPIRE))
    )
    root = func.coalesce(ledger_entry.c.origin_id, ledger_entry.c.id)
    there = closing.c.buyer_id.in_(_hosts(db, shop_id, one))
    return db.execute(joined.where(closing.c.id > one.since, there, root.in_(roots))).all()


def points_since(db: Connection, shop_id: int, one: Parting, booked: Collection[Row[Any]]) -> int:
    """By how much the formula moved for his purchases while they were with the kept one."""
    moved = 0
    for row in _refunds(db, shop_id, one):
        before = not one.refunds.get(row.id, True)
        moved += int(row.points) * (before - (not row.undone))
    carries = (row for row in booked if row.reason == UNDO and row.unit == POINTS and row.reference.endswith(":carry"))
    return moved + sum(int(row.amount) for row in carries)
