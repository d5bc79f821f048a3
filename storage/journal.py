"""What must not come back with an old backup: consents and links that ended, people who were erased, shops that were closed.

Each entry is written in the transaction of what it tells of, and copied to a file beside the database
(`storage.journal_file`) that outlives it. An entry names nobody: a person is a set of hashes, keyed by the shop's own random
seed, of his rows (id and moment of creation) and of his accounts. With the database they find him in an older copy of it;
without it they say nothing.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, insert, select

from storage import buyers
from storage.tables.buyers import buyer
from storage.tables.operations import journal_entry
from storage.tables.shops import shop

WITHDRAWN, ERASED, UNLINKED, CLOSED, TAKEN = "withdrawn", "erased", "unlinked", "closed", "taken"
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


def unlinked(db: Connection, shop_id: int, account: int, now: datetime) -> None:
    """Note that an account and a shop's card parted; call it in the transaction that takes it off."""
    _add(db, shop_id, UNLINKED, [of_account(_seed(db, shop_id), account)], now)


def closed(db: Connection, shop_id: int, now: datetime) -> None:
    """Note that a whole shop was erased, with all its buyers; call it while the shop is still there."""
    _add(db, shop_id, CLOSED, [of_shop(_seed(db, shop_id))], now)


def taken(db: Connection, shop_id: int, account: int, now: datetime) -> None:
    """Note that from now on this account, and no other, sells in a shop."""
    _add(db, shop_id, TAKEN, [of_account(_seed(db, shop_id), account)], now)


def entries(db: Connection, after: int = 0) -> list[tuple[int, Entry]]:
    """The journal with the numbers of its rows, oldest first; those after a number only."""
    wanted = select(journal_entry).where(journal_entry.c.id > after).order_by(journal_entry.c.id)
    return [(row.id, Entry(*(getattr(row, name) for name in Entry._fields))) for row in db.execute(wanted)]


def add(db: Connection, fresh: Collection[Entry]) -> None:
    """Take over entries of another copy as they are."""
    if fresh:
        db.execute(insert(journal_entry), [entry._asdict() for entry in fresh])


def of_row(seed: str, row: Row[Any]) -> str:
    """The mark of a buyer's row."""
    return _hashed(seed, f"row {row.id} {row.created_at.astimezone(UTC).isoformat()}")


def of_account(seed: str, account: int) -> str:
    """The mark of a Telegram account."""
    return _hashed(seed, f"account {account}")


def of_shop(seed: str) -> str:
    """The mark of the shop itself: another shop may get its number."""
    return _hashed(seed, "shop")


def _rows(db: Connection, shop_id: int, buyer_id: int) -> list[Row[Any]]:
    """All rows that are this person, whichever of them was named."""
    owner = buyers.survivor(db, shop_id, buyer_id).id
    ids = list(db.scalars(buyers.rows_of(shop_id, owner)))
    wanted = select(buyer, shop.c.surprise_seed).join(shop, shop.c.id == buyer.c.shop_id)
    return list(db.execute(wanted.where(buyer.c.shop_id == shop_id, buyer.c.id.in_(ids)).order_by(buyer.c.id)))


def _marks(row: Row[Any], *accounts: int | None) -> Iterator[str]:
    yield of_row(row.surprise_seed, row)
    yield from (of_account(row.surprise_seed, account) for account in accounts if account is not None)


def _seed(db: Connection, shop_id: int) -> str:
    return str(db.execute(select(shop.c.surprise_seed).where(shop.c.id == shop_id)).scalar_one())


def _hashed(seed: str, words: str) -> str:
    return hmac.new(seed.encode(), words.encode(), sha256).hexdigest()[:HASH_LENGTH]


def _add(db: Connection, shop_id: int, kind: str, people: Iterable[str], now: datetime, purposes: str = "") -> None:
    marks = " ".join(dict.fromkeys(people))
    add(db, [Entry(secrets.token_hex(MARK_BYTES), shop_id, kind, purposes, marks, now)])
