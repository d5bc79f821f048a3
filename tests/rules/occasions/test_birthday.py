"""Birthdays: ahead to pack something, and on the day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.occasions import birthday
from rules.occasions.facts import Birthday, Facts, Occasion, Seen, ShopRules

SHOP = ShopRules()
MAY_3 = Birthday(3, 5)


def due(
    today: date, born: Birthday = MAY_3, known: date | None = None, seen: date | None = None, shop: ShopRules = SHOP
) -> Occasion | None:
    marks = {"birthday": Seen(seen)} if seen else {}
    return birthday.due(Facts(1, birthday=born, birthday_known_since=known, seen=marks), shop, today)


def days(occasion: Occasion | None) -> tuple[date, date, object]:
    assert occasion is not None
    return occasion.due, occasion.until, occasion.reason["days_ahead"]


@pytest.mark.parametrize(
    ("today", "first", "until", "ahead"),
    [
        pytest.param(date(2026, 1, 1), date(2026, 4, 30), date(2026, 5, 2), 3, id="in winter: three days ahead"),
        pytest.param(date(2026, 4, 30), date(2026, 4, 30), date(2026, 5, 2), 3, id="three days before: due"),
        pytest.param(date(2026, 5, 2), date(2026, 4, 30), date(2026, 5, 2), 1, id="the eve: still ahead"),
        pytest.param(date(2026, 5, 3), date(2026, 5, 3), date(2026, 5, 4), 0, id="the day: due"),
        pytest.param(date(2026, 5, 4), date(2026, 5, 3), date(2026, 5, 4), -1, id="the day after: belated"),
        pytest.param(date(2026, 5, 5), date(2027, 4, 30), date(2027, 5, 2), 3, id="two days after: next year"),
    ],
)
def test_it_is_due_ahead_and_on_the_day(today: date, first: date, until: date, ahead: int) -> None:
    assert days(due(today)) == (first, until, ahead)


def test_what_was_shown_ahead_is_followed_by_the_day_itself() -> None:
    assert days(due(date(2026, 4, 30), seen=date(2026, 4, 30))) == (date(2026, 5, 3), date(2026, 5, 4), 0)


def test_after_the_day_the_next_year_is_next() -> None:
    assert days(due(date(2026, 5, 3), seen=date(2026, 5, 3)))[0] == date(2027, 4, 30)


@pytest.mark.parametrize(
    ("known", "first", "ahead"),
    [
        pytest.param(date(2026, 5, 3), date(2026, 5, 3), 0, id="entered today for today: today"),
        pytest.param(date(2026, 5, 2), date(2026, 5, 2), 1, id="entered on the eve: at once, one day ahead"),
        pytest.param(date(2026, 4, 30), date(2026, 4, 30), 3, id="entered three days before: at once"),
        pytest.param(date(2026, 5, 4), date(2027, 4, 30), 3, id="entered the day after: next year"),
    ],
)
def test_a_birthday_just_learnt_is_not_missed(known: date, first: date, ahead: int) -> None:
    occasion = due(known, known=known)
    assert occasion is not None
    assert (occasion.due, occasion.reason["days_ahead"]) == (first, ahead)


def test_entering_a_birthday_again_does_not_remind_again() -> None:
    """Somebody adds the year on the eve: the reminder of three days ago stays the only one ahead."""
    occasion = due(date(2026, 5, 2), known=date(2026, 5, 2), seen=date(2026, 4, 30))
    assert days(occasion)[0] == date(2026, 5, 3)


@pytest.mark.parametrize(
    ("year", "day"),
    [
        pytest.param(2026, date(2026, 3, 1), id="common year: 1 March"),
        pytest.param(2028, date(2028, 2, 29), id="leap year: the day itself"),
        pytest.param(2100, date(2100, 3, 1), id="2100 is no leap year"),
    ],
)
def test_a_birthday_on_the_29th_of_february(year: int, day: date) -> None:
    occasion = due(day, born=Birthday(29, 2))
    assert occasion is not None
    assert (occasion.due, occasion.key) == (day, f"{day}:day")
    assert occasion.due.year == year


def test_new_years_day_is_prepared_in_the_old_year() -> None:
    occasion = due(date(2026, 12, 20), born=Birthday(1, 1, 1990))
    assert days(occasion) == (date(2026, 12, 29), date(2026, 12, 31), 3)
    assert occasion is not None
    assert (occasion.reason["date"], occasion.reason["turning"]) == (date(2027, 1, 1), 37)


def test_new_years_eve_is_belated_in_the_new_year() -> None:
    assert days(due(date(2027, 1, 1), born=Birthday(31, 12)))[0] == date(2026, 12, 31)


def test_without_a_year_nobody_is_told_an_age() -> None:
    occasion = due(date(2026, 5, 3))
    assert occasion is not None
    assert occasion.reason == {"date": date(2026, 5, 3), "days_ahead": 0, "turning": None}


def test_a_shop_that_wants_no_warning_hears_of_the_day_only() -> None:
    assert days(due(date(2026, 1, 1), shop=ShopRules(birthday_ahead_days=0)))[0] == date(2026, 5, 3)


def test_an_unknown_birthday_is_never_due() -> None:
    assert birthday.due(Facts(1), SHOP, date(2026, 5, 3)) is None


@pytest.mark.parametrize("now", [0, 1, 3, 14])
def test_what_was_shown_ahead_is_not_shown_again_when_the_shop_wants_it_later(now: int) -> None:
    """Shown a week ahead: with fewer days ahead, the next is the day itself."""
    occasion = due(date(2026, 4, 28), seen=date(2026, 4, 26), shop=ShopRules(birthday_ahead_days=now))
    assert days(occasion)[0] == date(2026, 5, 3)


@given(
    born=st.builds(Birthday, st.integers(1, 28), st.integers(1, 12)) | st.just(Birthday(29, 2)),
    wanted=st.lists(st.tuples(st.integers(1, 60), st.integers(0, birthday.MOST_AHEAD)), min_size=1, max_size=40),
)
def test_whatever_the_shop_wants_from_day_to_day_nothing_is_said_twice(
    born: Birthday, wanted: list[tuple[int, int]]
) -> None:
    today, seen, keys = date(2026, 1, 1), None, []
    for later, ahead in wanted:
        today += timedelta(days=later)
        found = due(today, born, seen=seen, shop=ShopRules(birthday_ahead_days=ahead))
        if found and found.due <= today:
            seen = found.due
            keys.append(found.key)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (Birthday(3, 5), True),
        (Birthday(3, 5, 1990), True),
        (Birthday(3, 5, 1991), False),
        (Birthday(4, 5, 1990), False),
        (Birthday(3, 6), False),
    ],
    ids=str,
)
def test_two_birthdays_agree_unless_a_day_or_two_years_differ(other: Birthday, same: bool) -> None:
    born = Birthday(3, 5, 1990)
    assert born.agrees_with(other) is other.agrees_with(born) is same
