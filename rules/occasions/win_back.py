"""A buyer who would probably not come back by himself."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from hashlib import shake_128

from rules.contacts import PER_PAUSE, Limit
from rules.occasions.facts import Facts, Occasion, Seen, ShopRules
from rules.occasions.yearly import in_year
from rules.rhythm import SETTLED_GAPS, chance, usual_gap, win_back_after

KIND = "win_back"
PRIORITY = 3
LIMIT = Limit.QUIET
ENDED_BY: frozenset[str] = frozenset({"purchase", "note"})
APART = timedelta(days=60)
WORTH = timedelta(days=365)
SEASONAL = "seasonal"
"""The mark, among the muted kinds, of who buys about once a year: his own rhythm says nothing of the months between."""
BEFORE_SEASON = timedelta(days=14)
LEFT_OUT = 5
"""One pause in so many begins with a win-back that is withheld, if the shop wants to compare."""


def due(facts: Facts, rules: ShopRules, today: date) -> Occasion | None:
    """Due when the win-back rule says so, and once more 60 days after the first reminder of the pause; then silence.

    Where the lot withholds it, the first one follows 60 days after that. An answer (a note, or stars) starts anew. Who buys
    by the season is due two weeks before a year has passed.
    """
    seen, first = facts.seen.get(KIND), _first_day(facts, rules)
    if facts.last_day is None or first is None or len(facts.since_purchase(facts.missed)) >= PER_PAUSE:
        return None
    shown = seen.since_purchase if seen else 0
    begun = shown > 0 or (seen is not None and seen.due > facts.last_day)
    day = max(first, _latest(seen) + APART) if seen and begun else first
    if day + WORTH < today or day <= facts.handled_until(KIND):
        return None
    told, drawn = max(today, day), rules.comparison and not begun and not is_seasonal(facts)
    withheld = drawn and is_left_out(rules.surprise_seed, facts.buyer_id, facts.last_day)
    reason = _reason(facts, rules, (told - facts.last_day).days)
    reason |= {"number": 0 if withheld else 1 + len(facts.since_purchase(facts.won_back))}
    compared = {"compared": told} if drawn else {}
    key = f"{facts.last_day}:{0 if withheld else shown + 1}"
    return Occasion(KIND, key, day, day + WORTH, PRIORITY, reason | compared, withheld=withheld)


def is_seasonal(facts: Facts) -> bool:
    """Whether the seller has said that he buys about once a year."""
    return SEASONAL in facts.muted


def _first_day(facts: Facts, rules: ShopRules) -> date | None:
    """When the first win-back of the pause is due; None: never."""
    last = facts.last_day
    if last is None:
        return None
    if is_seasonal(facts):
        return _season(last, facts.seen.get(KIND))
    silent = win_back_after(facts.rhythm, rules.rhythm)
    return None if silent is None else last + timedelta(days=silent)


def _season(last: date, seen: Seen | None) -> date:
    """Two weeks before a number of years have passed, the first such day well after the latest win-back of the pause."""
    free = _latest(seen) + APART if seen and seen.due > last else last
    years = range(last.year + 1, free.year + 3)
    return next(day for year in years if (day := in_year(year, last.month, last.day) - BEFORE_SEASON) >= free)


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
    season = {"season": facts.last_day} if is_seasonal(facts) else {}
    return {
        **season,
        "typical_gap": usual,
        "silent_days": silent,
        "early": silent <= usual,
        "tenths": round(10 * chance(facts.rhythm, rules.rhythm, silent)),
        "few_data": facts.rhythm.gaps < SETTLED_GAPS,
    }
