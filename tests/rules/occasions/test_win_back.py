"""Win-back: the rule, at most two a pause, then silence."""

from datetime import date, timedelta
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.occasions import win_back
from rules.occasions.facts import Facts, Occasion, Seen, ShopRules
from rules.rhythm import Rhythm

BOUGHT = date(2026, 5, 3)
SHOP = ShopRules()
MONTHLY = Facts(1, date(2025, 12, 4), BOUGHT, purchases=6, rhythm=Rhythm(5, 5 * log(30)))
ONE_GAP = Facts(1, date(2026, 4, 3), BOUGHT, purchases=2, rhythm=Rhythm(1, log(30)))


def on_day(silent: int, facts: Facts = MONTHLY) -> Occasion | None:
    return win_back.due(facts, SHOP, BOUGHT + timedelta(days=silent))


@pytest.mark.parametrize(
    ("silent", "due_now"),
    [
        pytest.param(30, False, id="day 30: his usual gap"),
        pytest.param(81, False, id="day 81: patience"),
        pytest.param(82, True, id="day 82: due"),
        pytest.param(82 + 365, True, id="a year later: still worth a try"),
    ],
)
def test_a_monthly_buyer_is_missed_after_82_days(silent: int, due_now: bool) -> None:
    occasion = on_day(silent)
    assert occasion is not None
    assert occasion.due == BOUGHT + timedelta(days=82)
    assert (occasion.due <= BOUGHT + timedelta(days=silent)) is due_now


def test_more_than_a_year_after_it_was_due_it_is_pointless() -> None:
    assert on_day(82 + 366) is None


def test_the_reason_tells_the_numbers_behind_it() -> None:
    occasion = on_day(82)
    assert occasion is not None
    assert occasion.reason == {
        "typical_gap": 30,
        "silent_days": 82,
        "early": False,
        "tenths": 4,
        "few_data": False,
        "number": 1,
    }


def test_the_numbers_are_those_of_the_day_it_is_told() -> None:
    occasion = on_day(200)
    assert occasion is not None
    assert (occasion.reason["silent_days"], occasion.reason["tenths"]) == (200, 2)


def test_one_gap_is_few_data_and_may_be_due_before_the_typical_gap_is_over() -> None:
    occasion = on_day(30, ONE_GAP)
    assert occasion is not None
    assert occasion.due == BOUGHT + timedelta(days=30)
    assert occasion.reason | {"few_data": True, "early": True, "typical_gap": 37} == occasion.reason


def test_after_one_purchase_there_is_nothing_to_win_back() -> None:
    assert on_day(100, MONTHLY._replace(rhythm=Rhythm())) is None


def test_nothing_bought_nobody_to_win_back() -> None:
    assert win_back.due(Facts(1), SHOP, BOUGHT) is None


def reminded(
    times: int, silent: int = 82, made: int | None = None, tried: int | None = None, answered: int = 0
) -> Facts:
    """So many were shown, and so many of them (all, if not said) followed by a contact; so many of them answered."""
    made_on = BOUGHT + timedelta(days=made) if made else None
    days = tuple(BOUGHT + timedelta(days=silent - 60 * back) for back in reversed(range(times)))
    return MONTHLY._replace(
        seen={"win_back": Seen(BOUGHT + timedelta(days=silent), times, made_on)},
        missed=days[answered:],
        won_back=days[answered:][: times if tried is None else tried],
    )


def test_a_second_try_follows_60_days_after_the_first() -> None:
    occasion = on_day(83, reminded(1))
    assert occasion is not None
    assert (occasion.due, occasion.reason["number"]) == (BOUGHT + timedelta(days=142), 2)


def test_the_60_days_count_from_the_day_it_was_shown() -> None:
    """A full day had put the first one off: the seller is not asked twice within a week."""
    occasion = on_day(101, reminded(1, made=100))
    assert occasion is not None
    assert occasion.due == BOUGHT + timedelta(days=160)


def test_after_the_second_try_there_is_silence() -> None:
    assert on_day(143, reminded(2, silent=142)) is None


def test_a_first_reminder_that_nobody_acted_on_is_no_try() -> None:
    occasion = on_day(83, reminded(1, tried=0))
    assert occasion is not None
    assert (occasion.due, occasion.reason["number"]) == (BOUGHT + timedelta(days=142), 1)


def test_nobody_is_reminded_more_than_twice_of_one_pause() -> None:
    assert on_day(143, reminded(2, silent=142, tried=0)) is None


@pytest.mark.parametrize(("answered", "number"), [(2, 1), (1, 2)], ids=["the second was answered", "only the first"])
def test_an_answer_starts_anew_sixty_days_later(answered: int, number: int) -> None:
    occasion = on_day(143, reminded(2, silent=142, answered=answered))
    assert occasion is not None
    assert (occasion.due, occasion.reason["number"]) == (BOUGHT + timedelta(days=202), number)
    assert occasion.key == f"{BOUGHT}:3", "no key comes twice"


def test_the_next_purchase_begins_a_new_pause() -> None:
    again = date(2026, 8, 1)
    lost = reminded(1)._replace(seen={"win_back": Seen(BOUGHT + timedelta(days=82), 0)})
    occasion = win_back.due(lost._replace(last_day=again), SHOP, again)
    assert occasion is not None
    assert (occasion.due, occasion.key) == (again + timedelta(days=82), "2026-08-01:1")


COMPARING = ShopRules(surprise_seed="wolle", comparison=True)
DUE = BOUGHT + timedelta(days=82)
LEFT_OUT = next(number for number in range(1, 99) if win_back.is_left_out("wolle", number, BOUGHT))
SHOWN = next(number for number in range(1, 99) if not win_back.is_left_out("wolle", number, BOUGHT))


def of(buyer: int, seen: Seen | None = None) -> Facts:
    return MONTHLY._replace(buyer_id=buyer, seen={"win_back": seen} if seen else {})


@given(st.text(max_size=9), st.integers(1, 2**40), st.dates())
def test_a_restart_repeats_the_lot(seed: str, buyer: int, last_day: date) -> None:
    first = win_back.is_left_out(seed, buyer, last_day)
    win_back.is_left_out.cache_clear()
    assert win_back.is_left_out(seed, buyer, last_day) is first


def test_one_pause_in_five_is_drawn_and_each_pause_anew() -> None:
    drawn = [win_back.is_left_out("wolle", number, BOUGHT) for number in range(5000)]
    again = [win_back.is_left_out("wolle", number, DUE) for number in range(5000)]
    assert 0.18 < sum(drawn) / 5000 < 0.22
    assert 0.03 < sum(map(min, drawn, again)) / 5000 < 0.05


def test_without_a_comparison_nothing_is_left_out() -> None:
    occasion = win_back.due(of(LEFT_OUT), replace_rules(comparison=False), DUE)
    assert occasion is not None
    assert (occasion.withheld, occasion.reason["number"], "compared" in occasion.reason) == (False, 1, False)


def replace_rules(*, comparison: bool) -> ShopRules:
    return COMPARING._replace(comparison=comparison)


@pytest.mark.parametrize(("buyer", "withheld"), [(LEFT_OUT, True), (SHOWN, False)], ids=["left out", "shown"])
def test_the_lot_decides_on_the_day_it_is_due(buyer: int, withheld: bool) -> None:
    occasion = win_back.due(of(buyer), COMPARING, DUE)
    assert occasion is not None
    assert (occasion.due, occasion.withheld) == (DUE, withheld)
    assert occasion.reason["compared"] == DUE


def test_sixty_days_after_it_was_left_out_the_first_reminder_comes() -> None:
    """What was not shown is no attempt: there are still two."""
    seen, numbers, days = Seen(DUE), [], ()
    for _ in range(3):
        lost = of(LEFT_OUT, seen)._replace(missed=days, won_back=days)
        occasion = win_back.due(lost, COMPARING, seen.due)
        if occasion is None:
            break
        assert (occasion.due - max(seen.due, seen.made or seen.due)).days == 60
        assert not occasion.withheld
        numbers.append(occasion.reason["number"])
        seen, days = Seen(occasion.due, seen.since_purchase + 1, occasion.due), (*days, occasion.due)
    assert numbers == [1, 2]


def test_what_was_left_out_late_is_counted_from_then() -> None:
    """An old reminder of an earlier pause does not bring the next one forward."""
    late = Seen(due=DUE + timedelta(days=40), made=BOUGHT - timedelta(days=100))
    occasion = win_back.due(of(LEFT_OUT, late), COMPARING, late.due)
    assert occasion is not None
    assert occasion.due == late.due + timedelta(days=60)


def test_it_is_known_that_one_was_left_out_until_one_is_shown() -> None:
    assert win_back.was_left_out(of(LEFT_OUT, Seen(DUE)))
    assert not win_back.was_left_out(of(LEFT_OUT, Seen(DUE, since_purchase=1)))
    assert not win_back.was_left_out(of(LEFT_OUT, Seen(BOUGHT - timedelta(days=9))))
    assert not win_back.was_left_out(of(LEFT_OUT))


SEASONAL = MONTHLY._replace(muted=frozenset({win_back.SEASONAL}))


@pytest.mark.parametrize(
    ("seen", "due"),
    [
        pytest.param(None, date(2027, 4, 19), id="two weeks before a year has passed"),
        pytest.param(Seen(date(2026, 7, 24), 1), date(2027, 4, 19), id="shown by the rhythm before: the same"),
        pytest.param(Seen(date(2027, 4, 19), 1), date(2028, 4, 19), id="shown in the season: a year later"),
        pytest.param(Seen(date(2027, 3, 19), 1), date(2028, 4, 19), id="shown shortly before: a year later"),
        pytest.param(Seen(date(2027, 4, 19), 2), None, id="twice: silence"),
    ],
)
def test_who_buys_by_the_season_is_missed_in_the_season(seen: Seen | None, due: date | None) -> None:
    shown = tuple(seen.due - timedelta(days=back) for back in range(seen.since_purchase)) if seen else ()
    facts = SEASONAL._replace(seen={"win_back": seen} if seen else {}, missed=shown)
    occasion = on_day(90, facts)
    assert (occasion and occasion.due) == due
    assert not occasion or occasion.reason["season"] == BOUGHT


def test_who_buys_by_the_season_is_not_left_out_to_compare() -> None:
    occasion = win_back.due(SEASONAL, ShopRules(comparison=True, surprise_seed="x"), BOUGHT + timedelta(days=355))
    assert occasion is not None
    assert not occasion.withheld
    assert "compared" not in occasion.reason


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.none() | st.integers(1, 3000))
def test_a_season_is_found_for_every_day(last: date, shown_after: int | None) -> None:
    seen = {"win_back": Seen(last + timedelta(days=shown_after), 1)} if shown_after else {}
    occasion = win_back.due(SEASONAL._replace(last_day=last, seen=seen), SHOP, last)
    assert occasion is not None
    assert occasion.due >= last + timedelta(days=(shown_after or 0) + (60 if shown_after else 0))
    season = occasion.due + win_back.BEFORE_SEASON
    assert (season.month, season.day) in {(last.month, last.day), (3, 1)}
