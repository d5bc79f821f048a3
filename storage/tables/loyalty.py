"""What else belongs to a loyalty programme: referrals, badges, raffles."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.columns import BigKey, Instant, key, ref, table


class Referral(SQLModel, table=True):
    """A buyer who was brought by another; the bonus for both is booked once, with the friend's first purchase."""

    __table_args__ = (UniqueConstraint("friend_id"),)

    id: int | None = key()
    shop_id: int = ref("shop.id", index=True)
    referrer_id: int = ref("buyer.id", index=True)
    friend_id: int = ref("buyer.id")
    paid_on: date | None = None
    day: date
    created_at: datetime = Field(sa_type=Instant)


class Badge(SQLModel, table=True):
    """A badge a buyer was told about: each is celebrated once."""

    buyer_id: int = ref("buyer.id", primary_key=True)
    kind: str = Field(primary_key=True)
    shop_id: int = ref("shop.id", index=True)
    day: date


class Raffle(SQLModel, table=True):
    """A draw anyone can check: the seed's fingerprint is published before, the seed with the result."""

    id: int | None = key()
    shop_id: int = ref("shop.id", index=True)
    prize: str
    segment: str
    seed: str
    commitment: str
    entrants: str
    """JSON object of ticket: buyer id."""
    winner_id: int | None = Field(default=None, foreign_key="buyer.id", sa_type=BigKey)
    ticket: str = ""
    drawn_on: date | None = None
    day: date
    created_at: datetime = Field(sa_type=Instant)


referral = table(Referral)
badge = table(Badge)
raffle = table(Raffle)
