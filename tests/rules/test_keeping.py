"""How long things are kept."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.keeping import ASKED_EVERY, is_asked, years_before

DAYS = st.dates(date(1950, 1, 1), date(2150, 1, 1))


@pytest.mark.parametrize(
    ("today", "years", "before"),
    [
        (date(2026, 5, 4), 3, date(2023, 5, 4)),
        (date(2028, 2, 29), 4, date(2024, 2, 29)),
        (date(2028, 2, 29), 3, date(2025, 3, 1)),
    ],
    ids=["usual", "leap to leap", "leap to common"],
)
def test_the_same_day_years_ago(today: date, years: int, before: date) -> None:
    assert years_before(today, years) == before


@given(DAYS, st.integers(1, 20))
def test_it_is_about_so_many_years(today: date, years: int) -> None:
    assert abs((today - years_before(today, years)).days - 365.25 * years) <= 2


@given(DAYS, st.integers(0, 800))
def test_it_is_asked_once_a_year(last: date, days: int) -> None:
    assert is_asked(last, last + timedelta(days=days)) is (days >= ASKED_EVERY.days)
