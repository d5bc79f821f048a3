"""Too much went wrong with one buyer."""

from __future__ import annotations

from datetime import date, timedelta

from rules.contacts import Limit
from rules.occasions.facts import Facts, Occasion, ShopRules

KIND = "early_warning"
PRIORITY = 2
LIMIT = Limit.WARNING
ENDED_BY: frozenset[str] = frozenset()
MANY = 3
FALL = 2
"""So many stars fewer than the time before are a warning."""
UNANSWERED = 2
"""So many offers without an answer are one, too."""
ANSWER_WITHIN = timedelta(days=14)
WITHIN = timedelta(days=365)
WORTH = timedelta(days=30)


def due(facts: Facts, _rules: ShopRules, today: date) -> Occasion | None:
    """Due with the third complaint in a year and each further one, two stars fewer than before, or two offers unanswered."""
    if not facts.complaints and not facts.rating_fell and not facts.offered:
        return None
    found = [occasion for occasion in (_complained(facts), _rated(facts), _silent(facts)) if occasion]
    new = [one for one in found if one.until >= today and one.due > facts.handled_until(KIND)]
    return min(new, key=lambda occasion: occasion.due, default=None)


def _complained(facts: Facts) -> Occasion | None:
    days = sorted(complaint.day for complaint in facts.complaints)
    if len(days) < MANY or days[-1] - days[-MANY] > WITHIN:
        return None
    last = days[-1]
    count = sum(last - day <= WITHIN for day in days)
    return Occasion(KIND, last.isoformat(), last, last + WORTH, PRIORITY, {"complaints": count})


def _rated(facts: Facts) -> Occasion | None:
    day = facts.rating_fell
    return Occasion(KIND, f"{day}:stars", day, day + WORTH, PRIORITY, {"fewer": FALL}) if day else None


def _silent(facts: Facts) -> Occasion | None:
    days = facts.since_purchase(facts.offered)
    if len(days) < UNANSWERED:
        return None
    day = days[-1] + ANSWER_WITHIN
    return Occasion(KIND, f"{days[-1]}:silent", day, day + WORTH, PRIORITY, {"unanswered": len(days)})
