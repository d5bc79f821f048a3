"""A shop as three tables: its people, their purchases, the bookings on their cards. Read in again, they make the same shop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from handlers.tier_names import tier_name
from messages_de import plain
from messages_de.import_words import YES_WORD, heading, said
from rules.importing import columns as c
from rules.importing.entries import dated, joined, written_rate
from rules.points import Rate
from rules.tiers import VIP
from storage import exporting, ledger, marks, tiers
from storage.marks import BOOKING, PURCHASE
from storage.shops import Shop

PEOPLE, PURCHASES, LEDGER = "people", "purchases", "ledger"
NAMES = (PEOPLE, PURCHASES, LEDGER)


class Cents(int):
    """An amount: a number with two decimals wherever it is written."""


Cell = str | int | Cents | date | None


class Table(NamedTuple):
    """A table with its headings."""

    name: str
    headings: Sequence[str]
    rows: Iterator[Sequence[Cell]]


def tables(db: Connection, shop: Shop, today: date) -> list[Table]:
    """All three; their rows are read as they are asked for."""
    owners = exporting.owners(db, shop.id)
    return [_people(db, shop, today), _purchases(db, shop, owners), _ledger(db, shop, owners)]


def _people(db: Connection, shop: Shop, today: date) -> Table:
    own = (c.REF, c.NAME, c.ALIAS, c.BIRTHDAY, c.LIKE, c.AVOID, c.SIZE, c.NOTE, c.VIP)
    told = ("tier", "purchases", "spent", "first", "last", "points", "stamps")
    headings = [*map(heading, own), *(plain(f"export.column.{name}") for name in told)]
    return Table(PEOPLE, headings, _people_rows(db, shop, today))


def _people_rows(db: Connection, shop: Shop, today: date) -> Iterator[Sequence[Cell]]:
    aliases, notes = exporting.aliases(db, shop.id), exporting.notes(db, shop.id)
    for row, balance in exporting.people(db, shop.id, today):
        kinds = _by_kind(notes.get(row.id, ()))
        yield (
            marks.ref(shop, row.id),
            row.name,
            joined(aliases.get(row.id, ())),
            _birthday(row),
            *(joined(kinds[kind]) for kind in (c.LIKE, c.AVOID, c.SIZE, c.NOTE)),
            YES_WORD if row.tier_by_hand == VIP else "",
            tier_name(shop, tiers.standing(shop, row)),
            row.purchases,
            Cents(row.net_cents),
            row.first_day,
            row.last_day,
            max(balance.points, 0),
            max(balance.stamps, 0),
        )


def _by_kind(notes: Iterable[Row[Any]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in notes:
        found[row.kind].append(dated(row.text, row.day) if row.kind == c.NOTE else row.text)
    return found


def _birthday(row: Row[Any]) -> str:
    if row.birthday_day is None:
        return ""
    return f"{row.birthday_day:02}.{row.birthday_month:02}." + (f"{row.birthday_year:04}" if row.birthday_year else "")


def _purchases(db: Connection, shop: Shop, owners: Mapping[int, Row[Any]]) -> Table:
    sale = (c.PURCHASE, c.REF, c.NAME, c.DAY, c.AMOUNT, c.DISCOUNT, c.REFUNDED, c.VOID)
    thing = (c.QUANTITY, c.ITEM, c.TAGS, c.CHANNEL, c.RATE, c.STAMPS)
    return Table(
        PURCHASES,
        [*map(heading, (*sale, *thing))],
        (_purchase(shop, owners, row) for row in exporting.purchases(db, shop.id)),
    )


def _purchase(shop: Shop, owners: Mapping[int, Row[Any]], row: Row[Any]) -> Sequence[Cell]:
    owner = owners[row.buyer_id]
    return (
        marks.ref(shop, row.id, PURCHASE),
        marks.ref(shop, owner.id),
        _name(owner),
        row.day,
        Cents(row.cents),
        Cents(row.discount_cents) if row.discount_cents else None,
        Cents(row.refunded_cents) if row.refunded_cents else None,
        YES_WORD if row.void else "",
        row.quantity,
        row.item,
        row.tags,
        row.channel,
        written_rate(Rate(row.rate_points, row.rate_cents, row.rate_factor), row.stamp_min_cents),
        row.stamps,
    )


def _name(owner: Row[Any]) -> str:
    """Nobody's, if he was erased."""
    return "" if owner.merged_into == owner.id else str(owner.name)


def _ledger(db: Connection, shop: Shop, owners: Mapping[int, Row[Any]]) -> Table:
    own = (c.PURCHASE, c.REF, c.NAME, c.DAY, c.UNIT)
    more = (c.OPEN, c.REASON, c.REFERENCE, c.UNTIL, c.WHY)
    headings = [*map(heading, own), plain("export.column.booking"), *map(heading, more)]
    return Table(LEDGER, headings, (_booking(shop, owners, row) for row in exporting.ledger(db, shop.id)))


def _booking(shop: Shop, owners: Mapping[int, Row[Any]], row: Row[Any]) -> Sequence[Cell]:
    owner = owners[row.buyer_id]
    is_sale = row.reason == "purchase" and row.reference.isdecimal()
    return (
        marks.ref(shop, row.id, BOOKING),
        marks.ref(shop, owner.id),
        _name(owner),
        row.day,
        said(row.unit),
        row.amount,
        row.open,
        said(ledger.original(row.reason)),
        marks.ref(shop, int(row.reference), PURCHASE) if is_sale else "",
        row.valid_through,
        row.note,
    )
