"""Tiers: windows, years, what falls when, what is missing, and what the seller gives by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.tiers import (
    DEFAULT_RULES,
    NEW,
    REGULAR,
    RETURNING,
    VIP,
    Bought,
    Missing,
    TierRule,
    falls_on,
    missing,
    reached,
    tier_at,
    tier_of,
)

TODAY = date(2026, 5, 1)
HALF_YEAR = TierRule(REGULAR, purchases=3, within_days=180)
YEARLY = TierRule(REGULAR, every_year=True)
DAYS_180 = replace(HALF_YEAR, downgrade=True)


def ago(*days: int, cents: int = 1000) -> list[Bought]:
    return [Bought(TODAY - timedelta(days=each), cents) for each in days]


def in_years(*years: int) -> list[Bought]:
    return [Bought(date(year, 6, 15), 1000) for year in years]


REACHED = [
    pytest.param(TierRule(NEW), [], True, id="a rule that asks for nothing: at once"),
    pytest.param(TierRule(REGULAR, purchases=3), ago(900, 500, 0), True, id="3 purchases ever: there"),
    pytest.param(TierRule(REGULAR, purchases=3), ago(1, 0), False, id="3 purchases ever: two"),
    pytest.param(TierRule(REGULAR, purchases=3), [Bought(TODAY, 9, purchases=3)], True, id="3 purchases on one day"),
    pytest.param(TierRule(REGULAR, cents=5000), ago(2, 1, cents=2500), True, id="50 euros: exactly"),
    pytest.param(TierRule(REGULAR, cents=5000), ago(2, 1, cents=2499), False, id="50 euros: two cents short"),
    pytest.param(TierRule(REGULAR, items=10), [Bought(TODAY, 100, items=10)], True, id="10 items in one purchase"),
    pytest.param(TierRule(REGULAR, items=10), ago(*range(9)), False, id="10 items: nine"),
    pytest.param(TierRule(REGULAR, purchases=2, cents=9000), ago(2, 1), False, id="two things asked for: only one"),
    pytest.param(TierRule(REGULAR, purchases=2, cents=2000), ago(2, 1), True, id="two things asked for: both"),
    pytest.param(
        TierRule(REGULAR, purchases=2), [*ago(5), *ago(3, cents=0)], False, id="refunded in full: not counted"
    ),
    pytest.param(TierRule(REGULAR, purchases=2), [*ago(5), *ago(-1)], False, id="tomorrow's purchase: not yet"),
    pytest.param(HALF_YEAR, ago(180, 90, 0), True, id="window: day 180 is in it"),
    pytest.param(HALF_YEAR, ago(181, 90, 0), False, id="window: day 181 is not"),
    pytest.param(HALF_YEAR, ago(1000, 900, 820, 0), True, id="window: years ago is enough"),
    pytest.param(HALF_YEAR, ago(1000, 819, 638, 457), False, id="window: never three close together"),
    pytest.param(HALF_YEAR, ago(0, 180, 90), True, id="window: in any order"),
    pytest.param(TierRule(REGULAR, purchases=2, within_days=0), ago(7, 7), True, id="window of a day: twice on it"),
    pytest.param(DAYS_180, ago(180, 90, 0), True, id="downgrade: day 180 still counts"),
    pytest.param(DAYS_180, ago(181, 100, 1), False, id="downgrade: day 181 counts no more"),
    pytest.param(DAYS_180, ago(1000, 900, 820, 0), False, id="downgrade: years ago is over"),
    pytest.param(YEARLY, in_years(2023, 2024, 2025), True, id="every year: this one is not over yet"),
    pytest.param(YEARLY, in_years(2025), False, id="every year: one year is not every"),
    pytest.param(YEARLY, [*in_years(2025), *ago(0)], True, id="every year: last one and today"),
    pytest.param(YEARLY, ago(10, 5), False, id="every year: twice in one year"),
    pytest.param(YEARLY, in_years(2022, 2024), False, id="every year: never two in a row"),
    pytest.param(YEARLY, in_years(2022, 2024, 2025), True, id="every year: counted again from the year after the gap"),
    pytest.param(YEARLY, in_years(2022, 2023, 2025), True, id="every year: once earned it stays"),
    pytest.param(replace(YEARLY, downgrade=True), in_years(2022, 2023, 2025), False, id="downgrade: a year left out"),
    pytest.param(replace(YEARLY, downgrade=True), in_years(2024, 2025), True, id="downgrade: no year left out"),
    pytest.param(
        replace(YEARLY, downgrade=True), in_years(2021, 2024, 2025), True, id="downgrade: two years after the gap"
    ),
    pytest.param(replace(YEARLY, downgrade=True), in_years(2023, 2024), False, id="downgrade: last year left out"),
    pytest.param(replace(YEARLY, purchases=3), in_years(2024, 2025), False, id="every year and 3 purchases: two"),
]


@pytest.mark.parametrize(("rule", "history", "expected"), REACHED)
def test_a_rule_is_reached_by_what_was_bought(rule: TierRule, history: list[Bought], expected: bool) -> None:
    assert reached(rule, history, TODAY) is expected


FALLS = [
    pytest.param(DAYS_180, ago(170, 90, 0), TODAY + timedelta(days=11), id="when the oldest that is needed leaves"),
    pytest.param(DAYS_180, ago(170, 90, 50, 0), TODAY + timedelta(days=91), id="the older ones are not needed"),
    pytest.param(DAYS_180, ago(180, 90, 0), TODAY + timedelta(days=1), id="tomorrow"),
    pytest.param(DAYS_180, ago(90, 0), None, id="not reached: nothing to lose"),
    pytest.param(HALF_YEAR, ago(170, 90, 0), None, id="without downgrade: never"),
    pytest.param(TierRule(REGULAR, purchases=1, downgrade=True), ago(0), None, id="without a window: never"),
    pytest.param(TierRule(NEW, within_days=9, downgrade=True), ago(0), None, id="asks for nothing: never"),
    pytest.param(replace(YEARLY, downgrade=True), in_years(2024, 2025), date(2027, 1, 1), id="nothing yet this year"),
    pytest.param(replace(YEARLY, downgrade=True), [*in_years(2025), *ago(0)], date(2028, 1, 1), id="bought this year"),
    pytest.param(replace(DAYS_180, every_year=True), ago(170, 90, 0), TODAY + timedelta(days=11), id="the earlier one"),
]


@pytest.mark.parametrize(("rule", "history", "day"), FALLS)
def test_a_tier_falls_at_the_end_of_its_window(rule: TierRule, history: list[Bought], day: date | None) -> None:
    assert falls_on(rule, history, TODAY) == day


MISSING = [
    pytest.param(TierRule(REGULAR, purchases=3), ago(9, 1), Missing(purchases=1), id="one purchase to go"),
    pytest.param(TierRule(REGULAR, cents=5000), ago(9, 1), Missing(cents=3000), id="30 euros to go"),
    pytest.param(TierRule(REGULAR, items=10), [], Missing(items=10), id="10 items to go"),
    pytest.param(TierRule(REGULAR, purchases=2), ago(9, 1), Missing(), id="nothing to go"),
    pytest.param(HALF_YEAR, ago(200, 100), Missing(purchases=2), id="what left the window is to be bought again"),
    pytest.param(HALF_YEAR, ago(900, 890, 880), Missing(), id="once earned, nothing to go"),
    pytest.param(DAYS_180, ago(900, 890, 880), Missing(purchases=3), id="downgrade: all to go again"),
    pytest.param(YEARLY, [], Missing(years=2), id="every year: two to go"),
    pytest.param(YEARLY, ago(3), Missing(years=1), id="every year: one more, the next"),
    pytest.param(YEARLY, in_years(2025), Missing(years=1), id="every year: one more, this one"),
    pytest.param(YEARLY, in_years(2023), Missing(years=2), id="every year: after a gap from the beginning"),
    pytest.param(YEARLY, in_years(2022, 2024, 2025), Missing(), id="every year: two in a row after a gap"),
]


@pytest.mark.parametrize(("rule", "history", "expected"), MISSING)
def test_what_is_missing_is_named(rule: TierRule, history: list[Bought], expected: Missing) -> None:
    assert missing(rule, history, TODAY) == expected


OWN = (TierRule("Sockenfreund", purchases=2), TierRule("Wollkönigin", purchases=4))
TIERS = [
    pytest.param([], DEFAULT_RULES, None, NEW, id="nothing bought: new"),
    pytest.param(ago(1), (), None, NEW, id="no rules: new"),
    pytest.param(ago(2, 1), DEFAULT_RULES, None, RETURNING, id="the 2nd purchase"),
    pytest.param(ago(3, 2, 1), DEFAULT_RULES, None, REGULAR, id="the 3rd: the highest of all that are met"),
    pytest.param(ago(1), DEFAULT_RULES, REGULAR, REGULAR, id="by hand above the earned one: stays"),
    pytest.param(ago(3, 2, 1), DEFAULT_RULES, RETURNING, REGULAR, id="earned above the one by hand"),
    pytest.param(ago(3, 2, 1), DEFAULT_RULES, VIP, VIP, id="VIP by hand: the highest"),
    pytest.param(ago(3, 2, 1), DEFAULT_RULES, "Ehrenkundin", "Ehrenkundin", id="by hand without a rule: above all"),
    pytest.param(ago(1), (TierRule(VIP, purchases=1),), "Ehrenkundin", VIP, id="VIP earned: above it still"),
    pytest.param(ago(3, 2, 1), OWN, None, "Sockenfreund", id="own names"),
    pytest.param(ago(3, 2, 1), OWN, NEW, "Sockenfreund", id="new by hand: what is earned stays"),
    pytest.param(
        [Bought(TODAY, 9000)],
        (*DEFAULT_RULES, TierRule(REGULAR, cents=9000)),
        None,
        REGULAR,
        id="two rules for one tier: either",
    ),
]


@pytest.mark.parametrize(("history", "rules", "by_hand", "tier"), TIERS)
def test_the_highest_tier_earned_or_given_counts(
    history: list[Bought], rules: tuple[TierRule, ...], by_hand: str | None, tier: str
) -> None:
    assert tier_at(history, rules, TODAY, by_hand) == tier


def test_a_fallen_tier_leaves_the_one_below() -> None:
    rules = (*DEFAULT_RULES[:2], DAYS_180)
    assert tier_at(ago(180, 90, 0), rules, TODAY) == REGULAR
    assert tier_at(ago(180, 90, 0), rules, TODAY + timedelta(days=1)) == RETURNING


histories = st.lists(
    st.builds(
        Bought,
        day=st.integers(0, 1500).map(lambda days: TODAY - timedelta(days=days)),
        cents=st.integers(0, 5000),
        items=st.integers(1, 4),
        purchases=st.integers(1, 3),
    ),
    max_size=12,
)
some = st.none() | st.integers(1, 8)
tier_rules = st.builds(
    TierRule,
    tier=st.just(REGULAR),
    purchases=some,
    cents=st.none() | st.integers(1, 20_000),
    items=some,
    within_days=st.none() | st.integers(0, 800),
    every_year=st.booleans(),
    downgrade=st.booleans(),
)


def bought_enough(rule: TierRule, window: list[Bought]) -> bool:
    sums = [sum(values) for values in zip(*[(b.purchases, b.cents, b.items) for b in window], strict=True)] or [0, 0, 0]
    return all(have >= (need or 0) for have, need in zip(sums, (rule.purchases, rule.cents, rule.items), strict=True))


@given(histories, tier_rules)
def test_a_window_is_reached_if_it_is_by_comparing_all_windows(history: list[Bought], rule: TierRule) -> None:
    rule = replace(rule, every_year=False)
    standing = [each for each in history if each.cents]
    ends = {TODAY} if rule.downgrade or rule.within_days is None else {TODAY, *(each.day for each in standing)}
    within = 10_000 if rule.within_days is None else rule.within_days
    windows = [[each for each in standing if 0 <= (end - each.day).days <= within] for end in ends]
    assert reached(rule, history, TODAY) == any(bought_enough(rule, window) for window in windows)


@given(histories, tier_rules)
def test_a_tier_is_there_up_to_the_day_before_it_falls(history: list[Bought], rule: TierRule) -> None:
    day = falls_on(rule, history, TODAY)
    if day is None:
        assert not reached(rule, history, TODAY) or reached(rule, history, TODAY + timedelta(days=5000))
        return
    assert day > TODAY
    assert reached(rule, history, day - timedelta(days=1))
    assert not reached(rule, history, day)


@given(histories, tier_rules, st.integers(0, 3000))
def test_without_downgrade_a_tier_once_earned_stays(history: list[Bought], rule: TierRule, later: int) -> None:
    rule = replace(rule, downgrade=False)
    assert not reached(rule, history, TODAY) or reached(rule, history, TODAY + timedelta(days=later))


@given(histories, tier_rules)
def test_whoever_buys_what_is_missing_reaches_the_tier(history: list[Bought], rule: TierRule) -> None:
    gap = missing(rule, history, TODAY)
    if gap.years:
        return
    last = Bought(TODAY, max(gap.cents, 1), items=gap.items, purchases=gap.purchases)
    assert reached(rule, [*history, last], TODAY)
    assert (gap == Missing()) == reached(rule, history, TODAY)


@given(histories, st.booleans())
def test_two_years_in_a_row_are_enough_however_long_the_gap_was(history: list[Bought], downgrade: bool) -> None:
    rule, next_year = replace(YEARLY, downgrade=downgrade), TODAY.replace(year=TODAY.year + 1)
    assert reached(rule, [*history, Bought(TODAY, 100), Bought(next_year, 100)], next_year)


@given(histories, st.lists(tier_rules, max_size=4))
def test_the_order_of_the_history_does_not_matter(history: list[Bought], rules: list[TierRule]) -> None:
    named = [replace(rule, tier=str(place)) for place, rule in enumerate(rules)]
    assert tier_at(history, named, TODAY) == tier_at(history[::-1], named, TODAY)


@given(histories)
def test_the_default_rules_count_standing_purchases(history: list[Bought]) -> None:
    assert tier_at(history, DEFAULT_RULES, TODAY) == tier_of(sum(each.purchases for each in history if each.cents))
