"""A shop's tiers: the usual ones, or its own definitions; what a buyer has reached, and what he was given by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from rules.tiers import DEFAULT_RULES, NEW, VIP, Bought, Missing, TierRule, falls_on, missing, tier_at, tier_of
from storage import buyers, purchases, shops
from storage.buyers import Buyer
from storage.shops import Shop

_NONE = "[]"


@dataclass(frozen=True, slots=True)
class OwnTier:
    """A tier as a shop defines it: its rule, its own name ("" for the usual one), and what it brings, in the seller's words."""

    rule: TierRule
    name: str = ""
    benefits: str = ""


@lru_cache(maxsize=256)
def _own(written: str) -> tuple[OwnTier, ...]:
    return tuple(OwnTier(TierRule(**one["rule"]), one["name"], one["benefits"]) for one in json.loads(written))


def own(shop: Shop) -> tuple[OwnTier, ...]:
    """The definitions a shop made itself."""
    return _own(shop.tiers)


def rules_of(shop: Shop) -> tuple[TierRule, ...]:
    """All tiers of a shop in ascending order: the usual ones, each replaced by the shop's own, new ones above them, VIP last.

    A VIP tier that asks for nothing is given by hand alone.
    """
    return _rules(shop.tiers)


@lru_cache(maxsize=256)
def _rules(written: str) -> tuple[TierRule, ...]:
    mine = {tier.rule.tier: tier.rule for tier in _own(written)}
    usual = [mine.pop(rule.tier, rule) for rule in DEFAULT_RULES]
    vip = mine.pop(VIP, None)
    return (*usual, *mine.values(), *([vip] if vip and vip.asks else []))


def define(db: Connection, shop: Shop, tier: OwnTier) -> Shop:
    """Define a tier for a shop, in place of an earlier definition; gives the shop as it is now."""
    return _keep(db, shop.id, {one.rule.tier: one for one in (*own(shops.locked(db, shop.id)), tier)}.values())


def forget(db: Connection, shop: Shop, tier: str) -> Shop:
    """Drop a shop's own definition of a tier; gives the shop as it is now."""
    return _keep(db, shop.id, (one for one in own(shops.locked(db, shop.id)) if one.rule.tier != tier))


def _keep(db: Connection, shop_id: int, tiers: Iterable[OwnTier]) -> Shop:
    return shops.change(db, shop_id, tiers=json.dumps([asdict(one) for one in tiers]))


def earned(shop: Shop, days: Iterable[Any], today: date) -> str:
    """The tier that purchase days (as `purchases.days` gives them) have earned."""
    return earned_until(shop, days, today)[0]


def earned_until(shop: Shop, days: Iterable[Any], today: date) -> tuple[str, date | None]:
    """As `earned`, with the first day without it if nothing more is bought; None where it stays."""
    if not is_own(shop):
        return tier_of(sum([row.n for row in days])), None
    history, rules = _history(days), rules_of(shop)
    tier = tier_at(history, rules, today)
    return tier, next((falls_on(rule, history, today) for rule in rules if rule.downgrade and rule.tier == tier), None)


def is_own(shop: Shop) -> bool:
    """Whether the shop has definitions of its own; the usual tiers are never lost."""
    return bool(shop.tiers != _NONE)


def _history(days: Iterable[Any]) -> list[Bought]:
    return [Bought(row.day, int(row.cents), int(row.items), row.n) for row in days]


def standing(shop: Shop, row: Buyer) -> str:
    """A buyer's tier: the higher of what he earned and what he was given by hand, as of the last change of his facts."""
    return higher(shop, row.tier, row.tier_by_hand)


def current(db: Connection, shop: Shop, row: Buyer, today: date) -> str:
    """A buyer's tier on a day; where tiers can be lost, the passing of time counts too."""
    if not any(rule.downgrade for rule in rules_of(shop)):
        return standing(shop, row)
    return higher(shop, earned(shop, purchases.days(db, shop.id, row.id), today), row.tier_by_hand)


def is_news(shop: Shop, row: Buyer) -> bool:
    """Whether a buyer has earned a tier above all that he was told of, and above what he was given by hand."""
    by_hand = rank(shop, row.tier_by_hand) if row.tier_by_hand else -1
    return row.tier != NEW and is_above(shop, row.tier, row.tier_told) and rank(shop, row.tier) > by_hand


def is_above(shop: Shop, tier: str, told: str) -> bool:
    """Whether a tier is above one that was announced; those that the shop does not have any more are below all."""
    return not (told == VIP or told in _ladder(shop.tiers)) or rank(shop, tier) > rank(shop, told)


def is_vip(row: Buyer) -> bool:
    """Whether a buyer is VIP: by the seller's hand, or by a rule of the shop."""
    return VIP in (row.tier, row.tier_by_hand)


def rank(shop: Shop, tier: str) -> int:
    """The place of a tier in its shop; VIP above all."""
    names = _ladder(shop.tiers)
    return names.index(tier) if tier in names else len(names) + (tier == VIP)


@lru_cache(maxsize=256)
def _ladder(written: str) -> tuple[str, ...]:
    """The tiers below VIP, in ascending order."""
    return tuple(rule.tier for rule in _rules(written) if rule.tier != VIP)


def higher(shop: Shop, tier: str, by_hand: str | None) -> str:
    """The higher of two tiers."""
    return by_hand if by_hand is not None and rank(shop, by_hand) > rank(shop, tier) else tier


def give(db: Connection, shop_id: int, buyer_id: int, tier: str | None) -> None:
    """Give a buyer a tier by hand; None takes it away."""
    buyers.change(db, shop_id, buyer_id, tier_by_hand=tier)


def next_of(db: Connection, shop: Shop, row: Buyer, today: date) -> tuple[str, Missing] | None:
    """The tier above a buyer's own, and what he has to buy for it; None when there is none to be bought."""
    now = rank(shop, current(db, shop, row, today))
    above = next((rule for rule in rules_of(shop) if rank(shop, rule.tier) > now), None)
    return (above.tier, missing(above, _history(purchases.days(db, shop.id, row.id)), today)) if above else None


def benefits(shop: Shop, tier: str) -> str:
    """What a tier brings, in the seller's words; "" if she has not said so."""
    return next((one.benefits for one in own(shop) if one.rule.tier == tier), "")


def own_name(shop: Shop, tier: str) -> str:
    """The shop's own name of a tier; "" for the usual one."""
    return next((one.name for one in own(shop) if one.rule.tier == tier), "")
