"""What a shop gives out in files, read in pages so that it takes no more memory for a larger shop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from storage import ledger as books
from storage.ledger import Balance
from storage.tables.buyers import alias, buyer, note
from storage.tables.ledger import ledger_entry
from storage.tables.purchases import purchase

PAGE = 500


def people(db: Connection, shop_id: int, today: date) -> Iterator[tuple[Row[Any], Balance]]:
    """Everybody of a shop who was not erased and did not turn out to be somebody else, with the balance."""
    for rows in _pages(db, buyer, shop_id):
        here = [row for row in rows if row.merged_into is None]
        balances = books.balances(db, [row.id for row in here], today)
        yield from ((row, balances[row.id]) for row in here)


def owners(db: Connection, shop_id: int) -> dict[int, Row[Any]]:
    """Who each row of a buyer is: himself, whoever he turned out to be, or nobody any more."""
    wanted: Any = select(buyer.c.id, buyer.c.name, buyer.c.merged_into).where(buyer.c.shop_id == shop_id)
    rows: dict[int, Row[Any]] = {row.id: row for row in db.execute(wanted)}

    def owner(row: Row[Any]) -> Row[Any]:
        return row if row.merged_into in {None, row.id} else owner(rows[row.merged_into])

    return {number: owner(row) for number, row in rows.items()}


def aliases(db: Connection, shop_id: int) -> Mapping[int, Sequence[str]]:
    """The other names of everybody."""
    found: dict[int, list[str]] = defaultdict(list)
    for rows in _pages(db, alias, shop_id):
        for row in rows:
            found[row.buyer_id].append(row.name)
    return found


def notes(db: Connection, shop_id: int) -> Mapping[int, Sequence[Row[Any]]]:
    """What is written down about everybody."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for rows in _pages(db, note, shop_id):
        for row in rows:
            found[row.buyer_id].append(row)
    return found


def purchases(db: Connection, shop_id: int) -> Iterator[Row[Any]]:
    """Every purchase, those that were taken back included."""
    for rows in _pages(db, purchase, shop_id):
        yield from rows


def ledger(db: Connection, shop_id: int) -> Iterator[Row[Any]]:
    """Every booking of points and stamps."""
    for rows in _pages(db, ledger_entry, shop_id):
        yield from rows


def _pages(db: Connection, table: Table, shop_id: int) -> Iterator[Sequence[Row[Any]]]:
    after = 0
    while True:
        wanted = select(table).where(table.c.shop_id == shop_id, table.c.id > after).order_by(table.c.id).limit(PAGE)
        rows = db.execute(wanted).all()
        if not rows:
            return
        yield rows
        after = rows[-1].id
