"""Whether what an open reminder says is still true, after purchases were entered late, corrected or taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from rules.occasions import anniversary, milestone, reward_near, second_purchase, surprise, thank_you, tier_up
from rules.occasions import vip_proposal as vip
from rules.occasions.yearly import in_year

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rules.occasions.facts import Facts, ShopRules

    Reason = Mapping[str, Any]


def holds(kind: str, facts: Facts, rules: ShopRules, reason: Reason, key: str) -> bool:
    """Whether the purchases still say what a reminder with this reason and key says; what says nothing of them holds."""
    return kind not in CHECKS or CHECKS[kind](facts, rules, reason, key)


def _is_only_day(facts: Facts, _rules: ShopRules, _reason: Reason, _key: str) -> bool:
    return facts.last_day is not None and facts.first_day == facts.last_day


def _has_bought_as_often(facts: Facts, _rules: ShopRules, reason: Reason, key: str) -> bool:
    """When his last purchase makes the number full once more, the rules say so anew."""
    count = int(reason["purchase"])
    return facts.purchases > count or (facts.purchases == count and not _is_later(facts, key))


def _has_that_tier(facts: Facts, _rules: ShopRules, reason: Reason, key: str) -> bool:
    """When his last purchase has brought it once more, the rules say so anew."""
    tier = str(reason["tier"])
    return facts.tier == tier and not (facts.tier_reached == tier and _is_later(facts, key))


def _is_later(facts: Facts, key: str) -> bool:
    return facts.last_day is not None and facts.last_day.isoformat() > key.partition(":")[0]


def _bought_in_the_year_before(facts: Facts, _rules: ShopRules, reason: Reason, _key: str) -> bool:
    first: date = reason["first_day"]
    before = in_year(first.year + reason["years"] - 1, first.month, first.day)
    return facts.first_day == first and facts.last_day is not None and facts.last_day > before


def _is_that_day(facts: Facts, _rules: ShopRules, _reason: Reason, key: str) -> bool:
    return facts.last_day == surprise.purchase_of(key)[0]


def _is_still_near(facts: Facts, rules: ShopRules, _reason: Reason, _key: str) -> bool:
    return reward_near.nearest(facts, rules) is not None


def _is_still_at_the_top(facts: Facts, rules: ShopRules, _reason: Reason, _key: str) -> bool:
    return vip.is_eligible(facts, rules)


CHECKS: Mapping[str, Callable[[Facts, ShopRules, Reason, str], bool]] = {
    thank_you.KIND: _is_only_day,
    second_purchase.KIND: _is_only_day,
    milestone.KIND: _has_bought_as_often,
    tier_up.KIND: _has_that_tier,
    anniversary.KIND: _bought_in_the_year_before,
    surprise.KIND: _is_that_day,
    reward_near.KIND: _is_still_near,
    vip.KIND: _is_still_at_the_top,
}
"""The kinds that say something of the purchases themselves."""
