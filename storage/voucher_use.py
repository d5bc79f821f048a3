"""Using vouchers, for a purchase or as they are: what a purchase does not need of an amount stays on the voucher."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from rules.errors import RuleError
from rules.rewards import AMOUNT
from storage import vouchers
from storage.purchases import Purchase
from storage.tables.rewards import voucher, voucher_part
from storage.vouchers import OPEN, USED, Voucher

ONCE_BACK = timedelta(days=30)
"""So long a voucher can be used that had expired when what it paid for was taken back."""


def use(
    db: Connection, shop_id: int, row: Voucher, purchase_id: int | None, today: date, cents: int | None = None
) -> None:
    """Use a voucher up, for a purchase or handed over as it is; of an amount only these `cents`, if more is on it.

    Raises RuleError when somebody was faster.
    """
    if cents is not None and purchase_id is not None and _take(db, shop_id, row, cents):
        _note(db, row, purchase_id, cents)
    elif not vouchers.move(db, shop_id, row.id, (OPEN,), state=USED, purchase_id=purchase_id, used_on=today):
        raise RuleError("voucher.used", code=row.code, day=today)


def _take(db: Connection, shop_id: int, row: Voucher, cents: int) -> bool:
    """Take a part of an open amount; False when it is no amount, or not more than that is on it."""
    mine = (voucher.c.shop_id == shop_id, voucher.c.id == row.id, voucher.c.state == OPEN, voucher.c.kind == AMOUNT)
    more = update(voucher).where(*mine, voucher.c.value > cents).values(value=voucher.c.value - cents)
    return bool(db.execute(more).rowcount)


def _note(db: Connection, row: Voucher, purchase_id: int, cents: int) -> None:
    part = {"voucher_id": row.id, "purchase_id": purchase_id, "shop_id": row.shop_id, "cents": cents}
    db.execute(insert(voucher_part), part)


def unuse(db: Connection, shop_id: int, voucher_id: int) -> bool:
    """The voucher was not used up after all; False when it was not."""
    return vouchers.move(db, shop_id, voucher_id, (USED,), state=OPEN, used_on=None, purchase_id=None)


def worth(db: Connection, row: Voucher, instead_of: int | None) -> int:
    """Percent, or the cents on a voucher if the purchase `instead_of` had not been paid with it."""
    elsewhere = row.state == USED and row.purchase_id != instead_of
    return int(0 if elsewhere else row.value) + (part_of(db, row, instead_of) or 0)


def part_of(db: Connection, row: Voucher, purchase_id: int | None) -> int | None:
    """The cents of a voucher that a purchase was paid with while more was on it; None when it was not."""
    mine = (voucher_part.c.voucher_id == row.id, voucher_part.c.purchase_id == purchase_id)
    return db.execute(select(voucher_part.c.cents).where(*mine)).scalar() if purchase_id else None


def is_begun(db: Connection, row: Voucher) -> bool:
    """Whether a purchase was paid with a part of this voucher."""
    return (
        db.execute(select(voucher_part.c.cents).where(voucher_part.c.voucher_id == row.id).limit(1)).first() is not None
    )


def release(db: Connection, shop_id: int, purchase_id: int, today: date) -> Sequence[Voucher]:
    """A purchase is taken back: what was used of vouchers for it can be used again, if need be for some days more. Gives them."""
    mine = (voucher.c.shop_id == shop_id, voucher.c.purchase_id == purchase_id, voucher.c.state == USED)
    rows = db.execute(select(voucher).where(*mine).order_by(voucher.c.id)).all()
    for row in rows:
        unuse(db, shop_id, row.id)
    parts = select(voucher_part.c.cents, *voucher.c).join(voucher, voucher.c.id == voucher_part.c.voucher_id)
    begun = db.execute(parts.where(voucher_part.c.shop_id == shop_id, voucher_part.c.purchase_id == purchase_id)).all()
    for row in begun:
        _put_back(db, row, purchase_id)
    released = [*rows, *begun]
    past = (voucher.c.id.in_([row.id for row in released]), voucher.c.valid_through < today)
    if released:
        db.execute(update(voucher).where(voucher.c.shop_id == shop_id, *past).values(valid_through=today + ONCE_BACK))
    return released


def _put_back(db: Connection, row: Voucher, purchase_id: int) -> None:
    """A part comes back; on a voucher that was used up since, the last purchase had a part like the others."""
    of_part = (voucher_part.c.voucher_id == row.id, voucher_part.c.purchase_id == purchase_id)
    db.execute(delete(voucher_part).where(*of_part))
    if row.state == USED:
        if row.purchase_id is not None:
            _note(db, row, row.purchase_id, row.value)
        vouchers.move(db, row.shop_id, row.id, (USED,), state=OPEN, used_on=None, purchase_id=None, value=row.cents)
    else:
        vouchers.move(db, row.shop_id, row.id, (row.state,), value=voucher.c.value + row.cents)


def use_again(db: Connection, shop_id: int, voucher_id: int, old: Purchase, today: date) -> None:
    """The purchase stands again, and with it what was used for it; raises RuleError for what is not in hand any more."""
    row = vouchers.get(db, shop_id, voucher_id)
    if row.state != OPEN or (row.kind == AMOUNT and row.value < old.discount_cents):
        raise RuleError("storno.voucher_gone", code=row.code)
    use(db, shop_id, row, old.id, today, old.discount_cents)
