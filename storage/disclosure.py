"""All that is stored about one buyer, or in one shop, as plain values: table by table, column by column."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, false, or_, select

from storage import person, raffles, unpacked
from storage.person import Person
from storage.tables import metadata
from storage.tables.delivery import dead_letter
from storage.tables.loyalty import raffle
from storage.tables.personal import HELD

Rows = list[dict[str, Any]]

BY_WORDS, BY_TICKET = "dead_letter", "raffle"
"""Tables whose rows do not name the buyer in a column."""
HIS_ALONE = ("dialog", "keyboard", "dead_letter")
"""What the bot keeps of his own chat, about all of his shops: only he himself may read it."""


def about(db: Connection, shop_id: int, buyer_id: int, *, own: bool) -> dict[str, Rows]:
    """What is declared personal and says something about him, by table; `own`: he asks himself."""
    found = person.of(db, shop_id, buyer_id)
    held = {name: _rows(db, name, found) for name in HELD if own or name not in HIS_ALONE}
    return {name: rows for name, rows in held.items() if rows}


def waiting(row: Row[Any]) -> dict[str, Rows]:
    """What is stored about an account that waits for the seller's yes."""
    return {"joining": [{name: _value(getattr(row, name)) for name in HELD["joining"].personal}]}


def _rows(db: Connection, name: str, found: Person) -> Rows:
    if name == BY_WORDS:
        return list(_failures(db, found))
    if name == BY_TICKET:
        return list(_tickets(db, found))
    table, held = metadata.tables[name], HELD[name]
    if not (held.personal and (held.buyers or held.accounts)):
        return []
    wanted = select(*(table.c[column] for column in held.personal)).where(_his(table, found))
    return [_plain(row) for row in db.execute(wanted.order_by(*table.primary_key.columns))]


def _his(table: Table, found: Person) -> ColumnElement[bool]:
    held = HELD[str(table.name)]
    ways: list[ColumnElement[bool]] = [table.c[column].in_(found.ids) for column in held.buyers]
    ways += [table.c[column] == found.linked for column in held.accounts if found.linked is not None]
    here = (table.c.shop_id == found.shop_id,) if "shop_id" in table.c else ()
    return and_(or_(false(), *ways), *here)


def _failures(db: Connection, found: Person) -> Iterator[dict[str, Any]]:
    """Updates of his that could not be processed."""
    for row in db.execute(select(dead_letter)):
        if found.linked is not None and unpacked.writer(unpacked.unpacked(row.content)) == found.linked:
            yield {name: _value(getattr(row, name)) for name in HELD[BY_WORDS].personal}


def _tickets(db: Connection, found: Person) -> Iterator[dict[str, Any]]:
    """His tickets in every raffle; the others' are none of his business, and the seed is secret before the draw."""
    for row in db.execute(select(raffle).where(raffle.c.shop_id == found.shop_id).order_by(raffle.c.id)):
        his = [name for name, holder in raffles.tickets(row).items() if holder in found.ids]
        if his:
            day = {"day": _value(row.day), "drawn_on": _value(row.drawn_on)}
            yield {"prize": row.prize, "tickets": his, "won": row.winner_id in found.ids, **day}


def of_shop(db: Connection, shop_id: int) -> dict[str, Rows]:
    """Every row of a shop in every table, with all columns."""
    tables = [table for table in metadata.sorted_tables if "shop_id" in table.c or table.name == "shop"]
    return {str(table.name): _all(db, table, shop_id) for table in tables}


def _all(db: Connection, table: Table, shop_id: int) -> Rows:
    of = table.c.id if table.name == "shop" else table.c.shop_id
    wanted = select(table).where(of == shop_id).order_by(*table.primary_key.columns)
    return [_plain(row) for row in db.execute(wanted)]


def _plain(row: Row[Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in zip(row._fields, row, strict=True)}


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value
