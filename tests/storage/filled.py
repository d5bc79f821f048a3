"""One row in every table about one buyer, with a word of its own in every text: nobody who adds a column can forget it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Date, Numeric, Table, insert, select, update
from sqlalchemy import Integer as AnyInteger

from storage import buyers
from storage.tables import metadata
from storage.tables.columns import Instant
from storage.tables.personal import HELD

NAME = "Quirinzwölf"
ACCOUNT, POINTED_AT = 7_000_123_901, 7_000_123_902
MOMENT = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)

GIVEN: dict[str, dict[str, Any]] = {
    "note": {"kind": "note"},
    "ledger_entry": {"unit": "points", "amount": 5, "open": 5, "valid_through": None, "origin_id": None},
    "voucher": {"kind": "product", "unit": "points", "state": "open"},
    "reminder": {"state": "open", "stars": 3, "stars_before": 4, "lead_id": None},
    "promise": {"state": "open"},
    "complaint": {"state": "open"},
    "outbox": {"state": "unclear", "audience": "buyer"},
    "dead_letter": {
        "direction": "in",
        "content": json.dumps({"message": {"from": {"id": ACCOUNT}, "text": "Poltergeistzettel"}}),
    },
    "keyboard": {"actions": json.dumps([["x", {"text": "Knopfgeheimnis"}, False]])},
    "dialog": {"data": json.dumps({"text": "Fragengeheimnis"})},
    "purchase": {"item": f"Socken für {NAME}", "cents": 2500, "refunded_cents": 500, "rate_factor": "1"},
    "raffle": {"drawn_on": None},
    "import_job": {"state": "asked", "plan": "{}", "name": NAME, "person": 1},
    "import_row": {"state": "done", "cells": f'["{NAME}"]', "made": ""},
}
"""What the rules of the database leave no choice about, and what must look like what it is."""
ACCOUNTS = {"telegram_id": ACCOUNT, "user_id": ACCOUNT, "chat_id": ACCOUNT, "contact_id": POINTED_AT}
LEFT_OUT = (
    "shop",
    "seller",
    "erasure",
    "journal_entry",
    "digest",
    "template",
    "reward",
    "processed_update",
    "tap",
    "recovery",
    "listening",
)


class Filler:
    """Makes rows."""

    def __init__(self, db: Connection, shop_id: int) -> None:
        self.db = db
        self.shop_id = shop_id
        self.words: dict[str, str] = {}
        """Each word, and the column it stands in."""
        self.ids: dict[str, Any] = {"shop": shop_id, "reward": None}
        self._numbers = count(1)

    def all(self) -> int:
        """A buyer with everything; gives his id."""
        other = buyers.create(self.db, self.shop_id, "Andere", MOMENT)
        self.ids["buyer"] = buyers.create(self.db, self.shop_id, NAME, MOMENT)
        his = {**self._values(metadata.tables["buyer"]), "name": NAME, "merged_into": None, "tier": "new"}
        his |= {"name_key": buyers.name_key(NAME)}
        table = metadata.tables["buyer"]
        self.db.execute(update(table).where(table.c.id == self.ids["buyer"]).values(**his))
        for table in metadata.sorted_tables:
            if table.name not in {*LEFT_OUT, "buyer"}:
                self._insert(table, other)
        return int(self.ids["buyer"])

    def _insert(self, table: Table, other: int) -> None:
        values = self._values(table) | GIVEN.get(str(table.name), {})
        values |= {"friend_id": other} if table.name == "referral" else {}
        values |= {"gone_id": other} if table.name == "merge" else {}
        values |= {"entrants": json.dumps({"T1": self.ids["buyer"], "T2": other})} if table.name == "raffle" else {}
        self.db.execute(insert(table), values)
        if "id" in table.c:
            self.ids[str(table.name)] = self.db.execute(select(table.c.id).order_by(table.c.id.desc())).scalar()

    def _values(self, table: Table) -> dict[str, Any]:
        return {c.name: self._value(c) for c in table.columns if not (c.name == "id" and c.primary_key)}

    def _value(self, column: Column[Any]) -> Any:
        if column.foreign_keys:
            (key,) = column.foreign_keys
            return self.ids.get(key.column.table.name)
        if column.name in ACCOUNTS:
            return ACCOUNTS[column.name]
        return self._plain(column)

    def _plain(self, column: Column[Any]) -> Any:
        kind = column.type
        if isinstance(kind, Instant):
            return MOMENT
        if isinstance(kind, Date):
            return date(2026, 4, 1 + next(self._numbers) % 28)
        if isinstance(kind, Boolean):
            return True
        if isinstance(kind, (AnyInteger, Numeric)) or kind.python_type in {int, float}:
            return 1
        return self._word(column)

    def _word(self, column: Column[Any]) -> str:
        word = f"Geheimwort{next(self._numbers)}x"
        self.words[word] = f"{column.table.name}.{column.name}"
        return word


def personal_columns() -> list[tuple[str, str]]:
    """Every column that is declared to say something about a buyer."""
    return [(name, column) for name, held in HELD.items() for column in held.personal]
