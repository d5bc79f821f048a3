"""Vouchers: a reward in a buyer's hand, usable once by its code. `storage.redeeming` says who may have and use one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, or_, select, update

from rules.codes import bytes_for, code, is_voucher_code
from rules.errors import RuleError
from storage import buyers, ledger, lots, rewards
from storage.ledger import Entry
from storage.shops import Shop, today_of
from storage.tables.rewards import voucher

Voucher = Row[Any]

ASKED, OPEN, USED, CANCELLED = "asked", "open", "used", "cancelled"
CODE_LENGTH, TRIES = 4, 64
RETIRED = "~"
"""Stands in the code of a cancelled voucher whose code was given again."""

_MINE = (voucher.c.shop_id == bindparam("shop"), voucher.c.buyer_id == bindparam("buyer"))
_INSERT = insert(voucher).returning(voucher)
_BY_ID = select(voucher).where(voucher.c.shop_id == bindparam("shop"), voucher.c.id == bindparam("voucher"))
_BY_CODE = select(voucher).where(voucher.c.shop_id == bindparam("shop"), voucher.c.code == bindparam("code"))
_IN_HAND = select(voucher).where(*_MINE, voucher.c.state == OPEN).order_by(voucher.c.id)
_CANCELLED = select(voucher).where(
    *_MINE,
    voucher.c.state == CANCELLED,
    voucher.c.origin == bindparam("origin"),
    voucher.c.code.not_like(f"%{RETIRED}%"),
)
_CANCELLED = _CANCELLED.order_by(voucher.c.id.desc()).limit(1)
_FITTING = _IN_HAND.where(
    voucher.c.min_cents <= bindparam("cents"),
    or_(voucher.c.valid_through.is_(None), voucher.c.valid_through >= bindparam("day")),
    voucher.c.id.not_in(bindparam("without", expanding=True)),
).limit(bindparam("most"))


@dataclass(frozen=True, slots=True)
class NewVoucher:
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
    """The code of an earlier voucher that this one stands for again (see `code_again`); without it, a new one."""


def issue(db: Connection, shop: Shop, buyer_id: int, new: NewVoucher, now: datetime, state: str = OPEN) -> Voucher:
    """Hand out a voucher; what it costs is taken from the ledger.

    Raises RuleError when the buyer has not so much (with what is missing); then nothing has changed.
    """
    today = today_of(shop, now)
    if new.cost:
        _refuse_too_little(db, shop, buyer_id, new, today)
    values = {
        "shop_id": shop.id,
        "buyer_id": buyer_id,
        "reward_id": new.reward_id,
        "purchase_id": None,
        "used_on": None,
        "code": new.code or _free_code(db, shop.id),
        "name": new.name,
        "kind": new.kind,
        "value": new.value,
        "min_cents": new.min_cents,
        "unit": new.unit,
        "cost": new.cost,
        "origin": new.origin,
        "state": state,
        "valid_through": new.valid_through or today + timedelta(days=shop.voucher_days),
        "day": today,
        "created_at": now,
    }
    row = db.execute(_INSERT, values).one()
    if new.cost:
        entry = Entry(new.unit, -new.cost, "redeem", str(row.id))
        lots.spend(db, shop.id, buyer_id, entry, today, now)
    return row


def code_again(db: Connection, shop_id: int, buyer_id: int, origin: str) -> str:
    """The code of the buyer's latest cancelled voucher of this origin, free to be given again; "" when there is none.

    The cancelled one gets a name nobody can type, so that the code that was told to the buyer leads to the new one.
    """
    row = db.execute(_CANCELLED, {"shop": shop_id, "buyer": buyer_id, "origin": origin}).first()
    if row is None:
        return ""
    mine = (voucher.c.shop_id == shop_id, voucher.c.id == row.id)
    db.execute(update(voucher).where(*mine).values(code=f"{row.code}{RETIRED}{row.id}"))
    return str(row.code)


def _refuse_too_little(db: Connection, shop: Shop, buyer_id: int, new: NewVoucher, today: date) -> None:
    buyers.lock(db, shop.id, buyer_id)
    missing = new.cost - ledger.balance(db, shop.id, buyer_id, today).of(new.unit)
    if missing > 0:
        raise RuleError("ledger.not_enough", n=missing, unit=new.unit)


def _free_code(db: Connection, shop_id: int) -> str:
    """A code with a letter and a digit, so that no word is one, that no voucher of this shop has.

    It is longer when the short ones get scarce.
    """
    for attempt in range(TRIES):
        length = CODE_LENGTH + attempt // 8
        found = code(secrets.token_bytes(bytes_for(length)), length)
        if is_voucher_code(found) and by_code(db, shop_id, found) is None:
            return found
    raise RuntimeError("no free voucher code")


def get(db: Connection, shop_id: int, voucher_id: int) -> Voucher:
    """The voucher with this id; raises NoResultFound when the shop has none."""
    return db.execute(_BY_ID, {"shop": shop_id, "voucher": voucher_id}).one()


def by_code(db: Connection, shop_id: int, its_code: str) -> Voucher | None:
    """The voucher with this code."""
    return db.execute(_BY_CODE, {"shop": shop_id, "code": its_code}).first()


def of_buyer(db: Connection, shop_id: int, buyer_id: int, *states: str) -> Sequence[Voucher]:
    """A buyer's vouchers in these states (open ones by default), the oldest first."""
    mine = (voucher.c.shop_id == shop_id, voucher.c.buyer_id == buyer_id, voucher.c.state.in_(states or (OPEN,)))
    return db.execute(select(voucher).where(*mine).order_by(voucher.c.id)).all()


def in_hand(db: Connection, shop_id: int, buyer_id: int, today: date) -> list[Voucher]:
    """The vouchers a buyer can use today, the oldest first."""
    rows = db.execute(_IN_HAND, {"shop": shop_id, "buyer": buyer_id})
    return [row for row in rows if row.valid_through is None or row.valid_through >= today]


def fitting(
    db: Connection, shop_id: int, buyer_id: int, bought: tuple[date, int], most: int, without: Sequence[int] = ()
) -> Sequence[Voucher]:
    """The oldest vouchers that a buyer can use for a purchase of that day and so many cents, but for some by their ids."""
    day, cents = bought
    wanted = {"shop": shop_id, "buyer": buyer_id, "day": day, "cents": cents, "without": list(without), "most": most}
    return db.execute(_FITTING, wanted).all()


def confirm(db: Connection, shop_id: int, voucher_id: int) -> bool:
    """The seller agrees to what a buyer asked for; False when that is settled already."""
    return _move(db, shop_id, voucher_id, (ASKED,), state=OPEN)


def cancel(db: Connection, shop: Shop, row: Voucher, now: datetime) -> None:
    """Take a voucher back: what it cost comes back once, with the expiry it had, and the reward is in stock again.

    Raises RuleError for one that is used or cancelled.
    """
    if not give_back(db, shop, row, (ASKED, OPEN), now):
        raise RuleError("voucher.settled", code=row.code)


def give_back(db: Connection, shop: Shop, row: Voucher, states: tuple[str, ...], now: datetime) -> bool:
    """As `cancel`, for a voucher that is in one of these states; False when it is not."""
    buyers.lock(db, shop.id, row.buyer_id)
    if not _move(db, shop.id, row.id, states, state=CANCELLED):
        return False
    debit = ledger.find(db, shop.id, None, row.unit, "redeem", str(row.id))
    if debit is not None:
        lots.give_back(db, shop.id, debit, "redeem_cancel", today_of(shop, now), now, to=row.buyer_id)
    if row.reward_id:
        rewards.put_back(db, shop.id, row.reward_id)
    return True


def use(db: Connection, shop_id: int, row: Voucher, purchase_id: int | None, today: date) -> None:
    """Use a voucher up, for a purchase or handed over as it is; raises RuleError when somebody was faster."""
    if not _move(db, shop_id, row.id, (OPEN,), state=USED, purchase_id=purchase_id, used_on=today):
        raise RuleError("voucher.used", code=row.code, day=today)


def unuse(db: Connection, shop_id: int, voucher_id: int) -> bool:
    """The voucher was not used after all; False when it was not."""
    return _move(db, shop_id, voucher_id, (USED,), state=OPEN, used_on=None, purchase_id=None)


def release(db: Connection, shop_id: int, purchase_id: int) -> Sequence[Voucher]:
    """A purchase is taken back: the vouchers used for it can be used again. Gives them."""
    mine = (voucher.c.shop_id == shop_id, voucher.c.purchase_id == purchase_id, voucher.c.state == USED)
    rows = db.execute(select(voucher).where(*mine).order_by(voucher.c.id)).all()
    for row in rows:
        unuse(db, shop_id, row.id)
    return rows


def use_again(db: Connection, shop_id: int, voucher_id: int, purchase_id: int, today: date) -> None:
    """The purchase stands again, and with it what was used for it; raises RuleError for what is not in hand any more."""
    if not _move(db, shop_id, voucher_id, (OPEN,), state=USED, purchase_id=purchase_id, used_on=today):
        raise RuleError("storno.voucher_gone", code=get(db, shop_id, voucher_id).code)


def _move(db: Connection, shop_id: int, voucher_id: int, states: tuple[str, ...], **changes: object) -> bool:
    """Change a voucher that is in one of these states; of two at the same moment one succeeds."""
    mine = (voucher.c.shop_id == shop_id, voucher.c.id == voucher_id, voucher.c.state.in_(states))
    return bool(db.execute(update(voucher).where(*mine).values(**changes)).rowcount)
