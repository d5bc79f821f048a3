"""Whom to look at first: nobody who cannot be among the day's reminders is looked at, and nobody is overlooked."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from handlers import collecting
from rules.occasions import KINDS
from rules.occasions.facts import Birthday
from storage import buyers, candidates, complaints, occasions, promises
from storage.candidates import DUTY, REST, SOON

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
TODAY = date(2026, 5, 4)


def looked_at(shop: Any, today: date = TODAY) -> dict[int, int]:
    """The most urgent priority that was thought possible, by buyer."""
    return {one.facts.buyer_id: one.bound[0] for one in candidates.in_order(shop.db, shop.row, today)}


def refresh(shop: Any, buyer: int, today: date = TODAY) -> None:
    occasions.refresh(shop.db, shop.row, buyer, today)


def test_every_urgent_kind_is_one_that_rows_tell() -> None:
    """Whoever adds another one has to say by which columns it can be told (`storage.candidates`)."""
    urgent = {kind.KIND for kind in KINDS if kind.PRIORITY < REST}
    assert urgent == {"promise", "complaint_check", "birthday", "follow_up", "early_warning"}


def test_what_is_owed_comes_first(shop: Any) -> None:
    anna, ben = shop.buyer(), shop.buyer("Ben")
    promises.make(shop.db, shop.id, anna, "Fotos", TODAY, TODAY, NOW)
    complaints.open_one(shop.db, shop.id, ben, "Naht", TODAY - timedelta(days=5), NOW)
    refresh(shop, anna)
    refresh(shop, ben)
    assert looked_at(shop) == {anna: DUTY, ben: DUTY}


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2027, 3, 1)], ids=["in a leap year", "in a common year"])
def test_a_birthday_of_a_leap_day_is_not_overlooked(shop: Any, today: date) -> None:
    anna = shop.buyer()
    buyers.set_birthday(shop.db, shop.id, anna, Birthday(29, 2), TODAY)
    refresh(shop, anna, today)
    assert looked_at(shop, today) == {anna: SOON}


def test_a_late_delivery_is_a_question_still(shop: Any) -> None:
    anna = shop.buyer()
    shop.book(anna, day=TODAY - timedelta(days=60))
    buyers.change(shop.db, shop.id, anna, delivered_on=TODAY - timedelta(days=3))
    refresh(shop, anna)
    assert looked_at(shop) == {anna: SOON}


def test_a_pause_that_got_long_can_wait(shop: Any) -> None:
    anna = shop.buyer()
    for back in (150, 140, 130, 120):
        shop.book(anna, day=TODAY - timedelta(days=back))
    assert looked_at(shop) == {anna: REST}


def test_of_many_only_the_best_are_looked_at(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "CHUNK", 5)
    read: list[int] = []
    facts_of = occasions.facts_of
    monkeypatch.setattr(
        occasions, "facts_of", lambda db, rows, today: facts_of(db, [read.append(row.id) or row for row in rows], today)
    )
    ids = [shop.buyer(f"Kundin {number}") for number in range(30)]
    for number, buyer in enumerate(ids):
        shop.book(buyer, 100 * (number + 1), day=TODAY - timedelta(days=6))
    read.clear()
    best = collecting.best(shop.db, shop.row, TODAY, 3)
    assert [one.buyer_id for one in best] == ids[:-4:-1]
    assert len(read) == 5


def test_whoever_comes_too_late_moves_on(shop: Any) -> None:
    anna = shop.buyer()
    shop.book(anna, day=TODAY - timedelta(days=6))
    assert shop.about(anna).next_due == TODAY
    assert looked_at(shop, TODAY + timedelta(days=11)) == {}
    due = shop.about(anna).next_due
    assert due is None or due > TODAY + timedelta(days=11)


def test_without_room_nobody_is_looked_at(shop: Any) -> None:
    shop.book(shop.buyer(), day=TODAY - timedelta(days=6))
    assert collecting.best(shop.db, shop.row, TODAY, 0) == []
