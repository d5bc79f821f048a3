"""What happened within a month, on both databases."""

from datetime import date, timedelta
from typing import Any

from rules.review import Month, Return
from storage import complaints, erasing, promises, refunds, reviews
from storage.purchases import get
from storage.reviews import Item, Newcomer, Settled
from tests.storage.conftest import NOW, TODAY

APRIL = Month(date(2026, 4, 1), date(2026, 4, 30))
FIRST, LAST = APRIL
BEFORE = FIRST - timedelta(days=1)


def test_who_was_new_and_who_came_back_in_a_month(shop: Any, other: Any) -> None:
    anna, ben, clara, dora = (shop.buyer(name) for name in ("Anna", "Ben", "Clara", "Dora"))
    shop.book(anna, 1000, FIRST)
    shop.book(anna, 1000, TODAY)
    shop.book(ben, 3000, LAST)
    shop.book(clara, 1000, BEFORE - timedelta(days=99))
    given = shop.book(clara, 1000, BEFORE)
    refunds.refund(shop.db, shop.row, get(shop.db, shop.id, given.purchase_id), NOW)
    for day in (FIRST, LAST):
        shop.book(clara, 1000, day)
    shop.book(dora, 1000, BEFORE)
    shop.book(dora, 1000, FIRST)
    other.book(other.buyer("Emil"), 1000, FIRST)
    erasing.erase(shop.db, shop.row, dora, "Gelöscht", NOW)
    assert reviews.new_buyers(shop.db, shop.row, APRIL) == [Newcomer("Ben", 1), Newcomer("Anna", 2)]
    assert reviews.who_had_bought_before(shop.db, shop.row, APRIL) == [
        Return("Clara", FIRST, BEFORE - timedelta(days=99), clara)
    ]
    assert reviews.had_bought(shop.db, shop.row, BEFORE)
    assert not reviews.had_bought(shop.db, other.row, BEFORE)


def test_what_was_bought_most_often(shop: Any) -> None:
    anna = shop.buyer()
    assert reviews.best_item(shop.db, shop.row, APRIL) is None
    shop.book(anna, 1000, FIRST, item="Seife")
    shop.book(anna, 1000, FIRST, item="")
    shop.book(anna, 1000, FIRST, item="")
    assert reviews.best_item(shop.db, shop.row, APRIL) is None, "once is not often"
    for item, day in (("Tee", FIRST), ("tee", LAST), ("Seife", TODAY)):
        shop.book(anna, 1000, day, item=item)
    found = reviews.best_item(shop.db, shop.row, APRIL)
    assert found
    assert (found.name.lower(), found.purchases) == Item("tee", 2)


def test_promises_and_complaints_of_a_month(shop: Any) -> None:
    anna = shop.buyer()
    made = [
        promises.make(shop.db, shop.id, anna, words, LAST, FIRST, NOW)
        for words in ("Fotos", "Muster", "Brief", "Ruf an")
    ]
    for number, state, day in zip(made, ("kept", "kept", "broken"), (LAST, TODAY, LAST), strict=False):
        promises.change(shop.db, shop.id, number, state=state, settled_on=day)
    assert reviews.promises_of(shop.db, shop.row, APRIL) == [
        Settled("Anna", "Fotos", kept=True, late=False),
        Settled("Anna", "Brief", kept=False, late=False),
    ]
    may = Month(LAST + timedelta(days=1), TODAY)
    assert reviews.promises_of(shop.db, shop.row, may) == [Settled("Anna", "Muster", kept=True, late=True)]
    assert reviews.late_promises(shop.db, shop.row, LAST) == []
    assert reviews.late_promises(shop.db, shop.row, TODAY) == ["Anna"]
    first, second = (complaints.open_one(shop.db, shop.id, anna, words, FIRST, NOW) for words in ("Naht", "Farbe"))
    complaints.change(shop.db, shop.id, first, state="closed", closed_on=LAST)
    assert second
    assert reviews.solved_complaints(shop.db, shop.row, APRIL) == 1
    assert reviews.open_complaints(shop.db, shop.row) == ["Anna"]
    assert (reviews.count_rewards(shop.db, shop.row), reviews.count_linked(shop.db, shop.row)) == (0, 0)
