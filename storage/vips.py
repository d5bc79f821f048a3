"""The top of a shop by what was paid: who is VIP, and who could be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, or_, select

from rules.occasions import vip_proposal
from rules.occasions.facts import Facts, ShopRules
from rules.tiers import VIP
from storage import occasions
from storage.buyers import Buyer
from storage.shops import Shop, rules_of
from storage.tables.buyers import buyer

_BEST_FIRST = (buyer.c.net_cents.desc(), buyer.c.id)


class Place(NamedTuple):
    """A buyer's place among all who bought, by what they paid; equals share the better one."""

    place: int
    of: int


def place(db: Connection, shop_id: int, row: Buyer) -> Place:
    """Where a buyer stands in his shop."""
    better = select(func.count()).where(*_buying(shop_id), buyer.c.net_cents > row.net_cents)
    return Place(1 + int(db.execute(better).scalar_one()), _count(db, shop_id))


def from_cents(db: Connection, shop_id: int) -> int | None:
    """What the last buyer of the shop's top has paid; None while there are too few buyers."""
    top = vip_proposal.top(_count(db, shop_id))
    last = select(buyer.c.net_cents).where(*_buying(shop_id)).order_by(*_BEST_FIRST).offset(top - 1).limit(1)
    return int(db.execute(last).scalar_one()) if top else None


def everybody(db: Connection, shop_id: int) -> Sequence[Buyer]:
    """The VIPs of a shop, the best first."""
    vip = or_(buyer.c.tier == VIP, buyer.c.tier_by_hand == VIP)
    here = (buyer.c.shop_id == shop_id, buyer.c.merged_into.is_(None))
    return db.execute(select(buyer).where(*here, vip).order_by(*_BEST_FIRST)).all()


def candidates(db: Connection, shop: Shop, most: int, today: date) -> list[Buyer]:
    """Who belongs to the top as of the last daily message, still comes and is no VIP, the best first; none whose VIP was ended."""
    rules = rules_of(shop)
    if rules.vip_from_cents is None:
        return []
    paid = select(buyer).where(*_buying(shop.id), buyer.c.net_cents >= rules.vip_from_cents).order_by(*_BEST_FIRST)
    known = occasions.facts_of(db, db.execute(paid).all(), today)
    wanted = (one for one in known if vip_proposal.KIND not in one.facts.muted)
    return [one.row for one in wanted if _could_be(one.facts, rules, today)][:most]


def _could_be(facts: Facts, rules: ShopRules, today: date) -> bool:
    return vip_proposal.is_eligible(facts, rules) and vip_proposal.still_comes(facts, rules, today)


def _count(db: Connection, shop_id: int) -> int:
    return int(db.execute(select(func.count()).where(*_buying(shop_id))).scalar_one())


def _buying(shop_id: int) -> tuple[ColumnElement[bool], ...]:
    return buyer.c.shop_id == shop_id, buyer.c.merged_into.is_(None), buyer.c.purchases > 0
