"""The stored due day: it always says when somebody should think of a buyer."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rules.occasions import Occasion, next_due
from rules.occasions.facts import Birthday
from rules.rhythm import RhythmParameters
from storage import buyers, fitting, merging, occasions, reminders, shops

TODAY = date(2026, 5, 4)
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_thanks(shop: Any) -> None:
    """A first purchase is nothing special here."""
    shops.change(shop.db, shop.id, thank_you=False)


def refresh(shop: Any, buyer: int, today: date = TODAY) -> date | None:
    occasions.refresh(shop.db, shop.row, buyer, today)
    return shop.about(buyer).next_due


def due_on(shop: Any, today: date) -> list[int]:
    return [row.id for row, _, _ in occasions.due(shop.db, shop.row, today)]


def test_a_buyer_without_facts_is_never_due(shop: Any) -> None:
    assert refresh(shop, shop.buyer()) is None


def test_the_planner_reads_only_who_is_due(shop: Any, other: Any) -> None:
    anna, ben = shop.buyer(), shop.buyer("Ben")
    shop.book(anna, day=TODAY - timedelta(days=6))
    shop.book(ben)
    other.book(other.buyer(), day=TODAY - timedelta(days=6))
    assert due_on(shop, TODAY) == [anna]
    assert due_on(shop, TODAY + timedelta(days=6)) == [anna, ben]


def test_it_reads_large_shops_in_pieces(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(occasions, "CHUNK", 3)
    ids = [shop.buyer(f"Kundin {number}") for number in range(8)]
    for buyer in ids:
        shop.book(buyer, day=TODAY - timedelta(days=6))
    assert due_on(shop, TODAY) == ids


def test_a_birthday_moves_the_due_day_forward(shop: Any) -> None:
    anna = shop.buyer()
    shop.book(anna)
    buyers.set_birthday(shop.db, shop.id, anna, Birthday(9, 5), TODAY)
    assert refresh(shop, anna) == date(2026, 5, 6)


def test_what_was_made_into_a_reminder_moves_on(shop: Any) -> None:
    anna = shop.buyer()
    shop.book(anna, day=TODAY - timedelta(days=6))
    ((_, _, (occasion,)),) = occasions.due(shop.db, shop.row, TODAY)
    reminders.make(shop.db, shop.id, anna, occasion, TODAY)
    occasions.refresh_overdue(shop.db, shop.row, TODAY)
    due = shop.about(anna).next_due
    assert due is None or due > TODAY


def test_what_is_too_late_moves_on_without_a_reminder(shop: Any) -> None:
    anna = shop.buyer()
    shop.book(anna, day=TODAY - timedelta(days=6))
    later = TODAY + timedelta(days=30)
    occasions.refresh_overdue(shop.db, shop.row, later)
    due = shop.about(anna).next_due
    assert due is None or due > later


def test_a_snoozed_reminder_is_a_due_day(shop: Any) -> None:
    anna = shop.buyer()
    number = reminders.make(shop.db, shop.id, anna, Occasion("follow_up", "x", TODAY, TODAY, 2), TODAY)
    reminders.snooze(shop.db, shop.id, number, TODAY + timedelta(days=3))
    assert refresh(shop, anna) == TODAY + timedelta(days=3)


def test_a_muted_kind_is_not_due(shop: Any) -> None:
    anna = shop.buyer()
    shop.book(anna)
    reminders.mute(shop.db, shop.id, anna, "follow_up")
    assert refresh(shop, anna) != TODAY + timedelta(days=6)
    reminders.unmute(shop.db, shop.id, anna, "follow_up")
    assert refresh(shop, anna) == TODAY + timedelta(days=6)


def test_nobody_is_due_who_turned_out_to_be_another(shop: Any) -> None:
    anna, slip = shop.buyer(), shop.buyer("Ana")
    buyers.set_birthday(shop.db, shop.id, slip, Birthday(9, 5), TODAY)
    refresh(shop, slip)
    merging.merge_into(shop.db, shop.row, anna, slip, NOW)
    occasions.refresh_all(shop.db, shop.row, TODAY)
    assert shop.about(slip).next_due is None


def test_changed_settings_move_every_due_day(shop: Any) -> None:
    ids = [shop.buyer(f"Kundin {number}") for number in range(5)]
    for buyer in ids:
        shop.book(buyer)
    shops.change(shop.db, shop.id, follow_up_days=9)
    occasions.refresh_all(shop.db, shop.row, TODAY)
    assert {shop.about(buyer).next_due for buyer in ids} == {TODAY + timedelta(days=9)}


def test_learnt_parameters_are_stored_and_due_days_follow(shop: Any) -> None:
    for number in range(6):
        buyer = shop.buyer(f"Kundin {number}")
        for back in range(10, 100, 10 + number):
            shop.book(buyer, day=TODAY - timedelta(days=back))
    before = shop.row
    after = fitting.fit_shop(shop.db, before, TODAY)
    assert after.rhythm_mu < before.rhythm_mu
    assert shop.row == after
    for row, facts, *_ in occasions.facts_of(shop.db, buyers.recent(shop.db, shop.id, 50), TODAY):
        assert row.next_due == next_due(facts, shops.rules_of(after), TODAY)


def test_in_a_large_shop_due_days_follow_bit_by_bit(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not computed yet is noted, so that whoever starts the bot again goes on with it."""
    monkeypatch.setattr(fitting, "AT_ONCE", 2)
    ids = [shop.buyer(f"Kundin {number}") for number in range(5)]
    for buyer in ids:
        for back in (100, 70, 40):
            shop.book(buyer, day=TODAY - timedelta(days=back))
    before = {buyer: shop.about(buyer).next_due for buyer in ids}
    learnt = fitting.Learnt(RhythmParameters(mu=5.5), None)
    of = fitting.take_over(shop.db, shop.row, learnt, TODAY)
    moved = [[buyer for buyer in ids if shop.about(buyer).next_due != before[buyer]]]
    while of.due_days_after is not None:
        assert shops.with_old_due_days(shop.db) == of
        of = fitting.go_on(shop.db, of, TODAY)
        moved.append([buyer for buyer in ids if shop.about(buyer).next_due != before[buyer]])
    assert moved == [ids[:2], ids[:4], ids]
    assert shops.with_old_due_days(shop.db) is None


def test_what_is_learnt_changes_nothing_by_itself(shop: Any) -> None:
    for back in (100, 90, 80, 70):
        shop.book(shop.buyer(), day=TODAY - timedelta(days=back))
    before = shop.row
    assert fitting.learn(shop.db, before, TODAY).rhythm.mu != before.rhythm_mu
    assert shop.row == before


def test_parameters_that_hardly_move_are_left(shop: Any) -> None:
    before = shop.row
    assert fitting.fit_shop(shop.db, before, TODAY) == before


def test_a_large_shop_is_sampled_evenly_whatever_other_shops_do(
    shop: Any, other: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every third of the shop, although every second id is another shop's."""
    for number in range(6):
        shop.book(shop.buyer(f"Kundin {number}"), day=TODAY - timedelta(days=number))
        other.book(other.buyer(f"Kundin {number}"))
    monkeypatch.setattr(fitting, "SAMPLE", 3)
    assert {round(one.silent_days) for one in fitting._histories(shop.db, shop.row, TODAY)} == {0, 3}
