"""Periods, their first days, and the rounding of the statistics; the figures themselves are checked with the database."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.statistics import MONTH, QUARTER, UNITS, YEAR, first_day, number_of, percent, same_days_before, ticks

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@settings(max_examples=30)
@given(DAYS, st.sampled_from(UNITS))
def test_a_day_lies_in_its_period_and_not_in_the_next(day: date, unit: str) -> None:
    number = number_of(day, unit)
    assert first_day(number, unit) <= day < first_day(number + 1, unit)


@settings(max_examples=30)
@given(DAYS, st.sampled_from(UNITS))
def test_as_many_days_are_compared_unless_the_period_before_is_shorter(day: date, unit: str) -> None:
    begun = first_day(number_of(day, unit), unit)
    first, last = same_days_before(day, unit)
    assert number_of(first, unit) == number_of(last, unit) == number_of(day, unit) - 1
    if unit == YEAR:
        assert (last.month, last.day) in {(day.month, day.day), (2, 28)}
    else:
        assert last - first == day - begun or last == begun - timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "unit", "first", "last"),
    [
        (date(2026, 5, 4), MONTH, date(2026, 4, 1), date(2026, 4, 4)),
        (date(2026, 3, 31), MONTH, date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 1, 2), QUARTER, date(2025, 10, 1), date(2025, 10, 2)),
        (date(2024, 12, 31), YEAR, date(2023, 1, 1), date(2023, 12, 31)),
        (date(2028, 6, 30), YEAR, date(2027, 1, 1), date(2027, 6, 30)),
        (date(2028, 2, 29), YEAR, date(2027, 1, 1), date(2027, 2, 28)),
    ],
    ids=["the same days", "a shorter month", "over the turn of the year", "after a leap year", "in one", "on its day"],
)
def test_the_days_that_are_compared(day: date, unit: str, first: date, last: date) -> None:
    assert same_days_before(day, unit) == (first, last)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 0, None), (0, 3, 0), (1, 3, 33), (1, 8, 13), (1, 200, 1), (1, 201, 0), (3, 3, 100)],
)
def test_percentages_are_rounded_half_up(part: int, whole: int, expected: int | None) -> None:
    assert percent(part, whole) == expected


@pytest.mark.parametrize(
    ("highest", "expected"),
    [(0, [0, 100]), (100, [0, 100]), (401, [0, 200, 400, 600]), (47_150, [0, 20_000, 40_000, 60_000])],
)
def test_the_lines_across_the_bars_are_round(highest: int, expected: list[int]) -> None:
    assert ticks(highest) == expected


@settings(max_examples=30)
@given(st.integers(0, 10**11))
def test_the_highest_line_is_not_far_above_the_highest_bar(highest: int) -> None:
    lines = ticks(highest)
    assert 2 <= len(lines) <= 5
    assert lines[-2] < max(highest, 1) <= lines[-1] or highest <= 100
    assert {upper - lower for lower, upper in pairwise(lines)} == {lines[1]}
