"""A good buyer of whom the birthday, or what he likes, is not known."""

from __future__ import annotations

from datetime import date, timedelta

from rules.contacts import Limit
from rules.occasions.facts import Facts, Occasion, ShopRules

KIND = "data_missing"
PRIORITY = 6
LIMIT = Limit.QUESTION
ENDED_BY: frozenset[str] = frozenset()
GOOD_FROM = 5
AFTER = timedelta(days=7)
PER_SHOP = timedelta(days=7)
APART = timedelta(days=365)
WORTH = timedelta(days=180)


def due(facts: Facts, rules: ShopRules, today: date) -> Occasion | None:
    """Due a week after a purchase, at most once a week in a shop and once a year for a buyer."""
    knows_all = facts.birthday is not None and facts.likes
    if knows_all or facts.last_day is None or facts.purchases < GOOD_FROM:
        return None
    until, seen = facts.last_day + AFTER + WORTH, facts.seen.get(KIND)
    day = max(
        facts.last_day + AFTER,
        rules.data_asked_on + PER_SHOP if rules.data_asked_on else date.min,
        seen.due + APART if seen else date.min,
    )
    if max(day, today) > until:
        return None
    reason = {"birthday": facts.birthday is None, "likes": not facts.likes}
    return Occasion(KIND, day.isoformat(), day, until, PRIORITY, reason)
