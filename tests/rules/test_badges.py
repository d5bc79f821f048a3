"""Badges: each with its day, never fewer by more history; and months in a row."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.badges import BADGES, Earned, History, badges, longest_streak, may_earn, month_streak, new_badges

TODAY = date(2026, 5, 15)


def bought(*days: str) -> History:
    return History(purchases=tuple(map(date.fromisoformat, days)))


def monthly(count: int) -> tuple[str, ...]:
    """The 10th of so many months in a row from January 2024 on."""
    return tuple(f"{2024 + month // 12}-{month % 12 + 1:02d}-10" for month in range(count))


DAYS = [
    pytest.param(bought("2026-05-01"), "first_purchase", "2026-05-01", id="first purchase"),
    pytest.param(bought("2026-05-03", "2026-05-01", "2026-05-02"), "purchases_3", "2026-05-03", id="3rd, in any order"),
    pytest.param(bought("2026-05-03", "2026-05-01"), "purchases_3", None, id="3rd: only two"),
    pytest.param(bought(*["2026-05-01"] * 5), "purchases_5", "2026-05-01", id="5th on one day"),
    pytest.param(bought(*monthly(10)), "purchases_10", "2024-10-10", id="10th"),
    pytest.param(bought(*monthly(28)), "purchases_25", "2026-01-10", id="25th of 28"),
    pytest.param(History(full_cards=(TODAY, date(2026, 1, 2))), "full_card", "2026-01-02", id="first full card"),
    pytest.param(History(friends=(date(2026, 1, 3),)), "brought_friend", "2026-01-03", id="a friend brought"),
    pytest.param(bought("2025-01-10", "2026-01-09"), "loyal_1_year", None, id="a year: one day short"),
    pytest.param(bought("2025-01-10", "2026-01-10"), "loyal_1_year", "2026-01-10", id="a year: on the day"),
    pytest.param(bought("2025-01-10"), "loyal_1_year", None, id="a year: it takes another purchase"),
    pytest.param(bought("2024-02-29", "2025-02-28"), "loyal_1_year", None, id="a year from 29 February: not the 28th"),
    pytest.param(
        bought("2024-02-29", "2025-03-01"), "loyal_1_year", "2025-03-01", id="a year from 29 February: 1 March"
    ),
    pytest.param(bought("2022-01-01", "2024-06-01"), "loyal_2_years", "2024-06-01", id="two years at once"),
    pytest.param(bought("2022-01-01", "2023-06-01"), "loyal_2_years", None, id="two years: only one"),
    pytest.param(bought(*monthly(3)), "streak_3_months", "2024-03-10", id="3 months in a row"),
    pytest.param(bought("2025-11-30", "2025-12-01", "2026-01-31"), "streak_3_months", "2026-01-31", id="over New Year"),
    pytest.param(bought("2025-11-30", "2026-01-01", "2026-02-01"), "streak_3_months", None, id="a month left out"),
    pytest.param(bought(*monthly(2), "2024-04-10"), "streak_3_months", None, id="two and one are not three"),
    pytest.param(bought(*monthly(6)), "streak_6_months", "2024-06-10", id="6 months in a row"),
    pytest.param(bought(*monthly(13)), "streak_12_months", "2024-12-10", id="12 months in a row"),
    pytest.param(bought(*monthly(11)), "streak_12_months", None, id="12 months: eleven"),
    pytest.param(
        History(categories=((date(2026, 3, 1), "Socken"), (date(2026, 2, 1), "Tee"), (date(2026, 1, 1), "Seife"))),
        "categories_3",
        "2026-03-01",
        id="three categories",
    ),
    pytest.param(
        History(categories=((date(2026, 3, 1), "Tee"), (date(2026, 2, 1), "Tee"), (date(2026, 1, 1), "Seife"))),
        "categories_3",
        None,
        id="the same category twice",
    ),
]


@pytest.mark.parametrize(("history", "kind", "day"), DAYS)
def test_a_badge_is_earned_on_the_day_its_step_is_reached(history: History, kind: str, day: str | None) -> None:
    days = {each.kind: each.day for each in badges(history, TODAY)}
    assert days.get(kind) == (date.fromisoformat(day) if day else None)


def test_no_history_earns_no_badge() -> None:
    assert badges(History(), TODAY) == ()


def test_every_kind_can_be_earned() -> None:
    day = date(2024, 1, 10)
    full = History(bought(*monthly(25)).purchases, (day,), (day,), ((day, "a"), (day, "b"), (day, "c")))
    assert {each.kind for each in badges(full, TODAY)} == set(BADGES)
    assert len(BADGES) == len(set(BADGES)) == 13


def test_badges_come_in_the_order_of_their_days_and_then_of_their_kinds() -> None:
    history = History(purchases=(date(2026, 2, 1),) * 3, friends=(date(2026, 1, 1),), full_cards=(date(2026, 2, 1),))
    kinds = [each.kind for each in badges(history, TODAY)]
    assert kinds == ["brought_friend", "first_purchase", "purchases_3", "full_card"]


def test_what_happens_tomorrow_earns_nothing_today() -> None:
    history = bought("2026-05-01", "2026-05-02", "2026-05-16")
    assert [each.kind for each in badges(history, TODAY)] == ["first_purchase"]
    assert [each.kind for each in badges(history, date(2026, 5, 16))] == ["first_purchase", "purchases_3"]


def test_a_badge_is_new_once() -> None:
    before = badges(bought("2026-05-01", "2026-05-02"), TODAY)
    after = badges(bought("2026-05-01", "2026-05-02", "2026-05-03"), TODAY)
    assert new_badges(before, after) == (Earned("purchases_3", date(2026, 5, 3)),)
    assert new_badges(after, after) == ()


def test_a_badge_that_moves_to_another_day_is_not_new() -> None:
    """An earlier purchase that is entered late gives the same badge an earlier day, and nobody is congratulated again."""
    late = badges(bought("2026-04-01", "2026-05-01"), TODAY)
    assert new_badges(badges(bought("2026-05-01"), TODAY), late) == ()


STREAKS = [
    pytest.param((), 0, 0, id="nothing bought"),
    pytest.param(("2026-05-01",), 1, 1, id="this month"),
    pytest.param(("2026-04-01",), 1, 1, id="last month: this one is not over"),
    pytest.param(("2026-03-31",), 0, 1, id="the month before last: torn"),
    pytest.param(("2026-03-31", "2026-04-01", "2026-05-15"), 3, 3, id="three in a row"),
    pytest.param(("2026-03-31", "2026-05-15"), 1, 1, id="April left out"),
    pytest.param(("2025-12-24", "2026-01-02", "2026-02-02", "2026-04-30"), 1, 3, id="the longest lies back"),
    pytest.param(("2026-04-01", "2026-04-02", "2026-04-03"), 1, 1, id="three in one month"),
    pytest.param(("2026-04-01", "2026-05-16"), 1, 2, id="tomorrow's does not count yet"),
]


@pytest.mark.parametrize(("days", "now", "longest"), STREAKS)
def test_months_in_a_row_are_counted(days: tuple[str, ...], now: int, longest: int) -> None:
    purchases = bought(*days).purchases
    assert (month_streak(purchases, TODAY), longest_streak(purchases)) == (now, longest)


past = st.integers(0, 1500).map(lambda days: TODAY - timedelta(days=days))
few_days = st.lists(past, max_size=15).map(tuple)
histories = st.builds(
    History,
    purchases=st.lists(past, max_size=40).map(tuple),
    full_cards=few_days,
    friends=few_days,
    categories=st.lists(st.tuples(past, st.sampled_from("abcd")), max_size=8).map(tuple),
)


def together(one: History, other: History) -> History:
    return History(
        one.purchases + other.purchases,
        one.full_cards + other.full_cards,
        one.friends + other.friends,
        one.categories + other.categories,
    )


@given(histories, histories)
def test_more_history_takes_no_badge_away_and_makes_none_later(one: History, other: History) -> None:
    after = {each.kind: each.day for each in badges(together(one, other), TODAY)}
    assert all(after[each.kind] <= each.day for each in badges(one, TODAY))


@given(histories, past)
def test_what_was_earned_up_to_a_day_stays_as_it_was(history: History, day: date) -> None:
    now = badges(history, TODAY)
    assert badges(history, day) == tuple(each for each in now if each.day <= day)


@given(few_days)
def test_the_streak_of_today_is_never_longer_than_the_longest(days: tuple[date, ...]) -> None:
    longest = longest_streak(days)
    assert month_streak(days, TODAY) <= longest == max((month_streak(days, day) for day in days), default=0)


@given(
    days=st.lists(st.dates(date(2023, 12, 1), TODAY), min_size=1, max_size=30).map(sorted),
    told=st.sets(st.sampled_from(BADGES)),
)
def test_whether_purchases_may_earn_a_badge_is_answered_as_the_badges_are(days: list[date], told: set[str]) -> None:
    new = {one.kind for one in badges(History(purchases=tuple(days)), TODAY)} - told
    assert may_earn(sorted(set(days)), len(days), told) == bool(new)


def test_without_a_purchase_none_is_earned() -> None:
    assert not may_earn([], 0, ())
