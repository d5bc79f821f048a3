"""Some days after a complaint, or after its solution was promised: is all well again?"""

from __future__ import annotations

from datetime import date, timedelta

from rules.contacts import Limit
from rules.occasions.facts import Complaint, Facts, Occasion, ShopRules

KIND = "complaint_check"
PRIORITY = 1
LIMIT = Limit.DUTY
ENDED_BY: frozenset[str] = frozenset()
AGAIN = timedelta(days=5)
WORTH = timedelta(days=365)


def due(facts: Facts, _rules: ShopRules, today: date) -> Occasion | None:
    """Due on the day that was set for it, and every five days until the complaint is closed."""
    found = [occasion for one in facts.complaints if (occasion := _next(one, today))]
    return min(found, key=lambda occasion: (occasion.due, occasion.about), default=None)


def _next(complaint: Complaint, today: date) -> Occasion | None:
    told = complaint.told
    day = complaint.check_on if told is None or told < complaint.check_on else told + AGAIN
    if not complaint.is_open or day + WORTH < today:
        return None
    reason = {"words": complaint.words, "date": complaint.day}
    return Occasion(KIND, f"{complaint.id}:{day}", day, day + WORTH, PRIORITY, reason, complaint.id)
