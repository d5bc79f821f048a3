"""What the seller has promised a buyer: the evening before, and on the day."""

from __future__ import annotations

from datetime import date, timedelta

from rules.contacts import Limit
from rules.occasions.facts import Facts, Occasion, Pledge, ShopRules

KIND = "promise"
PRIORITY = 1
LIMIT = Limit.DUTY
ENDED_BY: frozenset[str] = frozenset()
DAY = timedelta(days=1)
WORTH = timedelta(days=365)


def due(facts: Facts, _rules: ShopRules, today: date) -> Occasion | None:
    """Due the day before the promised day and on the day itself, until it is settled."""
    found = [occasion for pledge in facts.promises if (occasion := _next(pledge, today))]
    return min(found, key=lambda occasion: (occasion.due, occasion.about), default=None)


def without_eves(facts: Facts, today: date) -> Facts:
    """The facts without what was promised for tomorrow: of that the seller is reminded in the evening."""
    return facts._replace(promises=tuple(pledge for pledge in facts.promises if pledge.day != today + DAY))


def _next(pledge: Pledge, today: date) -> Occasion | None:
    told = pledge.told or date.min
    for day, until in ((pledge.day - DAY, pledge.day - DAY), (pledge.day, pledge.day + WORTH)):
        if told < day and today <= until:
            reason = {"words": pledge.words, "date": pledge.day}
            return Occasion(KIND, f"{pledge.id}:{day}", day, until, PRIORITY, reason, pledge.id)
    return None
