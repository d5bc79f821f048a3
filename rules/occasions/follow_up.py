"""A few days after a purchase: the question whether it arrived and pleases."""

from __future__ import annotations

from datetime import date, timedelta

from rules.contacts import Limit
from rules.occasions.facts import Facts, Occasion, ShopRules

KIND = "follow_up"
PRIORITY = 2
LIMIT = Limit.OWN
ENDED_BY: frozenset[str] = frozenset({"purchase", "note"})
WORTH_DAYS = 10
AFTER_DELIVERY = timedelta(days=3)


def due(facts: Facts, rules: ShopRules, today: date) -> Occasion | None:
    """Due three days after the delivery, else `follow_up_days` after the latest purchase day.

    Once for that day, and worth something for ten days more.
    """
    if facts.last_day is None:
        return None
    arrived = facts.delivered_on if facts.delivered_on and facts.delivered_on >= facts.last_day else None
    day = arrived + AFTER_DELIVERY if arrived else facts.last_day + timedelta(days=rules.follow_up_days)
    until = day + timedelta(days=WORTH_DAYS)
    if until < today or facts.has_asked(KIND, facts.last_day):
        return None
    reason: dict[str, object] = {"purchase_day": facts.last_day, "days_since": (max(today, day) - facts.last_day).days}
    if arrived:
        reason["arrived"] = arrived
    return Occasion(KIND, facts.last_day.isoformat(), day, until, PRIORITY, reason)
