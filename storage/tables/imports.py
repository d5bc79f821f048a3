"""Files a seller has sent to be read in, and what became of each of their rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.columns import BigKey, Instant, key, person_id, ref, table

_STATES = (
    "state IN ('fetching', 'planning', 'asked', 'running', 'done', 'undoing') OR state IN ('undone', 'failed', 'ended')"
)


class ImportJob(SQLModel, table=True):
    """One file: it is fetched, shown, read in and perhaps undone, each in steps that survive a restart."""

    __tablename__ = "import_job"
    __table_args__ = (
        UniqueConstraint("shop_id", "source"),
        CheckConstraint(_STATES, name="state_known"),
        Index(None, "state", "next_try"),
    )

    id: int | None = key()
    shop_id: int = ref("shop.id")
    person: int = person_id()
    """Who sent it, and reads how it goes."""
    source: str
    """The chat message it came with."""
    file_id: str
    """By which Telegram hands it out."""
    name: str
    size: int = Field(sa_type=BigInteger)
    state: str = "fetching"
    plan: str = "{}"
    """How it is read, what the seller decided, and what it came to, as JSON (see `storage.imports`)."""
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    """The message in which it is shown how it goes."""
    tries: int = 0
    next_try: datetime = Field(sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)


class ImportRow(SQLModel, table=True):
    """One row of a file. What stands in it is kept until it is read in; then only what came of it."""

    __tablename__ = "import_row"
    __table_args__ = (
        CheckConstraint("state IN ('new', 'done', 'known') OR state = 'bad'", name="state_known"),
        Index(None, "job_id", "state", "id"),
        Index(None, "shop_id", "ref"),
        Index(None, "shop_id", "booked_ref"),
        Index(None, "buyer_id"),
    )

    id: int | None = key()
    shop_id: int = ref("shop.id")
    job_id: int = ref("import_job.id")
    sheet: int
    number: int
    """The line of the file, or the row of the sheet."""
    cells: str
    """A JSON list; "" as soon as it is read in."""
    who: str = ""
    """The name in it, as names are looked up; "" as soon as the whole file is read in."""
    state: str = "new"
    reason: str = ""
    """Why it is not read in, as JSON: the name of the reason, and the cell that is meant."""
    ref: str = ""
    """The number of the person in the books it comes from, as a keyed hash."""
    booked_ref: str = ""
    """That of the purchase, or of the booking."""
    buyer_id: int | None = Field(default=None, foreign_key="buyer.id", sa_type=BigKey)
    purchase_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    """The purchase it has booked, or the one that was booked before; without a foreign key: it may be gone."""
    made_buyer: bool = False
    made: str = ""
    """What else it has written, as JSON, so that it can be undone."""


import_job = table(ImportJob)
import_row = table(ImportRow)
