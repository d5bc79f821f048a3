"""The nightly fit: the right likelihood, its top, and shops it has to find again."""

from datetime import date, timedelta
from math import erfc, exp, lgamma, log, sqrt
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import rhythm_fit
from rules.rhythm import Rhythm, RhythmParameters
from rules.rhythm_fit import BuyerHistory, fit, history_of

DAY = date(2026, 5, 1)
PRIOR = RhythmParameters()


class Example(NamedTuple):
    gaps: list[float]
    silent: float


def history(example: Example) -> BuyerHistory:
    logs = [log(gap) for gap in example.gaps]
    return BuyerHistory(Rhythm(len(logs), sum(logs)), sum(value**2 for value in logs), example.silent)


def log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def literal(example: Example, p: RhythmParameters) -> float:
    """The log likelihood of one buyer, term by term as the requirements write it."""
    n, logs = len(example.gaps), [log(gap) for gap in example.gaps]
    m = (sum(logs) + p.kappa * p.mu) / (n + p.kappa)
    v = p.sigma2 * (1 + 1 / (n + p.kappa))
    silence = 0.5 * erfc((log(example.silent) - m) / sqrt(v) / sqrt(2))
    stayed = exp(log_beta(p.a, p.b + n + 1) - log_beta(p.a, p.b)) * silence
    left = exp(log_beta(p.a + 1, p.b + n) - log_beta(p.a, p.b))
    total = log(stayed + left)
    if n:
        mean = sum(logs) / n
        squares = sum(value**2 for value in logs) - n * mean**2
        between = p.sigma2 + n * p.sigma2 / p.kappa
        total += -(n - 1) / 2 * log(p.sigma2) - squares / (2 * p.sigma2) - log(between) / 2
        total -= n * (mean - p.mu) ** 2 / (2 * between)
    return total


def log_prior(p: RhythmParameters) -> float:
    values = (p.mu, log(p.sigma2), log(p.kappa), log(p.a), log(p.b))
    means, deviations = (log(45), 0, log(1.2), log(0.45), log(0.6)), (0.7, 0.5, 0.5, 0.5, 0.5)
    return -sum(((x - mean) / sd) ** 2 / 2 for x, mean, sd in zip(values, means, deviations, strict=True))


def made_shop(p: RhythmParameters, buyers: int, seed: int, days: int = 720) -> list[Example]:
    """Buyers as the model imagines them: each with a mean of his own, leaving by chance after a purchase."""
    chance = Random(seed)
    return [_made_buyer(chance, p, chance.uniform(days / 3, days)) for _ in range(buyers)]


def _made_buyer(chance: Random, p: RhythmParameters, left: float) -> Example:
    mean, leaves = chance.gauss(p.mu, sqrt(p.sigma2 / p.kappa)), chance.betavariate(p.a, p.b)
    gaps: list[float] = []
    while chance.random() >= leaves and (gap := exp(chance.gauss(mean, sqrt(p.sigma2)))) < left:
        gaps.append(gap)
        left -= gap
    return Example(gaps, max(left, 0.5))


examples = st.builds(Example, st.lists(st.integers(2, 300).map(float), max_size=8), st.integers(1, 400).map(float))
parameters = st.builds(
    RhythmParameters,
    mu=st.floats(2, 5.5),
    sigma2=st.floats(0.2, 3),
    kappa=st.floats(0.3, 4),
    a=st.floats(0.1, 2),
    b=st.floats(0.1, 2),
)


@given(st.lists(examples, max_size=8), parameters)
def test_the_posterior_is_the_one_of_the_requirements(buyers: list[Example], p: RhythmParameters) -> None:
    """Summing over buyers with equally many gaps changes nothing."""
    groups = rhythm_fit._grouped([history(buyer) for buyer in buyers])
    expected = sum(literal(buyer, p) for buyer in buyers) + log_prior(p)
    assert rhythm_fit._log_posterior(rhythm_fit._point(p), groups) == pytest.approx(expected, rel=1e-9, abs=1e-7)


def test_without_buyers_the_parameters_stay_at_the_prior_means() -> None:
    fitted = fit([])
    assert fitted.mu == pytest.approx(PRIOR.mu, abs=0.02)
    assert (fitted.sigma2, fitted.kappa) == pytest.approx((PRIOR.sigma2, PRIOR.kappa), rel=0.02)
    assert (fitted.a, fitted.b) == pytest.approx((PRIOR.a, PRIOR.b), rel=0.02)


def test_one_buyer_hardly_moves_a_shop() -> None:
    fitted = fit([history(Example([300.0], 10.0))])
    assert PRIOR.mu < fitted.mu < PRIOR.mu + 0.7


@pytest.mark.parametrize(
    "truth",
    [
        pytest.param(RhythmParameters(mu=log(14), sigma2=0.4, kappa=1.0, a=0.3, b=0.8), id="a weekly-market shop"),
        pytest.param(RhythmParameters(mu=log(90), sigma2=1.2, kappa=2.0, a=0.5, b=0.6), id="a quarterly shop"),
    ],
)
def test_it_finds_the_shop_again(truth: RhythmParameters) -> None:
    fitted = fit([history(buyer) for buyer in made_shop(truth, buyers=500, seed=5)])
    assert fitted.mu == pytest.approx(truth.mu, abs=0.25)
    assert fitted.sigma2 == pytest.approx(truth.sigma2, rel=0.25)
    stays, stayed = fitted.b / (fitted.a + fitted.b), truth.b / (truth.a + truth.b)
    assert stays == pytest.approx(stayed, abs=0.08)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), parameters)
def test_where_the_search_starts_only_shortens_the_way(seed: int, start: RhythmParameters) -> None:
    buyers = [history(buyer) for buyer in made_shop(PRIOR, buyers=60, seed=seed)]
    groups = rhythm_fit._grouped(buyers)
    tops = [rhythm_fit._log_posterior(rhythm_fit._point(fit(buyers, begin)), groups) for begin in (None, start)]
    assert tops[0] == pytest.approx(tops[1], abs=0.05)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000))
def test_no_neighbour_is_higher_than_the_top(seed: int) -> None:
    buyers = [history(buyer) for buyer in made_shop(PRIOR, buyers=40, seed=seed)]
    groups, top = rhythm_fit._grouped(buyers), rhythm_fit._point(fit(buyers))
    for axis in range(5):
        for move in (-0.05, 0.05):
            neighbour = (*top[:axis], top[axis] + move, *top[axis + 1 :])
            assert rhythm_fit._log_posterior(neighbour, groups) <= rhythm_fit._log_posterior(top, groups)


def test_a_history_counts_merged_gaps_and_silent_days() -> None:
    days = [DAY, DAY + timedelta(days=1), DAY + timedelta(days=31)]
    seen = history_of(days, DAY + timedelta(days=41))
    assert seen == BuyerHistory(Rhythm(1, log(30)), log(30) ** 2, 10)


def test_a_purchase_of_today_counts_half_a_day_of_silence() -> None:
    assert history_of([DAY], DAY).silent_days == 0.5


def test_a_buyer_without_purchases_has_no_history() -> None:
    with pytest.raises(ValueError, match="without a purchase day"):
        history_of([], DAY)
