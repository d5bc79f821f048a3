"""Booking and taking back: purchase, ledger, figures and due day move together."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from rules.errors import RuleError
from storage import ledger, occasions, purchases, refunds, reminders, shops, vouchers
from storage.purchases import NewPurchase
from storage.tables.ledger import ledger_entry

NOW_DAY = date(2026, 5, 4)


def now() -> Any:
    from datetime import UTC, datetime

    return datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def test_a_booking_moves_everything_at_once(shop: Any) -> None:
    anna = shop.buyer()
    done = shop.book(anna, 2575)
    row = shop.about(anna)
    assert (done.points, done.stamps, done.balance) == (25, 1, (25, 1))
    assert (row.purchases, row.net_cents, row.first_day, row.last_day) == (1, 2575, NOW_DAY, NOW_DAY)
    assert row.next_due == NOW_DAY + timedelta(days=1)


def test_cents_carry_over(shop: Any) -> None:
    anna = shop.buyer()
    assert [shop.book(anna, 50).points for _ in range(4)] == [0, 1, 0, 1]


def test_taking_back_keeps_the_entries_and_moves_the_balance(shop: Any) -> None:
    anna = shop.buyer()
    done = shop.book(anna)
    refunds.refund(shop.db, shop.row, purchases.get(shop.db, shop.id, done.purchase_id), now())
    row = shop.about(anna)
    assert shop.balance(anna) == (0, 0)
    assert (row.purchases, row.net_cents, row.first_day, row.last_day, row.next_due) == (0, 0, None, None, None)
    assert len(ledger.history(shop.db, shop.id, anna, 10)) == 4


def test_a_second_full_refund_is_refused(shop: Any) -> None:
    anna = shop.buyer()
    done = shop.book(anna)
    refunds.refund(shop.db, shop.row, purchases.get(shop.db, shop.id, done.purchase_id), now())
    void = purchases.get(shop.db, shop.id, done.purchase_id)
    with pytest.raises(RuleError, match=r"storno\.nothing_left"):
        refunds.refund(shop.db, shop.row, void, now())
    assert shop.balance(anna) == (0, 0)


def test_more_than_was_paid_is_not_given_back(shop: Any) -> None:
    done = shop.book(shop.buyer(), 100)
    with pytest.raises(IntegrityError), shop.db.begin_nested():
        purchases.give_back(shop.db, shop.id, done.purchase_id, 101)


def test_one_message_books_one_standing_purchase(shop: Any) -> None:
    anna = shop.buyer()
    shop.book(anna, source="1:1")
    with pytest.raises(IntegrityError), shop.db.begin_nested():
        shop.book(anna, source="1:1")


def test_a_void_purchase_frees_its_message(shop: Any) -> None:
    anna = shop.buyer()
    done = shop.book(anna, source="1:1")
    refunds.refund(shop.db, shop.row, purchases.get(shop.db, shop.id, done.purchase_id), now())
    shop.book(anna, source="1:1")
    assert shop.balance(anna) == (25, 1)


def test_a_correction_may_change_the_buyer(shop: Any) -> None:
    anna, ben = shop.buyer(), shop.buyer("Ben")
    old = purchases.get(shop.db, shop.id, shop.book(anna, source="1:1").purchase_id)
    refunds.rebook(shop.db, shop.row, old, ben, NewPurchase(NOW_DAY, 3000, source="1:1"), now())
    assert (shop.balance(anna), shop.balance(ben)) == ((0, 0), (30, 1))
    booked = purchases.from_message(shop.db, shop.id, "1:1")
    assert booked is not None
    assert booked.buyer_id == ben


def test_another_shop_cannot_take_it_back(shop: Any, other: Any) -> None:
    done = shop.book(shop.buyer())
    purchases.give_back(other.db, other.id, done.purchase_id, 2500)
    assert purchases.get(shop.db, shop.id, done.purchase_id).refunded_cents == 0


def test_a_purchase_never_costs_less_than_nothing(shop: Any) -> None:
    with pytest.raises(IntegrityError), shop.db.begin_nested():
        shop.book(shop.buyer(), -1)


def test_what_a_reward_paid_for_entirely_earns_nothing(shop: Any) -> None:
    anna = shop.buyer()
    done = shop.book(anna, 0, discount_cents=2500)
    assert (done.points, done.stamps, shop.about(anna).purchases) == (0, 0, 0)


def test_a_large_amount_needs_64_bits(shop: Any) -> None:
    anna = shop.buyer()
    for _ in range(3):
        shop.book(anna, 999_999_999)
    assert shop.about(anna).net_cents == 2_999_999_997


def test_an_entry_is_booked_once_per_reason_and_reference(shop: Any) -> None:
    anna = shop.buyer()
    entry = ledger.Entry(ledger.POINTS, 5, "purchase", "77")
    ledger.append(shop.db, shop.id, anna, [entry], NOW_DAY, now())
    with pytest.raises(IntegrityError), shop.db.begin_nested():
        ledger.append(shop.db, shop.id, anna, [entry], NOW_DAY, now())


def test_an_entry_of_nothing_is_not_written(shop: Any) -> None:
    anna = shop.buyer()
    ledger.append(shop.db, shop.id, anna, [ledger.Entry(ledger.POINTS, 0, "purchase", "1")], NOW_DAY, now())
    assert shop.db.execute(select(ledger_entry)).first() is None


@pytest.mark.parametrize("reason", [str, ledger.brought], ids=["our own", "of other books"])
def test_what_only_comes_back_is_not_earned_again(shop: Any, reason: Callable[[str], str]) -> None:
    anna = shop.buyer()
    booked = [("purchase", 50), ("redeem", -20), ("redeem_cancel", 20), ("redeem", -30)]
    entries = [ledger.Entry(ledger.POINTS, cents, reason(name), str(at)) for at, (name, cents) in enumerate(booked)]
    ledger.append(shop.db, shop.id, anna, entries, NOW_DAY, now())
    assert ledger.gross(shop.db, shop.id, anna, ledger.POINTS) == (50, 50)


def test_a_full_card_becomes_a_voucher_at_once(shop: Any) -> None:
    anna = shop.buyer()
    for _ in range(9):
        assert not shop.book(anna, 100).rewards
    done = shop.book(anna, 100)
    assert [row.id for row in done.rewards] == [row.id for row in vouchers.of_buyer(shop.db, shop.id, anna)]
    assert (done.rewards[0].origin, done.balance, shop.balance(anna)) == ("card", (10, 0), (10, 0))


def test_the_balance_of_another_shop_is_not_read(shop: Any, other: Any) -> None:
    anna = shop.buyer()
    shop.book(anna)
    assert other.balance(anna) == (0, 0)


def test_points_that_expired_before_they_were_booked_are_not_in_the_balance(shop: Any) -> None:
    anna = shop.buyer()
    shop.book(anna, 2500)
    shops.change(shop.db, shop.id, expiry_months=3)
    done = shop.book(anna, 2500, day=date(2026, 1, 1))
    assert done.balance == shop.balance(anna)
    assert done.balance.points == 25


def open_kinds(shop: Any, buyer: int) -> set[str]:
    """What the seller is still reminded of."""
    return {row.kind for row in reminders.open_ones(shop.db, shop.id, NOW_DAY) if row.buyer_id == buyer}


def remind(shop: Any, buyer: int) -> None:
    """Make all the reminders that are due by now."""
    for row, _, found in occasions.due(shop.db, shop.row, NOW_DAY):
        for one in found if row.id == buyer else ():
            reminders.make(shop.db, shop.id, buyer, one, NOW_DAY)
    occasions.refresh(shop.db, shop.row, buyer, NOW_DAY)


def test_an_older_purchase_ends_no_question_and_a_later_one_does(shop: Any) -> None:
    anna = shop.buyer()
    shop.book(anna, day=NOW_DAY - timedelta(days=7))
    remind(shop, anna)
    shop.book(anna, day=NOW_DAY - timedelta(days=90))
    assert open_kinds(shop, anna) == {"follow_up"}
    shop.book(anna, day=NOW_DAY - timedelta(days=1))
    assert open_kinds(shop, anna) == set()
    assert shop.about(anna).next_due == NOW_DAY + timedelta(days=6), "asked on the 4th, then in the quiet period"


def test_a_corrected_purchase_leaves_the_question_about_it(shop: Any) -> None:
    anna = shop.buyer()
    old = shop.book(anna, day=NOW_DAY - timedelta(days=7))
    remind(shop, anna)
    row = purchases.get(shop.db, shop.id, old.purchase_id)
    new = refunds.rebook(shop.db, shop.row, row, anna, NewPurchase(row.day, 999), now())
    assert open_kinds(shop, anna) == {"follow_up"}
    again = purchases.get(shop.db, shop.id, new.purchase_id)
    refunds.rebook(shop.db, shop.row, again, shop.buyer("Ben"), NewPurchase(row.day, 999), now())
    assert open_kinds(shop, anna) == set()


def test_a_refund_drops_what_it_makes_untrue_and_its_undo_is_no_new_reason(shop: Any) -> None:
    anna = shop.buyer()
    for back in range(30, 39):
        shop.book(anna, day=NOW_DAY - timedelta(days=back))
    tenth = shop.book(anna)
    occasions.refresh(shop.db, shop.row, anna, NOW_DAY)
    reminders.make(shop.db, shop.id, anna, next(one for one in tenth.coming if one.kind == "milestone"), NOW_DAY)
    assert open_kinds(shop, anna) == {"milestone"}
    given = refunds.refund(shop.db, shop.row, purchases.get(shop.db, shop.id, tenth.purchase_id), now())
    assert open_kinds(shop, anna) == set()
    refunds.undo(shop.db, shop.row, given.id, now())
    remind(shop, anna)
    assert "milestone" not in open_kinds(shop, anna)
