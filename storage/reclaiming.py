"""A refund takes the points of its own purchase first, also those that come back later: in any order the same is left.

What it had taken in their place is open again, and what it owed is owed no more, even if its own points have expired
meanwhile: they are gone with the purchase, and nobody owes them. The same holds for a bonus that is taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from rules.lots import Lot, Taken, in_order, take
from storage import lots, own_lots, refund_rows
from storage.ledger import TAKEN_BACK
from storage.refund_rows import REASON, UNDO
from storage.tables.ledger import ledger_entry, ledger_match

_ROOT = func.coalesce(ledger_entry.c.origin_id, ledger_entry.c.id)


def reclaim(
    db: Connection, shop_id: int, buyer_id: int, undone: Row[Any], roots: Collection[Any], day: date, now: datetime
) -> None:
    """After lots of these `roots` came back because a debit was `undone`: what took their purchase back takes them."""
    released = set[int]()
    for reason, references, own in _claims(db, shop_id, undone.unit, roots):
        mine = (ledger_entry.c.shop_id == shop_id, ledger_entry.c.buyer_id == buyer_id)
        its = (ledger_entry.c.reason == reason, ledger_entry.c.reference.in_(references), ledger_entry.c.amount < 0)
        debits = select(ledger_entry).where(*mine, ledger_entry.c.unit == undone.unit, *its)
        for debit in db.execute(debits.order_by(ledger_entry.c.id.desc())).all():
            released |= _own_first(db, debit, own)
    if released:
        lots.pay_debts(db, shop_id, buyer_id, undone.unit, day)
        _close_again(db, shop_id, released, day, now, undone.id)
        lots.note_expiry(db, shop_id, buyer_id)


Claim = tuple[str, list[str], list[int]]
"""Reason and references of the debits that took something back, and the lots that it had earned."""


def _claims(db: Connection, shop_id: int, unit: str, roots: Collection[Any]) -> Iterator[Claim]:
    """Of purchases, what standing refunds took; of a bonus or points by hand, what taking it back took."""
    wanted = select(ledger_entry).where(ledger_entry.c.shop_id == shop_id, ledger_entry.c.id.in_(roots))
    bought = set[int]()
    for row in db.execute(wanted.order_by(ledger_entry.c.id)).all():
        if row.reason == UNDO:
            bought.add(refund_rows.get(db, shop_id, int(row.reference.partition(":")[0])).purchase_id)
        elif row.reason == "purchase":
            bought.add(int(row.reference))
        else:
            yield row.reason + TAKEN_BACK, [f"{row.reference}:{row.id}"], [row.id]
    for number in sorted(bought):
        standing = [str(row.id) for row in refund_rows.of_purchase(db, shop_id, number) if not row.undone]
        yield REASON, standing, own_lots.roots(db, shop_id, number, unit)


def _own_first(db: Connection, debit: Row[Any], own: Collection[int]) -> set[int]:
    """Take what is left of a refund's own lots instead of others; gives the lots that something came back to."""
    matched = _matched(db, debit)
    elsewhere = [part for part in matched if part.lot.root not in own]
    anew = [part for part in matched if part.lot.root in own and part.lot.left]
    _release(db, debit, anew)
    owed = _sum(anew) - debit.open
    taken = take(_left(db, debit, own), owed + _sum(elsewhere))
    instead = _as_much(_last_first(elsewhere, debit), _sum(taken) - owed)
    _release(db, debit, instead)
    lots.match(db, debit.shop_id, debit.id, taken)
    return {part.lot.id for part in instead}


def _matched(db: Connection, debit: Row[Any]) -> list[Taken]:
    """What a debit took of its buyer's lots."""
    joined = select(ledger_entry, ledger_match.c.amount.label("taken")).join(
        ledger_match, ledger_match.c.credit_id == ledger_entry.c.id
    )
    mine = (ledger_match.c.debit_id == debit.id, ledger_entry.c.buyer_id == debit.buyer_id)
    return [Taken(lots.lot_of(row), row.taken) for row in db.execute(joined.where(*mine))]


def _left(db: Connection, debit: Row[Any], own: Collection[int]) -> list[Lot]:
    """What is left of a refund's own lots, even if it has expired by now."""
    mine = (ledger_entry.c.shop_id == debit.shop_id, ledger_entry.c.buyer_id == debit.buyer_id)
    left = (ledger_entry.c.unit == debit.unit, ledger_entry.c.open > 0, _ROOT.in_(own))
    return in_order(lots.lot_of(row) for row in db.execute(select(ledger_entry).where(*mine, *left)))


def _last_first(elsewhere: Sequence[Taken], debit: Row[Any]) -> list[Taken]:
    """What paid for a debit after it was booked, then what would have been spent last."""
    places = {lot.id: place for place, lot in enumerate(in_order(part.lot for part in elsewhere))}
    return sorted(elsewhere, key=lambda part: (part.lot.root > debit.id, places[part.lot.id]), reverse=True)


def _as_much(parts: Iterable[Taken], amount: int) -> list[Taken]:
    found = []
    for part in parts:
        if amount > 0:
            found.append(Taken(part.lot, min(part.amount, amount)))
            amount -= part.amount
    return found


def _release(db: Connection, debit: Row[Any], parts: Iterable[Taken]) -> None:
    for part in parts:
        lots.release(db, debit.shop_id, debit.id, part)


def _sum(parts: Iterable[Taken]) -> int:
    return sum(part.amount for part in parts)


def _close_again(db: Connection, shop_id: int, released: Collection[int], day: date, now: datetime, why: int) -> None:
    past = (ledger_entry.c.valid_through < day, ledger_entry.c.open > 0)
    rows = select(ledger_entry).where(ledger_entry.c.shop_id == shop_id, ledger_entry.c.id.in_(released), *past)
    for row in db.execute(rows).all():
        lots.close_again(db, row, day, now, why)
