"""What followed on reminders: shares, intervals, windows, groups."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.effect import CONTACTED, LANDMARK, LEFT, SHOWN, WINDOW, WITHHELD, Case, Share, counts, difference

DAY = date(2026, 3, 1)
LATER = DAY + LANDMARK + WINDOW + timedelta(days=1)
shares = st.integers(1, 400).flatmap(lambda of: st.builds(Share, st.integers(0, of), st.just(of)))


def days(*after: int) -> list[date]:
    return [DAY + timedelta(days=number) for number in after]


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [
        pytest.param(Share(0, 0), 0.0, 1.0, id="nobody: nothing is known"),
        pytest.param(Share(0, 10), 0.0, 0.2775, id="none of ten"),
        pytest.param(Share(10, 10), 0.7225, 1.0, id="ten of ten"),
        pytest.param(Share(6, 20), 0.1455, 0.5190, id="six of twenty"),
        pytest.param(Share(81, 263), 0.2553, 0.3662, id="81 of 263 (Newcombe's example)"),
    ],
)
def test_wilsons_interval_is_that_of_the_books(share: Share, low: float, high: float) -> None:
    assert share.interval() == pytest.approx((low, high), abs=5e-5)


def test_the_interval_of_a_difference_is_that_of_newcombe() -> None:
    """His example: 56 of 70 against 48 of 80."""
    assert difference(Share(56, 70), Share(48, 80)) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@given(shares)
def test_a_share_lies_in_its_interval_which_lies_between_nobody_and_everybody(share: Share) -> None:
    low, high = share.interval()
    assert 0 <= low <= share.rate + 1e-12
    assert share.rate - 1e-12 <= high <= 1


@given(shares)
def test_more_of_the_same_makes_it_surer(share: Share) -> None:
    low, high = share.interval()
    lower, higher = Share(4 * share.bought, 4 * share.of).interval()
    assert higher - lower < high - low


@given(shares, shares)
def test_a_difference_turned_round_is_its_negative(one: Share, other: Share) -> None:
    low, high = difference(one, other)
    assert difference(other, one) == pytest.approx((-high, -low))
    assert -1 - 1e-9 <= low <= one.rate - other.rate + 1e-12
    assert one.rate - other.rate - 1e-12 <= high <= 1 + 1e-9


@pytest.mark.parametrize(
    ("kind", "after", "follows"),
    [
        pytest.param("win_back", -1, False, id="win-back, the day before: no"),
        pytest.param("win_back", 0, True, id="win-back, the same day: an earlier purchase would have ended it"),
        pytest.param("win_back", 30, True, id="win-back, day 30: yes"),
        pytest.param("win_back", 31, False, id="win-back, day 31: no"),
        pytest.param("birthday", 0, False, id="birthday, the same day: it may have come first"),
        pytest.param("birthday", 1, True, id="birthday, the day after: yes"),
    ],
)
def test_a_purchase_follows_on_the_lot_within_thirty_days(kind: str, after: int, follows: bool) -> None:
    found = counts([Case(1, kind, DAY, None, True, DAY)], {1: days(after)}, LATER)
    assert found == {kind: {WITHHELD: Share(int(follows), 1)}}


@pytest.mark.parametrize(
    ("after", "share"),
    [
        pytest.param(-1, Share(0, 1), id="the day before: no"),
        pytest.param(0, None, id="the same day: before it was settled who is contacted"),
        pytest.param(3, None, id="day 3: before it was settled who is contacted"),
        pytest.param(4, Share(1, 1), id="day 4: yes"),
        pytest.param(33, Share(1, 1), id="day 33: yes"),
        pytest.param(34, Share(0, 1), id="day 34: no"),
    ],
)
def test_a_purchase_follows_on_a_contact_after_the_day_on_which_that_is_settled(
    after: int, share: Share | None
) -> None:
    found = counts([Case(1, "win_back", DAY, DAY)], {1: days(after)}, LATER)
    assert found == ({"win_back": {CONTACTED: share}} if share else {})


@pytest.mark.parametrize(
    ("case", "groups"),
    [
        pytest.param(Case(1, "win_back", DAY, DAY), {CONTACTED}, id="contacted"),
        pytest.param(Case(1, "win_back", DAY), {LEFT}, id="shown, not contacted"),
        pytest.param(Case(1, "win_back", DAY, DAY + LANDMARK), {CONTACTED}, id="contacted on the third day"),
        pytest.param(Case(1, "win_back", DAY, LATER), {LEFT}, id="contacted later: not yet when it was settled"),
        pytest.param(Case(1, "win_back", DAY, DAY, compared_on=DAY), {CONTACTED, SHOWN}, id="shown by lot, contacted"),
        pytest.param(Case(1, "win_back", DAY, compared_on=DAY), {LEFT, SHOWN}, id="shown by lot, not contacted"),
        pytest.param(Case(1, "win_back", DAY, None, True, DAY), {WITHHELD}, id="withheld: no contact was left out"),
    ],
)
def test_a_case_belongs_to_its_groups(case: Case, groups: set[str]) -> None:
    assert set(counts([case], {}, LATER)["win_back"]) == groups


def test_before_its_window_is_over_nobody_is_counted() -> None:
    """Those who buy at once would otherwise make every reminder look good."""
    assert counts([Case(1, "birthday", DAY, DAY)], {1: days(5)}, DAY + LANDMARK + WINDOW) == {}


@pytest.mark.parametrize("withheld", [True, False], ids=["withheld first", "shown first"])
def test_a_buyer_counts_once_with_the_first_over_both_groups(withheld: bool) -> None:
    then, later = DAY, DAY + timedelta(days=90)
    lots = [Case(1, "win_back", later, None, not withheld, later), Case(1, "win_back", then, None, withheld, then)]
    found = counts(lots, {1: days(5)}, LATER + timedelta(days=90))["win_back"]
    assert {group: found[group] for group in found.keys() & {SHOWN, WITHHELD}} == {
        WITHHELD if withheld else SHOWN: Share(1, 1)
    }


def test_the_lot_is_followed_from_its_day_however_often_it_was_put_off() -> None:
    put_off = Case(1, "win_back", DAY + timedelta(days=20), None, compared_on=DAY)
    found = counts([put_off], {1: days(35)}, LATER + timedelta(days=20))
    assert found["win_back"] == {LEFT: Share(1, 1), SHOWN: Share(0, 1)}


def pauses(chance: Random) -> Iterator[tuple[date, int | None]]:
    """A buyer's year: when his pauses begin, and after how many days he is back, whatever anybody does."""
    start: date | None = DAY + timedelta(days=chance.randrange(90))
    while start and start < DAY + timedelta(days=330):
        luck = chance.random()
        back = chance.randrange(1, 30) if luck < 0.35 else chance.randrange(31, 90) if luck < 0.6 else None
        yield start, back
        start = start + timedelta(days=back + 55) if back else None


def test_without_any_effect_a_comparison_shows_none() -> None:
    """Of 5000 buyers 35 % come back by themselves: in every group as many, whoever is withheld, contacted or not."""
    chance, lots, bought = Random(3), [], {}
    for number in range(5000):
        bought[number] = []
        for start, back in pauses(chance):
            withheld, asked = chance.random() < 0.2, chance.randrange(15)
            is_early = back is None or asked < back  # who has bought can no longer be contacted
            contact = start + timedelta(days=asked) if is_early and not withheld else None
            lots.append(Case(number, "win_back", start, contact, withheld, start))
            bought[number] += [start + timedelta(days=back)] if back else []
    found = counts(lots, bought, DAY + timedelta(days=400))["win_back"]
    assert found[SHOWN].rate == pytest.approx(0.35, abs=0.03)
    assert found[WITHHELD].rate == pytest.approx(0.35, abs=0.03)
    assert found[CONTACTED].rate == pytest.approx(found[LEFT].rate, abs=0.03)


cases = st.builds(
    Case,
    st.integers(1, 5),
    st.sampled_from(["win_back", "birthday", "follow_up"]),
    st.dates(DAY, DAY + timedelta(days=99)),
    st.none() | st.dates(DAY, DAY + timedelta(days=99)),
)


@given(st.lists(cases, max_size=30), st.dictionaries(st.integers(1, 5), st.lists(st.dates(DAY, LATER), max_size=9)))
def test_never_more_buyers_than_there_are_and_never_more_who_bought(
    found: list[Case], bought: dict[int, list[date]]
) -> None:
    for shares_of in counts(found, bought, LATER + timedelta(days=99)).values():
        assert all(0 <= share.bought <= share.of <= 5 for share in shares_of.values())
