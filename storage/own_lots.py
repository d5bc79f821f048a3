"""What became of the points that one purchase earned: left, expired, let off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, and_, func, or_, select

from storage import lots, refund_rows
from storage.ledger import POINTS
from storage.purchases import Purchase
from storage.refund_rows import REASON, UNDO
from storage.tables.ledger import ledger_entry, ledger_match


def roots(db: Connection, shop_id: int, purchase_id: int, unit: str) -> list[int]:
    """The lots a purchase earned: with its booking, and when a refund of it was undone."""
    carries = [f"{row.id}:carry" for row in refund_rows.of_purchase(db, shop_id, purchase_id) if row.undone]
    entry = ledger_entry.c
    mine = (entry.shop_id == shop_id, entry.unit == unit, entry.amount > 0)
    booked = and_(entry.reason == "purchase", entry.reference == str(purchase_id))
    carried = and_(entry.reason == UNDO, entry.reference.in_(carries))
    return [int(number) for number in db.scalars(select(entry.id).where(*mine, or_(booked, carried)))]


def expired_already(db: Connection, shop_id: int, old: Purchase, points: int, today: date) -> int:
    """Of so many points to take back for a purchase, those that expired before: they are gone, nobody owes them."""
    own = roots(db, shop_id, old.id, POINTS)
    left = sum(lot.left for lot in lots.open_lots(db, shop_id, old.buyer_id, POINTS, today) if lot.root in own)
    return max(0, min(points - left, expired(db, shop_id, own) - _let_off(db, shop_id, old)))


def expired(db: Connection, shop_id: int, own: Sequence[int]) -> int:
    """What was left of these lots (by their roots) when they expired, and was closed."""
    lot, closing = ledger_entry.alias("lot"), ledger_entry.alias("closing")
    expired = (
        select(func.coalesce(func.sum(ledger_match.c.amount), 0))
        .join(lot, lot.c.id == ledger_match.c.credit_id)
        .join(closing, closing.c.id == ledger_match.c.debit_id)
        .where(ledger_match.c.shop_id == shop_id, closing.c.reason == lots.EXPIRE)
        .where(func.coalesce(lot.c.origin_id, lot.c.id).in_(own))
    )
    return int(db.execute(expired).scalar_one())


def _let_off(db: Connection, shop_id: int, old: Purchase) -> int:
    """Points that earlier refunds of a purchase did not take because they had expired."""
    rows = [row for row in refund_rows.of_purchase(db, shop_id, old.id) if not row.undone]
    booked = select(func.coalesce(func.sum(ledger_entry.c.amount), 0)).where(
        ledger_entry.c.shop_id == shop_id,
        ledger_entry.c.unit == POINTS,
        ledger_entry.c.reason == REASON,
        ledger_entry.c.reference.in_([str(row.id) for row in rows]),
    )
    return sum(int(row.points) for row in rows) + int(db.execute(booked).scalar_one())
