"""The way in and the way out: processed updates, dead letters, and messages still to be said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import BigKey, Instant, key, person_id, table

QUEUED = text("state = 'queued'")
"""Only what is queued is looked for by its number and its time; what is said at once is written into no index."""


class ProcessedUpdate(SQLModel, table=True):
    """An update whose effects are committed; its redelivery does nothing."""

    __tablename__ = "processed_update"

    update_id: int = Field(primary_key=True, sa_type=BigInteger)
    created_at: datetime = Field(sa_type=Instant, index=True)


class DeadLetter(SQLModel, table=True):
    """What could not be processed or said, kept for the operator."""

    __tablename__ = "dead_letter"

    id: int | None = key()
    direction: str
    """ "in" for an update, "out" for a message."""
    content: str
    error: str
    created_at: datetime = Field(sa_type=Instant)


class Outbox(SQLModel, table=True):
    """A message still to be said. A row leaves the table when Telegram has taken the message.

    For a list of more than two words SQLite makes a table at each message, so the checks have none.
    """

    __table_args__ = (
        CheckConstraint("state IN ('queued', 'sending') OR state IN ('unclear', 'dead')", name="state_known"),
        CheckConstraint("audience IN ('seller', 'buyer') OR audience = 'stranger'", name="audience_known"),
        CheckConstraint("audience <> 'buyer' OR purpose <> ''", name="purpose_known"),
        Index("ix_outbox_queued", "id", sqlite_where=QUEUED, postgresql_where=QUEUED),
        Index("ix_outbox_queued_next_try", "next_try", sqlite_where=QUEUED, postgresql_where=QUEUED),
    )

    id: int | None = key()
    shop_id: int | None = Field(default=None, foreign_key="shop.id", sa_type=BigKey)
    """Without an index, as the buyer: the table is as good as empty, and each message would be written into it."""
    buyer_id: int | None = Field(default=None, foreign_key="buyer.id", sa_type=BigKey)
    chat_id: int = person_id()
    audience: str
    method: str
    payload: str
    """The Bot API parameters as JSON."""
    picture: str | None = None
    """The recipe of a picture or a file as JSON; it is made when it is sent."""
    purpose: str = ""
    """What a message to a buyer is for, as the consent log calls it; `storage.consents.ANSWER` for what he asked for."""
    since: int = 0
    """The first version of the wording that covers it; 0: it needs no consent."""
    state: str = "queued"
    reason: str | None = None
    """Why it was ended without being sent."""
    attempts: int = 0
    next_try: datetime = Field(sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)


class Listening(SQLModel, table=True):
    """One row: when Telegram was last heard. What was typed in a gap of more than a day may be lost."""

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(primary_key=True)
    heard_at: datetime = Field(sa_type=Instant)


listening = table(Listening)
processed_update = table(ProcessedUpdate)
dead_letter = table(DeadLetter)
outbox = table(Outbox)
