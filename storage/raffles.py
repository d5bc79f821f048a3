"""Raffles: tickets and a secret seed are fixed when one is published, and drawn once."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import SystemRandom
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, delete, func, insert, or_, select, true, update

from rules import raffle as rules
from rules.tiers import REGULAR, VIP
from storage import buyers, tiers, vouchers
from storage.buyers import Buyer
from storage.shops import Shop, today_of
from storage.tables.buyers import buyer
from storage.tables.loyalty import raffle
from storage.vouchers import NewVoucher, Voucher

Raffle = Row[Any]

RECENT, REGULARS, VIPS, ALL = "recent", "regular", "vip", "all"
SEGMENTS = (RECENT, REGULARS, VIPS, ALL)
WITHIN = timedelta(days=90)
"""Whoever bought in so many days counts as recent."""
ORIGIN = "raffle"
SEED_BYTES = 16
"""128 random bits: nobody guesses the seed from its fingerprint."""


def segment(db: Connection, shop: Shop, name: str, today: date) -> Sequence[Buyer]:
    """The buyers of a segment, by name."""
    wanted = select(buyer).where(*_here(shop), _of(shop, name, today))
    return db.execute(wanted.order_by(buyer.c.name_key, buyer.c.id)).all()


def sizes(db: Connection, shop: Shop, today: date) -> dict[str, int]:
    """How many buyers each segment has."""
    counts = [func.count(case((_of(shop, name, today), 1))).label(name) for name in SEGMENTS]
    return dict(db.execute(select(*counts).where(*_here(shop))).mappings().one())


def _here(shop: Shop) -> tuple[ColumnElement[bool], ...]:
    return (buyer.c.shop_id == shop.id, buyer.c.merged_into.is_(None))


def _of(shop: Shop, name: str, today: date) -> ColumnElement[bool]:
    """Who belongs to a segment; tiers that are lost with time are put right once a day."""
    by_tier = (buyer.c.tier, buyer.c.tier_by_hand)
    below = [rule.tier for rule in tiers.rules_of(shop) if tiers.rank(shop, rule.tier) < tiers.rank(shop, REGULAR)]
    which = {
        RECENT: buyer.c.last_day > today - WITHIN,
        REGULARS: or_(*(tier.not_in(below) for tier in by_tier)),
        VIPS: or_(*(tier == VIP for tier in by_tier)),
    }
    return which.get(name, true())


def publish(db: Connection, shop: Shop, prize: str, name: str, entrants: Sequence[int], now: datetime) -> Raffle:
    """Fix the tickets (in random order, so that a number tells nothing) and the seed of a raffle; it is not drawn yet."""
    shuffled = SystemRandom().sample(entrants, len(entrants))
    tickets = {rules.ticket(number): buyer_id for number, buyer_id in enumerate(shuffled, start=1)}
    seed = secrets.token_hex(SEED_BYTES)
    values = {
        "shop_id": shop.id,
        "prize": prize,
        "segment": name,
        "seed": seed,
        "commitment": rules.commitment(seed, tickets),
        "entrants": json.dumps(tickets),
        "ticket": "",
        "day": today_of(shop, now),
        "created_at": now,
    }
    number = db.execute(insert(raffle).returning(raffle.c.id), values).scalar_one()
    return get(db, shop.id, int(number))


def get(db: Connection, shop_id: int, raffle_id: int) -> Raffle:
    """The raffle with this id; raises NoResultFound when the shop has none."""
    return db.execute(select(raffle).where(raffle.c.shop_id == shop_id, raffle.c.id == raffle_id)).one()


def find(db: Connection, shop_id: int, raffle_id: int) -> Raffle | None:
    """The raffle with this id; None when the shop has none (any more)."""
    return db.execute(select(raffle).where(raffle.c.shop_id == shop_id, raffle.c.id == raffle_id)).first()


def give_up(db: Connection, shop_id: int, raffle_id: int) -> bool:
    """Forget a raffle that is not drawn yet; False when it is."""
    mine = (raffle.c.shop_id == shop_id, raffle.c.id == raffle_id, raffle.c.drawn_on.is_(None))
    return bool(db.execute(delete(raffle).where(*mine)).rowcount)


def latest(db: Connection, shop_id: int, most: int) -> Sequence[Raffle]:
    """The last raffles of a shop, newest first."""
    return db.execute(select(raffle).where(raffle.c.shop_id == shop_id).order_by(raffle.c.id.desc()).limit(most)).all()


def tickets(row: Raffle) -> dict[str, int]:
    """The tickets, each with the buyer who had it when they were given out."""
    found: dict[str, int] = json.loads(row.entrants)
    return found


def tickets_of(db: Connection, row: Raffle, buyer_id: int) -> list[str]:
    """A buyer's tickets: one, or several if he turned out to be several of the entrants."""
    same = _same(db, row.shop_id, {buyer_id})
    return [name for name, holder in tickets(row).items() if holder in same]


def _same(db: Connection, shop_id: int, ids: set[int]) -> set[int]:
    """These buyers, and all who turned out to be one of them."""
    found = set(db.scalars(select(buyer.c.id).where(buyer.c.shop_id == shop_id, buyer.c.merged_into.in_(ids))))
    return ids if found <= ids else _same(db, shop_id, ids | found)


def holders(db: Connection, row: Raffle) -> list[tuple[str, str]]:
    """Every ticket with the name of its holder."""
    found = db.execute(select(buyer.c.id, buyer.c.name).where(buyer.c.shop_id == row.shop_id))
    names = {one.id: one.name for one in found}
    return [(name, names[holder]) for name, holder in tickets(row).items()]


def draw(db: Connection, shop: Shop, row: Raffle, now: datetime) -> Voucher | None:
    """Draw the winner, and hand the prize out to him as a voucher; None when that was done before."""
    entrants = tickets(row)
    (won,) = rules.draw(row.seed, list(entrants))
    winner = buyers.survivor(db, shop.id, entrants[won])
    mine = (raffle.c.shop_id == shop.id, raffle.c.id == row.id, raffle.c.drawn_on.is_(None))
    result = {"winner_id": winner.id, "ticket": won, "drawn_on": today_of(shop, now)}
    if not db.execute(update(raffle).where(*mine).values(**result)).rowcount:
        return None
    return vouchers.issue(db, shop, winner.id, NewVoucher(row.prize, origin=ORIGIN), now)


def holds(row: Raffle) -> bool:
    """Whether the result is the one that the published fingerprint had fixed."""
    return rules.verify(row.commitment, row.seed, list(tickets(row)), [row.ticket])
