"""What the journal does to a restored database: consents end again, and erased people go again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from storage.tables import metadata
from storage.tables.buyers import alias, buyer, consent, invitation, joining, merge, note
from storage.tables.delivery import outbox
from storage.tables.dialogs import dialog, keyboard
from storage.tables.reminders import complaint, promise
from storage.tables.shops import guess
from storage.tables.texts import wording

CHANNEL = "journal"
NOBODY = "–"
"""The name of a row that was somebody's."""
WORDS = (alias, note, invitation, joining, outbox, wording, promise, complaint, metadata.tables["reminder"])
"""Tables whose rows about an erased buyer go; what he bought stays as bookings of nobody."""
BLANK = {
    "name": NOBODY,
    "name_key": NOBODY,
    "telegram_id": None,
    "contact_id": None,
    "birthday_day": None,
    "birthday_month": None,
    "birthday_year": None,
    "birthday_since": None,
    "code": None,
    "receipts": False,
    "letters": False,
    "next_due": None,
}


class Again:
    """The effects of `storage.journal.replay` on the tables of this program."""

    def withdraw(self, db: Connection, row: Row[Any], purposes: Collection[str], at: datetime) -> None:
        """Each purpose he had agreed to is off, and the consent log says since when."""
        switched = {name: False for name in purposes if name in buyer.c}
        if switched:
            db.execute(update(buyer).where(buyer.c.id == row.id).values(**switched))
        for purpose in purposes:
            _log(db, row, purpose, at)

    def erase(self, db: Connection, row: Row[Any], at: datetime) -> None:  # noqa: ARG002  part of the interface
        """Nobody's row: no name, no account, no birthday, and none of the words about him."""
        for table in WORDS:
            _delete(db, table, row.id)
        db.execute(delete(consent).where(consent.c.buyer_id == row.id))
        both = (merge.c.kept_id == row.id) | (merge.c.gone_id == row.id)
        db.execute(update(merge).where(both).values(moved="{}", undone=True))
        for person in (row.telegram_id, row.contact_id):
            for table in (dialog, keyboard, guess):
                db.execute(delete(table).where(table.c.user_id == person))
        db.execute(update(buyer).where(buyer.c.id == row.id).values(**BLANK))


def _delete(db: Connection, table: Any, buyer_id: int) -> None:
    if table.name == "reminder":
        db.execute(update(table).where(table.c.buyer_id == buyer_id).values(lead_id=None))
    db.execute(delete(table).where(table.c.buyer_id == buyer_id))


def _log(db: Connection, row: Row[Any], purpose: str, at: datetime) -> None:
    """One more line in the log for what was agreed to last; nothing where he had not agreed."""
    his = (consent.c.shop_id == row.shop_id, consent.c.telegram_id == row.telegram_id, consent.c.purpose == purpose)
    last = db.execute(select(consent).where(*his).order_by(consent.c.id.desc()).limit(1)).mappings().first()
    if last is not None and last["given"]:
        db.execute(insert(consent), {**_without_id(last), "given": False, "channel": CHANNEL, "created_at": at})


def _without_id(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}
