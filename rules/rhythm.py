"""A buyer's rhythm and the chance that he comes back by himself (win-back rule).

Days are local days of the shop. Gaps are log-normal, each buyer's mean shrunk towards the shop's (normal-normal model); after
each purchase a buyer stays with a beta-distributed chance, as in the BG/NBD model of Fader, Hardie and Lee (2005).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import erfc, exp, log, sqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

FLOOR_DAYS = 21
HORIZON_DAYS = 60
THRESHOLD = 0.40
LONGEST_WAIT = 1826
"""Days of silence (five years) after which nobody is won back any more."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Merged gaps between purchase days: how many, and the sum of their natural logarithms (days)."""

    gaps: int = 0
    log_sum: float = 0.0

    def after(self, gap_days: int) -> Rhythm:
        """The rhythm once the buyer bought again `gap_days` after his last purchase day; one day or less is no gap."""
        return Rhythm(self.gaps + 1, self.log_sum + log(gap_days)) if gap_days > 1 else self


@dataclass(frozen=True, slots=True)
class RhythmParameters:
    """The shop's parameters; the defaults are the prior means, good from the first day of a shop."""

    mu: float = 3.8066624897703196
    sigma2: float = 1.0
    kappa: float = 1.2
    a: float = 0.45
    b: float = 0.6


class _Law(NamedTuple):
    """Where a buyer's next gap is expected: its mean logarithm, the spread of it, and the chance that there is one."""

    centre: float
    spread: float
    alive: float

    def silence(self, days: float) -> float:
        """S(t): the chance that a buyer who does come back stays silent for longer than `days`."""
        return 0.5 * erfc((log(days) - self.centre) / self.spread)

    def chance(self, silent_days: float, horizon: float) -> float:
        silent = self.silence(max(silent_days, 0.5))
        later = self.silence(max(silent_days, 0.5) + horizon)
        return self.alive * (silent - later) / (self.alive * silent + 1 - self.alive)


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


def chance(rhythm: Rhythm, parameters: RhythmParameters, silent_days: float, horizon: float = HORIZON_DAYS) -> float:
    """P_H: the chance (0..1) that a buyer silent for `silent_days` buys within `horizon` days without a nudge."""
    return _law(rhythm, parameters).chance(silent_days, horizon)


def win_back_floor(rhythm: Rhythm, parameters: RhythmParameters) -> int:
    """The silent days before which nobody is nudged: three weeks, and his typical gap once three gaps are known."""
    usual = typical_gap(rhythm, parameters) if rhythm.gaps >= 3 else 0
    return max(FLOOR_DAYS, -int(-usual // 1))


def win_back_after(rhythm: Rhythm, parameters: RhythmParameters, threshold: float = THRESHOLD) -> int | None:
    """The silent days from which a win-back is due: the first from the floor on with P_60 below `threshold`.

    None without a gap (then a second purchase is what is missing) and beyond LONGEST_WAIT.
    """
    low, high = win_back_floor(rhythm, parameters) - 1, LONGEST_WAIT
    law = _law(rhythm, parameters)
    if not rhythm.gaps or low >= high or law.chance(high, HORIZON_DAYS) >= threshold:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if law.chance(middle, HORIZON_DAYS) < threshold:
            high = middle
        else:
            low = middle
    return high
