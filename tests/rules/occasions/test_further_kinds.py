"""Milestones, second purchases, contact without an offer, early warnings, missing data."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.occasions import data_missing, early_warning, keep_in_touch, milestone, second_purchase
from rules.occasions.facts import Birthday, Complaint, Facts, Seen, ShopRules

DAY = date(2026, 5, 4)
SHOP = ShopRules()
REGULAR = Facts(1, DAY, DAY, 6)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.mark.parametrize(("purchases", "expected"), [(9, False), (10, True), (11, False), (25, True)])
def test_a_round_number_of_purchases_is_a_milestone(purchases: int, expected: bool) -> None:
    assert (milestone.due(replace(REGULAR, purchases=purchases), SHOP, DAY) is not None) is expected


def test_a_milestone_is_told_once_and_for_two_weeks() -> None:
    tenth = replace(REGULAR, purchases=10)
    assert milestone.due(tenth, SHOP, after(14)) is not None
    assert milestone.due(tenth, SHOP, after(15)) is None
    assert milestone.due(replace(tenth, seen={"milestone": Seen(DAY)}), SHOP, DAY) is None


@pytest.mark.parametrize(
    ("wanted", "purchases", "due"), [(True, 1, after(10)), (False, 1, None), (True, 2, None), (True, 0, None)]
)
def test_a_second_purchase_is_encouraged_if_the_shop_wants_it(wanted: bool, purchases: int, due: date | None) -> None:
    found = second_purchase.due(replace(REGULAR, purchases=purchases), SHOP._replace(second_nudge=wanted), DAY)
    assert (found.due if found else None) == due


@pytest.mark.parametrize(("offers", "purchases", "expected"), [(3, 6, True), (2, 6, False), (3, 2, False)])
def test_a_regular_who_got_only_offers_is_worth_a_word(offers: int, purchases: int, expected: bool) -> None:
    facts = replace(REGULAR, offers=offers, purchases=purchases, contact=DAY)
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
    assert (early_warning.due(replace(REGULAR, complaints=complaints), SHOP, after(days[-1])) is not None) is expected


def test_two_stars_fewer_than_before_are_a_warning_once_and_for_thirty_days() -> None:
    fell = replace(REGULAR, rating_fell=DAY)
    found = early_warning.due(fell, SHOP, DAY)
    assert found is not None
    assert (found.due, found.reason) == (DAY, {"fewer": 2})
    assert early_warning.due(fell, SHOP, after(30)) is not None
    assert early_warning.due(fell, SHOP, after(31)) is None
    assert early_warning.due(replace(fell, seen={"early_warning": Seen(DAY)}), SHOP, DAY) is None


def test_a_warning_about_complaints_does_not_swallow_a_later_one_about_stars() -> None:
    complaints = tuple(Complaint(n, after(n), after(n)) for n in range(3))
    both = replace(REGULAR, complaints=complaints, rating_fell=after(9))
    first = early_warning.due(both, SHOP, after(9))
    assert first is not None
    assert first.reason == {"complaints": 3}
    second = early_warning.due(replace(both, seen={"early_warning": Seen(first.due)}), SHOP, after(9))
    assert second is not None
    assert second.reason == {"fewer": 2}


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        pytest.param(REGULAR, after(7), id="nothing is known"),
        pytest.param(replace(REGULAR, birthday=Birthday(1, 1)), after(7), id="no preference"),
        pytest.param(replace(REGULAR, birthday=Birthday(1, 1), likes=True), None, id="all is known"),
        pytest.param(replace(REGULAR, purchases=4), None, id="no good buyer yet"),
    ],
)
def test_what_is_missing_of_a_good_buyer_is_asked_for(facts: Facts, due: date | None) -> None:
    found = data_missing.due(facts, SHOP, DAY)
    assert (found.due if found else None) == due


def test_it_is_asked_once_a_week_in_a_shop() -> None:
    found = data_missing.due(REGULAR, SHOP._replace(data_asked_on=after(6)), DAY)
    assert found is not None
    assert found.due == after(13)
