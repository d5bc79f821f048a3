"""Vouchers: a reward in a buyer's hand, usable once by its code. `storage.redeeming` says who may have and use one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, insert, or_, select, update

from rules.errors import RuleError
from storage import buyers, giving_back, ledger, lots, rewards, voucher_codes
from storage.ledger import Entry
from storage.shops import Shop, today_of
from storage.tables.rewards import voucher

Voucher = Row[Any]

ASKED, OPEN, USED, CANCELLED = "asked", "open", "used", "cancelled"
NOBODYS = (0,)
"""Stands for no voucher at all: to leave out none of an empty list, SQLite makes a table first."""
WITHDRAWN = "withdrawn"
"""The origin of a voucher that its buyer asked for and then did not want."""

_MINE = (voucher.c.shop_id == bindparam("shop"), voucher.c.buyer_id == bindparam("buyer"))
_INSERT = insert(voucher).returning(voucher.c.id)
_BY_ID = select(voucher).where(voucher.c.shop_id == bindparam("shop"), voucher.c.id == bindparam("voucher"))
_IN_HAND = select(voucher).where(*_MINE, voucher.c.state == OPEN).order_by(voucher.c.id)
_WORTH = ("id", "code", "name", "kind", "value", "min_cents", "valid_through")
_FITTING = (
    _IN_HAND.with_only_columns(*(voucher.c[name] for name in _WORTH))
    .where(
        voucher.c.min_cents <= bindparam("cents"),
        or_(voucher.c.valid_through.is_(None), voucher.c.valid_through >= bindparam("today")),
        voucher.c.day <= bindparam("day"),
        voucher.c.id.not_in(bindparam("without", expanding=True)),
    )
    .limit(bindparam("most"))
)


class Bought(NamedTuple):
    """A purchase for which vouchers are looked for: its price before any, its day, and the day on which it is entered."""

    cents: int
    day: date
    today: date


class NewVoucher(NamedTuple):
    """What a voucher is worth and what it costs; `origin` says where it comes from."""

    name: str
    kind: str = "product"
    value: int = 0
    min_cents: int = 0
    unit: str = ledger.POINTS
    cost: int = 0
    origin: str = "redeemed"
    reward_id: int | None = None
    valid_through: date | None = None
    """The last day; without it, what the shop gives its vouchers."""
    code: str = ""
    """The code of an earlier voucher that this one stands for again (see `voucher_codes.again`); without it, a new one."""


def issue(
    db: Connection,
    shop: Shop,
    buyer_id: int,
    new: NewVoucher,
    now: datetime,
    state: str = OPEN,
    *,
    is_foreseen: bool = False,
    has_enough: bool = False,
) -> Voucher:
    """Hand out a voucher; what it costs is taken from the ledger, `is_foreseen` as in `lots.spend`.

    `has_enough`: it was counted before that the buyer has what it costs.
    Raises RuleError when the buyer has not so much (with what is missing); then nothing has changed.
    """
    today = today_of(shop, now)
    if new.cost and not has_enough:
        _refuse_too_little(db, shop, buyer_id, new, today)
    number = int(db.execute(_INSERT, _values(db, shop, buyer_id, new, now) | {"state": state}).scalar_one())
    if new.cost:
        entry = Entry(new.unit, -new.cost, "redeem", str(number))
        lots.spend(db, shop.id, buyer_id, entry, today, now, is_foreseen=is_foreseen)
    return db.execute(_BY_ID, {"shop": shop.id, "voucher": number}).one()


def _values(db: Connection, shop: Shop, buyer_id: int, new: NewVoucher, now: datetime) -> dict[str, object]:
    """The row of a new voucher."""
    today = today_of(shop, now)
    return new._asdict() | {
        "shop_id": shop.id,
        "buyer_id": buyer_id,
        "code": new.code or voucher_codes.free(db, shop.id),
        "valid_through": new.valid_through or today + timedelta(days=shop.voucher_days),
        "purchase_id": None,
        "used_on": None,
        "day": today,
        "created_at": now,
    }


def _refuse_too_little(db: Connection, shop: Shop, buyer_id: int, new: NewVoucher, today: date) -> None:
    buyers.lock(db, shop.id, buyer_id)
    missing = new.cost - ledger.balance(db, shop.id, buyer_id, today).of(new.unit)
    if missing > 0:
        raise RuleError("ledger.not_enough", n=missing, unit=new.unit)


def get(db: Connection, shop_id: int, voucher_id: int) -> Voucher:
    """The voucher with this id, or the one that its code was given to since; raises NoResultFound when the shop has none."""
    row = db.execute(_BY_ID, {"shop": shop_id, "voucher": voucher_id}).one()
    return voucher_codes.successor(db, row) or row


def of_buyer(db: Connection, shop_id: int, buyer_id: int, *states: str) -> Sequence[Voucher]:
    """A buyer's vouchers in these states (open ones by default), the oldest first."""
    mine = (voucher.c.shop_id == shop_id, voucher.c.buyer_id == buyer_id, voucher.c.state.in_(states or (OPEN,)))
    return db.execute(select(voucher).where(*mine).order_by(voucher.c.id)).all()


def in_hand(db: Connection, shop_id: int, buyer_id: int, today: date) -> list[Voucher]:
    """The vouchers a buyer can use today, the oldest first."""
    rows = db.execute(_IN_HAND, {"shop": shop_id, "buyer": buyer_id})
    return [row for row in rows if row.valid_through is None or row.valid_through >= today]


def fitting(
    db: Connection, shop_id: int, buyer_id: int, bought: Bought, most: int, without: Sequence[int] = ()
) -> Sequence[Voucher]:
    """The oldest vouchers that a buyer had on the day of a purchase and can still use today, but for some by their ids.

    Of each, its code and what it is worth.
    """
    wanted = {"shop": shop_id, "buyer": buyer_id, **bought._asdict(), "without": [*without] or NOBODYS, "most": most}
    return db.execute(_FITTING, wanted).all()


def confirm(db: Connection, shop_id: int, voucher_id: int) -> bool:
    """The seller agrees to what a buyer asked for; False when that is settled already."""
    return move(db, shop_id, voucher_id, (ASKED,), state=OPEN)


def cancel(db: Connection, shop: Shop, row: Voucher, now: datetime) -> None:
    """Take a voucher back: what it cost comes back once, with the expiry it had, and the reward is in stock again.

    Raises RuleError for one that is used or cancelled.
    """
    if not give_back(db, shop, row, (ASKED, OPEN), now):
        raise RuleError("voucher.settled", code=row.code)


def give_back(db: Connection, shop: Shop, row: Voucher, states: tuple[str, ...], now: datetime) -> bool:
    """As `cancel`, for a voucher that is in one of these states; False when it is not."""
    buyers.lock(db, shop.id, row.buyer_id)
    if not move(db, shop.id, row.id, states, state=CANCELLED):
        return False
    debit = ledger.find(db, shop.id, None, row.unit, "redeem", str(row.id))
    if debit is not None:
        giving_back.give_back(db, shop.id, debit, "redeem_cancel", today_of(shop, now), now, to=row.buyer_id)
    if row.reward_id:
        rewards.put_back(db, shop.id, row.reward_id)
    return True


def move(db: Connection, shop_id: int, voucher_id: int, states: tuple[str, ...], **changes: object) -> bool:
    """Change a voucher that is in one of these states; of two at the same moment one succeeds, the other gets False."""
    mine = (voucher.c.shop_id == shop_id, voucher.c.id == voucher_id, voucher.c.state.in_(states))
    return bool(db.execute(update(voucher).where(*mine).values(**changes)).rowcount)
