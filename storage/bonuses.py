"""Bonus points: booked by hand or for something done, once for each occasion, and taken back by counter-entries."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, or_, select

from rules.points import valid_through
from storage import buyers, byhand, ledger, left_out, lots, own_lots
from storage.giving_back import give_back
from storage.ledger import POINTS, TAKEN_BACK, Entry
from storage.shops import Shop, today_of
from storage.tables.ledger import ledger_entry

Booked = Row[Any]

REVIEW, BIRTHDAY, REFERRAL = "review", "birthday", "referral"


def by_hand(db: Connection, shop: Shop, buyer_id: int, points: int, why: str, now: datetime) -> Booked:
    """Book points (negative: take them, even below zero) for a reason in the seller's words; gives the entry."""
    reference = secrets.token_hex(8)
    if points < 0:
        byhand.debit(db, shop, buyer_id, -points, reference, now, why=why)
        return _found(db, shop.id, buyer_id, byhand.DEBIT, reference)
    until = valid_through(today_of(shop, now), shop.expiry_months)
    byhand.credit(db, shop, buyer_id, points, reference, now, why=why, until=until)
    return _found(db, shop.id, buyer_id, byhand.CREDIT, reference)


def grant(db: Connection, shop: Shop, buyer_id: int, points: int, reason: str, occasion: str, now: datetime) -> Booked:
    """Book a bonus; the same occasion again gets a reference of its own, so ask `standing` before."""
    until = valid_through(today_of(shop, now), shop.expiry_months)
    reference = _free(db, shop.id, buyer_id, reason, occasion)
    byhand.credit(db, shop, buyer_id, points, reference, now, until=until, reason=reason)
    return _found(db, shop.id, buyer_id, reason, reference)


def standing(db: Connection, shop_id: int, buyer_id: int, reason: str, occasion: str) -> Booked | None:
    """The bonus a buyer has for this occasion, unless it was taken back; nobody else books for him meanwhile.

    What he got under a name that turned out to be his counts as well.
    """
    buyers.lock(db, shop_id, buyer_id)
    him = ledger_entry.c.buyer_id.in_(buyers.rows_of(shop_id, buyer_id))
    found = of_occasion(db, shop_id, reason, occasion, him)
    return found[-1] if found else None


def of_occasion(db: Connection, shop_id: int, reason: str, occasion: str, *more: ColumnElement[bool]) -> list[Booked]:
    """What anybody got for this occasion and still has, in the order of booking."""
    reference = ledger_entry.c.reference
    its = or_(reference == occasion, reference.startswith(f"{occasion}:", autoescape=True))
    wanted = select(ledger_entry).where(ledger_entry.c.shop_id == shop_id, ledger_entry.c.reason == reason, its, *more)
    return [row for row in db.execute(wanted.order_by(ledger_entry.c.id)) if not undone(db, row)]


def _references(occasion: str) -> Iterator[str]:
    """The occasion, and what it is called each time it was taken back and booked again."""
    yield occasion
    for again in count(2):
        yield f"{occasion}:{again}"


def _free(db: Connection, shop_id: int, buyer_id: int, reason: str, occasion: str) -> str:
    taken = partial(ledger.find, db, shop_id, buyer_id, POINTS, reason)
    return next(reference for reference in _references(occasion) if taken(reference) is None)


def _found(db: Connection, shop_id: int, buyer_id: int, reason: str, reference: str) -> Booked:
    found = ledger.find(db, shop_id, buyer_id, POINTS, reason, reference)
    if found is None:
        raise LookupError("an entry that was just booked is there")
    return found


def get(db: Connection, shop_id: int, entry_id: int) -> Booked:
    """The entry with this id; raises NoResultFound when the shop has none."""
    mine = (ledger_entry.c.shop_id == shop_id, ledger_entry.c.id == entry_id)
    return db.execute(select(ledger_entry).where(*mine)).one()


def undone(db: Connection, entry: Booked) -> bool:
    """Whether an entry has its counter-entry; what a debit took comes back in several."""
    reference = ledger_entry.c.reference
    back = reference.startswith(f"{entry.reference}:", autoescape=True)
    its = back if entry.amount < 0 else reference == f"{entry.reference}:{entry.id}"
    wanted = select(ledger_entry.c.id).where(ledger_entry.c.shop_id == entry.shop_id, its)
    return db.execute(wanted.where(ledger_entry.c.reason == entry.reason + TAKEN_BACK).limit(1)).first() is not None


def undo(db: Connection, shop: Shop, entry_id: int, now: datetime) -> bool:
    """Take an entry back, once: what a debit took comes back; of a credit, what has not expired goes, spent or not.

    It is booked for whoever its buyer turned out to be. False when it was taken back before.
    """
    entry = get(db, shop.id, entry_id)
    owner = buyers.survivor(db, shop.id, entry.buyer_id).id
    buyers.lock(db, shop.id, owner)
    if undone(db, entry):
        return False
    if entry.amount > 0:
        left_out.receive(db, shop, owner, [entry, *_others(db, shop.id, owner, entry)], now)
        _take_back(db, shop, owner, entry, now)
    elif owner == entry.buyer_id:
        give_back(db, shop.id, entry, entry.reason + TAKEN_BACK, today_of(shop, now), now)
    else:
        byhand.credit(db, shop, owner, -entry.amount, f"{entry.reference}:0", now, reason=entry.reason + TAKEN_BACK)
    return True


def _others(db: Connection, shop_id: int, owner: int, entry: Booked) -> list[Booked]:
    """What the same person has for the same occasion by another name."""
    him = (ledger_entry.c.buyer_id.in_(buyers.rows_of(shop_id, owner)), ledger_entry.c.id != entry.id)
    return of_occasion(db, shop_id, entry.reason, entry.reference.partition(":")[0], *him)


def _take_back(db: Connection, shop: Shop, owner: int, entry: Booked, now: datetime) -> None:
    """What was spent of it is owed; what expired is gone, nobody owes it."""
    today = today_of(shop, now)
    lots.close_expired(db, shop.id, today, now, owner)
    left = entry.amount - own_lots.expired(db, shop.id, [entry.id])
    if left > 0:
        debit = Entry(POINTS, -left, entry.reason + TAKEN_BACK, f"{entry.reference}:{entry.id}", note=entry.note)
        lots.spend(db, shop.id, owner, debit, today, now, first=[entry.id], may_owe=True)
