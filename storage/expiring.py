"""Points that expire soon: what is next for one buyer, and who is to be warned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, func, select

from rules.occasions.expiry import AHEAD
from storage import lots
from storage.buyers import wants_receipts
from storage.ledger import POINTS
from storage.tables.buyers import buyer
from storage.tables.ledger import LEFT, ledger_entry
from storage.tables.reminders import digest

_LAST_DIGEST = select(func.max(digest.c.day)).where(
    digest.c.shop_id == bindparam("shop"), digest.c.day < bindparam("today")
)
_TO_WARN = (
    select(buyer, ledger_entry.c.valid_through.label("last"), func.sum(ledger_entry.c.open).label("points"))
    .join(buyer, buyer.c.id == ledger_entry.c.buyer_id)
    .where(
        ledger_entry.c.shop_id == bindparam("shop"),
        ledger_entry.c.valid_through.between(bindparam("first"), bindparam("through")),
        ledger_entry.c.unit == POINTS,
        LEFT,
        buyer.c.receipts,
        buyer.c.merged_into.is_(None),
    )
    .group_by(buyer.c.id, ledger_entry.c.valid_through)
    .order_by(buyer.c.id, ledger_entry.c.valid_through)
)


class Expiring(NamedTuple):
    """So many points can be spent through this day."""

    points: int
    last: date


def ahead(db: Connection, shop_id: int, buyer_id: int, today: date) -> list[Expiring]:
    """What of a buyer's points expires, and when; the next day first."""
    sums: dict[date, int] = {}
    for lot in lots.open_lots(db, shop_id, buyer_id, POINTS, today):
        if lot.valid_through:
            sums[lot.valid_through] = sums.get(lot.valid_through, 0) + lot.left
    return [Expiring(points, last) for last, points in sorted(sums.items())]


def to_warn(db: Connection, shop_id: int, today: date) -> Sequence[Row[Any]]:
    """Buyers who want to know it, for each day (`last`) on which `points` of theirs expire, once for each such day.

    Days whose warning fell between the daily messages before and this one count too.
    """
    before = db.execute(_LAST_DIGEST, {"shop": shop_id, "today": today}).scalar()
    first = max(today, before + AHEAD + timedelta(days=1)) if before else today + AHEAD
    rows = db.execute(_TO_WARN, {"shop": shop_id, "first": first, "through": today + AHEAD})
    return [row for row in rows if wants_receipts(row)]
