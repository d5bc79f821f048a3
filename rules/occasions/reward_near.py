"""A buyer whom one more purchase would bring a reward, at the time when he usually buys again."""

from __future__ import annotations

from datetime import date, timedelta

from rules.contacts import Limit
from rules.occasions.facts import Facts, Goal, Occasion, ShopRules
from rules.points import points_for
from rules.rhythm import usual_gap

KIND = "reward_near"
PRIORITY = 4
LIMIT = Limit.QUIET
ENDED_BY: frozenset[str] = frozenset({"purchase"})
WORTH = timedelta(days=30)


def due(facts: Facts, rules: ShopRules, today: date) -> Occasion | None:
    """Due when his usual gap has passed since his latest purchase, once for that purchase, and worth something for a month."""
    if facts.last_day is None or not facts.rhythm.gaps or (near := nearest(facts, rules)) is None:
        return None
    day = facts.last_day + timedelta(days=max(1, round(usual_gap(facts.rhythm, rules.rhythm))))
    if day + WORTH < today or facts.has_asked(KIND, facts.last_day):
        return None
    return Occasion(
        KIND, facts.last_day.isoformat(), day, day + WORTH, PRIORITY, {"unit": near.unit, "cost": near.cost}
    )


def nearest(facts: Facts, rules: ShopRules) -> Goal | None:
    """What he cannot have yet and one more purchase of the usual amount would bring: his card, else the dearest for points."""
    if not facts.purchases:
        return None
    usual = facts.net_cents // facts.purchases
    if usual >= rules.stamp_min_cents and facts.stamps == rules.card_size - 1:
        return Goal("stamps", rules.card_size)
    after = facts.points + points_for(usual, rules.rate)
    return max((Goal("points", cost) for cost in rules.prices if facts.points < cost <= after), default=None)
