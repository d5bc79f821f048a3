"""Reminders that were made for the seller, and the days whose digest is done."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.columns import BigKey, Instant, key, ref, table


class Reminder(SQLModel, table=True):
    """One occasion as it was shown to the seller, and what she did with it."""

    __table_args__ = (
        UniqueConstraint("buyer_id", "kind", "key"),
        Index(None, "shop_id", "state", "snoozed_until"),
        CheckConstraint("state IN ('open', 'snoozed', 'done', 'moot', 'withheld')", name="state_known"),
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars_of_five"),
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
    contact_on: date | None = None
    """The local day on which the seller got in touch because of it: a text handed over, or dealt with."""
    stars: int | None = None
    """How many stars of five the buyer gave in answer to it."""
    stars_before: int | None = None
    """How many he gave the time before."""
    rated_on: date | None = None
    given_on: date | None = None
    """The local day on which the extra it is about was packed."""
    lead_id: int | None = Field(default=None, foreign_key="reminder.id", sa_type=BigKey, index=True)
    """The reminder on whose card this one is shown; None: it has a card of its own."""
    about_id: int | None = Field(default=None, sa_type=BigKey)
    """The promise or the complaint it is about."""


class Muted(SQLModel, table=True):
    """A kind of reminder the seller does not want for this buyer."""

    buyer_id: int = ref("buyer.id", primary_key=True)
    kind: str = Field(primary_key=True)
    shop_id: int = ref("shop.id", index=True)


class Promise(SQLModel, table=True):
    """What the seller promised a buyer, by when, and what became of it."""

    __table_args__ = (
        CheckConstraint("state IN ('open', 'kept', 'broken')", name="state_known"),
        Index(None, "buyer_id", "state"),
    )

    id: int | None = key()
    shop_id: int = ref("shop.id", index=True)
    buyer_id: int = ref("buyer.id")
    words: str
    day: date
    """By when; the seller may put it off."""
    first_day: date
    """By when it was promised at first."""
    state: str = "open"
    settled_on: date | None = None
    made_on: date
    created_at: datetime = Field(sa_type=Instant)


class Complaint(SQLModel, table=True):
    """What went wrong, how it is put right, and when to look whether all is well."""

    __table_args__ = (
        CheckConstraint("state IN ('open', 'closed')", name="state_known"),
        Index(None, "buyer_id", "state"),
    )

    id: int | None = key()
    shop_id: int = ref("shop.id", index=True)
    buyer_id: int = ref("buyer.id")
    words: str
    solution: str = ""
    """What was offered, in words; empty: nothing yet."""
    state: str = "open"
    day: date
    solved_on: date | None = None
    check_on: date
    closed_on: date | None = None
    created_at: datetime = Field(sa_type=Instant)


class Digest(SQLModel, table=True):
    """The daily message of one local day: at most one a shop and day."""

    shop_id: int = ref("shop.id", primary_key=True)
    day: date = Field(primary_key=True)
    created_at: datetime = Field(sa_type=Instant)


reminder = table(Reminder)
muted = table(Muted)
promise = table(Promise)
complaint = table(Complaint)
digest = table(Digest)
