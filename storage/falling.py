"""Tiers as they are stored on the buyers: computed anew when the shop's definitions move, and when their day has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from rules.tiers import VIP
from storage import occasions, purchases, tiers
from storage.buyers import Buyer
from storage.shops import Shop
from storage.tables.buyers import buyer

CHUNK = 200
"""Buyers that are read at once."""

_HERE = (buyer.c.shop_id == bindparam("shop"), buyer.c.merged_into.is_(None))
_ENDED = select(buyer.c.id).where(*_HERE, buyer.c.tier_until <= bindparam("today"))
_THESE = select(buyer).where(*_HERE, buyer.c.id.in_(bindparam("buyers", expanding=True))).order_by(buyer.c.id)
_THESE = _THESE.with_for_update()
_ALL = select(buyer.c.id).where(*_HERE)
_STORE = update(buyer).where(buyer.c.shop_id == bindparam("b_shop"), buyer.c.id == bindparam("b_id"))

Change = dict[str, Any]


def end_tiers(db: Connection, shop: Shop, today: date) -> int:
    """Take away the tiers whose window has ended by today; gives how many. Nobody is told. Reads nobody else."""
    ended = db.scalars(_ENDED, {"shop": shop.id, "today": today}).all()
    return sum(len(_moved(rows, _store(db, shop, rows, today))) for rows in _chunks(db, shop.id, ended))


def refresh_tiers(db: Connection, shop: Shop, today: date) -> None:
    """Compute every tier anew: the shop's definitions moved. What a buyer rises to by that counts as announced."""
    for rows in _chunks(db, shop.id, db.scalars(_ALL, {"shop": shop.id}).all()):
        _store(db, shop, rows, today, announced=True)


def _store(
    db: Connection, shop: Shop, rows: Sequence[Buyer], today: date, *, announced: bool = False
) -> dict[int, Change]:
    """Store these buyers' tiers as of today; gives what changed, by buyer."""
    days = purchases.days_of_all(db, shop.id, [row.id for row in rows])
    changes = {row.id: change for row in rows if (change := _change(shop, row, days[row.id], today))}
    moved = _moved(rows, changes)
    for row in moved if announced else ():
        changes[row.id]["tier_told"] = _told(shop, row, changes[row.id]["tier"])
    if changes:
        db.execute(_STORE, list(changes.values()))
    turned = [row.id for row in moved if row.tier_reached or VIP in {row.tier, changes[row.id]["tier"]}]
    if turned:
        occasions.refresh_days(db, shop, turned, today)
    return changes


def _change(shop: Shop, row: Buyer, days: Sequence[Any], today: date) -> Change | None:
    tier, until = tiers.earned_until(shop, days, today)
    if (tier, until) == (row.tier, row.tier_until):
        return None
    reached = row.tier_reached if row.tier_reached == tier else None
    changed = {"tier": tier, "tier_until": until, "tier_told": row.tier_told, "tier_reached": reached}
    return {"b_shop": shop.id, "b_id": row.id, **changed}


def _moved(rows: Sequence[Buyer], changes: dict[int, Change]) -> list[Buyer]:
    return [row for row in rows if row.id in changes and changes[row.id]["tier"] != row.tier]


def _told(shop: Shop, row: Buyer, tier: str) -> str:
    return tiers.higher(shop, tiers.higher(shop, tier, row.tier_by_hand), row.tier_told)


def _chunks(db: Connection, shop_id: int, buyer_ids: Sequence[int]) -> Iterator[Sequence[Buyer]]:
    """Buyers by their ids; nobody else books for them until the transaction ends."""
    ordered = sorted(buyer_ids)
    for start in range(0, len(ordered), CHUNK):
        yield db.execute(_THESE, {"shop": shop_id, "buyers": ordered[start : start + CHUNK]}).all()
