"""Thanks, new tiers, near rewards, milestones, second purchases, contact without an offer, early warnings, missing data."""

from datetime import date, timedelta
from math import log

import pytest

from rules.occasions import (
    data_missing,
    early_warning,
    keep_in_touch,
    milestone,
    reward_near,
    second_purchase,
    thank_you,
    tier_up,
)
from rules.occasions.facts import Birthday, Complaint, Facts, Seen, ShopRules
from rules.points import Rate
from rules.rhythm import Rhythm

DAY = date(2026, 5, 4)
SHOP = ShopRules()
REGULAR = Facts(1, DAY, DAY, 6)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.mark.parametrize(("purchases", "expected"), [(9, False), (10, True), (11, False), (25, True)])
def test_a_round_number_of_purchases_is_a_milestone(purchases: int, expected: bool) -> None:
    assert (milestone.due(REGULAR._replace(purchases=purchases), SHOP, DAY) is not None) is expected


def test_a_milestone_is_told_once_and_for_two_weeks() -> None:
    tenth = REGULAR._replace(purchases=10)
    assert milestone.due(tenth, SHOP, after(14)) is not None
    assert milestone.due(tenth, SHOP, after(15)) is None
    assert milestone.due(tenth._replace(seen={"milestone": Seen(DAY)}), SHOP, DAY) is None


@pytest.mark.parametrize(
    ("wanted", "purchases", "due"), [(True, 1, after(10)), (False, 1, None), (True, 2, None), (True, 0, None)]
)
def test_a_second_purchase_is_encouraged_if_the_shop_wants_it(wanted: bool, purchases: int, due: date | None) -> None:
    found = second_purchase.due(REGULAR._replace(purchases=purchases), SHOP._replace(second_nudge=wanted), DAY)
    assert (found.due if found else None) == due


@pytest.mark.parametrize(("offers", "purchases", "expected"), [(3, 6, True), (2, 6, False), (3, 2, False)])
def test_a_regular_who_got_only_offers_is_worth_a_word(offers: int, purchases: int, expected: bool) -> None:
    facts = REGULAR._replace(offers=offers, purchases=purchases, contact=DAY)
    found = keep_in_touch.due(facts, SHOP, DAY)
    assert (found is not None) is expected
    assert found is None or found.due == after(14)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param((0, 10), False, id="two"),
        pytest.param((0, 10, 365), True, id="three within a year"),
        pytest.param((0, 10, 366), False, id="the first is more than a year ago"),
    ],
)
def test_the_third_complaint_in_a_year_is_a_warning(days: tuple[int, ...], expected: bool) -> None:
    complaints = tuple(Complaint(n, after(day), after(day)) for n, day in enumerate(days))
    assert (early_warning.due(REGULAR._replace(complaints=complaints), SHOP, after(days[-1])) is not None) is expected


def test_two_stars_fewer_than_before_are_a_warning_once_and_for_thirty_days() -> None:
    fell = REGULAR._replace(rating_fell=DAY)
    found = early_warning.due(fell, SHOP, DAY)
    assert found is not None
    assert (found.due, found.reason) == (DAY, {"fewer": 2})
    assert early_warning.due(fell, SHOP, after(30)) is not None
    assert early_warning.due(fell, SHOP, after(31)) is None
    assert early_warning.due(fell._replace(seen={"early_warning": Seen(DAY)}), SHOP, DAY) is None


@pytest.mark.parametrize(
    ("offered", "due"),
    [
        pytest.param((10, 30), after(44), id="two without an answer"),
        pytest.param((10, 20, 30), after(44), id="three"),
        pytest.param((30,), None, id="one"),
        pytest.param((-1, 30), None, id="one of them answered by a purchase"),
    ],
)
def test_two_offers_without_an_answer_are_a_warning(offered: tuple[int, ...], due: date | None) -> None:
    facts = REGULAR._replace(offered=tuple(map(after, offered)))
    found = early_warning.due(facts, SHOP, DAY)
    assert (found.due if found else None) == due
    assert found is None or found.reason == {"unanswered": len(offered)}


def test_a_warning_about_complaints_does_not_swallow_a_later_one_about_stars() -> None:
    complaints = tuple(Complaint(n, after(n), after(n)) for n in range(3))
    both = REGULAR._replace(complaints=complaints, rating_fell=after(9))
    first = early_warning.due(both, SHOP, after(9))
    assert first is not None
    assert first.reason == {"complaints": 3}
    second = early_warning.due(both._replace(seen={"early_warning": Seen(first.due)}), SHOP, after(9))
    assert second is not None
    assert second.reason == {"fewer": 2}


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        pytest.param(REGULAR, after(7), id="nothing is known"),
        pytest.param(REGULAR._replace(birthday=Birthday(1, 1)), after(7), id="no preference"),
        pytest.param(REGULAR._replace(birthday=Birthday(1, 1), likes=True), None, id="all is known"),
        pytest.param(REGULAR._replace(purchases=4), None, id="no good buyer yet"),
    ],
)
def test_what_is_missing_of_a_good_buyer_is_asked_for(facts: Facts, due: date | None) -> None:
    found = data_missing.due(facts, SHOP, DAY)
    assert (found.due if found else None) == due


def test_it_is_asked_once_a_week_in_a_shop() -> None:
    found = data_missing.due(REGULAR, SHOP._replace(data_asked_on=after(6)), DAY)
    assert found is not None
    assert found.due == after(13)


NEW_BUYER = Facts(1, DAY, DAY, 1)


@pytest.mark.parametrize(
    ("facts", "wanted", "due"),
    [
        pytest.param(NEW_BUYER, True, after(1), id="the day after"),
        pytest.param(NEW_BUYER, False, None, id="not wanted"),
        pytest.param(NEW_BUYER._replace(purchases=2), True, None, id="not the first"),
        pytest.param(NEW_BUYER._replace(seen={"thank_you": Seen(after(1))}), True, None, id="done"),
    ],
)
def test_thanks_for_a_first_purchase(facts: Facts, wanted: bool, due: date | None) -> None:
    found = thank_you.due(facts, SHOP._replace(thank_you=wanted), DAY)
    assert (found.due if found else None) == due


@pytest.mark.parametrize(("today", "expected"), [(5, True), (6, False)])
def test_thanks_come_before_the_question_or_not_at_all(today: int, expected: bool) -> None:
    assert (thank_you.due(NEW_BUYER, SHOP, after(today)) is not None) is expected


@pytest.mark.parametrize(
    ("tier", "today", "expected"),
    [
        pytest.param("regular", 0, True, id="a regular"),
        pytest.param("gold", 14, True, id="a tier of the shop's own, within two weeks"),
        pytest.param("gold", 15, False, id="too late"),
        pytest.param("returning", 0, False, id="a second purchase alone"),
        pytest.param(None, 0, False, id="the same as before"),
    ],
)
def test_a_new_tier_is_worth_a_word(tier: str | None, today: int, expected: bool) -> None:
    assert (tier_up.due(REGULAR._replace(tier_reached=tier), SHOP, after(today)) is not None) is expected


MONTHLY = REGULAR._replace(purchases=6, net_cents=6 * 2500, rhythm=Rhythm(5, 5 * log(30)), stamps=6, points=60)
CATALOGUE = SHOP._replace(prices=(20, 80, 85, 200))


@pytest.mark.parametrize(
    ("facts", "shop", "cost"),
    [
        pytest.param(MONTHLY._replace(stamps=9), SHOP, 10, id="one stamp missing"),
        pytest.param(MONTHLY._replace(stamps=8), SHOP, None, id="two stamps missing"),
        pytest.param(
            MONTHLY._replace(stamps=9), SHOP._replace(stamp_min_cents=2501), None, id="usually too little for a stamp"
        ),
        pytest.param(MONTHLY, CATALOGUE, 85, id="25 points more: the dearest of both"),
        pytest.param(MONTHLY._replace(points=54), CATALOGUE, None, id="not yet, and the cheapest he has"),
        pytest.param(MONTHLY, CATALOGUE._replace(rate=Rate(1, 500)), None, id="a purchase brings few points"),
        pytest.param(MONTHLY._replace(stamps=9), CATALOGUE, 10, id="the card first"),
        pytest.param(MONTHLY._replace(stamps=9, rhythm=Rhythm()), SHOP, None, id="no rhythm yet"),
    ],
)
def test_a_reward_is_near_when_one_usual_purchase_brings_it(facts: Facts, shop: ShopRules, cost: int | None) -> None:
    found = reward_near.due(facts, shop, DAY)
    assert (found.reason["cost"] if found else None) == cost
    assert found is None or found.due == after(30)


def test_a_near_reward_is_told_once_for_a_purchase() -> None:
    near = MONTHLY._replace(stamps=9, seen={"reward_near": Seen(after(30), key=MONTHLY.last_day.isoformat())})
    assert reward_near.due(near, SHOP, after(31)) is None
    assert reward_near.due(near._replace(last_day=after(40)), SHOP, after(70)) is not None
