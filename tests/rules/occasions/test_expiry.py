"""The word before points expire."""

from datetime import date, timedelta

import pytest

from rules.occasions import expiry
from rules.occasions.facts import Facts, Seen, ShopRules

LAST = date(2026, 12, 31)
ANNA = Facts(buyer_id=1, points_until=LAST)
SHOP = ShopRules()


@pytest.mark.parametrize(
    ("before", "due"),
    [
        pytest.param(60, date(2026, 12, 17), id="60 days before: planned"),
        pytest.param(15, date(2026, 12, 17), id="15 days before: patience"),
        pytest.param(14, date(2026, 12, 17), id="14 days before: due"),
        pytest.param(3, date(2026, 12, 17), id="3 days before: still worth it"),
        pytest.param(0, date(2026, 12, 17), id="the last day: still worth it"),
        pytest.param(-1, None, id="the day after: too late"),
    ],
)
def test_it_is_due_two_weeks_before_the_last_day(before: int, due: date | None) -> None:
    occasion = expiry.due(ANNA, SHOP, LAST - timedelta(days=before))
    assert (occasion.due if occasion else None) == due
    assert occasion is None or occasion.until == LAST


def test_it_says_through_when_the_next_reminder_cannot_come() -> None:
    occasion = expiry.due(ANNA, SHOP, LAST - timedelta(days=20))
    assert occasion is not None
    assert occasion.reason == {"date": LAST, "through": date(2027, 1, 15)}


def test_nothing_expires_nothing_is_due() -> None:
    assert expiry.due(Facts(buyer_id=1), SHOP, LAST) is None


@pytest.mark.parametrize(
    ("next_last", "due"),
    [
        pytest.param(LAST, None, id="the same points: said"),
        pytest.param(date(2027, 1, 15), None, id="15 January: was said along"),
        pytest.param(date(2027, 1, 16), date(2027, 1, 16), id="16 January: thirty days later, on its last day"),
        pytest.param(date(2027, 2, 20), date(2027, 2, 6), id="20 February: two weeks before again"),
    ],
)
def test_small_pieces_are_one_reminder_in_thirty_days(next_last: date, due: date | None) -> None:
    seen = ANNA._replace(points_until=next_last, seen={"expiry": Seen(date(2026, 12, 17))})
    occasion = expiry.due(seen, SHOP, date(2026, 12, 18))
    assert (occasion.due if occasion else None) == due
