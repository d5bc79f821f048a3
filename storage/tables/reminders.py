"""Reminders that were made for the seller, and the days whose digest is done."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.columns import Instant, key, ref, table


class Reminder(SQLModel, table=True):
    """One occasion as it was shown to the seller, and what she did with it."""

    __table_args__ = (
        UniqueConstraint("buyer_id", "kind", "key"),
        Index(None, "shop_id", "state", "snoozed_until"),
        CheckConstraint("state IN ('open', 'snoozed', 'done', 'moot')", name="state_known"),
    )

    id: int | None = key()
    shop_id: int = ref("shop.id")
    buyer_id: int = ref("buyer.id")
    kind: str
    key: str
    due: date
    until: date
    reason: str
    """The facts behind it, as JSON, to fill the sentence that explains it."""
    priority: int
    shown_on: date
    state: str = "open"
    snoozed_until: date | None = None
    drafts: int = 0
    """How many drafts were handed over; the next one is worded differently."""


class Muted(SQLModel, table=True):
    """A kind of reminder the seller does not want for this buyer."""

    buyer_id: int = ref("buyer.id", primary_key=True)
    kind: str = Field(primary_key=True)
    shop_id: int = ref("shop.id", index=True)


class Digest(SQLModel, table=True):
    """The daily message of one local day: at most one a shop and day."""

    shop_id: int = ref("shop.id", primary_key=True)
    day: date = Field(primary_key=True)
    created_at: datetime = Field(sa_type=Instant)


reminder = table(Reminder)
muted = table(Muted)
digest = table(Digest)
