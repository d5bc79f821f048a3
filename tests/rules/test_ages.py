"""The order in which the rows of a sheet are booked."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages_de.vocabulary import vocabulary
from rules.importing.ages import oldest_first
from rules.importing.days import day_in
from rules.importing.rows import Line

FIELDS = ("name", "day", "amount")
DAY_OF = partial(day_in, today=date(2026, 5, 4), words=vocabulary())


def booked(days: list[str], fields: tuple[str, ...] = FIELDS) -> list[int]:
    """The lines in their order."""
    rows = [Line(number, ("Anna", day, "5")) for number, day in enumerate(days)]
    return [row.number for row in oldest_first(rows, fields, DAY_OF)]


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (["1.1.25", "2.1.25", "3.1.25"], [0, 1, 2]),
        (["3.1.25", "2.1.25", "2.1.25", "1.1.25"], [3, 2, 1, 0]),
        (["1.1.25", "3.1.25", "2.1.25", "2.1.25"], [0, 2, 3, 1]),
        (["", "oft", "2.1.25", "1.1.25", "1.1.2999"], [4, 1, 0, 3, 2]),
        ([""], [0]),
    ],
    ids=["oldest first", "newest first", "in no order", "days that are none", "no day at all"],
)
def test_the_oldest_comes_first(days: list[str], order: list[int]) -> None:
    assert booked(days) == order


@pytest.mark.parametrize("fields", [("name", "unit", "amount"), ("name", "day", "rate"), ("unit", "day", "amount")])
def test_without_days_and_in_our_own_files_the_order_stays(fields: tuple[str, ...]) -> None:
    assert booked(["3.1.25", "2.1.25"], fields) == [0, 1]


@given(st.lists(st.sampled_from(["", "?", "1.1.25", "2.1.25", "3.3.25"])))
def test_no_row_is_lost(days: list[str]) -> None:
    assert sorted(booked(days)) == list(range(len(days)))
