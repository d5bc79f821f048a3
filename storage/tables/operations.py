"""What the operation of the bot needs to remember: the journal of what must not come back with an old backup."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from storage.tables.columns import Instant, key, table


class JournalEntry(SQLModel, table=True):
    """A consent or link that ended, a person or shop that was erased, a takeover; a restored backup learns it anew. Append-only.

    It names nobody: see `storage.journal`.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (
        CheckConstraint("kind IN ('withdrawn', 'erased', 'unlinked', 'closed', 'taken')", name="kind_known"),
    )

    id: int | None = key()
    mark: str = Field(unique=True)
    """A random number by which the same entry is known in the file and in other copies of the database."""
    shop_id: int = Field(sa_type=BigInteger)
    """Without a foreign key: the entry outlives the shop."""
    kind: str
    purposes: str = ""
    """What the withdrawn consent was for, separated by one space."""
    people: str
    """Keyed hashes of the person's rows and accounts, or of the shop, separated by one space."""
    created_at: datetime = Field(sa_type=Instant)


journal_entry = table(JournalEntry)
