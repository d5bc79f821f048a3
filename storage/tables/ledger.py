"""The append-only ledger of points and stamps."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import BigKey, Instant, key, ref, table

LEFT = text("open > 0")
"""Lots of which something is left."""
OPEN = text("open <> 0")
"""Lots of which something is left, and debts."""


class LedgerEntry(SQLModel, table=True):
    """One booking of points or stamps. Never changed but in `open`, never deleted; a correction is a counter-entry.

    A credit is a lot: it is spent piece by piece and may expire. A debit that found nothing to take stays open as debt.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("buyer_id", "unit", "reason", "reference"),
        Index("ix_ledger_entry_shop_id_reason_reference", "shop_id", "reason", "reference"),
        Index(None, "shop_id", "valid_through", sqlite_where=LEFT, postgresql_where=LEFT),
        Index(None, "buyer_id", "unit", "valid_through", "open", sqlite_where=OPEN, postgresql_where=OPEN),
        CheckConstraint("unit IN ('points', 'stamps')", name="unit_known"),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        CheckConstraint(
            "(amount > 0 AND open BETWEEN 0 AND amount) OR (amount < 0 AND open BETWEEN amount AND 0)",
            name="open_within_amount",
        ),
    )

    id: int | None = key()
    shop_id: int = ref("shop.id")
    buyer_id: int = ref("buyer.id")
    unit: str
    amount: int = Field(sa_type=BigInteger)
    open: int = Field(sa_type=BigInteger)
    """What of it is not matched by an entry of the other sign: left of a lot, or owed (negative)."""
    reason: str
    reference: str
    valid_through: date | None = None
    """The last local day on which a credit can be spent; None: for ever."""
    origin_id: int | None = Field(default=None, foreign_key="ledger_entry.id", sa_type=BigKey)
    """The lot whose points came back with this credit."""
    note: str = ""
    """Why, in the seller's words, for what she booked by hand."""
    day: date
    created_at: datetime = Field(sa_type=Instant)


class LedgerMatch(SQLModel, table=True):
    """How much of a credit a debit took. A refund takes its own purchase's points instead of others when they come back."""

    __tablename__ = "ledger_match"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    debit_id: int = ref("ledger_entry.id", primary_key=True)
    credit_id: int = ref("ledger_entry.id", primary_key=True, index=True)
    shop_id: int = ref("shop.id", index=True)
    amount: int = Field(sa_type=BigInteger)


ledger_entry = table(LedgerEntry)
ledger_match = table(LedgerMatch)
