"""The latest contacts with a buyer, on both databases: how many of them were offers."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.occasions import Occasion
from storage import complaints, heard, notes, occasions, ratings, reminders, wordings
from tests.storage.conftest import NOW, TODAY

OFFER, CARE, NOTE, SORRY = "win_back", "birthday", "note", "complaint"


def contact(shop: Any, buyer: int, kind: str, back: int) -> None:
    day = TODAY - timedelta(days=back)
    if kind == NOTE:
        notes.add(shop.db, shop.id, buyer, "telefoniert", day, NOW)
        return
    if kind == SORRY:
        complaints.open_one(shop.db, shop.id, buyer, "Naht", day, NOW)
        wordings.remember(shop.db, shop.id, buyer, f"complaint.{back}:", day)
        wordings.mark_sent_to(shop.db, shop.id, buyer, f"complaint.{back}:", day)
        return
    number = reminders.make(shop.db, shop.id, buyer, Occasion(kind, f"{kind}:{back}", day, TODAY, 3), day)
    reminders.touched(shop.db, shop.id, number, day)


@pytest.mark.parametrize(
    ("contacts", "found"),
    [
        pytest.param([], [], id="none"),
        pytest.param([(OFFER, 9), (CARE, 5), (OFFER, 1)], [True, False, True], id="newest first"),
        pytest.param(
            [(OFFER, 5), (NOTE, 5), (OFFER, 1)], [True, False], id="a day on which more was said than an offer"
        ),
        pytest.param([(NOTE, 3)], [False], id="a note is a contact"),
        pytest.param([(OFFER, 5), (SORRY, 3)], [False, True], id="an apology that was sent is one"),
    ],
)
def test_a_day_is_one_contact(shop: Any, contacts: list[tuple[str, int]], found: list[bool]) -> None:
    anna, ben = shop.buyer(), shop.buyer("Ben")
    contact(shop, ben, OFFER, 2)
    for kind, back in contacts:
        contact(shop, anna, kind, back)
    assert heard.latest_contacts(shop.db, shop.id, anna, 10) == found


def test_only_the_latest_are_given(shop: Any) -> None:
    anna = shop.buyer()
    for back in range(1, 9):
        contact(shop, anna, OFFER if back > 3 else CARE, back)
    assert heard.latest_contacts(shop.db, shop.id, anna, 4) == [False, False, False, True]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(kinds=st.lists(st.sampled_from([OFFER, CARE, NOTE, SORRY]), max_size=8))
def test_offers_in_a_row_are_those_that_lead_to_keep_in_touch(shop: Any, kinds: list[str]) -> None:
    anna = shop.buyer()
    for back, kind in enumerate(kinds, 1):
        contact(shop, anna, kind, back)
    row = heard.latest_contacts(shop.db, shop.id, anna, 20)
    leading = next((at for at, offer in enumerate(row) if not offer), len(row))
    assert heard.about_one(shop.db, shop.id, anna, None).offers == leading


def test_several_offers_on_one_card_are_one(shop: Any) -> None:
    anna = shop.buyer()
    together = [Occasion(kind, "x", TODAY, TODAY, 3) for kind in ("win_back", "expiry", "reward_near")]
    reminders.touched(shop.db, shop.id, reminders.make_card(shop.db, shop.id, anna, together, TODAY), TODAY)
    contact(shop, anna, OFFER, 7)
    assert heard.about_one(shop.db, shop.id, anna, None).offers == 2
    assert heard.about(shop.db, [anna])[anna].offers == 2


@pytest.mark.parametrize(
    ("contacts", "found"),
    [
        pytest.param([(OFFER, 9), (OFFER, 1)], [9, 1], id="two"),
        pytest.param([(OFFER, 9), (CARE, 5), (OFFER, 1)], [9, 1], id="something else between them is no answer"),
        pytest.param([(OFFER, 9), (NOTE, 5), (OFFER, 1)], [1], id="a call answered the first"),
    ],
)
def test_offers_without_an_answer(shop: Any, contacts: list[tuple[str, int]], found: list[int]) -> None:
    anna = shop.buyer()
    for kind, back in contacts:
        contact(shop, anna, kind, back)
    expected = tuple(TODAY - timedelta(days=back) for back in found)
    assert heard.about_one(shop.db, shop.id, anna, None).offered == expected
    assert heard.about(shop.db, [anna])[anna].offered == expected


def test_stars_are_an_answer(shop: Any) -> None:
    anna = shop.buyer()
    contact(shop, anna, OFFER, 9)
    number = reminders.make(shop.db, shop.id, anna, Occasion("follow_up", "x", TODAY, TODAY, 3), TODAY)
    ratings.give(shop.db, shop.id, reminders.get(shop.db, shop.id, number), 4, TODAY)
    assert heard.about_one(shop.db, shop.id, anna, None).offered == ()


@pytest.mark.parametrize("kind", ["data_missing", "vip_proposal", "birthday", "follow_up", "promise"])
def test_a_text_is_a_contact_whatever_it_is_about(shop: Any, kind: str) -> None:
    """Also one that asks for a birthday, or was written while packing ahead of it; to tick such a card off is none."""
    anna = shop.buyer()
    day = TODAY - timedelta(days=9)
    number = reminders.make(shop.db, shop.id, anna, Occasion(kind, "x:ahead", day, TODAY, 3), day)
    reminders.handed_over(shop.db, shop.id, number, TODAY)
    reminders.done(shop.db, shop.id, number)
    assert heard.about_one(shop.db, shop.id, anna, None).contact == TODAY
    assert heard.about(shop.db, [anna])[anna].contact == TODAY


def test_an_apology_moves_the_due_day_of_others(shop: Any) -> None:
    anna = shop.buyer()
    shop.book(anna)
    contact(shop, anna, SORRY, 0)
    (complaint,) = complaints.open_of(shop.db, shop.id, anna)
    complaints.change(shop.db, shop.id, complaint.id, state="closed")
    before = occasions.refresh(shop.db, shop.row, anna, TODAY).row.next_due
    wordings.remember(shop.db, shop.id, anna, "complaint.9:", TODAY + timedelta(days=3))
    wordings.mark_sent_to(shop.db, shop.id, anna, "complaint.9:", TODAY + timedelta(days=3))
    assert (before, shop.about(anna).next_due) == (TODAY + timedelta(days=6), TODAY + timedelta(days=9))
