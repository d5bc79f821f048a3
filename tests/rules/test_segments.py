"""Who belongs to which segment, by frozen values alone."""

from datetime import date, timedelta
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import segments
from rules.rhythm import Rhythm, RhythmParameters, asleep_after, chance, win_back_after
from rules.segments import BOTH, SEGMENTS, Habits, Member, Shop, arranged, lost_on, members, sizes, top, worded

TODAY = date(2026, 5, 4)
MONTHLY = Rhythm(5, 5 * log(30))
"""Six purchases, thirty days apart: due for a nudge after 82 days, asleep after 251."""


def buyer(**facts: object) -> Member:
    """Somebody who has bought lately, unless it is said otherwise."""
    silent = facts.pop("silent", 3)
    known = {"purchases": 1, "net_cents": 2500, "last_day": TODAY - timedelta(days=silent), "likes": True}  # type: ignore[arg-type]
    return Member(1, **{**known, **facts})  # type: ignore[arg-type]


def of(who: Member, **habits: object) -> set[str]:
    """All segments somebody belongs to, but for the top, to which everybody belongs who is alone."""
    shop = Shop(TODAY, habits=Habits(**habits))  # type: ignore[arg-type]
    return set(sizes([who], shop)) - {"top"}


CASES = {
    "nobody has bought: no segment": (buyer(purchases=0, last_day=None), set()),
    "one purchase": (buyer(), {"new"}),
    "two purchases": (buyer(tier="returning"), {"returning"}),
    "three purchases": (buyer(tier="regular"), {"regular"}),
    "VIPs are regulars, too": (buyer(tier="vip"), {"vip", "regular"}),
    "a tier of the shop's own above": (buyer(tier="gold"), {"regular"}),
    "birthday this month": (buyer(birthday_month=5), {"new", "birthday"}),
    "birthday next month": (buyer(birthday_month=6), {"new"}),
    "day 81 of a monthly rhythm: patience": (buyer(tier="regular", rhythm=MONTHLY, silent=81), {"regular"}),
    "day 82: at risk": (buyer(tier="regular", rhythm=MONTHLY, silent=82), {"regular", "at_risk"}),
    "day 250: still at risk": (buyer(tier="regular", rhythm=MONTHLY, silent=250), {"regular", "at_risk"}),
    "day 251: asleep": (buyer(tier="regular", rhythm=MONTHLY, silent=251), {"regular", "asleep"}),
    "one purchase is never at risk": (buyer(silent=100), {"new"}),
    "one purchase, day 101: asleep": (buyer(silent=101), {"new", "asleep"}),
    "by the season: half a year is nothing": (buyer(seasonal=True, silent=200), {"new"}),
    "by the season: missed after a year": (buyer(seasonal=True, silent=365), {"new", "at_risk"}),
    "by the season: lost after two": (buyer(seasonal=True, silent=730), {"new", "asleep"}),
    "four purchases, nothing known": (buyer(tier="regular", purchases=4, likes=False), {"regular"}),
    "five purchases, no birthday": (buyer(tier="regular", purchases=5), {"regular", "missing"}),
    "five purchases, no preference": (
        buyer(tier="regular", purchases=5, birthday_month=1, likes=False),
        {"regular", "missing"},
    ),
    "five purchases, all known": (buyer(tier="regular", purchases=5, birthday_month=1), {"regular"}),
    "erased": (buyer(gone=True, tier="vip", birthday_month=5), set()),
}


@pytest.mark.parametrize(("who", "expected"), CASES.values(), ids=CASES.keys())
def test_a_buyer_belongs_to_his_segments(who: Member, expected: set[str]) -> None:
    assert of(who) == expected


def test_habits_say_who_buys_the_same_thing_and_where() -> None:
    shop = Shop(TODAY, habits=Habits(frozenset({1}), {"channel:vinted": frozenset({1, 7})}))
    people = [buyer(), buyer(gone=True)._replace(id=7), Member(2)]
    assert members("same", people, shop) == people[:1]
    assert members("channel:vinted", people, shop) == people[:1]
    assert members("channel:etsy", people, shop) == []
    with pytest.raises(KeyError):
        members("rich", people, shop)


@pytest.mark.parametrize(("bought", "best"), [(0, 0), (1, 1), (4, 1), (5, 1), (6, 2), (10, 2), (11, 3)])
def test_the_top_is_a_fifth_of_those_who_bought_rounded_up(bought: int, best: int) -> None:
    people = [Member(number, purchases=1, net_cents=number) for number in range(bought)] + [Member(99)]
    assert [one.id for one in top(people)] == sorted(range(bought), reverse=True)[:best]


def test_of_equals_the_longer_known_are_the_top() -> None:
    assert [one.id for one in top([Member(3, purchases=1), Member(2, purchases=1)])] == [2]


def test_lists_are_sorted_by_name_by_revenue_and_by_the_last_purchase() -> None:
    anna = Member(1, "anna", net_cents=5, last_day=TODAY)
    ben = Member(2, "ben", net_cents=9)
    zoe = Member(3, "zoe", net_cents=5, last_day=TODAY)
    assert [[one.name_key for one in arranged([zoe, ben, anna], by)] for by in segments.SORTS] == [
        ["zoe", "anna", "ben"],
        ["ben", "anna", "zoe"],
        ["anna", "ben", "zoe"],
    ]


@pytest.mark.parametrize(
    ("word", "items"),
    [
        ("Kerzen", ["Duftkerze", "Kerzen rot"]),
        ("kerze", ["Duftkerze", "Kerzen rot"]),
        ("Mütze", ["MUETZE"]),
        ("Tee", ["Tee"]),
        ("xyz", []),
    ],
)
def test_what_was_bought_is_found_by_a_word_of_it(word: str, items: list[str]) -> None:
    assert worded(word, ["Duftkerze", "Kerzen rot", "MUETZE", "Tee", "Teekanne"]) == items


PEOPLE = st.builds(
    Member,
    st.integers(1, 9),
    tier=st.sampled_from(["new", "returning", "regular", "vip"]),
    purchases=st.integers(0, 6),
    last_day=st.none() | st.dates(TODAY - timedelta(days=900), TODAY),
    rhythm=st.builds(lambda gap, n: Rhythm(n, n * log(gap)), st.integers(2, 400), st.integers(0, 9)),
    seasonal=st.booleans(),
    gone=st.booleans(),
)


@settings(max_examples=15)
@given(st.lists(PEOPLE, max_size=3))
def test_nobody_is_at_risk_and_asleep_and_the_erased_are_nowhere(people: list[Member]) -> None:
    shop = Shop(TODAY)
    found = {segment: members(segment, people, shop) for segment in SEGMENTS}
    assert not any(one.gone for rows in found.values() for one in rows)
    assert not [one for one in found["at_risk"] if one in found["asleep"]]
    assert all(lost_on(one, TODAY, shop.parameters) <= TODAY for one in found["asleep"])  # type: ignore[operator]
    assert {segment: len(rows) for segment, rows in found.items() if rows} == sizes(people, shop)


@settings(max_examples=20)
@given(st.integers(0, 12), st.floats(2, 300))
def test_who_is_asleep_would_hardly_come_back_by_himself(gaps: int, gap: float) -> None:
    """From that day on the chance is below one in ten, the day before it is not, or the win-back rule had to wait."""
    rhythm, parameters = Rhythm(gaps, gaps * log(gap)), RhythmParameters()
    silent = asleep_after(rhythm, parameters)
    assert silent is not None
    assert chance(rhythm, parameters, silent) < 0.1
    assert silent >= (win_back_after(rhythm, parameters) or 0)
    assert silent == 21 or chance(rhythm, parameters, silent - 1) >= 0.1


def test_several_groups_together_are_those_who_belong_to_each() -> None:
    habits = Habits(words={"category:wolle": frozenset({1, 2}), "channel:vinted": frozenset({2, 3})})
    people = [Member(1), Member(2), Member(3), Member(2, gone=True)]
    both = BOTH.join(["category:wolle", "channel:vinted"])
    assert [one.id for one in members(both, people, Shop(date(2026, 5, 4), habits=habits))] == [2]


def test_a_month_of_birthdays_is_any_month() -> None:
    people = [Member(1, birthday_month=12), Member(2, birthday_month=1), Member(3)]
    assert [one.id for one in members("birthday:12", people, Shop(date(2026, 5, 4)))] == [1]
