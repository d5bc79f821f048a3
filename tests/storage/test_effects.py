"""What was done about reminders and bought after them, on both databases."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from rules.effect import Case
from rules.occasions import Occasion
from storage import effects, heard, merging, occasions, refunds, reminders, wordings
from storage.purchases import get
from tests.storage.conftest import NOW, TODAY

LONG_AGO = TODAY - timedelta(days=365)


def win_back(number: int = 1, *, withheld: bool = False, due: date = TODAY) -> Occasion:
    reason = {"compared": TODAY, "number": number}
    return Occasion("win_back", f"x:{number}", due, due + timedelta(days=365), 3, reason, withheld=withheld)


def test_shown_contacted_text_and_sent_are_remembered(shop: Any) -> None:
    anna, ben = shop.buyer(), shop.buyer("Ben")
    number = reminders.make(shop.db, shop.id, anna, win_back(), TODAY)
    reminders.make(shop.db, shop.id, ben, win_back(), TODAY)
    reminders.count_draft(shop.db, shop.id, number)
    reminders.touched(shop.db, shop.id, number, TODAY)
    wordings.remember(shop.db, shop.id, anna, "win_back.1", TODAY, number)
    assert effects.used(shop.db, shop.id, LONG_AGO) == (2, 1, 1, 0)
    wordings.mark_sent(shop.db, shop.id, number, "win_back.1", TODAY)
    assert effects.used(shop.db, shop.id, LONG_AGO) == (2, 1, 1, 1)
    assert sorted(effects.cases(shop.db, shop.id, LONG_AGO)) == [
        Case(anna, "win_back", TODAY, TODAY, withheld=False, compared_on=TODAY),
        Case(ben, "win_back", TODAY, None, withheld=False, compared_on=TODAY),
    ]


def test_what_was_withheld_is_remembered_and_never_shown(shop: Any) -> None:
    anna = shop.buyer()
    reminders.withhold(shop.db, shop.id, anna, win_back(0, withheld=True, due=LONG_AGO), TODAY)
    assert effects.cases(shop.db, shop.id, TODAY) == [Case(anna, "win_back", TODAY, None, True, TODAY)]
    assert effects.used(shop.db, shop.id, LONG_AGO) == (0, 0, 0, 0)
    assert reminders.open_ones(shop.db, shop.id, TODAY) == []


def test_what_was_withheld_is_neither_a_contact_nor_an_attempt(shop: Any) -> None:
    anna = shop.buyer()
    shop.book(anna, day=TODAY - timedelta(days=200))
    reminders.withhold(shop.db, shop.id, anna, win_back(0, withheld=True), TODAY)
    told = heard.about_one(shop.db, shop.id, anna, TODAY - timedelta(days=200))
    assert (told.contact, told.waiting) == (None, frozenset())
    assert (told.seen["win_back"].due, told.seen["win_back"].since_purchase) == (TODAY, 0)
    assert heard.about(shop.db, [anna])[anna] == told


def test_a_lot_before_the_period_is_none_to_compare_by(shop: Any) -> None:
    """Put off into the period: what was withheld on the same day is not counted in it, either."""
    anna, ben = shop.buyer(), shop.buyer("Ben")
    number = reminders.make(shop.db, shop.id, anna, win_back(), TODAY)
    reminders.wake(shop.db, shop.id, number, TODAY + timedelta(days=7))
    reminders.withhold(shop.db, shop.id, ben, win_back(0, withheld=True), TODAY)
    later = TODAY + timedelta(days=1)
    assert effects.cases(shop.db, shop.id, later) == [Case(anna, "win_back", TODAY + timedelta(days=7))]


def test_only_known_states_are_kept(shop: Any) -> None:
    with pytest.raises(IntegrityError), shop.db.begin_nested():
        reminders.make(shop.db, shop.id, shop.buyer(), win_back(), TODAY, state="odd")
    assert shop.db.execute(text("SELECT count(*) FROM reminder")).scalar() == 0


def test_a_purchase_that_was_taken_back_is_no_purchase(shop: Any) -> None:
    anna = shop.buyer()
    reminders.make(shop.db, shop.id, anna, win_back(), TODAY)
    kept, gone = shop.book(anna, day=TODAY + timedelta(days=3)), shop.book(anna, day=TODAY + timedelta(days=5))
    refunds.refund(shop.db, shop.row, get(shop.db, shop.id, gone.purchase_id), NOW)
    assert kept.purchase_id
    assert effects.bought(shop.db, shop.id, LONG_AGO) == {anna: [TODAY + timedelta(days=3)]}


def test_another_shop_counts_nothing_of_it(shop: Any, other: Any) -> None:
    anna = shop.buyer()
    reminders.make(shop.db, shop.id, anna, win_back(), TODAY)
    shop.book(anna)
    assert effects.cases(other.db, other.id, LONG_AGO) == []
    assert effects.bought(other.db, other.id, LONG_AGO) == {}
    assert effects.used(other.db, other.id, LONG_AGO) == (0, 0, 0, 0)


def test_who_turned_out_to_be_another_counts_as_that_one(shop: Any) -> None:
    anna, slip = shop.buyer(), shop.buyer("Ana")
    reminders.withhold(shop.db, shop.id, slip, win_back(0, withheld=True), TODAY)
    merging.merge_into(shop.db, shop.row, anna, slip, NOW)
    assert [case.buyer_id for case in effects.cases(shop.db, shop.id, LONG_AGO)] == [anna]


def test_after_it_was_withheld_the_stored_day_is_that_of_the_first_attempt(shop: Any) -> None:
    anna = shop.buyer()
    for back in (320, 290, 260, 230):
        shop.book(anna, day=TODAY - timedelta(days=back))
    reminders.withhold(shop.db, shop.id, anna, win_back(0, withheld=True), TODAY)
    reminders.mute(shop.db, shop.id, anna, "anniversary")
    occasions.refresh(shop.db, shop.row, anna, TODAY)
    assert shop.about(anna).next_due == TODAY + timedelta(days=60)
