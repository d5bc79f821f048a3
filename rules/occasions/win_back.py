"""A buyer who would probably not come back by himself."""

from __future__ import annotations

from datetime import date, timedelta

from rules.contacts import PER_PAUSE, Limit
from rules.occasions.facts import Facts, Occasion, ShopRules
from rules.rhythm import SETTLED_GAPS, chance, usual_gap, win_back_after

KIND = "win_back"
PRIORITY = 3
LIMIT = Limit.QUIET
ENDED_BY: frozenset[str] = frozenset({"purchase", "note"})
APART = timedelta(days=60)
WORTH = timedelta(days=365)


def due(facts: Facts, rules: ShopRules, today: date) -> Occasion | None:
    """Due when the win-back rule says so, and once more 60 days after the first reminder of the pause; then silence."""
    seen = facts.seen.get(KIND)
    number = seen.since_purchase + 1 if seen else 1
    silent = win_back_after(facts.rhythm, rules.rhythm)
    if facts.last_day is None or silent is None or number > PER_PAUSE:
        return None
    day = facts.last_day + timedelta(days=silent)
    if seen and number > 1:
        day = max(day, (seen.made or seen.due) + APART)
    if day + WORTH < today or day <= facts.handled_until(KIND):
        return None
    reason = _reason(facts, rules, (max(today, day) - facts.last_day).days) | {"number": number}
    return Occasion(KIND, f"{facts.last_day}:{number}", day, day + WORTH, PRIORITY, reason)


def _reason(facts: Facts, rules: ShopRules, silent: int) -> dict[str, object]:
    usual = max(1, round(usual_gap(facts.rhythm, rules.rhythm)))
    return {
        "typical_gap": usual,
        "silent_days": silent,
        "early": silent <= usual,
        "tenths": round(10 * chance(facts.rhythm, rules.rhythm, silent)),
        "few_data": facts.rhythm.gaps < SETTLED_GAPS,
    }
