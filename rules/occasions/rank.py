"""Which reminders come first when a day holds more than a seller wants to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.occasions import win_back
from rules.rhythm import chance

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rules.occasions.facts import Facts, Occasion, ShopRules

LAPSED_DAYS = 180


def rank(items: Iterable[tuple[Facts, Occasion]], rules: ShopRules, today: date) -> list[tuple[Facts, Occasion]]:
    """The day's reminders: the most urgent priority first, within it the most value at stake."""
    return sorted(items, key=lambda item: rank_key(item[0], item[1], rules, today))


def rank_key(facts: Facts, occasion: Occasion, rules: ShopRules, today: date) -> tuple[int, float, int, str]:
    """What `rank` sorts by, ascending; the buyer's id and the kind decide ties, so that a restart does not reorder."""
    return occasion.priority, -value_at_stake(facts, occasion, rules, today), facts.buyer_id, occasion.kind


def value_at_stake(facts: Facts, occasion: Occasion, rules: ShopRules, today: date) -> float:
    """Past revenue in cents; for a win-back times the chance that the buyer stays away for 180 days."""
    if occasion.kind != win_back.KIND or facts.last_day is None:
        return facts.net_cents
    silent = (today - facts.last_day).days
    return facts.net_cents * (1 - chance(facts.rhythm, rules.rhythm, silent, horizon=LAPSED_DAYS))
