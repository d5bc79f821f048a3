"""What expires, when somebody has to look at it, and who is warned."""

from datetime import date, timedelta

import pytest

from storage import buyers, byhand, expiring, lots, occasions, reminders, shops
from tests.storage.conftest import NOW, TODAY, Shop

IN_A_MONTH, IN_TWO = TODAY + timedelta(days=30), TODAY + timedelta(days=60)


def credit(shop: Shop, buyer: int, points: int, until: date | None, reference: str) -> None:
    byhand.credit(shop.db, shop.row, buyer, points, reference, NOW, why="x", until=until)


def linked(shop: Shop, **facts: object) -> int:
    buyer = shop.buyer()
    buyers.change(shop.db, shop.id, buyer, **({"telegram_id": 8_000_000_001 + buyer, "receipts": True} | facts))
    return buyer


def warned(shop: Shop, day: date) -> list[tuple[int, int, date]]:
    return [(row.id, int(row.points), row.last) for row in expiring.to_warn(shop.db, shop.id, day)]


def test_points_that_expire_are_summed_by_day(shop: Shop) -> None:
    anna = shop.buyer()
    for reference, (points, until) in enumerate([(5, IN_TWO), (20, IN_A_MONTH), (7, IN_TWO), (9, None)]):
        credit(shop, anna, points, until, str(reference))
    assert expiring.ahead(shop.db, shop.id, anna, TODAY) == [(20, IN_A_MONTH), (12, IN_TWO)]
    assert expiring.ahead(shop.db, shop.id, anna, IN_A_MONTH + timedelta(days=1)) == [(12, IN_TWO)]


def test_the_buyer_is_looked_at_two_weeks_before(shop: Shop) -> None:
    """Even if nothing else is due for him by then."""
    anna = shop.buyer()
    credit(shop, anna, 20, IN_A_MONTH, "1")
    row = shop.about(anna)
    assert (row.points_until, row.next_due) == (IN_A_MONTH, IN_A_MONTH - timedelta(days=14))


def test_an_earlier_day_stays(shop: Shop) -> None:
    anna = shop.buyer()
    shop.book(anna)
    before = shop.about(anna).next_due
    credit(shop, anna, 20, IN_TWO, "1")
    assert shop.about(anna).next_due == before


def test_the_due_day_survives_a_refresh(shop: Shop) -> None:
    anna = shop.buyer()
    credit(shop, anna, 20, IN_A_MONTH, "1")
    occasions.refresh(shop.db, shop.row, anna, TODAY)
    assert shop.about(anna).next_due == IN_A_MONTH - timedelta(days=14)


@pytest.mark.parametrize("spent", [True, False])
def test_a_reminder_is_moot_once_its_points_are_spent(shop: Shop, spent: bool) -> None:
    anna = shop.buyer()
    credit(shop, anna, 20, IN_A_MONTH, "1")
    day = IN_A_MONTH - timedelta(days=14)
    ((_, _, (occasion,)),) = occasions.due(shop.db, shop.row, day)
    number = reminders.make(shop.db, shop.id, anna, occasion, day)
    byhand.debit(shop.db, shop.row, anna, 20 if spent else 19, "d", NOW, why="x")
    assert reminders.get(shop.db, shop.id, number).state == ("moot" if spent else "open")


def test_each_day_is_warned_of_once(shop: Shop) -> None:
    anna = linked(shop)
    credit(shop, anna, 20, IN_A_MONTH, "1")
    day = IN_A_MONTH - timedelta(days=14)
    assert warned(shop, day - timedelta(days=1)) == []
    assert warned(shop, day) == [(anna, 20, IN_A_MONTH)]
    reminders.mark_digest(shop.db, shop.id, day, NOW)
    assert warned(shop, day + timedelta(days=1)) == []


def test_what_was_missed_is_made_up_for_while_there_is_time(shop: Shop) -> None:
    anna = linked(shop)
    credit(shop, anna, 20, TODAY + timedelta(days=15), "1")
    credit(shop, anna, 7, IN_A_MONTH, "2")
    reminders.mark_digest(shop.db, shop.id, TODAY, NOW)
    late = TODAY + timedelta(days=20)
    assert warned(shop, late) == [(anna, 7, IN_A_MONTH)]


@pytest.mark.parametrize(
    "facts",
    [{"receipts": False}, {"reachable": False}, {"telegram_id": None}],
    ids=["no consent", "unreachable", "not linked"],
)
def test_nobody_else_is_warned(shop: Shop, facts: dict[str, object]) -> None:
    anna = linked(shop, **facts)
    credit(shop, anna, 20, IN_A_MONTH, "1")
    assert warned(shop, IN_A_MONTH - timedelta(days=14)) == []


def test_another_shop_warns_its_own(shop: Shop, other: Shop) -> None:
    credit(other, linked(other), 20, IN_A_MONTH, "1")
    assert warned(shop, IN_A_MONTH - timedelta(days=14)) == []


def test_stamps_do_not_count(shop: Shop) -> None:
    anna = linked(shop)
    shop.book(anna)
    assert lots.expiring(shop.db, shop.id, anna, TODAY, date.max) == 0
    assert shop.about(anna).points_until is None


@pytest.mark.parametrize("owed", [0, 10, 25, 40])
def test_points_of_long_ago_pay_what_is_owed_and_no_more(shop: Shop, owed: int) -> None:
    """They have expired; what is said is what the books say."""
    shops.change(shop.db, shop.id, expiry_months=1)
    anna = shop.buyer()
    if owed:
        byhand.debit(shop.db, shop.row, anna, owed, "1", NOW, why="x")
    done = shop.book(anna, 2500, day=TODAY - timedelta(days=90))
    assert done.balance == shop.balance(anna) == (min(25 - owed, 0), 1)
