"""Shops and the people who sell in them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from storage.tables.columns import Instant, key, person_id, ref, table


class Shop(SQLModel, table=True):
    """One seller's shop: her settings and the parameters of her buyers' rhythm."""

    __table_args__ = (
        CheckConstraint("digest_minute BETWEEN 0 AND 1439", name="digest_minute_of_day"),
        CheckConstraint("stamps_per_card BETWEEN 3 AND 20", name="card_size"),
        CheckConstraint("cents_per_point > 0", name="cents_per_point_positive"),
        CheckConstraint("points_per_unit >= 0", name="points_per_unit_not_negative"),
        CheckConstraint("expiry_months > 0", name="expiry_months_positive"),
        CheckConstraint("quiet_days BETWEEN 0 AND 14", name="quiet_days_known"),
        CheckConstraint("surprise_budget >= 0", name="surprise_budget_not_negative"),
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
    points_per_unit: int = 1
    cents_per_point: int = 100
    """The full unit of money that brings `points_per_unit` points."""
    points_factor: str = "1"
    """What all points are multiplied by, as an exact number ("1", "3/2"); rounded down once, at the end."""
    vip_factor: str = "1"
    """What a VIP's points are multiplied by."""
    bonus_factor: str = "1"
    bonus_day: date | None = None
    """The day on which everybody's points are multiplied by `bonus_factor`."""
    expiry_months: int | None = None
    """How long points can be spent; None: for ever."""
    stamps_per_card: int = 10
    stamp_per_item: bool = False
    stamp_min_cents: int = 0
    card_reward: str = ""
    """What a full card brings, in the seller's words."""
    card_colour: str = "teal"
    card_symbol: str = "star"
    bonus_birthday: int = 0
    bonus_referral: int = 20
    bonus_review: int = 10
    """Points for a birthday, a friend brought along, a review."""
    tiers: str = "[]"
    """The shop's own definitions of tiers, as JSON (see `storage.tiers`)."""
    regular_offer: bool = True
    """From the third purchase on, the answer to /kauf says that 10 % or a small extra is due."""
    gift_at: int = 10
    """The purchase with which a present is due; 0: none."""
    year_discount: int = 0
    """Percent off after a year as a buyer; 0: none."""
    voucher_days: int = 90
    """How long a voucher can be used."""
    vip_from_cents: int | None = Field(default=None, sa_type=BigInteger)
    """From this much paid a buyer belongs to the top of the shop; computed with the rhythm."""
    follow_up_days: int = 6
    birthday_ahead_days: int = 3
    quiet_days: int = 6
    """Days between two contacts with one buyer, over all kinds of reminders."""
    second_nudge: bool = False
    """Whether buyers are encouraged to buy a second time."""
    thank_you: bool = True
    """Whether the seller is reminded to say thank you for a first purchase."""
    prices: str = ""
    """What the rewards of the catalogue cost in points, in ascending order, as `storage.rewards` keeps it."""
    data_asked_on: date | None = None
    """When the seller was last reminded that something about a buyer is unknown."""
    comparison: bool = False
    """Whether every fifth win-back is left out, by lot, to see whether they help."""
    away_until: date | None = None
    """The last local day of the seller's holiday: until then there is no daily message."""
    surprise_budget: int | None = None
    """How many surprise extras a month at most; None: as many as are drawn."""
    extras_given: int = 0
    extras_month: date | None = None
    """How many extras were packed in the latest month in which one was, and its first day."""
    surprise_seed: str
    rhythm_mu: float
    rhythm_sigma2: float
    rhythm_kappa: float
    rhythm_a: float
    rhythm_b: float
    due_days_after: int | None = Field(default=None, sa_type=BigInteger)
    """The due days of the buyers after this id are still to be computed by the parameters as they are now; None: of nobody."""
    imprint: str = ""
    """Who runs the shop, in the seller's words, as buyers read it."""
    tidied_on: date | None = None
    """When the seller was last asked whose data are still needed."""
    reviewed_on: date | None = None
    """The local day on which the month before was last looked back on."""
    set_up: bool = False
    created_at: datetime = Field(sa_type=Instant)


class Seller(SQLModel, table=True):
    """A person who sells in a shop, known by the numeric Telegram id only."""

    telegram_id: int = person_id(primary_key=True)
    shop_id: int = ref("shop.id", index=True)
    reachable: bool = True
    stands_for: int | None = person_id(default=None)
    """After a takeover: the account on the operator's list whose place this one has taken."""


class Recovery(SQLModel, table=True):
    """The code by which a shop can be taken over from another account; only its hash is kept, and it works once."""

    shop_id: int = ref("shop.id", primary_key=True)
    code_hash: str = Field(unique=True)
    created_at: datetime = Field(sa_type=Instant)


class Guess(SQLModel, table=True):
    """How often somebody has typed a wrong recovery code lately; forgotten within the day."""

    user_id: int = person_id(primary_key=True)
    misses: int
    since: datetime = Field(sa_type=Instant, index=True)


shop = table(Shop)
seller = table(Seller)
recovery = table(Recovery)
guess = table(Guess)
