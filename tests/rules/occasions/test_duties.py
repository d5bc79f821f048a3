"""Promises and complaints: what the seller owes a buyer."""

from datetime import date, timedelta

import pytest

from rules.occasions import complaint_check, due_occasions, promise
from rules.occasions.facts import Birthday, Complaint, Facts, Pledge, ShopRules

FRIDAY = date(2026, 5, 8)
SHOP = ShopRules()


@pytest.mark.parametrize(
    ("today", "told", "due"),
    [
        pytest.param(-3, None, -1, id="three days before: on the eve"),
        pytest.param(-1, None, -1, id="on the eve: now"),
        pytest.param(-1, -1, 0, id="told on the eve: on the day"),
        pytest.param(0, None, 0, id="the eve was missed: on the day"),
        pytest.param(4, -1, 0, id="late: still"),
        pytest.param(4, 0, None, id="told on the day: it is the seller's turn"),
    ],
)
def test_a_promise_is_due_on_its_eve_and_on_its_day(today: int, told: int | None, due: int | None) -> None:
    pledge = Pledge(7, FRIDAY, "Fotos", None if told is None else FRIDAY + timedelta(days=told))
    found = promise.due(Facts(1, promises=(pledge,)), SHOP, FRIDAY + timedelta(days=today))
    assert (found.due if found else None) == (None if due is None else FRIDAY + timedelta(days=due))
    assert found is None or found.about == 7


@pytest.mark.parametrize(
    ("told", "due"),
    [
        pytest.param(None, 0, id="on its day"),
        pytest.param(-5, 0, id="an earlier look does not count"),
        pytest.param(0, 5, id="nobody answered: five days later"),
    ],
)
def test_a_complaint_is_looked_at_until_it_is_closed(told: int | None, due: int) -> None:
    one = Complaint(7, FRIDAY, FRIDAY, told=None if told is None else FRIDAY + timedelta(days=told))
    found = complaint_check.due(Facts(1, complaints=(one,)), SHOP, FRIDAY)
    assert found is not None
    assert found.due == FRIDAY + timedelta(days=due)


def test_a_closed_complaint_is_over() -> None:
    assert (
        complaint_check.due(Facts(1, complaints=(Complaint(7, FRIDAY, FRIDAY, is_open=False),)), SHOP, FRIDAY) is None
    )


def test_while_a_complaint_is_open_only_what_is_right_comes() -> None:
    """No question whether all is well, no anniversary; the birthday all the same."""
    anna = Facts(
        1,
        date(2025, 5, 8),
        date(2026, 5, 2),
        5,
        birthday=Birthday(8, 5),
        birthday_known_since=date(2026, 1, 1),
        complaints=(Complaint(7, FRIDAY, FRIDAY),),
    )
    assert [found.kind for found in due_occasions(anna, SHOP, FRIDAY)] == ["complaint_check", "birthday"]
