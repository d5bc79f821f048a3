"""When a month is looked back on, who has come back, and what is proposed."""

from datetime import date

import pytest

from rules.review import Return, Stand, is_due, month_before, proposals, returns

CASES = {
    "the first of the month": (date(2026, 4, 30), date(2026, 5, 1), True),
    "a machine that was off": (date(2026, 4, 1), date(2026, 5, 10), True),
    "too late for it": (date(2026, 4, 1), date(2026, 5, 11), False),
    "done this month": (date(2026, 5, 1), date(2026, 5, 2), False),
    "the shop began this month": (date(2026, 5, 2), date(2026, 5, 3), False),
    "over the turn of the year": (date(2025, 12, 31), date(2026, 1, 1), True),
}


@pytest.mark.parametrize(("last", "today", "expected"), CASES.values(), ids=CASES.keys())
def test_a_month_is_looked_back_on_once_in_its_first_days(last: date, today: date, expected: bool) -> None:
    assert is_due(last, today) is expected


def test_the_month_before_has_all_its_days() -> None:
    assert month_before(date(2026, 5, 4)) == (date(2026, 4, 1), date(2026, 4, 30))
    assert month_before(date(2026, 3, 31)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert month_before(date(2026, 1, 1)) == (date(2025, 12, 1), date(2025, 12, 31))


def test_who_was_silent_for_sixty_days_has_come_back() -> None:
    day = date(2026, 4, 1)
    anna, ben = Return("Anna", day, date(2026, 1, 31)), Return("Ben", day, date(2025, 4, 1))
    assert returns([Return("Clara", day, date(2026, 2, 1)), anna, ben]) == [ben, anna]
    assert (anna.silent_days, ben.silent_days) == (60, 365)


@pytest.mark.parametrize(
    ("stand", "expected"),
    [
        (Stand(), [("no_rewards", 1), ("note", 1), ("week", 1)]),
        (Stand(buyers=3, rewards=1, linked=1), [("note", 1), ("week", 1), ("statistics", 1)]),
        (Stand(buyers=3, asleep=2, missing=1), [("no_rewards", 1), ("nobody_linked", 1), ("missing", 1)]),
        (
            Stand(9, late_promises=1, open_complaints=2, at_risk=3, birthdays=4),
            [("late_promises", 1), ("open_complaints", 2), ("at_risk", 3)],
        ),
    ],
    ids=["an empty shop", "nothing to do", "a quiet shop", "the most urgent first"],
)
def test_there_are_always_three_proposals(stand: Stand, expected: list[tuple[str, int]]) -> None:
    assert proposals(stand) == expected
