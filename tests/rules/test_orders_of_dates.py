"""Whether the month stands first is settled by the whole column."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.importing.orders import Order, day_first, order_of

DAYS = st.lists(st.dates(date(2000, 1, 1), date(2026, 12, 31)), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["05/03/2026", "05/13/2026"], Order(month_first=True, example="05/03/2026")),
        (["5/13/26 3:45 PM", ""], Order(month_first=True)),
        (["05-13-2026", "05-03-2026 10:00"], Order(month_first=True, example="05-03-2026")),
        (["05/03/2026", "13/05/2026"], Order()),
        (["05/13/2026", "05/03/2026", "13/05/2026"], Order(example="05/03/2026")),
        (["05/05/2026", "05/03/2026"], Order(example="05/03/2026")),
        (["5/5/2026", "13.5.2026", "2026-05-13", "46145"], Order()),
        (["2026-05-03T10:00:00-05:00", "00/05/2026", "45/13/2026"], Order()),
        (["4-13", "4-6"], Order()),
        (["x" * 100 + " 05/13/2026"], Order()),
        ([], Order()),
    ],
    ids=[
        "a 13th settles it",
        "only one",
        "dashes",
        "a 13th first settles it",
        "both",
        "neither",
        "nothing in doubt",
        "no days",
        "sizes",
        "a long text",
        "empty",
    ],
)
def test_the_column_settles_the_order(cells: list[str], order: Order) -> None:
    assert order_of(cells) == order


@given(DAYS)
def test_what_is_settled_is_right_and_what_is_not_is_told(days: list[date]) -> None:
    german = order_of(f"{day:%d/%m/%Y}" for day in days)
    american = order_of(f"{day:%m/%d/%Y}" for day in days)
    is_settled = any(day.day > 12 for day in days)
    assert not german.month_first
    assert american.month_first == is_settled
    is_twofold = any(day.day != day.month and day.day <= 12 for day in days)
    assert bool(american.example) == is_twofold
    assert bool(german.example) == (is_twofold and not is_settled)


@given(st.dates())
def test_a_day_is_turned_and_the_example_says_how(day: date) -> None:
    written = f"{day:%m/%d}/{day.year:04}"
    assert day_first(f"{written} 10:00") == f"{day:%d.%m}.{day.year:04} 10:00"
    said, turned = Order(month_first=True, example=written).day(), Order(example=written).day(turned=True)
    assert (said.day, said.month) == (turned.day, turned.month) == (day.day, day.month)
