"""Uniting two ledgers by counter-entries, lot by lot, without double bonuses. `storage.ledger_parting` takes them apart."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, func, select

from rules.lots import Lot
from rules.points import Rate, points_for, valid_through
from storage import bonuses, buyers, ledger, lots, purchases
from storage.ledger import MERGE, POINTS, UNITS, Entry
from storage.shops import Shop, today_of
from storage.tables.ledger import ledger_entry
from storage.tables.purchases import purchase

BONUSES = (bonuses.REFERRAL, bonuses.REVIEW, bonuses.BIRTHDAY)
"""Credits that one person gets once for the same thing."""


def unite(db: Connection, shop: Shop, kept_id: int, gone_id: int, merge_id: int, now: datetime) -> None:
    """Move what one buyer has (or owes) to another; call it while each still has his own purchases."""
    today = today_of(shop, now)
    for number in (kept_id, gone_id):
        lots.close_expired(db, shop.id, today, now, number)
    carried = _carried(db, shop, kept_id, gone_id, merge_id, today)
    for unit in UNITS:
        _move(db, shop, kept_id, gone_id, unit, merge_id, now)
    before = ledger.balance(db, shop.id, kept_id, today)
    lots.earn(db, shop.id, kept_id, carried, today, now, before)


def last_entry(db: Connection, shop_id: int) -> int:
    """The latest entry of a shop's ledger; 0 when there is none."""
    latest = select(func.coalesce(func.max(ledger_entry.c.id), 0)).where(ledger_entry.c.shop_id == shop_id)
    return int(db.execute(latest).scalar_one())


def _move(db: Connection, shop: Shop, kept_id: int, gone_id: int, unit: str, merge_id: int, now: datetime) -> None:
    today = today_of(shop, now)
    owed = -min(ledger.balance(db, shop.id, gone_id, today).of(unit), 0)
    held = lots.open_lots(db, shop.id, gone_id, unit, today)
    if owed:
        credit = Entry(unit, owed, MERGE, f"{merge_id}:owed")
        lots.earn(db, shop.id, gone_id, [credit], today, now, ledger.balance(db, shop.id, gone_id, today))
        lots.spend(db, shop.id, kept_id, Entry(unit, -owed, MERGE, f"{merge_id}:owed"), today, now, may_owe=True)
    elif held:
        total = sum(lot.left for lot in held)
        lots.spend(db, shop.id, gone_id, Entry(unit, -total, MERGE, str(merge_id)), today, now)
        _receive(db, shop, kept_id, held, unit, merge_id, now)


def _receive(
    db: Connection, shop: Shop, kept_id: int, held: list[Lot], unit: str, merge_id: int, now: datetime
) -> None:
    credits_ = [
        Entry(unit, lot.left, MERGE, f"{merge_id}:{lot.id}", lot.valid_through, lot.root)
        for lot in held
        if not _has_bonus(db, shop.id, kept_id, lot)
    ]
    today = today_of(shop, now)
    lots.earn(db, shop.id, kept_id, credits_, today, now, ledger.balance(db, shop.id, kept_id, today))


def _has_bonus(db: Connection, shop_id: int, kept_id: int, lot: Lot) -> bool:
    """Whether the kept one has the same bonus already, be it under a name that turned out to be his."""
    reason, reference = lots.source(db, shop_id, lot.root)
    him = ledger_entry.c.buyer_id.in_(buyers.rows_of(shop_id, kept_id))
    occasion = reference.partition(":")[0]
    return reason in BONUSES and bool(bonuses.of_occasion(db, shop_id, reason, occasion, him))


def _carried(db: Connection, shop: Shop, kept_id: int, gone_id: int, merge_id: int, today: date) -> list[Entry]:
    """Cents below a unit of both together may be worth a point more."""
    entries = []
    for rate, its in worth(db, shop.id, gone_id).items():
        kept = purchases.net_at_rate(db, shop.id, kept_id, rate)
        more = points_for(kept + its, rate) - points_for(kept, rate) - points_for(its, rate)
        reference = f"{merge_id}:carry:{rate.points}:{rate.per_cents}:{rate.factor}"
        entries.append(Entry(POINTS, more, MERGE, reference, valid_through(today, shop.expiry_months)))
    return entries


def worth(db: Connection, shop_id: int, buyer_id: int) -> dict[Rate, int]:
    """What a buyer paid and kept, in cents, at each rate he ever bought at."""
    columns = (purchase.c.rate_points, purchase.c.rate_cents, purchase.c.rate_factor)
    rows = db.execute(select(*columns).where(purchase.c.shop_id == shop_id, purchase.c.buyer_id == buyer_id).distinct())
    return {rate: purchases.net_at_rate(db, shop_id, buyer_id, rate) for rate in [Rate(*row) for row in rows]}
