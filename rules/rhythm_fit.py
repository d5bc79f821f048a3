"""A shop's rhythm parameters, learnt from all its buyers: nightly maximum a posteriori.

Gaps: normal-normal model of their logarithms, sigma^2 within a buyer and sigma^2/kappa between buyers. Staying: after each
purchase a buyer leaves with a Beta(a, b) chance (Fader, Hardie and Lee 2005). Normal priors on mu and the logarithms.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import erfc, exp, log, log1p, sqrt
from typing import TYPE_CHECKING, NamedTuple

from rules.rhythm import Rhythm, RhythmParameters, gaps_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

PRIOR_MEANS = (log(45), 0.0, log(1.2), log(0.45), log(0.6))
PRIOR_DEVIATIONS = (0.7, 0.5, 0.5, 0.5, 0.5)
FIRST_STEP = 0.4
LAST_STEP = 0.01

Point = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class BuyerHistory:
    """What the fit needs of one buyer: his gaps and how long he has been silent (days, at least half a day)."""

    rhythm: Rhythm
    log_squares: float
    """The sum of the squared natural logarithms of his gaps (days)."""
    silent_days: float


def history_of(days: Iterable[date], today: date) -> BuyerHistory:
    """The history of a buyer with at least one purchase day; ValueError without any."""
    bought = sorted(days)
    if not bought:
        raise ValueError("a buyer without a purchase day has no history")
    logs = [log(gap) for gap in gaps_of(bought)]
    return BuyerHistory(
        Rhythm(len(logs), sum(logs)), sum(value * value for value in logs), max((today - bought[-1]).days, 0.5)
    )


def fit(buyers: Sequence[BuyerHistory], start: RhythmParameters | None = None) -> RhythmParameters:
    """The parameters with the highest posterior density; `start` (yesterday's parameters) only shortens the way."""
    groups = _grouped(buyers)
    point = _climb(lambda candidate: _log_posterior(candidate, groups), _point(start or RhythmParameters()))
    return _parameters(point)


def _point(parameters: RhythmParameters) -> Point:
    spread = (parameters.sigma2, parameters.kappa, parameters.a, parameters.b)
    return (parameters.mu, *map(log, spread))


def _parameters(point: Point) -> RhythmParameters:
    return RhythmParameters(point[0], *map(exp, point[1:]))


class _Group(NamedTuple):
    """All buyers with the same number of gaps; sums over them, so that only the silence is computed one by one."""

    gaps: int
    buyers: int
    mean_sum: float
    mean_squares: float
    within: float
    silences: list[tuple[float, float]]


def _grouped(buyers: Sequence[BuyerHistory]) -> list[_Group]:
    by_gaps: dict[int, list[BuyerHistory]] = defaultdict(list)
    for buyer in buyers:
        by_gaps[buyer.rhythm.gaps].append(buyer)
    return [_group(gaps, members) for gaps, members in sorted(by_gaps.items())]


def _group(gaps: int, members: list[BuyerHistory]) -> _Group:
    means = [buyer.rhythm.log_sum / gaps for buyer in members] if gaps else []
    mean_squares = sum(mean * mean for mean in means)
    within = max(sum(buyer.log_squares for buyer in members) - gaps * mean_squares, 0.0)
    silences = [(log(max(buyer.silent_days, 0.5)), buyer.rhythm.log_sum) for buyer in members]
    return _Group(gaps, len(members), sum(means), mean_squares, within, silences)


def _log_posterior(point: Point, groups: list[_Group]) -> float:
    prior = sum(
        ((value - mean) / deviation) ** 2
        for value, mean, deviation in zip(point, PRIOR_MEANS, PRIOR_DEVIATIONS, strict=True)
    )
    parameters = _parameters(point)
    return sum(_log_likelihood(group, parameters) for group in groups) - prior / 2


def _log_likelihood(group: _Group, p: RhythmParameters) -> float:
    return _log_rhythm(group, p) + group.buyers * _log_stayed(group.gaps, p) + _log_silences(group, p)


def _log_rhythm(group: _Group, p: RhythmParameters) -> float:
    n = group.gaps
    if n == 0:
        return 0.0
    between = p.sigma2 + n * p.sigma2 / p.kappa
    around_mu = group.mean_squares - 2 * p.mu * group.mean_sum + group.buyers * p.mu * p.mu
    spreads = (n - 1) * log(p.sigma2) + log(between)
    return -(group.buyers * spreads + group.within / p.sigma2 + n * around_mu / between) / 2


def _log_stayed(gaps: int, p: RhythmParameters) -> float:
    """The logarithm of B(a, b+n)/B(a, b): the chance of having stayed after each of n purchases."""
    return -sum(log1p(p.a / (p.b + step)) for step in range(gaps))


def _log_silences(group: _Group, p: RhythmParameters) -> float:
    """The sum of ln(A S(s) + 1 - A): still silent because the gap is long, or because the buyer has left."""
    n = group.gaps
    alive = (p.b + n) / (p.a + p.b + n)
    half, gone = alive / 2, 1 - alive
    weight = n + p.kappa
    scale = 1 / sqrt(2 * p.sigma2 * (1 + 1 / weight))
    own, shop = scale / weight, scale * p.kappa * p.mu / weight
    return sum(log(half * erfc(scale * silent - own * log_sum - shop) + gone) for silent, log_sum in group.silences)


def _climb(height: Callable[[Point], float], start: Point) -> Point:
    """Pattern search (Hooke and Jeeves 1961): steps along the axes, leaps along what helped, halved when nothing does."""
    best, top, step = start, height(start), FIRST_STEP
    while step >= LAST_STEP:
        found, higher = _explore(height, best, top, step)
        if higher <= top:
            step /= 2
            continue
        leap = tuple(2 * new - old for new, old in zip(found, best, strict=True))
        best, top = max((found, higher), _explore(height, leap, height(leap), step), key=lambda pair: pair[1])
    return best


def _explore(height: Callable[[Point], float], point: Point, top: float, step: float) -> tuple[Point, float]:
    for axis in range(len(point)):
        for move in (step, -step):
            tried = (*point[:axis], point[axis] + move, *point[axis + 1 :])
            if (reached := height(tried)) > top:
                point, top = tried, reached
                break
    return point, top
