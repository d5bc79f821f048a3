"""What stands in the columns of a sheet."""

from __future__ import annotations

import pytest

from rules.importing import looks
from rules.importing.columns import BIRTHDAY, DAY, NAME, OTHER
from rules.importing.looks import looks_of
from rules.importing.orders import Order
from rules.importing.rows import Line

AMERICAN = Order(month_first=True)


def order(cells: list[str], field: str) -> Order:
    """How the days of a sheet with one column are read."""
    (look,) = looks_of([Line(number, (cell,)) for number, cell in enumerate(cells)], [field])
    return look.order


@pytest.mark.parametrize("field", [DAY, BIRTHDAY])
def test_days_are_read_by_the_whole_column(field: str) -> None:
    assert order([*["3.5.2026"] * 100, "05/13/2026"], field) == AMERICAN


def test_so_is_what_may_still_be_taken_for_days() -> None:
    assert order([*["05/05/2026", "05/03/2026"] * 50, "05/13/2026"], OTHER) == Order(True, "05/03/2026")


def test_where_no_days_stand_none_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    monkeypatch.setattr(looks, "order_of", lambda cells: seen.append(len(cells)) or Order())
    assert order([f"Anna {number}" for number in range(1_000)], NAME) == Order()
    assert seen == [looks.LOOK]


def test_an_empty_column_has_no_samples() -> None:
    rows = [Line(1, ("Anna", "")), Line(2, ("Anna",)), Line(3, ("Ben", ""))]
    assert [look.samples for look in looks_of(rows, [NAME, OTHER])] == [("Anna", "Ben"), ()]
