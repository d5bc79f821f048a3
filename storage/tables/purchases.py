"""Purchases, and the money given back for them."""

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
        CheckConstraint("cents >= 0", name="cents_not_negative"),
        CheckConstraint("refunded_cents BETWEEN 0 AND cents", name="refund_within_purchase"),
    )

    id: int | None = key()
    shop_id: int = ref("shop.id")
    buyer_id: int = ref("buyer.id")
    day: date
    cents: int = Field(sa_type=BigInteger)
    """What was really paid, after every discount; 0 when a reward paid for all of it."""
    discount_cents: int = Field(default=0, sa_type=BigInteger)
    """What a voucher took off the price."""
    refunded_cents: int = Field(default=0, sa_type=BigInteger)
    void: bool = False
    """Taken back as a whole."""
    rate_points: int = 1
    rate_cents: int = 100
    rate_factor: str = "1"
    """The earning rate in force when it was booked (see `rules.points.Rate`)."""
    stamps: int = 1
    """The stamps it earned when it was booked."""
    stamp_min_cents: int = 0
    """The least that had to be paid for them."""
    quantity: int = 1
    item: str = ""
    tags: str = ""
    """Categories, lower case, separated by one space."""
    channel: str = ""
    source: str | None = None
    """The chat message it was booked by ("chat:message"): one message books at most one standing purchase."""
    created_at: datetime = Field(sa_type=Instant)


class Refund(SQLModel, table=True):
    """Money given back for a purchase, whole or part, and the points and stamps that it took back."""

    __table_args__ = (
        UniqueConstraint("purchase_id", "key"),
        CheckConstraint("cents >= 0", name="cents_not_negative"),
    )

    id: int | None = key()
    shop_id: int = ref("shop.id")
    buyer_id: int = ref("buyer.id")
    purchase_id: int = ref("purchase.id")
    key: str
    """What asked for it: the same key gives nothing back a second time."""
    cents: int = Field(sa_type=BigInteger)
    points: int = Field(sa_type=BigInteger)
    """Points of the refunded money by the rate of the purchase, those included that had expired already."""
    stamps: int
    vouchers: str = ""
    """Vouchers that came back with the last of the money, by their ids, separated by one space; none once they are used again."""
    undone: bool = False
    day: date
    created_at: datetime = Field(sa_type=Instant)


purchase = table(Purchase)
refund = table(Refund)
