"""Buyers, what is known about them, and what they agreed to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.columns import BigKey, Instant, key, person_id, ref, table


class Buyer(SQLModel, table=True):
    """One person in one shop, with the derived figures that the daily planner and the answers read."""

    __table_args__ = (
        UniqueConstraint("shop_id", "telegram_id"),
        Index(None, "code", unique=True),
        Index(None, "shop_id", "name_key"),
        Index(None, "shop_id", "next_due"),
        Index(None, "shop_id", "id"),
        Index(None, "shop_id", "last_day"),
        Index(None, "shop_id", "tier_until"),
        CheckConstraint("purchases >= 0", name="purchases_not_negative"),
        CheckConstraint("net_cents >= 0", name="net_not_negative"),
    )

    id: int | None = key()
    shop_id: int = ref("shop.id")
    name: str
    name_key: str
    telegram_id: int | None = person_id(default=None, index=True)
    """Set when the buyer himself linked his account (and agreed)."""
    contact_id: int | None = person_id(default=None)
    """The account the seller pointed at (contact picker, forward, reply); no permission to write to it."""
    reachable: bool = True
    birthday_day: int | None = None
    birthday_month: int | None = None
    birthday_year: int | None = None
    birthday_since: date | None = None
    purchases: int = 0
    net_cents: int = Field(default=0, sa_type=BigInteger)
    """What was paid and not given back: the sum over the buyer's purchases."""
    first_day: date | None = None
    last_day: date | None = None
    tier: str = "new"
    """The tier by what was bought, as of the last time his facts changed."""
    tier_by_hand: str | None = None
    """The tier the seller gave; it stays."""
    tier_told: str = "new"
    """The highest tier that was announced."""
    tier_reached: str | None = None
    """The tier that the latest purchase has brought, if it brought one."""
    tier_until: date | None = None
    """The first local day without `tier` if nothing more is bought; None where it stays."""
    points_until: date | None = None
    """The last day of the open points that expire next."""
    code: str | None = None
    """His own code: on his stamp card for the seller to scan, and in the link he gives to friends."""
    receipts: bool = False
    """Whether he wants a message after each purchase, and before points expire."""
    letters: bool = False
    """Whether he wants to read what the shop writes to him through the bot beside that: greetings, questions, offers."""
    paused_until: date | None = None
    """The last local day on which he is left in peace; the last day there is: until the seller says so."""
    delivered_on: date | None = None
    """The local day on which his latest parcel arrived, as far as the seller said."""
    rhythm_gaps: int = 0
    rhythm_log_sum: float = 0.0
    merged_into: int | None = Field(default=None, foreign_key="buyer.id", sa_type=BigKey)
    """Set on a row that turned out to be another buyer's: it is no longer found, and its bookings are void or moved.

    A row that points at itself is nobody's any more: the person was erased, the bookings stay.
    """
    informed_on: date | None = None
    """The local day on which he learnt what is stored about him: from the bot, or as the seller says."""
    needed_on: date | None = None
    """The local day on which the seller said that what is stored about him is still needed."""
    next_due: date | None = None
    """The next local day on which the seller should think of this buyer."""
    created_at: datetime = Field(sa_type=Instant)


class Alias(SQLModel, table=True):
    """Another name of a buyer, by which he is found as well."""

    __table_args__ = (UniqueConstraint("buyer_id", "name_key"), Index(None, "shop_id", "name_key"))

    id: int | None = key()
    shop_id: int = ref("shop.id")
    buyer_id: int = ref("buyer.id")
    name: str
    name_key: str


class Merge(SQLModel, table=True):
    """Two rows that turned out to be one person, and what moved, so that it can be undone."""

    id: int | None = key()
    shop_id: int = ref("shop.id", index=True)
    kept_id: int = ref("buyer.id")
    gone_id: int = ref("buyer.id")
    moved: str
    """JSON: ids by table, and the fields of the kept row that were filled."""
    undone: bool = False
    day: date
    created_at: datetime = Field(sa_type=Instant)


class Note(SQLModel, table=True):
    """What the seller wrote down about a buyer: a note, something he likes or avoids, a size."""

    __table_args__ = (
        CheckConstraint("kind IN ('note', 'like', 'avoid', 'size')", name="kind_known"),
        Index(None, "shop_id", "buyer_id"),
    )

    id: int | None = key()
    shop_id: int = ref("shop.id")
    buyer_id: int = ref("buyer.id")
    kind: str = "note"
    text: str
    source: str | None = Field(default=None, index=True)
    """The chat message it came from ("chat:message"), so that editing the message corrects the note."""
    day: date
    created_at: datetime = Field(sa_type=Instant)


class Invitation(SQLModel, table=True):
    """A link by which a buyer joins: only its hash is kept; it expires and works once."""

    token_hash: str = Field(primary_key=True)
    shop_id: int = ref("shop.id", index=True)
    buyer_id: int = ref("buyer.id", index=True)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class Joining(SQLModel, table=True):
    """Somebody who opened a buyer's link and agreed. Until the seller says that it is him, he sees nothing."""

    __table_args__ = (UniqueConstraint("shop_id", "telegram_id"),)

    token_hash: str = Field(primary_key=True)
    """The invitation he took up."""
    shop_id: int = ref("shop.id")
    buyer_id: int = ref("buyer.id", index=True)
    telegram_id: int = person_id(index=True)
    name: str
    """What he is called at Telegram, for the seller to know him by."""
    username: str = ""
    wording: str
    version: int
    """The sentence he agreed to."""
    created_at: datetime = Field(sa_type=Instant, index=True)


class Consent(SQLModel, table=True):
    """The consent log, append-only: who agreed to (or withdrew) what, when, how, and to which wording."""

    __table_args__ = (Index(None, "shop_id", "telegram_id", "purpose"),)

    id: int | None = key()
    shop_id: int = ref("shop.id", index=True)
    buyer_id: int = ref("buyer.id", index=True)
    telegram_id: int = person_id()
    purpose: str
    given: bool
    channel: str
    wording: str
    version: int
    created_at: datetime = Field(sa_type=Instant)


buyer = table(Buyer)
alias = table(Alias)
merge = table(Merge)
note = table(Note)
invitation = table(Invitation)
joining = table(Joining)
consent = table(Consent)
