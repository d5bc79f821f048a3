"""Points by hand, and bonuses: credits and debits that no purchase stands behind."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection

from rules.errors import RuleError
from storage import buyers, ledger, lots
from storage.ledger import POINTS, Entry
from storage.shops import Shop, today_of

CREDIT, DEBIT = "credit", "debit"


def credit(
    db: Connection,
    shop: Shop,
    buyer_id: int,
    points: int,
    reference: str,
    now: datetime,
    *,
    why: str = "",
    until: date | None = None,
    reason: str = CREDIT,
) -> None:
    """Book points that can be spent through `until` (None: for ever); the same reason and reference twice raises IntegrityError.

    By hand it needs a `why`, in the seller's words. Raises RuleError when `until` is past.
    """
    today = today_of(shop, now)
    if until is not None and until < today:
        raise RuleError("ledger.past", day=until)
    if reason == CREDIT and not why:
        raise RuleError("ledger.no_reason")
    buyers.lock(db, shop.id, buyer_id)
    before = ledger.balance(db, shop.id, buyer_id, today)
    lots.earn(db, shop.id, buyer_id, [Entry(POINTS, points, reason, reference, until, note=why)], today, now, before)


def debit(db: Connection, shop: Shop, buyer_id: int, points: int, reference: str, now: datetime, *, why: str) -> None:
    """Take points by hand; the balance may go below zero. Raises RuleError without a reason."""
    if not why:
        raise RuleError("ledger.no_reason")
    entry = Entry(POINTS, -points, DEBIT, reference, note=why)
    lots.spend(db, shop.id, buyer_id, entry, today_of(shop, now), now, may_owe=True)
