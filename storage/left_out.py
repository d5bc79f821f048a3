"""A bonus that a merge left out because the person had one for the same thing: it counts once the other is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, String, and_, cast, func, select

from storage import buyers, ledger, lots
from storage.ledger import MERGE, POINTS, Entry
from storage.shops import Shop, today_of
from storage.tables.buyers import merge
from storage.tables.ledger import ledger_entry, ledger_match

LEFT = "left"
"""The first part of the reference of what is received later: the lot and the merge that left it out follow."""


def about(lot_id: int) -> str:
    """The reference of a bonus that is received later, without the merge."""
    return f"{LEFT}:{lot_id}"


def is_received_later(row: Row[Any]) -> bool:
    """Whether an entry brings what a merge had left out."""
    return bool(row.reason == MERGE and row.reference.startswith(f"{LEFT}:"))


def receive(db: Connection, shop: Shop, owner: int, bonuses: Iterable[Row[Any]], now: datetime) -> None:
    """Book the first of these bonuses of one person that was left out: then one of them can be taken back."""
    today = today_of(shop, now)
    for row in bonuses:
        missing = _left_out(db, shop.id, owner, row.id)
        if missing:
            lots.earn(db, shop.id, owner, missing, today, now, ledger.balance(db, shop.id, owner, today))
            return


def _left_out(db: Connection, shop_id: int, owner: int, lot_id: int) -> Sequence[Entry]:
    received = _received(db, shop_id, lot_id)
    rows = (row for row in _given_up(db, shop_id, owner, lot_id) if row.merge not in received)
    return [
        Entry(POINTS, int(row.taken), MERGE, f"{about(lot_id)}:{row.merge}", row.valid_through, lot_id) for row in rows
    ]


def _given_up(db: Connection, shop_id: int, owner: int, lot_id: int) -> Sequence[Row[Any]]:
    """What standing merges took of a lot from the rows that are this person."""
    debit, taken = ledger_entry.alias("debit"), func.sum(ledger_match.c.amount).label("taken")
    root = func.coalesce(ledger_entry.c.origin_id, ledger_entry.c.id)
    standing = and_(merge.c.gone_id == debit.c.buyer_id, merge.c.undone.is_(False))
    wanted: Select[Any] = (
        select(merge.c.id.label("merge"), ledger_entry.c.valid_through, taken)
        .join(ledger_match, ledger_match.c.credit_id == ledger_entry.c.id)
        .join(debit, and_(debit.c.id == ledger_match.c.debit_id, debit.c.reason == MERGE))
        .join(merge, and_(standing, cast(merge.c.id, String) == debit.c.reference))
        .where(ledger_entry.c.shop_id == shop_id, root == lot_id)
        .where(merge.c.shop_id == shop_id, merge.c.gone_id.in_(buyers.rows_of(shop_id, owner)))
        .group_by(merge.c.id, ledger_entry.c.valid_through)
    )
    return db.execute(wanted).all()


def _received(db: Connection, shop_id: int, lot_id: int) -> set[int]:
    """The merges that brought this lot along, then or later."""
    mine = (ledger_entry.c.shop_id == shop_id, ledger_entry.c.reason == MERGE, ledger_entry.c.origin_id == lot_id)
    references = db.scalars(select(ledger_entry.c.reference).where(*mine))
    return {int(words.removeprefix(f"{about(lot_id)}:").partition(":")[0]) for words in references}
