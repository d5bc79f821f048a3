"""Shops and the people who sell in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from storage.tables.columns import Instant, key, person_id, ref, table


class Shop(SQLModel, table=True):
    """One seller's shop: her settings and the parameters of her buyers' rhythm."""

    __table_args__ = (
        CheckConstraint("digest_minute BETWEEN 0 AND 1439", name="digest_minute_of_day"),
        CheckConstraint("stamps_per_card BETWEEN 3 AND 20", name="card_size"),
        CheckConstraint("cents_per_point > 0", name="cents_per_point_positive"),
    )

    id: int | None = key()
    name: str
    timezone: str = "Europe/Berlin"
    currency: str = "EUR"
    digest_minute: int = 9 * 60
    """Local time of the daily message, in minutes after midnight."""
    digest_when_empty: bool = False
    next_digest: datetime | None = Field(default=None, sa_type=Instant, index=True)
    address_form: str = ""
    """How buyers are addressed: "" is du, "sie" is Sie."""
    cents_per_point: int = 100
    stamps_per_card: int = 10
    follow_up_days: int = 6
    birthday_ahead_days: int = 3
    surprise_seed: str
    rhythm_mu: float
    rhythm_sigma2: float
    rhythm_kappa: float
    rhythm_a: float
    rhythm_b: float
    set_up: bool = False
    created_at: datetime = Field(sa_type=Instant)


class Seller(SQLModel, table=True):
    """A person who sells in a shop, known by the numeric Telegram id only."""

    telegram_id: int = person_id(primary_key=True)
    shop_id: int = ref("shop.id", index=True)
    reachable: bool = True


shop = table(Shop)
seller = table(Seller)
