"""One buyer with all that is his: rows, accounts, names, and what stands elsewhere about him."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from rules.parsing.names import name_key
from storage import buyers, unpacked
from storage.tables import metadata
from storage.tables.buyers import alias, buyer
from storage.tables.shops import seller

AS_BUTTONS_SAY = {
    "buyer": ("buyer", "friend", "by", "kept", "gone"),
    "note": ("note",),
    "reminder": ("reminder",),
    "promise": ("promise",),
    "complaint": ("complaint",),
    "voucher": ("voucher",),
    "purchase": ("purchase", "old"),
    "ledger_entry": ("entry",),
}
"""How the data of buttons and questions name the rows of a table."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is meant wherever he stands in the database of a shop."""

    shop_id: int
    ids: frozenset[int]
    """His row, and those that turned out to be his."""
    linked: int | None
    """The account he joined with himself."""
    accounts: frozenset[int]
    """That one, and those the seller pointed at."""
    names: frozenset[str]
    sellers: frozenset[int]
    """Who sells in the shop: their buttons and questions may be about him."""
    named: re.Pattern[str]
    refers: frozenset[tuple[str, int]]
    """How buttons name his rows: ("note", 7)."""

    def is_meant(self, words: str) -> bool:
        """Whether a text says one of his names, as a word of its own or with the s of a genitive."""
        return bool(self.named.search(words.casefold()))

    def is_behind(self, packed: str) -> bool:
        """Whether the JSON of buttons, of a question or of an update is about him, or from him."""
        value = unpacked.unpacked(packed)
        said = unpacked.references(value)
        if any(one in self.refers or one[1] in self.accounts for one in said):
            return True
        return any(map(self.is_meant, unpacked.words(value)))

    def has_failed_with(self, content: str) -> bool:
        """Whether an update that failed is from him, or from a seller of the shop who wrote about him."""
        writer = unpacked.writer(unpacked.unpacked(content))
        return writer in self.accounts or (writer in self.sellers and self.is_behind(content))


def of(db: Connection, shop_id: int, buyer_id: int) -> Person:
    """The person behind a row; raises RuleError for one who was erased."""
    owner = buyers.survivor(db, shop_id, buyer_id)
    ids = frozenset(db.scalars(buyers.rows_of(shop_id, owner.id)))
    rows = db.execute(select(buyer).where(buyer.c.shop_id == shop_id, buyer.c.id.in_(ids))).all()
    aliases = db.scalars(select(alias.c.name).where(alias.c.shop_id == shop_id, alias.c.buyer_id.in_(ids)))
    names = frozenset([*(row.name for row in rows), *aliases])
    sells = frozenset(db.scalars(select(seller.c.telegram_id).where(seller.c.shop_id == shop_id)))
    return Person(
        shop_id,
        ids,
        owner.telegram_id,
        frozenset(_accounts(rows)) - sells,
        names,
        sells,
        _pattern(names),
        frozenset(_references(db, shop_id, ids)),
    )


def _accounts(rows: Iterable[Row[Any]]) -> Iterator[int]:
    for row in rows:
        yield from (number for number in (row.telegram_id, row.contact_id) if number is not None)


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """His names in every way they may be written down."""
    said = {variant for name in names for variant in (name, name.lower(), name_key(name))}
    written = {words.casefold() for words in said if words}
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(written)))})s?(?!\w)")


def _references(db: Connection, shop_id: int, ids: frozenset[int]) -> Iterator[tuple[str, int]]:
    for name, words in AS_BUTTONS_SAY.items():
        table = metadata.tables[name]
        his = table.c.id if name == "buyer" else table.c.buyer_id
        numbers = db.scalars(select(table.c.id).where(table.c.shop_id == shop_id, his.in_(ids)))
        yield from ((word, number) for number in numbers for word in words)
