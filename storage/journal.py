"""What must not come back with an old backup: consents that were withdrawn, and people who were erased.

Each entry is written in the transaction of what it tells of, and copied to a file beside the database
(`storage.journal_file`) that outlives it. An entry names nobody: a person is a set of hashes, keyed by the shop's own random
seed, of his rows (id and moment of creation) and of his accounts. With the database they find him in an older copy of it;
without it they say nothing.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, Row, insert, select

from storage import buyers
from storage.tables.buyers import buyer
from storage.tables.operations import journal_entry
from storage.tables.shops import shop

WITHDRAWN, ERASED = "withdrawn", "erased"
MARK_BYTES = 16
HASH_LENGTH = 32
"""Hex digits that are kept of a hash: 128 bits."""


class Entry(NamedTuple):
    """One line of the journal, as it stands in the table and in the file."""

    mark: str
    shop_id: int
    kind: str
    purposes: str
    people: str
    created_at: datetime


class Effects(Protocol):
    """What an entry does again to a row of the person it is about; a second time it changes nothing."""

    def withdraw(self, db: Connection, row: Row[Any], purposes: Collection[str], at: datetime) -> None:
        """He does not agree to these purposes any more, since `at`."""

    def erase(self, db: Connection, row: Row[Any], at: datetime) -> None:
        """Nothing about him is left but anonymous bookings, since `at`."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many people were found again, by what was done to them."""

    withdrawn: int = 0
    erased: int = 0


def withdrawn(db: Connection, shop_id: int, buyer_id: int, purposes: Collection[str], now: datetime) -> None:
    """Note that a buyer withdrew his consent to these purposes (as they are called in the consent log).

    Call it in the transaction that switches them off. All rows and the linked account of the same person are covered.
    """
    people = [mark for row in _rows(db, shop_id, buyer_id) for mark in _marks(row, row.telegram_id)]
    _add(db, shop_id, WITHDRAWN, people, now, " ".join(sorted(purposes)))


def erased(db: Connection, shop_id: int, buyer_id: int, now: datetime) -> None:
    """Note that a buyer was erased.

    Call it in the transaction that erases him, BEFORE his accounts are taken off his row and before merged rows are changed:
    all rows that are the same person, the linked account and the one the seller pointed at are covered.
    """
    people = [mark for row in _rows(db, shop_id, buyer_id) for mark in _marks(row, row.telegram_id, row.contact_id)]
    _add(db, shop_id, ERASED, people, now)


def entries(db: Connection, after: int = 0) -> list[tuple[int, Entry]]:
    """The journal with the numbers of its rows, oldest first; those after a number only."""
    wanted = select(journal_entry).where(journal_entry.c.id > after).order_by(journal_entry.c.id)
    return [(row.id, Entry(*(getattr(row, name) for name in Entry._fields))) for row in db.execute(wanted)]


def replay(db: Connection, found: Iterable[Entry], effects: Effects) -> Replayed:
    """Let a restored database learn what it does not know yet, oldest first; says how many rows of people changed.

    An entry that the database has in its own journal took effect before the backup, and what came after it counts.
    """
    known = {entry.mark for _, entry in entries(db)}
    fresh = sorted({entry.mark: entry for entry in found if entry.mark not in known}.values(), key=_moment)
    changed = {WITHDRAWN: 0, ERASED: 0}
    for entry in fresh:
        changed[entry.kind] += _apply(db, entry, effects)
    if fresh:
        db.execute(insert(journal_entry), [entry._asdict() for entry in fresh])
    return Replayed(changed[WITHDRAWN], changed[ERASED])


def _moment(entry: Entry) -> datetime:
    return entry.created_at


def _apply(db: Connection, entry: Entry, effects: Effects) -> int:
    rows = _people(db, entry)
    for row in rows:
        if entry.kind == ERASED:
            effects.erase(db, row, entry.created_at)
        else:
            effects.withdraw(db, row, entry.purposes.split(), entry.created_at)
    return len(rows)


def _people(db: Connection, entry: Entry) -> list[Row[Any]]:
    """The rows of an older copy that are the person of an entry."""
    wanted, rows = set(entry.people.split()), _with_seed(db, entry.shop_id)
    return [row for row in rows if not wanted.isdisjoint(_marks(row, row.telegram_id, row.contact_id))]


def _rows(db: Connection, shop_id: int, buyer_id: int) -> list[Row[Any]]:
    """All rows that are this person, whichever of them was named."""
    owner = buyers.survivor(db, shop_id, buyer_id).id
    ids = set(db.scalars(buyers.rows_of(shop_id, owner)))
    return [row for row in _with_seed(db, shop_id) if row.id in ids]


def _with_seed(db: Connection, shop_id: int) -> list[Row[Any]]:
    wanted = select(buyer, shop.c.surprise_seed).join(shop, shop.c.id == buyer.c.shop_id)
    return list(db.execute(wanted.where(buyer.c.shop_id == shop_id).order_by(buyer.c.id)))


def _marks(row: Row[Any], *accounts: int | None) -> Iterator[str]:
    yield _hashed(row.surprise_seed, f"row {row.id} {row.created_at.astimezone(UTC).isoformat()}")
    for account in accounts:
        if account is not None:
            yield _hashed(row.surprise_seed, f"account {account}")


def _hashed(seed: str, words: str) -> str:
    return hmac.new(seed.encode(), words.encode(), sha256).hexdigest()[:HASH_LENGTH]


def _add(db: Connection, shop_id: int, kind: str, people: Iterable[str], now: datetime, purposes: str = "") -> None:
    marks = " ".join(dict.fromkeys(people))
    entry = Entry(secrets.token_hex(MARK_BYTES), shop_id, kind, purposes, marks, now)
    db.execute(insert(journal_entry), entry._asdict())
