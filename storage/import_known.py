"""What a file says and the shop knows already: it is not booked twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from rules.importing.entries import Entry, Posting, Sale
from rules.parsing.names import name_key
from storage import marks
from storage.imports import Job
from storage.marks import BOOKING, PURCHASE
from storage.shops import Shop
from storage.tables.imports import import_row
from storage.tables.ledger import ledger_entry
from storage.tables.purchases import purchase

_TAKEN = select(import_row.c.id).where(
    import_row.c.job_id == bindparam("job"), import_row.c.purchase_id == purchase.c.id
)
_OF_BUYER = select(purchase).where(
    purchase.c.shop_id == bindparam("shop"), purchase.c.buyer_id == bindparam("buyer"), ~_TAKEN.exists()
)


class Known:
    """The purchases that people of a file have, without those that came with the same file."""

    def __init__(self, db: Connection, shop: Shop, job: Job, refs: Mapping[str, int | None]) -> None:
        """`refs`: the numbers of other books that were read in before, with the purchases they became."""
        self._db, self._shop, self._job = db, shop, job
        self._refs = dict(refs)
        self.made: set[int] = set()
        """Purchases that came with the same file just now."""
        self._of: dict[int, dict[Any, list[Row[Any]]]] = {}

    def purchase(self, buyer_id: int, entry: Entry) -> int | None:
        """The purchase that this row tells of, 0 for another booking that is known; None when it is new."""
        ref = (entry.sale or entry.posting or Sale).ref if (entry.sale or entry.posting) else ""
        if ref and (hidden := marks.hidden(self._shop, ref)) in self._refs:
            return self._refs[hidden] or 0
        if entry.posting:
            return self._posted(ref, entry.posting)
        return self._sold(buyer_id, entry.sale) if entry.sale else None

    def _posted(self, ref: str, posting: Posting) -> int | None:
        number = marks.own(self._shop, ref, BOOKING)
        if not number:
            return None
        mine = (ledger_entry.c.shop_id == self._shop.id, ledger_entry.c.id == number)
        same = (ledger_entry.c.amount == posting.amount, ledger_entry.c.day == posting.day)
        return 0 if self._db.execute(select(func.count()).where(*mine, *same)).scalar() else None

    def _sold(self, buyer_id: int, sale: Sale) -> int | None:
        """A purchase of the same day and price; where both name something else, it is another one."""
        number = marks.own(self._shop, sale.ref, PURCHASE)
        held = self._held(buyer_id)
        alike = [one for one in held.get((sale.day, sale.cents), ()) if one.id not in self.made]
        numbered = [same for same in alike if same.id == number]
        for same in numbered or (one for one in alike if _is_alike(one.item, sale.item)):
            return self._used(held, same)
        return None

    @staticmethod
    def _used(held: dict[Any, list[Row[Any]]], same: Row[Any]) -> int:
        """One purchase is one row of the file: the next row like it is another one."""
        held[same.day, same.cents].remove(same)
        return int(same.id)

    def _held(self, buyer_id: int) -> dict[Any, list[Row[Any]]]:
        if buyer_id not in self._of:
            found: dict[Any, list[Row[Any]]] = defaultdict(list)
            wanted = {"shop": self._shop.id, "buyer": buyer_id, "job": self._job.id}
            for row in self._db.execute(_OF_BUYER, wanted):
                found[row.day, row.cents].append(row)
            self._of[buyer_id] = found
        return self._of[buyer_id]


def _is_alike(one: str, other: str) -> bool:
    a, b = name_key(one), name_key(other)
    return not a or not b or a in b or b in a
