"""The seller's own texts, and which text was handed over for whom."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import BigKey, Instant, key, ref, table


class Template(SQLModel, table=True):
    """A text the seller wrote for one kind of reminder, with named gaps."""

    __table_args__ = (Index(None, "shop_id", "kind"),)

    id: int | None = key()
    shop_id: int = ref("shop.id")
    kind: str
    words: str
    retired: bool = False
    created_at: datetime = Field(sa_type=Instant)


class Wording(SQLModel, table=True):
    """A text that was handed over for a buyer: he does not get the same again while others are left."""

    __table_args__ = (Index(None, "shop_id", "day"),)

    id: int | None = key()
    shop_id: int = ref("shop.id")
    buyer_id: int = ref("buyer.id", index=True)
    reminder_id: int | None = Field(default=None, foreign_key="reminder.id", sa_type=BigKey, index=True)
    fingerprint: str
    """Of which pieces it was put together; never the words themselves."""
    day: date
    sent_on: date | None = None
    """The local day on which the bot sent it to the buyer."""


template = table(Template)
wording = table(Wording)
