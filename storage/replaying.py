"""What the journal does to a restored database: consents and links end again, erased people and closed shops go again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from storage import buyers, closing, consents, dialogs, erasing, journal, recovery, shops
from storage.journal import CLOSED, ERASED, TAKEN, UNLINKED, WITHDRAWN, Entry
from storage.tables.buyers import buyer, consent, joining
from storage.tables.shops import seller, shop

CHANNEL = "journal"
NOBODY = "–"
"""The name of a row that was somebody's."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many people and shops were found again, by what was done to them."""

    withdrawn: int = 0
    erased: int = 0
    unlinked: int = 0
    closed: int = 0
    taken: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    """A shop of the copy, and whom its marks stand for."""

    shop: shops.Shop
    rows: dict[str, int]
    accounts: dict[str, int]


def replay(db: Connection, found: Iterable[Entry]) -> Replayed:
    """Let a restored database learn what it does not know yet, oldest first; says how much changed.

    An entry that the database has in its own journal took effect before the backup, and what came after it counts.
    """
    own = {entry.mark for _, entry in journal.entries(db)}
    fresh = sorted({entry.mark: entry for entry in found if entry.mark not in own}.values(), key=_moment)
    sells = {entry.shop_id: entry for entry in fresh if entry.kind == TAKEN}
    known = {number: _known(db, number) for number in {entry.shop_id for entry in fresh}}
    done = Replayed()
    for entry in fresh:
        of = known[entry.shop_id]
        if of is not None and (entry.kind != TAKEN or sells[entry.shop_id] is entry):
            done = replace(done, **{entry.kind: getattr(done, entry.kind) + _EFFECTS[entry.kind](db, of, entry)})
    journal.add(db, fresh)
    return done


def _moment(entry: Entry) -> datetime:
    return entry.created_at


def _known(db: Connection, shop_id: int) -> _Known | None:
    """The marks of everybody in a shop, worked out once."""
    of = db.execute(select(shop).where(shop.c.id == shop_id)).first()
    if of is None:
        return None
    everybody = db.execute(select(buyer).where(buyer.c.shop_id == shop_id)).all()
    waits = db.scalars(select(joining.c.telegram_id).where(joining.c.shop_id == shop_id)).all()
    accounts = {number for row in everybody for number in (row.telegram_id, row.contact_id) if number is not None}
    accounts |= set(waits)
    return _Known(
        of,
        {journal.of_row(of.surprise_seed, row): row.id for row in everybody},
        {journal.of_account(of.surprise_seed, account): account for account in accounts},
    )


def _withdraw(db: Connection, of: _Known, entry: Entry) -> int:
    """Each purpose he had agreed to is off, by his row and by his account, and the consent log says since when."""
    rows = [*_by_row(db, of, entry), *_by_link(db, of, entry)]
    purposes = entry.purposes.split()
    found = {row.id: row for row in rows}.values()
    for row in found:
        switched = {name: False for name in purposes if name in buyer.c}
        if switched:
            db.execute(update(buyer).where(buyer.c.id == row.id).values(**switched))
        _end(db, row, purposes, entry.created_at)
    return len(found)


def _unlink(db: Connection, of: _Known, entry: Entry) -> int:
    """The account is off whichever row of the shop it hung on then, and waits for none."""
    rows = _by_link(db, of, entry)
    waits = (joining.c.shop_id == of.shop.id, joining.c.telegram_id.in_(_accounts(of, entry)))
    db.execute(delete(joining).where(*waits))
    for row in rows:
        _end(db, row, consents.EVERY, entry.created_at)
        ended = {"telegram_id": None, "receipts": False, "letters": False, "reachable": True}
        db.execute(update(buyer).where(buyer.c.id == row.id).values(**ended))
        if shops.of_seller(db, row.telegram_id) is None and not buyers.cards_of(db, row.telegram_id):
            dialogs.forget_person(db, row.telegram_id)
    return len(rows)


def _erase(db: Connection, of: _Known, entry: Entry) -> int:
    """He is erased as he was; an account of his that hung on somebody else's row by mistake is only taken off that.

    None of his rows is in the copy: then whoever had his account was him under an earlier number.
    """
    his = _by_row(db, of, entry)
    gone = sum(_erase_row(db, of, row.id, entry.created_at) for row in his or _by_account(db, of, entry))
    _unlink(db, of, entry)
    pointed = (buyer.c.shop_id == of.shop.id, buyer.c.contact_id.in_(_accounts(of, entry)))
    db.execute(update(buyer).where(*pointed).values(contact_id=None))
    return gone


def _erase_row(db: Connection, of: _Known, buyer_id: int, at: datetime) -> int:
    """One who went together with another row of his is gone already."""
    owner = buyers.whoever(db, of.shop.id, buyer_id)
    if owner.merged_into is not None:
        return 0
    return len(erasing.erase(db, of.shop, owner.id, NOBODY, at, erasing.BY_BACKUP).ids)


def _close(db: Connection, of: _Known, entry: Entry) -> int:
    """The shop goes with everything in it, unless another one has got its number."""
    there = db.execute(select(shop.c.id).where(shop.c.id == of.shop.id)).first()
    if there is None or entry.people != journal.of_shop(of.shop.surprise_seed):
        return 0
    closing.close(db, of.shop, entry.created_at, erasing.BY_BACKUP)
    return 1


def _take(db: Connection, of: _Known, entry: Entry) -> int:
    """Whoever lost the shop does not get it back, nor does a code of before open it; the new account is not known by its mark."""
    before = db.scalars(select(seller.c.telegram_id).where(seller.c.shop_id == of.shop.id)).all()
    if any(journal.of_account(of.shop.surprise_seed, account) == entry.people for account in before):
        return 0
    recovery.lock_out(db, of.shop.id, before)
    return 1


_EFFECTS = {TAKEN: _take, WITHDRAWN: _withdraw, ERASED: _erase, UNLINKED: _unlink, CLOSED: _close}


def _by_row(db: Connection, of: _Known, entry: Entry) -> Sequence[Row[Any]]:
    ids = [of.rows[mark] for mark in entry.people.split() if mark in of.rows]
    return db.execute(select(buyer).where(buyer.c.shop_id == of.shop.id, buyer.c.id.in_(ids))).all()


def _by_link(db: Connection, of: _Known, entry: Entry) -> Sequence[Row[Any]]:
    linked = buyer.c.telegram_id.in_(_accounts(of, entry))
    return db.execute(select(buyer).where(buyer.c.shop_id == of.shop.id, linked)).all()


def _by_account(db: Connection, of: _Known, entry: Entry) -> Sequence[Row[Any]]:
    accounts = _accounts(of, entry)
    his = or_(buyer.c.telegram_id.in_(accounts), buyer.c.contact_id.in_(accounts))
    return db.execute(select(buyer).where(buyer.c.shop_id == of.shop.id, his)).all()


def _accounts(of: _Known, entry: Entry) -> list[int]:
    return [of.accounts[mark] for mark in entry.people.split() if mark in of.accounts]


def _end(db: Connection, row: Row[Any], purposes: Iterable[str], at: datetime) -> None:
    """One more line in the log for each purpose agreed to last; what waits for him is not said."""
    for purpose in purposes:
        his = (consent.c.shop_id == row.shop_id, consent.c.telegram_id == row.telegram_id, consent.c.purpose == purpose)
        last = db.execute(select(consent).where(*his).order_by(consent.c.id.desc()).limit(1)).mappings().first()
        if last is not None and last["given"]:
            again = {name: value for name, value in last.items() if name != "id"}
            db.execute(insert(consent), again | {"given": False, "channel": CHANNEL, "created_at": at})
    if row.telegram_id is not None:
        consents.cancel(db, row.shop_id, row.telegram_id, tuple(purposes))
