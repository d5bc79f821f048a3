"""The catalogue of rewards, and the vouchers that are handed out."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.columns import BigKey, Instant, key, ref, table

_KINDS = "kind IN ('product', 'percent', 'amount', 'access', 'experience', 'partner')"


class Reward(SQLModel, table=True):
    """Something buyers can have for points or stamps."""

    __table_args__ = (
        CheckConstraint(_KINDS, name="kind_known"),
        CheckConstraint("unit IN ('points', 'stamps')", name="unit_known"),
        CheckConstraint("cost > 0", name="cost_positive"),
        CheckConstraint("stock >= 0", name="stock_not_negative"),
    )

    id: int | None = key()
    shop_id: int = ref("shop.id", index=True)
    name: str
    kind: str = "product"
    value: int = 0
    """Percent, or cents, for the kinds that have a value."""
    unit: str = "points"
    cost: int
    stock: int | None = None
    """How many are left; None: as many as wanted."""
    valid_from: date | None = None
    valid_through: date | None = None
    """The last day on which it can be had; both days inclusive."""
    min_cents: int = Field(default=0, sa_type=BigInteger)
    """The least that a purchase must come to for it to be used."""
    retired: bool = False
    created_at: datetime = Field(sa_type=Instant)


class Voucher(SQLModel, table=True):
    """A reward in a buyer's hand: asked for, open, used or cancelled; usable by its code once, or until nothing is left on it."""

    __table_args__ = (
        UniqueConstraint("shop_id", "code"),
        Index(None, "shop_id", "buyer_id"),
        CheckConstraint(_KINDS, name="kind_known"),
        CheckConstraint("unit IN ('points', 'stamps')", name="unit_known"),
        CheckConstraint("state IN ('asked', 'open', 'used', 'cancelled')", name="state_known"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
    )

    id: int | None = key()
    shop_id: int = ref("shop.id")
    buyer_id: int = ref("buyer.id")
    reward_id: int | None = Field(default=None, foreign_key="reward.id", sa_type=BigKey)
    code: str
    name: str
    kind: str = "product"
    value: int = 0
    """Percent, or the cents that are left on it."""
    min_cents: int = Field(default=0, sa_type=BigInteger)
    unit: str = "points"
    cost: int = 0
    """What was taken from the ledger for it; 0 for a present."""
    origin: str = "redeemed"
    """Where it comes from: redeemed, card (a full stamp card), hand, birthday, referral, raffle ..."""
    state: str = "open"
    valid_through: date | None = None
    purchase_id: int | None = Field(default=None, foreign_key="purchase.id", sa_type=BigKey, index=True)
    """The purchase it was used for."""
    day: date
    used_on: date | None = None
    created_at: datetime = Field(sa_type=Instant)


class VoucherPart(SQLModel, table=True):
    """Cents of a voucher's amount that a purchase was paid with while more was on it; `voucher.value` is what is left."""

    __tablename__ = "voucher_part"
    __table_args__ = (CheckConstraint("cents >= 0", name="cents_not_negative"),)

    voucher_id: int = ref("voucher.id", primary_key=True)
    purchase_id: int = ref("purchase.id", primary_key=True, index=True)
    shop_id: int = ref("shop.id", index=True)
    cents: int = Field(sa_type=BigInteger)


reward = table(Reward)
voucher = table(Voucher)
voucher_part = table(VoucherPart)
