"""What a file says and the shop knows already: it is not booked twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from rules.importing.entries import Entry, Posting, Sale
from rules.parsing.names import name_key
from storage import buyers, marks
from storage.imports import DONE, KNOWN, Job
from storage.marks import BOOKING, PURCHASE
from storage.shops import Shop
from storage.tables.imports import import_row
from storage.tables.ledger import ledger_entry
from storage.tables.purchases import purchase

_TAKEN = select(import_row.c.id).where(
    import_row.c.job_id == bindparam("job"), import_row.c.purchase_id == purchase.c.id
)
_OF_BUYER = select(purchase.c.id, purchase.c.day, purchase.c.cents, purchase.c.item).where(
    purchase.c.shop_id == bindparam("shop"), purchase.c.buyer_id == bindparam("buyer"), ~_TAKEN.exists()
)
_HERE = import_row.alias("here")
_IS_TAKEN = select(_HERE.c.id).where(
    _HERE.c.job_id == bindparam("job"), _HERE.c.purchase_id == import_row.c.purchase_id
)
_BOOKED = select(
    import_row.c.booked_ref,
    import_row.c.purchase_id,
    import_row.c.buyer_id,
    import_row.c.job_id,
    _IS_TAKEN.exists().label("is_taken"),
).where(
    import_row.c.shop_id == bindparam("shop"),
    import_row.c.state.in_((DONE, KNOWN)),
    import_row.c.booked_ref.in_(bindparam("refs", expanding=True)),
)


def mark_of(shop: Shop, entry: Entry) -> str:
    """By what a booking is known again, as it is stored; "" for one without a number.

    Numbers of our own files are nobody else's. Other books begin at 1 each year, and write one number on every line of a receipt.
    """
    booked = entry.sale or entry.posting
    if booked is None or not booked.ref or entry.sale is None or marks.is_ours(booked.ref):
        return marks.hidden(shop, booked.ref) if booked else ""
    sale = entry.sale
    return marks.hidden(shop, f"{sale.ref} {sale.day} {sale.cents} {name_key(sale.item)}")


class Known:
    """The purchases that people of a file have, without those that came with the same file."""

    def __init__(self, db: Connection, shop: Shop, job: Job, entries: Sequence[Entry] = ()) -> None:
        """Reads what was read in before."""
        self._db, self._shop, self._job = db, shop, job
        self.ours: dict[str, int | None] = {}
        """Numbers of our own books, with the purchases they became; None for a booking of points."""
        self._others: dict[str, dict[int, int]] = defaultdict(dict)
        self.taken: set[int] = set()
        """Purchases that came with the same file, or that a row of it tells of."""
        self._of: dict[int, dict[Any, list[Any]]] = {}
        self.read(entries)

    def read(self, entries: Sequence[Entry]) -> None:
        """Look these rows up, too."""
        told = {mark_of(self._shop, entry) for entry in entries}
        told |= {marks.hidden(self._shop, entry.posting.reference) for entry in entries if entry.posting}
        wanted = {"shop": self._shop.id, "job": self._job.id, "refs": list(told - {""})}
        rows = self._db.execute(_BOOKED, wanted).all() if told - {""} else []
        self.ours |= {row.booked_ref: row.purchase_id for row in rows}
        self.taken |= {row.purchase_id for row in rows if row.is_taken}
        for row in rows:
            if row.purchase_id and row.job_id != self._job.id:
                self._others[row.booked_ref][row.purchase_id] = row.buyer_id

    def purchase(self, buyer_id: int, entry: Entry) -> int | None:
        """The purchase that this row tells of, 0 for another booking that is known; None when it is new."""
        booked, mark = entry.sale or entry.posting, mark_of(self._shop, entry)
        if booked and marks.is_ours(booked.ref) and mark in self.ours:
            return self.ours[mark] or 0
        if entry.posting:
            return self._posted(entry.posting.ref, entry.posting)
        found = (self._numbered(buyer_id, mark) or self._sold(buyer_id, entry.sale)) if entry.sale else None
        self.taken |= {found} if found else set()
        return found

    def note(self, entry: Entry, purchase_id: int | None) -> None:
        """A row is booked: a booking of ours that comes again is the same."""
        booked = entry.sale or entry.posting
        if booked and marks.is_ours(booked.ref):
            self.ours[mark_of(self._shop, entry)] = purchase_id

    def _numbered(self, buyer_id: int, mark: str) -> int | None:
        """The purchase of his that a line of another file with the same number, day and price has become."""
        for number, owner in self._others[mark].items() if mark in self._others else ():
            if number not in self.taken and buyers.whoever(self._db, self._shop.id, owner).id == buyer_id:
                return number
        return None

    def _posted(self, ref: str, posting: Posting) -> int | None:
        number = marks.own(self._shop, ref, BOOKING)
        if not number:
            return None
        mine = (ledger_entry.c.shop_id == self._shop.id, ledger_entry.c.id == number)
        same = (ledger_entry.c.amount == posting.amount, ledger_entry.c.day == posting.day)
        return 0 if self._db.execute(select(func.count()).where(*mine, *same)).scalar() else None

    def _sold(self, buyer_id: int, sale: Sale) -> int | None:
        """A purchase of the same day and price; where both name something else, it is another one.

        One purchase is one row of the file: the next row like it is another one.
        """
        number = marks.own(self._shop, sale.ref, PURCHASE)
        alike = [one for one in self._held(buyer_id).get((sale.day, sale.cents), ()) if one.id not in self.taken]
        numbered = [same for same in alike if same.id == number]
        for same in numbered or (one for one in alike if _is_alike(one.item, sale.item)):
            return int(same.id)
        return None

    def _held(self, buyer_id: int) -> dict[Any, list[Row[Any]]]:
        if buyer_id not in self._of:
            found: dict[Any, list[Any]] = defaultdict(list)
            wanted = {"shop": self._shop.id, "buyer": buyer_id, "job": self._job.id}
            for row in self._db.execute(_OF_BUYER, wanted):
                found[row.day, row.cents].append(row)
            self._of[buyer_id] = found
        return self._of[buyer_id]


def _is_alike(one: str, other: str) -> bool:
    a, b = name_key(one), name_key(other)
    return not a or not b or a in b or b in a
