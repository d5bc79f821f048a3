"""The win-back rule: golden values of the formula, its shape, and when a buyer is due."""

from datetime import date, timedelta
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.rhythm import (
    FLOOR_DAYS,
    LONGEST_WAIT,
    Rhythm,
    RhythmParameters,
    chance,
    gaps_of,
    rhythm_of,
    typical_gap,
    usual_gap,
    win_back_after,
)

PRIOR = RhythmParameters()
DAY = date(2026, 5, 1)

gap_lists = st.lists(st.integers(2, 400), min_size=1, max_size=12)
shops = st.builds(
    RhythmParameters,
    mu=st.floats(log(7), log(200)),
    sigma2=st.floats(0.2, 3),
    kappa=st.floats(0.3, 5),
    a=st.floats(0.1, 2),
    b=st.floats(0.1, 2),
)


def rhythm(*gaps: int) -> Rhythm:
    return Rhythm(len(gaps), sum(map(log, gaps)))


def days_with(gaps: list[int]) -> list[date]:
    days = [DAY]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    return days


GOLDEN = [
    pytest.param((30,), 0.4382, 0.2874, 30, id="one gap of 30 days: due on day 30"),
    pytest.param((7,) * 5, 0.6737, 0.2938, 47, id="five weekly gaps: due on day 47"),
    pytest.param((30,) * 5, 0.6224, 0.4711, 82, id="five monthly gaps: due on day 82"),
    pytest.param((3, 60, 10, 45), 0.6549, 0.4255, 66, id="an irregular buyer: due on day 66"),
]


@pytest.mark.parametrize(("gaps", "at_21", "at_60", "due"), GOLDEN)
def test_golden_values_at_the_prior_means(gaps: tuple[int, ...], at_21: float, at_60: float, due: int) -> None:
    assert chance(rhythm(*gaps), PRIOR, 21) == pytest.approx(at_21, abs=5e-5)
    assert chance(rhythm(*gaps), PRIOR, 60) == pytest.approx(at_60, abs=5e-5)
    assert win_back_after(rhythm(*gaps), PRIOR) == due


def test_a_buyer_without_a_gap_is_never_won_back() -> None:
    """After one purchase a second one is what is missing; the chance is known all the same."""
    assert chance(Rhythm(), PRIOR, 21) == pytest.approx(0.2605, abs=5e-5)
    assert chance(Rhythm(), PRIOR, 60) == pytest.approx(0.1556, abs=5e-5)
    assert win_back_after(Rhythm(), PRIOR) is None


def test_several_gaps_are_named_as_they_were_and_few_as_they_are_expected() -> None:
    assert usual_gap(rhythm(29, 33, 32), PRIOR) == pytest.approx(31.3, abs=0.1)
    assert usual_gap(rhythm(30), PRIOR) == typical_gap(rhythm(30), PRIOR)


def test_the_typical_gap_lies_between_the_buyers_own_and_the_shops() -> None:
    assert 30 < typical_gap(rhythm(*[30] * 5), PRIOR) < 45
    assert typical_gap(Rhythm(), PRIOR) == pytest.approx(45)


def test_three_gaps_tell_a_rhythm_and_nobody_is_nudged_within_it() -> None:
    assert win_back_after(rhythm(100, 100, 100), PRIOR) == 80
    assert typical_gap(rhythm(100, 100, 100), PRIOR) == pytest.approx(79.6, abs=0.1)


def test_nobody_is_given_up_while_his_chance_still_rises() -> None:
    """A punctual shop and a gap of four months: on day 21 it is too early for him, not too late."""
    punctual = RhythmParameters(mu=log(120), sigma2=0.05)
    assert chance(rhythm(120), punctual, 21) < 0.40 < chance(rhythm(120), punctual, 90)
    assert win_back_after(rhythm(120), punctual) == 148


def test_a_gap_that_would_take_more_than_five_years_to_show_is_no_win_back() -> None:
    assert win_back_after(rhythm(4000, 4000, 4000), RhythmParameters(mu=log(4000))) is None


def test_a_chance_on_the_day_of_the_purchase_counts_half_a_day() -> None:
    assert chance(rhythm(30), PRIOR, 0) == chance(rhythm(30), PRIOR, 0.5)


@given(gap_lists, shops, st.integers(0, 2000))
def test_a_chance_lies_between_nothing_and_certainty(gaps: list[int], shop: RhythmParameters, silent: int) -> None:
    near, far = chance(rhythm(*gaps), shop, silent), chance(rhythm(*gaps), shop, silent, horizon=180)
    assert 0 <= near <= far <= 1


@given(gap_lists, shops)
def test_the_due_day_is_the_first_from_which_the_chance_is_below_the_threshold(
    gaps: list[int], shop: RhythmParameters
) -> None:
    buyer = rhythm(*gaps)
    due = win_back_after(buyer, shop)
    if due is None:
        assert max(typical_gap(buyer, shop), LONGEST_WAIT * (chance(buyer, shop, LONGEST_WAIT) >= 0.4)) >= LONGEST_WAIT
        return
    assert due >= FLOOR_DAYS
    assert all(chance(buyer, shop, silent) < 0.405 for silent in range(due, due + 400, 3))
    assert chance(buyer, shop, due) < 0.40
    floor = FLOOR_DAYS if len(gaps) < 3 else max(FLOOR_DAYS, typical_gap(buyer, shop))
    assert due < floor + 1 or chance(buyer, shop, due - 1) >= 0.40


@given(st.integers(2, 300), st.integers(3, 12))
def test_after_the_floor_a_regular_buyers_chance_only_falls(gap: int, count: int) -> None:
    buyer = rhythm(*[gap] * count)
    start = max(FLOOR_DAYS, round(typical_gap(buyer, PRIOR)))
    chances = [chance(buyer, PRIOR, silent) for silent in range(start, start + 300, 10)]
    assert chances == sorted(chances, reverse=True)


@given(gap_lists, shops, st.floats(0.1, 0.4))
def test_a_lower_threshold_waits_longer(gaps: list[int], shop: RhythmParameters, threshold: float) -> None:
    patient, due = win_back_after(rhythm(*gaps), shop, threshold), win_back_after(rhythm(*gaps), shop)
    assert patient is None or (due is not None and due <= patient)


@given(gap_lists, shops, st.integers(2, 500), st.sampled_from([0.5, 2.0, 7.0]))
def test_the_unit_of_time_does_not_matter(gaps: list[int], shop: RhythmParameters, silent: int, scale: float) -> None:
    """A shop that lives twice as slowly gives the same chances over twice the days."""
    slow = Rhythm(len(gaps), sum(log(gap * scale) for gap in gaps))
    same = chance(slow, shop._replace(mu=shop.mu + log(scale)), silent * scale, horizon=60 * scale)
    assert same == pytest.approx(chance(rhythm(*gaps), shop, silent), abs=1e-9)


@given(gap_lists)
def test_the_rhythm_of_days_is_that_of_their_gaps_in_any_order(gaps: list[int]) -> None:
    days = days_with(gaps)
    assert gaps_of(reversed(days)) == gaps
    assert rhythm_of(reversed(days)) == rhythm_of(days)
    assert rhythm_of(days).log_sum == pytest.approx(sum(map(log, gaps)))


@given(st.lists(st.integers(0, 60), max_size=12))
def test_a_rhythm_grows_purchase_by_purchase(gaps: list[int]) -> None:
    """Carrying it on from the last purchase day gives what the whole history gives."""
    carried = Rhythm()
    for gap in gaps:
        carried = carried.after(gap)
    assert carried == rhythm_of(days_with(gaps))


@pytest.mark.parametrize(
    ("days", "gaps"),
    [
        pytest.param([0, 0, 30], [30], id="twice on one day: one purchase"),
        pytest.param([0, 1, 31], [30], id="the day after: one purchase"),
        pytest.param([0, 1, 2, 32], [30], id="three days running: one purchase"),
        pytest.param([0, 2], [2], id="two days later: a gap"),
        pytest.param([5], [], id="a single day: no gap"),
        pytest.param([], [], id="nothing bought: no gap"),
    ],
)
def test_records_at_most_one_day_apart_are_one_purchase(days: list[int], gaps: list[int]) -> None:
    assert gaps_of(DAY + timedelta(days=day) for day in days) == gaps


def test_the_defaults_are_the_prior_means() -> None:
    assert exp(PRIOR.mu) == pytest.approx(45)
    assert (PRIOR.sigma2, PRIOR.kappa, PRIOR.a, PRIOR.b) == (1.0, 1.2, 0.45, 0.6)
