"""The settings by name: those of the shop's row, and those inside its definitions of tiers ("regular.name")."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from handlers.call import Call
from handlers.tier_names import tier_name
from rules.errors import RuleError
from rules.parsing.names import name_key
from rules.tiers import DEFAULT_RULES, TierRule
from storage import programme, shops, tiers
from storage.programme import TIERS, Changed
from storage.shops import Shop
from storage.tiers import OwnTier

ASKED = ("purchases", "cents", "items", "within_days", "every_year")


def known(call: Call) -> dict[str, Any]:
    """Every value of the shop as it is now; a day that is past is none."""
    shop = call.shop
    day = shop.bonus_day if shop.bonus_day and shop.bonus_day >= call.today else None
    found = {**shop._asdict(), "bonus_day": day and day.isoformat(), "this_year": call.today.year}
    for tier in TIERS:
        own = _own(shop, tier)
        found |= {f"{tier}.name": own.name, f"{tier}.benefits": own.benefits, f"{tier}.downgrade": own.rule.downgrade}
        found[f"{tier}.rule"] = {name: value for name in ASKED if (value := getattr(own.rule, name))}
    return found


def _own(shop: Shop, tier: str) -> OwnTier:
    usual = {rule.tier: OwnTier(rule) for rule in DEFAULT_RULES}
    mine = {own.rule.tier: own for own in tiers.own(shop)}
    return mine.get(tier) or usual.get(tier) or OwnTier(TierRule(tier))


def store(call: Call, values: Mapping[str, Any]) -> Changed:
    """Change the shop to these values, whatever else of it somebody is changing."""
    shop = shops.locked(call.db, call.shop.id)
    columns = {name: value for name, value in values.items() if "." not in name}
    if columns.get("bonus_day"):
        columns["bonus_day"] = date.fromisoformat(columns["bonus_day"])
    fields: dict[str, dict[str, Any]] = defaultdict(dict)
    for name in values.keys() - columns.keys():
        tier, _, field = name.partition(".")
        fields[tier][field] = values[name]
    own = [_changed(_own(shop, tier), its) for tier, its in fields.items()]
    changed = programme.change(call.db, shop, columns, own, call.now)
    for tier in fields:
        _refuse_namesake(changed.shop, tier)
    return changed


def _refuse_namesake(shop: Shop, tier: str) -> None:
    """Raises RuleError when another tier is called the same."""
    mine = name_key(tier_name(shop, tier))
    for place, other in enumerate(TIERS, 1):
        if other != tier and name_key(tier_name(shop, other)) == mine:
            raise RuleError("setting.tier_taken", name=tier_name(shop, other), place=place)


def _changed(own: OwnTier, fields: Mapping[str, Any]) -> OwnTier:
    rule = own.rule
    if "rule" in fields:
        rule = TierRule(rule.tier, **fields["rule"], downgrade=rule.downgrade)
    rule = replace(rule, downgrade=fields.get("downgrade", rule.downgrade))
    return OwnTier(rule, fields.get("name", own.name), fields.get("benefits", own.benefits))
