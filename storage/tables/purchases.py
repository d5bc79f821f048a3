"""Purchases and the append-only ledger of points and stamps."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.columns import Instant, key, ref, table


class Purchase(SQLModel, table=True):
    """What a buyer paid for on one local day; money given back is kept beside it, never above it."""

    __table_args__ = (
        UniqueConstraint("shop_id", "source"),
        Index(None, "shop_id", "buyer_id", "day"),
        CheckConstraint("cents > 0", name="cents_positive"),
        CheckConstraint("refunded_cents BETWEEN 0 AND cents", name="refund_within_purchase"),
    )

    id: int | None = key()
    shop_id: int = ref("shop.id")
    buyer_id: int = ref("buyer.id")
    day: date
    cents: int = Field(sa_type=BigInteger)
    refunded_cents: int = Field(default=0, sa_type=BigInteger)
    quantity: int = 1
    item: str = ""
    tags: str = ""
    """Categories, lower case, separated by one space."""
    channel: str = ""
    source: str | None = None
    """The chat message it was booked by ("chat:message"): one message books at most one standing purchase."""
    created_at: datetime = Field(sa_type=Instant)


class LedgerEntry(SQLModel, table=True):
    """One booking of points or stamps. Never changed, never deleted; a correction is a counter-entry."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("buyer_id", "unit", "reason", "reference"),
        CheckConstraint("unit IN ('points', 'stamps')", name="unit_known"),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
    )

    id: int | None = key()
    shop_id: int = ref("shop.id", index=True)
    buyer_id: int = ref("buyer.id")
    unit: str
    amount: int = Field(sa_type=BigInteger)
    reason: str
    reference: str
    day: date
    created_at: datetime = Field(sa_type=Instant)


purchase = table(Purchase)
ledger_entry = table(LedgerEntry)
