"""A buyer who would probably not come back by himself."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from hashlib import shake_128

from rules.contacts import PER_PAUSE, Limit
from rules.occasions.facts import Facts, Occasion, Seen, ShopRules
from rules.rhythm import SETTLED_GAPS, chance, usual_gap, win_back_after

KIND = "win_back"
PRIORITY = 3
LIMIT = Limit.QUIET
ENDED_BY: frozenset[str] = frozenset({"purchase", "note"})
APART = timedelta(days=60)
WORTH = timedelta(days=365)
LEFT_OUT = 5
"""One pause in so many begins with a win-back that is withheld, if the shop wants to compare."""


def due(facts: Facts, rules: ShopRules, today: date) -> Occasion | None:
    """Due when the win-back rule says so, and once more 60 days after the first reminder of the pause; then silence.

    Where the lot withholds it, the first one follows 60 days after that. An answer (a note, or stars) starts anew.
    """
    silent, seen = win_back_after(facts.rhythm, rules.rhythm), facts.seen.get(KIND)
    if facts.last_day is None or silent is None or len(facts.since_purchase(facts.missed)) >= PER_PAUSE:
        return None
    shown = seen.since_purchase if seen else 0
    begun = shown > 0 or (seen is not None and seen.due > facts.last_day)
    day = facts.last_day + timedelta(days=silent)
    if seen and begun:
        day = max(day, _latest(seen) + APART)
    if day + WORTH < today or day <= facts.handled_until(KIND):
        return None
    told, drawn = max(today, day), rules.comparison and not begun
    withheld = drawn and is_left_out(rules.surprise_seed, facts.buyer_id, facts.last_day)
    reason = _reason(facts, rules, (told - facts.last_day).days)
    reason |= {"number": 0 if withheld else 1 + len(facts.since_purchase(facts.won_back))}
    compared = {"compared": told} if drawn else {}
    key = f"{facts.last_day}:{0 if withheld else shown + 1}"
    return Occasion(KIND, key, day, day + WORTH, PRIORITY, reason | compared, withheld=withheld)


@lru_cache(maxsize=256)  # one day's planning asks for the same lot several times
def is_left_out(seed: str, buyer_id: int, last_day: date) -> bool:
    """Whether the pause that began then is one of those without a first win-back; a restart repeats the lot."""
    return int.from_bytes(shake_128(f"{seed}:pause:{buyer_id}:{last_day}".encode()).digest(8)) % LEFT_OUT == 0


def was_left_out(facts: Facts) -> bool:
    """Whether in the buyer's present pause a win-back was withheld, and none was shown yet."""
    seen = facts.seen.get(KIND)
    return bool(seen and facts.last_day and not seen.since_purchase and seen.due > facts.last_day)


def _latest(seen: Seen) -> date:
    """The day of the latest win-back, shown or withheld."""
    return max(seen.made or seen.due, seen.due)


def _reason(facts: Facts, rules: ShopRules, silent: int) -> dict[str, object]:
    usual = max(1, round(usual_gap(facts.rhythm, rules.rhythm)))
    return {
        "typical_gap": usual,
        "silent_days": silent,
        "early": silent <= usual,
        "tenths": round(10 * chance(facts.rhythm, rules.rhythm, silent)),
        "few_data": facts.rhythm.gaps < SETTLED_GAPS,
    }
