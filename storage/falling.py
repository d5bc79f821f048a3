"""Tiers that are lost with time: what is stored on the buyers is put right once a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Connection, select

from storage import occasions, purchases, tiers
from storage.buyers import Buyer
from storage.shops import Shop
from storage.tables.buyers import buyer

CHUNK = 200
"""Buyers that are read at once."""


def end_tiers(db: Connection, shop: Shop, today: date) -> int:
    """Take away the tiers whose window has ended by today; gives how many. Nobody is told."""
    losing = tiers.can_fall(shop)
    fallen = [row.id for rows in _chunks(db, shop.id, losing) for row in _fallen(db, shop, rows, today)]
    for buyer_id in fallen:
        occasions.refresh(db, shop, buyer_id, today)
    return len(fallen)


def _fallen(db: Connection, shop: Shop, rows: Sequence[Buyer], today: date) -> list[Buyer]:
    days = purchases.days_of_all(db, shop.id, [row.id for row in rows])
    return [row for row in rows if tiers.earned(shop, days[row.id], today) != row.tier]


def _chunks(db: Connection, shop_id: int, losing: Sequence[str]) -> Iterator[Sequence[Buyer]]:
    after = 0
    here = (buyer.c.shop_id == shop_id, buyer.c.merged_into.is_(None), buyer.c.tier.in_(losing))
    wanted = select(buyer).where(*here).order_by(buyer.c.id).limit(CHUNK)
    while losing and (rows := db.execute(wanted.where(buyer.c.id > after)).all()):
        yield rows
        after = rows[-1].id
