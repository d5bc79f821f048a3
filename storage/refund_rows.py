"""Refunds as they are written down: one row for each time that money was given back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from storage import buyers, purchases
from storage.purchases import NewPurchase, Purchase
from storage.tables.ledger import ledger_entry
from storage.tables.purchases import refund

Refund = Row[Any]

REASON, UNDO = "refund", "refund_undo"
"""What the ledger calls it."""

_INSERT = insert(refund).returning(refund.c.id)
_UNDO = update(refund).where(refund.c.shop_id == bindparam("shop"), refund.c.id == bindparam("refund"))
_UNDO = _UNDO.where(refund.c.undone.is_(False)).values(undone=True)
_DEBIT = select(ledger_entry).where(
    ledger_entry.c.shop_id == bindparam("shop"),
    ledger_entry.c.unit == bindparam("unit"),
    ledger_entry.c.reason == REASON,
    ledger_entry.c.reference == bindparam("refund"),
)
CORRECTED, WITH_VOUCHER = "corrected", "corrected_voucher"
"""What begins the key of a refund that made room for the purchase put right, or for the one paid with a voucher."""


@dataclass(frozen=True, slots=True)
class NewRefund:
    """Money given back, and the points and stamps it was worth by the rate of the purchase."""

    cents: int
    points: int
    stamps: int
    key: str = ""
    """Made up when nobody gives one."""


def correcting(old: Purchase, new: NewPurchase) -> str:
    """The key for a purchase that another takes the place of."""
    why = WITH_VOUCHER if new.discount_cents and not old.discount_cents else CORRECTED
    return f"{why}:{secrets.token_hex(8)}"


def correction(row: Refund) -> str:
    """CORRECTED or WITH_VOUCHER if the refund only made room, "" if something was returned."""
    why = str(row.key).partition(":")[0]
    return why if why in {CORRECTED, WITH_VOUCHER} else ""


def note(db: Connection, old: Purchase, new: NewRefund, day: date, now: datetime) -> int:
    """Write a refund of a purchase down and return its id; the same key once more raises IntegrityError."""
    values = {
        "shop_id": old.shop_id,
        "buyer_id": old.buyer_id,
        "purchase_id": old.id,
        "key": new.key or secrets.token_hex(8),
        "cents": new.cents,
        "points": new.points,
        "stamps": new.stamps,
        "vouchers": "",
        "undone": False,
        "day": day,
        "created_at": now,
    }
    return int(db.execute(_INSERT, values).scalar_one())


def get(db: Connection, shop_id: int, refund_id: int) -> Refund:
    """The refund with this id; raises NoResultFound when the shop has none."""
    return db.execute(select(refund).where(refund.c.shop_id == shop_id, refund.c.id == refund_id)).one()


def with_key(db: Connection, shop_id: int, purchase_id: int, key: str) -> Refund | None:
    """The refund of a purchase that this key asked for."""
    mine = (refund.c.shop_id == shop_id, refund.c.purchase_id == purchase_id, refund.c.key == key)
    return db.execute(select(refund).where(*mine)).first()


def of_purchase(db: Connection, shop_id: int, purchase_id: int) -> Sequence[Refund]:
    """All refunds of a purchase, the undone ones too."""
    return db.execute(select(refund).where(refund.c.shop_id == shop_id, refund.c.purchase_id == purchase_id)).all()


def note_vouchers(db: Connection, shop_id: int, refund_id: int, released: Iterable[Row[Any]]) -> None:
    """Write down which vouchers came back with a refund."""
    mine = (refund.c.shop_id == shop_id, refund.c.id == refund_id)
    db.execute(update(refund).where(*mine).values(vouchers=" ".join(str(row.id) for row in released)))


def take_vouchers(db: Connection, shop_id: int, purchase_id: int) -> list[int]:
    """The purchase stands again: the vouchers that came back with its refunds, each once."""
    mine = (refund.c.shop_id == shop_id, refund.c.purchase_id == purchase_id, refund.c.vouchers != "")
    noted = db.scalars(select(refund.c.vouchers).where(*mine).order_by(refund.c.id)).all()
    db.execute(update(refund).where(*mine).values(vouchers=""))
    return [int(number) for numbers in noted for number in numbers.split()]


def mark_undone(db: Connection, shop_id: int, refund_id: int) -> bool:
    """Mark a refund as undone; False when it was before."""
    return bool(db.execute(_UNDO, {"shop": shop_id, "refund": refund_id}).rowcount)


def debit(db: Connection, old: Purchase, unit: str, refund_id: int) -> Row[Any] | None:
    """What a refund of a purchase took from the ledger in one unit."""
    values = {"shop": old.shop_id, "unit": unit, "refund": str(refund_id)}
    return db.execute(_DEBIT, values).first()


def locked(db: Connection, shop_id: int, purchase_id: int) -> Purchase:
    """A purchase as it is now, with its buyer's books to oneself; a merge may have given it to another buyer meanwhile."""
    old = purchases.get(db, shop_id, purchase_id)
    while True:
        buyers.lock(db, shop_id, old.buyer_id)
        again = purchases.get(db, shop_id, purchase_id)
        if again.buyer_id == old.buyer_id:
            return again
        old = again
