"""A buyer's rhythm and the chance that he comes back by himself (win-back rule).

Days are local days of the shop. Gaps are log-normal, each buyer's mean shrunk towards the shop's (normal-normal model); after
each purchase a buyer stays with a beta-distributed chance, as in the BG/NBD model of Fader, Hardie and Lee (2005).
"""

from __future__ import annotations

from itertools import pairwise
from math import ceil, erfc, exp, log, sqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

FLOOR_DAYS = 21
HORIZON_DAYS = 60
THRESHOLD = 0.40
ASLEEP = 0.10
"""Fewer than one in ten would come back by themselves within the horizon: the buyer counts as lost."""
SETTLED_GAPS = 3
"""So many gaps tell a buyer's own rhythm; with fewer the shop's weighs more."""
LONGEST_WAIT = 1826
"""Days of silence (five years) after which nobody is won back any more."""


class Rhythm(NamedTuple):
    """Merged gaps between purchase days: how many, and the sum of their natural logarithms (days)."""

    gaps: int = 0
    log_sum: float = 0.0

    def after(self, gap_days: int) -> Rhythm:
        """The rhythm once the buyer bought again `gap_days` after his last purchase day; one day or less is no gap."""
        return Rhythm(self.gaps + 1, self.log_sum + log(gap_days)) if gap_days > 1 else self


class RhythmParameters(NamedTuple):
    """The shop's parameters; the defaults are the prior means, good from the first day of a shop."""

    mu: float = 3.8066624897703196
    sigma2: float = 1.0
    kappa: float = 1.2
    a: float = 0.45
    b: float = 0.6


class _Law(NamedTuple):
    """A buyer's next gap: the mean of its logarithm, the spread (deviation times root 2), the chance that it comes at all."""

    centre: float
    spread: float
    alive: float

    def chance(self, silent_days: float, horizon: float) -> float:
        since = max(silent_days, 0.5)
        silent = 0.5 * erfc((log(since) - self.centre) / self.spread)
        longer = 0.5 * erfc((log(since + horizon) - self.centre) / self.spread)
        return self.alive * (silent - longer) / (self.alive * silent + 1 - self.alive)


def _law(rhythm: Rhythm, parameters: RhythmParameters) -> _Law:
    weight = rhythm.gaps + parameters.kappa
    return _Law(
        centre=(rhythm.log_sum + parameters.kappa * parameters.mu) / weight,
        spread=sqrt(2 * parameters.sigma2 * (1 + 1 / weight)),
        alive=(parameters.b + rhythm.gaps) / (parameters.a + parameters.b + rhythm.gaps),
    )


def gaps_of(days: Iterable[date]) -> list[int]:
    """The days between a buyer's purchase days, oldest first; records at most one day apart are one purchase."""
    return [gap for earlier, later in pairwise(sorted(days)) if (gap := (later - earlier).days) > 1]


def rhythm_of(days: Iterable[date]) -> Rhythm:
    """The rhythm of the local days with positive net purchases, in any order."""
    rhythm = Rhythm()
    for gap in gaps_of(days):
        rhythm = rhythm.after(gap)
    return rhythm


def typical_gap(rhythm: Rhythm, parameters: RhythmParameters) -> float:
    """The median days between two purchases of this buyer, as far as his gaps and the shop's tell."""
    return exp(_law(rhythm, parameters).centre)


def usual_gap(rhythm: Rhythm, parameters: RhythmParameters) -> float:
    """The days to be named to the seller: the geometric mean of his own gaps once they are several, else what is expected."""
    return exp(rhythm.log_sum / rhythm.gaps) if rhythm.gaps >= SETTLED_GAPS else typical_gap(rhythm, parameters)


def chance(rhythm: Rhythm, parameters: RhythmParameters, silent_days: float, horizon: float = HORIZON_DAYS) -> float:
    """P_H: the chance (0..1) that a buyer silent for `silent_days` buys within `horizon` days without a nudge."""
    return _law(rhythm, parameters).chance(silent_days, horizon)


def win_back_after(rhythm: Rhythm, parameters: RhythmParameters, threshold: float = THRESHOLD) -> int | None:
    """The silent days from which a win-back is due: the floor is reached and P_60 is below `threshold` from then on.

    The floor is three weeks, and the typical gap once three gaps are known. None without a gap (then a second purchase is
    what is missing) and beyond LONGEST_WAIT.
    """
    return _silent_until(rhythm, parameters, threshold) if rhythm.gaps else None


def asleep_after(rhythm: Rhythm, parameters: RhythmParameters) -> int | None:
    """The silent days from which a buyer counts as lost: P_60 is below ASLEEP from then on; one without a gap, too."""
    return _silent_until(rhythm, parameters, ASLEEP)


def is_due(rhythm: Rhythm, parameters: RhythmParameters, silent_days: int, threshold: float = THRESHOLD) -> bool:
    """Whether the days of `win_back_after` have passed; mostly one look at the chance tells, without solving for them."""
    return bool(rhythm.gaps) and _has_passed(rhythm, parameters, silent_days, threshold)


def is_asleep(rhythm: Rhythm, parameters: RhythmParameters, silent_days: int) -> bool:
    """Whether the days of `asleep_after` have passed."""
    return _has_passed(rhythm, parameters, silent_days, ASLEEP)


def _has_passed(rhythm: Rhythm, parameters: RhythmParameters, silent_days: int, threshold: float) -> bool:
    law = _law(rhythm, parameters)
    usual = exp(law.centre)
    floor = _floor(rhythm, usual)
    if silent_days < floor:
        return False
    if usual <= silent_days <= LONGEST_WAIT:
        return law.chance(silent_days, HORIZON_DAYS) < threshold
    day = _silent_until(rhythm, parameters, threshold)
    return day is not None and silent_days >= day


def _floor(rhythm: Rhythm, usual: float) -> int:
    return max(FLOOR_DAYS, ceil(usual)) if rhythm.gaps >= SETTLED_GAPS else FLOOR_DAYS


def _silent_until(rhythm: Rhythm, parameters: RhythmParameters, threshold: float) -> int | None:
    law = _law(rhythm, parameters)
    usual = exp(law.centre)
    floor = _floor(rhythm, usual)
    if max(floor, usual) > LONGEST_WAIT or law.chance(LONGEST_WAIT, HORIZON_DAYS) >= threshold:
        return None
    return _first_below(law, threshold, _past_the_peak(law, threshold, floor, usual))


def _past_the_peak(law: _Law, threshold: float, floor: int, usual: float) -> int:
    # Up to the typical gap the chance may still rise: a buyer is not given up before his time has come.
    day, step = usual, max(10.0, (usual - floor) / 8)
    while day > floor:
        if law.chance(day, HORIZON_DAYS) >= threshold:
            return ceil(day)
        day -= step
    return floor


def _first_below(law: _Law, threshold: float, floor: int) -> int:
    low, high = floor - 1, LONGEST_WAIT
    while high - low > 1:
        middle = (low + high) // 2
        if law.chance(middle, HORIZON_DAYS) < threshold:
            high = middle
        else:
            low = middle
    return high
