"""A regular whom the shop has only written to in order to sell something."""

from __future__ import annotations

from datetime import date, timedelta

from rules.contacts import Limit
from rules.occasions.facts import Facts, Occasion, ShopRules

KIND = "keep_in_touch"
PRIORITY = 5
LIMIT = Limit.QUIET
ENDED_BY: frozenset[str] = frozenset({"note"})
REGULAR_FROM = 3
OFFERS = 3
AFTER = timedelta(days=14)
APART = timedelta(days=90)
WORTH = timedelta(days=60)


def due(facts: Facts, _rules: ShopRules, today: date) -> Occasion | None:
    """Due two weeks after the third offer in a row to a regular or VIP; not again for ninety days."""
    if facts.offers < OFFERS or facts.contact is None or not (facts.vip or facts.purchases >= REGULAR_FROM):
        return None
    seen = facts.seen.get(KIND)
    day = max(facts.contact + AFTER, seen.due + APART) if seen else facts.contact + AFTER
    if day + WORTH < today:
        return None
    return Occasion(KIND, day.isoformat(), day, day + WORTH, PRIORITY, {"offers": facts.offers})
