"""All kinds together: the next day somebody should think of a buyer."""

from collections.abc import Callable
from datetime import date, timedelta
from math import log
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.contacts import ALONE, WAITING, Limit, free_from
from rules.occasions import (
    KINDS,
    LIMITS,
    cards,
    due_occasions,
    ended_by,
    next_due,
    next_occasion,
    occasions,
    wanted_kinds,
)
from rules.occasions.facts import Birthday, Facts, Occasion, Seen, ShopRules
from rules.occasions.win_back import SEASONAL
from rules.points import Rate
from rules.rhythm import Rhythm, RhythmParameters

TODAY = date(2026, 5, 3)
SHOP = ShopRules(surprise_seed="wolle")
REGULAR = Facts(
    buyer_id=1,
    first_day=date(2024, 5, 9),
    last_day=date(2026, 4, 28),
    purchases=7,
    net_cents=21_000,
    rhythm=Rhythm(6, 6 * log(30)),
    birthday=Birthday(8, 5, 1990),
    birthday_known_since=date(2025, 1, 1),
    likes=True,
)

year_days = st.dates(date(2019, 1, 1), date(2031, 12, 31))
waits = st.integers(0, 900).map(lambda days: timedelta(days=days))
somewhen = st.integers(0, 2_000)
"""A day within any span, by its number; strategies that are made once cost a quarter of those made for each span."""
perhaps = st.none() | somewhen
some = st.sets(somewhen, max_size=3)
marks = st.tuples(somewhen, st.integers(0, 3), perhaps, somewhen)
births = st.none() | st.dates(date(1950, 1, 1), date(2010, 12, 31)) | st.just(date(1996, 2, 29))
for_good = st.sampled_from([False, False, True])
muted = st.sets(st.sampled_from([SEASONAL, *(kind.KIND for kind in KINDS)]), max_size=2)
marked = st.dictionaries(st.sampled_from([kind.KIND for kind in KINDS]), marks, max_size=len(KINDS))


@st.composite
def buyers(draw: st.DrawFn) -> tuple[Facts, date]:
    """A buyer with any history and any marks, and a day on which somebody looks at him."""
    first = draw(year_days)
    last = first + draw(waits)
    today = last + draw(waits)
    gaps = draw(st.lists(st.integers(2, 300), max_size=6)) if last > first else []
    born = draw(births)

    def on(number: int | None, begin: date = first, end: date = today) -> Any:
        return None if number is None else begin + timedelta(days=number % ((end - begin).days + 1))

    def seen(due: int, purchases: int, done: int | None, key: int) -> Seen:
        return Seen(due=on(due), since_purchase=purchases, done=on(done), key=str(on(key)))

    facts = Facts(
        buyer_id=draw(st.integers(1, 10**9)),
        first_day=first,
        last_day=last,
        purchases=len(gaps) + 1 + draw(st.integers(0, 40 - len(gaps)) | st.just(0)),
        net_cents=draw(st.integers(0, 100_000)),
        vip=draw(st.booleans()),
        rhythm=Rhythm(len(gaps), sum(map(log, gaps))),
        birthday=Birthday(born.day, born.month) if born else None,
        birthday_known_since=on(draw(perhaps)),
        points_until=on(draw(perhaps), today - timedelta(days=30), today + timedelta(days=400)),
        tier_reached=draw(st.sampled_from([None, "returning", "regular", "gold"])),
        points=draw(st.integers(-20, 500)),
        stamps=draw(st.integers(-2, 9)),
        seen={kind: seen(*facts) for kind, facts in draw(marked).items()},
        offers=draw(st.integers(0, 4)),
        offered=tuple(sorted({*map(on, draw(some))})),
        missed=tuple(sorted({*map(on, draw(some))})),
        won_back=tuple(sorted({*map(on, draw(some))})),
        likes=draw(st.booleans()),
        rating_fell=on(draw(perhaps)),
        contact=on(draw(perhaps)),
        paused_until=date.max if draw(for_good) else on(draw(perhaps), first, today + timedelta(days=90)),
        muted=frozenset(draw(muted)),
    )
    return facts, today


shops = st.builds(
    ShopRules,
    follow_up_days=st.integers(0, 30),
    rate=st.just(Rate()),
    birthday_ahead_days=st.integers(0, 14),
    quiet_days=st.integers(0, 14),
    second_nudge=st.booleans(),
    thank_you=st.booleans(),
    card_size=st.integers(3, 10),
    stamp_min_cents=st.sampled_from([0, 1000]),
    prices=st.lists(st.integers(1, 600), max_size=3).map(tuple),
    data_asked_on=st.none() | year_days,
    surprise_seed=st.text(max_size=4),
    comparison=st.booleans(),
    vip_from_cents=st.none() | st.integers(1, 100_000),
    rhythm=st.just(RhythmParameters()),
)


def mark(facts: Facts, occasion: Occasion, today: date) -> Facts:
    """What the bot stores when it has made a reminder."""
    before = facts.seen.get(occasion.kind)
    day = max(today, occasion.due)
    tries = before.since_purchase if before else 0
    if occasion.withheld:
        left_out = Seen(day, tries, before.made if before else None, key=occasion.key)
        return facts._replace(seen={**facts.seen, occasion.kind: left_out})
    after = Seen(occasion.due, tries + 1, day, key=max(before.key if before else "", occasion.key))
    contact = max(facts.contact or day, day) if LIMITS[occasion.kind] in WAITING else facts.contact
    missed = (*facts.missed, day) if occasion.kind == "win_back" else facts.missed
    return facts._replace(seen={**facts.seen, occasion.kind: after}, contact=contact, missed=missed)


def kinds(found: tuple[Occasion, ...]) -> list[str]:
    return [occasion.kind for occasion in found]


def test_the_next_day_of_a_regular_in_spring() -> None:
    assert [(found.kind, found.due) for found in occasions(REGULAR, SHOP, TODAY)] == [
        ("follow_up", date(2026, 5, 4)),
        ("birthday", date(2026, 5, 5)),
        ("anniversary", date(2026, 5, 9)),
        ("win_back", date(2026, 7, 26)),
    ]


@pytest.mark.parametrize(
    ("today", "due"),
    [
        pytest.param(date(2026, 5, 3), [], id="3 May: nothing yet"),
        pytest.param(date(2026, 5, 4), ["follow_up"], id="4 May: six days after the purchase"),
        pytest.param(date(2026, 5, 5), ["follow_up", "birthday"], id="5 May: and three days before the birthday"),
        pytest.param(date(2026, 5, 9), ["follow_up", "birthday", "anniversary"], id="9 May: and two years a buyer"),
        pytest.param(date(2026, 5, 15), ["anniversary"], id="15 May: late, but still kind"),
        pytest.param(date(2026, 5, 24), [], id="24 May: all that is too late now"),
        pytest.param(date(2026, 7, 25), [], id="25 July: patience"),
        pytest.param(date(2026, 7, 26), ["win_back"], id="26 July: missed"),
    ],
)
def test_what_is_due_on_a_day(today: date, due: list[str]) -> None:
    assert kinds(due_occasions(REGULAR, SHOP, today)) == due


def test_a_muted_kind_is_skipped() -> None:
    quiet = REGULAR._replace(muted=frozenset({"follow_up", "birthday"}))
    assert next_due(quiet, SHOP, TODAY) == date(2026, 5, 9)


def test_about_a_buyer_without_facts_there_is_nothing_to_say() -> None:
    assert next_occasion(Facts(buyer_id=1), SHOP, TODAY) is None
    assert next_due(Facts(buyer_id=1), SHOP, TODAY) is None


def test_a_purchase_replaces_the_open_question_about_the_one_before() -> None:
    again = REGULAR._replace(last_day=date(2026, 5, 4), purchases=8)
    assert next_due(again, SHOP, date(2026, 5, 4)) == date(2026, 5, 5)
    assert "follow_up" not in kinds(due_occasions(again, SHOP, date(2026, 5, 5)))


def test_a_purchase_ends_a_win_back() -> None:
    lapsed = REGULAR._replace(last_day=date(2026, 1, 10))
    assert "win_back" in kinds(due_occasions(lapsed, SHOP, TODAY))
    assert "win_back" not in kinds(due_occasions(lapsed._replace(last_day=TODAY), SHOP, TODAY))


def test_a_kind_says_what_makes_an_open_reminder_pointless() -> None:
    assert ended_by("purchase") == (
        "follow_up",
        "surprise",
        "win_back",
        "thank_you",
        "reward_near",
        "second_purchase",
    )
    assert ended_by("note") == ("follow_up", "win_back", "thank_you", "keep_in_touch")


def test_every_kind_has_a_name_of_its_own() -> None:
    assert len({kind.KIND for kind in KINDS}) == len(KINDS)


@given(buyers(), shops)
def test_the_stored_day_is_the_earliest_over_all_kinds_that_the_limits_let_through(
    case: tuple[Facts, date], shop: ShopRules
) -> None:
    facts, today = case
    days = []
    for kind in wanted_kinds(facts):
        found, free = kind.due(facts, shop, today), free_from(facts, shop, kind.LIMIT)
        while found and free and found.until < free:
            found = kind.due(facts, shop, found.until + timedelta(days=1))
        if found and free:
            days.append(max(found.due, free))
    assert next_due(facts, shop, today) == min(days, default=None)


@given(buyers(), shops)
def test_day_by_day_nobody_hears_from_the_shop_twice_within_the_quiet_period(
    case: tuple[Facts, date], shop: ShopRules
) -> None:
    """Whatever is bound to its day (a birthday) may come in between, and takes along what waits."""
    facts, today = case
    told: list[date] = []
    for ahead in range(90):
        day = today + timedelta(days=ahead)
        for together in cards(due_occasions(facts, shop, day)):
            shown = [one for one in together if not one.withheld]
            if shown and all(LIMITS[one.kind] in WAITING for one in shown):
                assert not told or (day - told[-1]).days >= shop.quiet_days
            if any(LIMITS[one.kind] in WAITING for one in shown):
                told.append(day)
            for one in together:
                facts = mark(facts, one, day)


@given(buyers(), shops)
def test_what_falls_together_is_one_card(case: tuple[Facts, date], shop: ShopRules) -> None:
    facts, today = case
    found = due_occasions(facts, shop, today)
    together = cards(found)
    assert sorted(one.kind for card in together for one in card) == sorted(one.kind for one in found)
    assert sum(LIMITS[card[0].kind] not in ALONE for card in together) <= 1


@given(buyers(), shops)
def test_who_is_left_in_peace_is_left_in_peace(case: tuple[Facts, date], shop: ShopRules) -> None:
    facts, today = case
    for_ever, until = facts._replace(paused_until=date.max), facts._replace(paused_until=today)
    assert all(LIMITS[one.kind] is Limit.DUTY for one in due_occasions(for_ever, shop, today))
    assert all(LIMITS[one.kind] is Limit.DUTY for one in due_occasions(until, shop, today))


@given(buyers(), shops)
def test_an_occasion_is_worth_something_and_was_not_seen(case: tuple[Facts, date], shop: ShopRules) -> None:
    facts, today = case
    for occasion in occasions(facts, shop, today):
        assert occasion.due <= occasion.until >= today
        seen = facts.seen.get(occasion.kind)
        assert seen is None or occasion.about or occasion.due > seen.due or occasion.key > seen.key
        assert occasion.kind not in facts.muted


@given(buyers(), shops)
def test_a_reminder_made_moves_on_and_never_comes_back(case: tuple[Facts, date], shop: ShopRules) -> None:
    """However often the planner runs on one day, it comes to an end, and no key is ever used twice."""
    facts, today = case
    keys = []
    while found := due_occasions(facts, shop, today):
        keys.append((found[0].kind, found[0].key))
        facts = mark(facts, found[0], today)
        assert len(keys) <= 2 * len(KINDS)
    assert len(set(keys)) == len(keys)


@given(buyers(), shops)
def test_years_of_reminders_never_use_a_key_twice(case: tuple[Facts, date], shop: ShopRules) -> None:
    facts, today = case
    keys = []
    for _ in range(12):
        occasion = next_occasion(facts, shop, today)
        if occasion is None:
            break
        today = max(today, occasion.due)
        keys.append((occasion.kind, occasion.key))
        facts = mark(facts, occasion, today)
    assert len(set(keys)) == len(keys)


@given(buyers(), shops, st.integers(1, 800))
def test_as_days_pass_a_due_day_never_moves_back(case: tuple[Facts, date], shop: ShopRules, later: int) -> None:
    facts, today = case
    for kind in KINDS:
        assert _day(kind.due, facts, shop, today) <= _day(kind.due, facts, shop, today + timedelta(days=later))


def _day(due: Callable[[Facts, ShopRules, date], Occasion | None], facts: Facts, shop: ShopRules, today: date) -> date:
    occasion = due(facts, shop, today)
    return occasion.due if occasion else date.max


@given(buyers(), shops)
def test_until_the_stored_day_nothing_is_due(case: tuple[Facts, date], shop: ShopRules) -> None:
    """So the planner may leave the row alone until then."""
    facts, today = case
    day = next_due(facts, shop, today)
    for ahead in (0, 1, 10, 100):
        if day is None or today + timedelta(days=ahead) < day:
            assert due_occasions(facts, shop, today + timedelta(days=ahead)) == ()
