"""How many surprise extras were packed this month, on both databases."""

from datetime import date, timedelta
from typing import Any

from rules.occasions import next_due, surprise
from storage import extras, occasions, reminders, shops
from tests.storage.conftest import TODAY

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def decide(shop: Any, buyer: int, day: date = TODAY, number: int = 4, *, packed: bool = True) -> None:
    occasion = surprise.with_purchase(day, number)
    extras.decide(shop.db, shop.row, buyer, occasion, day, packed=packed)


def test_what_was_packed_counts_for_its_month_and_shop(shop: Any, other: Any) -> None:
    anna, ben = shop.buyer(), shop.buyer("Ben")
    decide(shop, anna)
    decide(shop, ben, packed=False)
    decide(shop, ben, day=date(2026, 4, 30), number=8)
    decide(other, other.buyer())
    assert extras.given(shop.db, shop.id, TODAY) == 1
    assert extras.given(shop.db, shop.id, date(2026, 4, 30)) == 1
    assert extras.given(shop.db, shop.id, JUNE) == 0


def test_the_same_purchase_counts_once_and_the_last_word_holds(shop: Any) -> None:
    anna = shop.buyer()
    for packed, count in ((True, 1), (True, 1), (False, 0), (True, 1)):
        decide(shop, anna, packed=packed)
        assert (shop.row.extras_given, shop.row.extras_month) == (count, MAY)


def test_the_budget_closes_the_month_and_the_next_one_opens_it(shop: Any) -> None:
    shops.change(shop.db, shop.id, surprise_budget=1)
    decide(shop, shop.buyer())
    assert shops.rules_of(shop.row).no_extras_before == JUNE
    decide(shop, shop.buyer("Ben"), day=JUNE, packed=False)
    assert shops.rules_of(shop.row).no_extras_before is None


def test_stored_days_follow_when_the_budget_is_used_up_and_when_it_is_not(shop: Any) -> None:
    """Whoever bought lately, and was drawn, was due today."""
    shops.change(shop.db, shop.id, surprise_budget=1)
    seed = shop.row.surprise_seed
    ben = next(
        number for number in (shop.buyer(f"Kundin {n}") for n in range(60)) if surprise.is_drawn(seed, number, 4)
    )
    reminders.mute(shop.db, shop.id, ben, "tier_up")
    for _ in range(4):
        shop.book(ben, day=TODAY - timedelta(days=1))
    assert shop.about(ben).next_due == TODAY - timedelta(days=1)
    anna = shop.buyer()
    for packed in (True, False, True):
        decide(shop, anna, packed=packed)
        (known,) = occasions.facts_of(shop.db, [shop.about(ben)], TODAY)
        expected = next_due(known.facts, shops.rules_of(shop.row), TODAY)
        assert shop.about(ben).next_due == expected
        assert (expected == TODAY - timedelta(days=1)) is not packed
