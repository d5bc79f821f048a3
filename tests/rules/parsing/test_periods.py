"""A month or a year as a whole."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages_de.vocabulary import vocabulary
from rules.parsing.periods import read_period
from rules.statistics import MONTH, YEAR, first_day, number_of

TODAY = date(2026, 5, 31)


@pytest.mark.parametrize(
    ("typed", "unit", "first"),
    [
        ("oktober", MONTH, date(2025, 10, 1)),
        ("im Oktober", MONTH, date(2025, 10, 1)),
        ("Mai", MONTH, date(2026, 5, 1)),
        ("Juni", MONTH, date(2025, 6, 1)),
        ("Feb.", MONTH, date(2026, 2, 1)),
        ("märz 2019", MONTH, date(2019, 3, 1)),
        ("Dezember 2027", MONTH, date(2027, 12, 1)),
        ("2025", YEAR, date(2025, 1, 1)),
    ],
    ids=str,
)
def test_a_period_is_read(typed: str, unit: str, first: date) -> None:
    assert read_period(typed, vocabulary(), TODAY) == (unit, number_of(first, unit))


@pytest.mark.parametrize(
    "typed", ["", "gestern", "25", "99999", "0000", "2025 oktober mai", "oktober mai", "3.5.", "²²²²"]
)
def test_other_words_are_none(typed: str) -> None:
    assert read_period(typed, vocabulary(), TODAY) is None


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(["Januar", "Februar", "Juli", "Dezember"]))
def test_a_month_without_a_year_has_begun_within_the_last_year(today: date, typed: str) -> None:
    found = read_period(typed, vocabulary(), today)
    assert found is not None
    assert 0 <= number_of(today, MONTH) - found[1] <= 11
    assert first_day(found[1], MONTH) <= today
