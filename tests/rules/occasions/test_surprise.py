"""Surprise extras: fair, repeatable, not to be predicted."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.occasions import surprise
from rules.occasions.facts import Facts, Seen, ShopRules
from rules.occasions.surprise import SHORTEST_STEP

TODAY = date(2026, 5, 3)
SHOP = ShopRules(surprise_seed="wolle")
FROZEN = [5, 11, 16, 20, 26, 30]


def drawn(seed: str, buyer_id: int, purchases: int = 120) -> list[int]:
    return [number for number in range(purchases + 1) if surprise.is_drawn(seed, buyer_id, number)]


@given(st.text(max_size=12), st.integers(1, 2**63))
def test_every_fourth_to_sixth_purchase_brings_one(seed: str, buyer_id: int) -> None:
    """So never two in a row, and never before a buyer is a regular."""
    numbers = drawn(seed, buyer_id)
    assert {later - earlier for earlier, later in pairwise([0, *numbers])} <= {4, 5, 6}
    assert numbers[-1] > 120 - 6


@given(st.integers(1, 10**6), st.integers(0, 300))
def test_a_restart_does_not_redraw(buyer_id: int, purchase: int) -> None:
    assert surprise.is_drawn("wolle", buyer_id, purchase) is surprise.is_drawn("wolle", buyer_id, purchase)


def test_the_draw_of_today_is_the_draw_of_every_release() -> None:
    """Frozen: a changed draw would give regulars two extras in a row, or none for long."""
    assert drawn("wolle", 7, 30) == FROZEN


def test_nobody_can_predict_the_next_one() -> None:
    """Over many buyers each gap is about equally frequent, whatever the gap before was."""
    pairs: Counter[tuple[int, int]] = Counter()
    for buyer_id in range(1, 601):
        gaps = [later - earlier for earlier, later in pairwise([0, *drawn("wolle", buyer_id, 60)])]
        pairs.update(pairwise(gaps))
    share = {pair: count / pairs.total() for pair, count in pairs.items()}
    assert set(share) == {(a, b) for a in (4, 5, 6) for b in (4, 5, 6)}
    assert all(0.09 < value < 0.13 for value in share.values())


def test_two_shops_and_two_buyers_draw_differently() -> None:
    assert len({tuple(drawn("wolle", buyer_id)) for buyer_id in range(100)}) == 100
    assert len({tuple(drawn(f"shop {number}", 1)) for number in range(100)}) == 100


NUMBER = drawn(SHOP.surprise_seed, 1)[0]
ANNA = Facts(buyer_id=1, first_day=TODAY, last_day=TODAY, purchases=NUMBER)


@pytest.mark.parametrize(
    ("after", "due"),
    [
        pytest.param(0, True, id="day 0: put something in"),
        pytest.param(2, True, id="day 2: the parcel may still be here"),
        pytest.param(3, False, id="day 3: it has left"),
    ],
)
def test_it_is_due_with_the_drawn_purchase(after: int, due: bool) -> None:
    occasion = surprise.due(ANNA, SHOP, TODAY + timedelta(days=after))
    assert (occasion is not None) is due
    if occasion:
        assert (occasion.due, occasion.until) == (TODAY, TODAY + timedelta(days=2))
        assert occasion.reason == {"purchase": NUMBER}


def test_it_is_not_shown_twice() -> None:
    shown = Facts(1, TODAY, TODAY, NUMBER, seen={"surprise": Seen(TODAY)})
    assert surprise.due(shown, SHOP, TODAY) is None


@given(st.text(max_size=12), st.integers(1, 999), st.lists(st.integers(-3, 1), max_size=60))
def test_after_an_extra_three_purchases_go_without_whatever_is_taken_back(
    seed: str, buyer_id: int, steps: list[int]
) -> None:
    facts, since = Facts(buyer_id), SHORTEST_STEP
    for number, step in enumerate(steps):
        facts = facts._replace(purchases=max(0, facts.purchases + step), last_day=TODAY + timedelta(days=number))
        if step > 0:
            since += 1
            if surprise.due(facts, ShopRules(surprise_seed=seed), TODAY + timedelta(days=number)):
                assert since >= SHORTEST_STEP
                facts, since = facts._replace(extra=facts.purchases), 0


@pytest.mark.parametrize("purchases", [0, 1, 2, 3])
def test_who_is_no_regular_gets_none(purchases: int) -> None:
    assert surprise.due(Facts(1, TODAY, TODAY, purchases), SHOP, TODAY) is None


def test_nothing_bought_nothing_to_pack() -> None:
    assert surprise.due(Facts(1, purchases=NUMBER), SHOP, TODAY) is None


@pytest.mark.parametrize(
    ("budget", "given", "month", "until"),
    [
        pytest.param(None, 99, date(2026, 5, 1), None, id="no budget: never closed"),
        pytest.param(5, 4, date(2026, 5, 1), None, id="one is left"),
        pytest.param(5, 5, date(2026, 5, 1), date(2026, 6, 1), id="used up: until the next month"),
        pytest.param(5, 6, date(2026, 12, 1), date(2027, 1, 1), id="used up in December"),
        pytest.param(5, 5, date(2028, 2, 1), date(2028, 3, 1), id="used up in February"),
        pytest.param(5, 0, None, None, id="nothing was packed yet"),
        pytest.param(0, 0, None, date.max, id="none wanted: for good"),
    ],
)
def test_a_budget_closes_the_month(budget: int | None, given: int, month: date | None, until: date | None) -> None:
    assert surprise.closed_until(budget, given, month) == until


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_while_it_is_closed_no_purchase_brings_one(bought: date, until: date) -> None:
    facts = Facts(1, bought, bought, NUMBER)
    closed = SHOP._replace(no_extras_before=until)
    assert (surprise.due(facts, closed, bought) is None) is (bought < until)


def test_the_key_names_the_purchase() -> None:
    occasion = surprise.due(ANNA, SHOP, TODAY)
    assert occasion is not None
    assert surprise.with_purchase(*surprise.purchase_of(occasion.key)) == occasion


def test_nothing_is_put_into_a_parcel_that_has_arrived() -> None:
    drawn_now = Facts(7, TODAY, TODAY, FROZEN[0])
    assert surprise.due(drawn_now, SHOP, TODAY) is not None
    assert surprise.due(drawn_now._replace(delivered_on=TODAY - timedelta(days=1)), SHOP, TODAY) is not None
    assert surprise.due(drawn_now._replace(delivered_on=TODAY), SHOP, TODAY) is None
