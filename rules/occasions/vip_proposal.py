"""A buyer who belongs to the top of the shop and is no VIP yet: the seller decides."""

from __future__ import annotations

from datetime import date, timedelta

from rules.contacts import Limit
from rules.occasions import win_back
from rules.occasions.facts import Facts, Occasion, ShopRules
from rules.rhythm import is_asleep, is_due

KIND = "vip_proposal"
PRIORITY = 3
LIMIT = Limit.DECISION
ENDED_BY: frozenset[str] = frozenset()
FEWEST_BUYERS = 10
"""Among fewer buyers there is no top."""
TOP = 10
"""One in so many buyers belongs to it."""
FEWEST_PURCHASES = 5
APART = timedelta(days=180)
AFTER_NO = timedelta(days=365)
WORTH = timedelta(days=180)
SEASON = 365
"""Days after which one who buys by the season is missed."""


def top(buyers: int) -> int:
    """How many of a shop's buyers belong to its top; 0 while there are too few."""
    return buyers // TOP if buyers >= FEWEST_BUYERS else 0


def due(facts: Facts, rules: ShopRules, today: date) -> Occasion | None:
    """Due with the purchase by which he belongs to the top; again 180 days after a proposal, a year after a "no"."""
    if facts.last_day is None or not is_eligible(facts, rules):
        return None
    day, until = max(facts.last_day, _quiet_until(facts)), facts.last_day + WORTH
    if max(day, today) > until:
        return None
    reason = {"cents": facts.net_cents, "purchases": facts.purchases}
    return Occasion(KIND, day.isoformat(), day, until, PRIORITY, reason)


def is_eligible(facts: Facts, rules: ShopRules) -> bool:
    """Whether he has bought so much and so often, and is no VIP."""
    enough = rules.vip_from_cents is not None and facts.net_cents >= rules.vip_from_cents
    return enough and facts.purchases >= FEWEST_PURCHASES and not facts.vip


def still_comes(facts: Facts, rules: ShopRules, today: date) -> bool:
    """Whether it is too early to miss him: by his rhythm, or for a year if he buys by the season."""
    if facts.last_day is None:
        return False
    silent = (today - facts.last_day).days
    if win_back.is_seasonal(facts):
        return silent < SEASON
    due = is_due(facts.rhythm, rules.rhythm, silent)
    return not due and not is_asleep(facts.rhythm, rules.rhythm, silent)


def _quiet_until(facts: Facts) -> date:
    seen = facts.seen.get(KIND)
    if seen is None:
        return date.min
    proposed = max(seen.due, seen.made or seen.due) + APART
    return max(proposed, seen.done + AFTER_NO) if seen.done else proposed
