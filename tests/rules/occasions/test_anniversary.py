"""Years since the first purchase."""

from datetime import date

import pytest

from rules.occasions import anniversary
from rules.occasions.facts import Facts, Occasion, Seen, ShopRules

FIRST = date(2024, 5, 3)


def due(today: date, last: date, first: date = FIRST, seen: date | None = None) -> Occasion | None:
    marks = {"anniversary": Seen(seen)} if seen else {}
    return anniversary.due(Facts(1, first_day=first, last_day=last, seen=marks), ShopRules(), today)


@pytest.mark.parametrize(
    ("today", "last", "day", "years"),
    [
        pytest.param(date(2024, 6, 1), date(2024, 6, 1), date(2025, 5, 3), 1, id="a second purchase: one year is next"),
        pytest.param(date(2025, 5, 3), date(2025, 1, 9), date(2025, 5, 3), 1, id="the day: due"),
        pytest.param(date(2025, 5, 17), date(2025, 1, 9), date(2025, 5, 3), 1, id="two weeks later: still kind"),
        pytest.param(date(2025, 5, 4), date(2025, 5, 4), date(2025, 5, 3), 1, id="bought the day after: still told"),
        pytest.param(date(2025, 5, 18), date(2025, 5, 4), date(2026, 5, 3), 2, id="15 days later: next year"),
        pytest.param(date(2026, 5, 3), date(2026, 5, 3), date(2026, 5, 3), 2, id="bought on the day: due"),
    ],
)
def test_it_is_due_every_year_a_buyer_is_still_one(today: date, last: date, day: date, years: int) -> None:
    occasion = due(today, last)
    assert occasion is not None
    assert (occasion.due, occasion.key) == (day, day.isoformat())
    assert occasion.reason == {"years": years, "first_day": FIRST, "date": day}


@pytest.mark.parametrize(
    ("today", "last"),
    [
        pytest.param(date(2025, 5, 3), FIRST, id="bought once: no anniversary"),
        pytest.param(date(2026, 5, 3), date(2025, 5, 3), id="nothing bought since the last anniversary"),
        pytest.param(date(2026, 5, 3), date(2024, 12, 1), id="silent for more than a year"),
    ],
)
def test_it_keeps_quiet_about_buyers_who_are_gone(today: date, last: date) -> None:
    assert due(today, last) is None


def test_once_told_the_next_year_is_next() -> None:
    occasion = due(date(2025, 5, 3), date(2025, 5, 3), seen=date(2025, 5, 3))
    assert occasion is None
    later = due(date(2025, 6, 1), date(2025, 6, 1), seen=date(2025, 5, 3))
    assert later is not None
    assert later.due == date(2026, 5, 3)


@pytest.mark.parametrize(
    ("year", "day"),
    [
        pytest.param(2025, date(2025, 3, 1), id="common year: 1 March"),
        pytest.param(2028, date(2028, 2, 29), id="leap year: the day itself"),
    ],
)
def test_a_first_purchase_on_the_29th_of_february(year: int, day: date) -> None:
    occasion = due(date(year, 1, 15), date(year, 1, 10), first=date(2024, 2, 29))
    assert occasion is not None
    assert occasion.due == day


def test_nothing_bought_nothing_to_celebrate() -> None:
    assert anniversary.due(Facts(1), ShopRules(), FIRST) is None
