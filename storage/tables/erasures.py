"""What is left of an erasure: that there was one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from storage.tables.columns import Instant, key, table


class Erasure(SQLModel, table=True):
    """A person (or a whole shop) that was erased, by the number that the anonymous bookings still have; it names nobody."""

    __table_args__ = (CheckConstraint("asked_by IN ('seller', 'buyer', 'backup')", name="asked_by_known"),)

    id: int | None = key()
    shop_id: int = Field(sa_type=BigInteger)
    """Without a foreign key: it outlives the shop."""
    buyer_id: int | None = Field(default=None, sa_type=BigInteger)
    """None: the whole shop."""
    asked_by: str
    created_at: datetime = Field(sa_type=Instant)
    cleaned_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the database file was rewritten without the words that were deleted."""


erasure = table(Erasure)
