"""A shop changes its programme: what is out keeps its promise, and what the new rules ask for happens at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, or_, select

from rules.tiers import NEW, REGULAR, RETURNING, VIP
from storage import buyers, cards, falling, ledger, shops, tiers, vouchers
from storage.buyers import Buyer
from storage.ledger import STAMPS
from storage.shops import Shop, today_of
from storage.tables.buyers import buyer
from storage.tables.ledger import ledger_entry
from storage.tiers import OwnTier
from storage.vouchers import OPEN, Voucher

TIERS = (NEW, RETURNING, REGULAR, VIP)


class Changed(NamedTuple):
    """The shop as it is now, and the vouchers for cards that are full by its new size."""

    shop: Shop
    vouchers: tuple[Voucher, ...] = ()


def change(
    db: Connection, shop: Shop, settings: Mapping[str, Any], own_tiers: Iterable[OwnTier], now: datetime
) -> Changed:
    """Change settings and tiers of a shop: all tiers are computed anew, cards that are full by now become rewards."""
    changed = shops.change(db, shop.id, **settings) if settings else shops.get(db, shop.id)
    for tier in own_tiers:
        changed = tiers.define(db, changed, tier)
    if tiers.rules_of(changed) != tiers.rules_of(shop):
        falling.refresh_tiers(db, changed, today_of(changed, now))
    full = changed.stamps_per_card < shop.stamps_per_card
    return Changed(changed, _fill_cards(db, changed, now) if full else ())


def take_back(db: Connection, shop: Shop, voucher_ids: Iterable[int], now: datetime) -> Shop:
    """The size of the card is undone: rewards that came of it and were not used yet are stamps again."""
    rows = [vouchers.get(db, shop.id, number) for number in voucher_ids]
    for row in rows:
        if row.state == OPEN:
            vouchers.cancel(db, shop, row, now)
    if rows:
        _fill_cards(db, shop, now)
    return shop


def _fill_cards(db: Connection, shop: Shop, now: datetime) -> tuple[Voucher, ...]:
    """Turn the cards that are full into vouchers, for every buyer."""
    mine = (ledger_entry.c.shop_id == shop.id, ledger_entry.c.unit == STAMPS)
    wanted = select(ledger_entry.c.buyer_id).where(*mine).group_by(ledger_entry.c.buyer_id)
    wanted = wanted.having(func.sum(ledger_entry.c.amount) >= shop.stamps_per_card).order_by(ledger_entry.c.buyer_id)
    today = today_of(shop, now)
    return tuple(
        row
        for buyer_id in db.scalars(wanted).all()
        for row in cards.fill(db, shop, buyer_id, ledger.balance(db, shop.id, buyer_id, today), now).vouchers
    )


def reaching(db: Connection, shop: Shop, tier: str) -> Sequence[Buyer]:
    """The buyers who have this tier or a higher one, those who bought last first."""
    enough = [name for name in (*TIERS, *_own_names(shop)) if tiers.rank(shop, name) >= tiers.rank(shop, tier)]
    here = (buyer.c.shop_id == shop.id, buyer.c.merged_into.is_(None))
    reached = or_(buyer.c.tier.in_(enough), buyer.c.tier_by_hand.in_(enough))
    return db.execute(select(buyer).where(*here, reached).order_by(buyer.c.last_day.desc(), buyer.c.id)).all()


def next_to_fall(db: Connection, shop: Shop, today: date) -> Buyer | None:
    """The buyer who loses his tier next, unless he buys; what was given by hand is never lost."""
    here = (buyer.c.shop_id == shop.id, buyer.c.merged_into.is_(None), buyer.c.tier_until > today)
    rows = db.execute(select(buyer).where(*here).order_by(buyer.c.tier_until, buyer.c.id))
    earned = (row for row in rows if tiers.standing(shop, row) == row.tier != row.tier_by_hand)
    return next(earned, None)


def _own_names(shop: Shop) -> list[str]:
    return [one.rule.tier for one in tiers.own(shop) if one.rule.tier not in TIERS]


def before_purchase(db: Connection, shop: Shop, number: int) -> Buyer | None:
    """The buyer who is nearest to his purchase of this number."""
    here = (buyer.c.shop_id == shop.id, buyer.c.merged_into.is_(None), buyer.c.purchases.between(1, number - 1))
    nearest = select(buyer).where(*here).order_by(buyer.c.purchases.desc(), buyer.c.last_day.desc(), buyer.c.id)
    return db.execute(nearest.limit(1)).first()


def fullest(db: Connection, shop_id: int) -> Buyer | None:
    """The buyer with the most stamps on his card."""
    stamps = func.sum(ledger_entry.c.amount)
    mine = (ledger_entry.c.shop_id == shop_id, ledger_entry.c.unit == STAMPS)
    most = select(ledger_entry.c.buyer_id).where(*mine).group_by(ledger_entry.c.buyer_id).having(stamps > 0)
    number = db.scalars(most.order_by(stamps.desc(), ledger_entry.c.buyer_id).limit(1)).first()
    return None if number is None else buyers.get(db, shop_id, number)
