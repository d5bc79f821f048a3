"""Referrals and bonuses in the books: once, in every order of events, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from rules.errors import RuleError
from storage import bonuses, buyers, ledger, lots, merging, purchases, raffles, referrals, refunds, shops, vouchers
from storage.booking import Booking
from storage.ledger import POINTS, Entry
from storage.purchases import NewPurchase
from tests.storage.conftest import NOW, TODAY, Shop


@pytest.fixture
def anna(shop: Shop) -> int:
    """Somebody who has bought before."""
    number = shop.buyer("Anna")
    shop.book(number, 1000)
    return number


@pytest.fixture
def ben(shop: Shop, anna: int) -> int:
    """A friend who came through Anna."""
    number = shop.buyer("Ben")
    begin(shop, anna, number)
    return number


def begin(shop: Shop, referrer: int, friend: int) -> int:
    return referrals.begin(shop.db, shop.row, shop.about(referrer), shop.about(friend), NOW)


def points(shop: Shop, *people: int) -> list[int]:
    return [shop.balance(person).points for person in people]


def purchase(shop: Shop, done: Booking) -> Any:
    return purchases.get(shop.db, shop.id, done.purchase_id)


def cancel(shop: Shop, done: Booking) -> refunds.Refunded:
    return refunds.refund(shop.db, shop.row, purchase(shop, done), NOW)


def settled(done: Booking) -> int | None:
    return done.referral.points if done.referral else None


def test_the_first_purchase_brings_both_the_bonus_once(shop: Shop, anna: int, ben: int) -> None:
    first, second = shop.book(ben, 500), shop.book(ben, 500)
    assert (settled(first), settled(second)) == (20, None)
    assert first.balance.points == 25
    assert points(shop, anna, ben) == [30, 30]


def test_a_purchase_of_nothing_is_no_first_purchase(shop: Shop, anna: int, ben: int) -> None:
    """Paid with a reward altogether."""
    assert settled(shop.book(ben, 0)) is None
    assert settled(shop.book(ben, 500)) == 20


def test_the_purchase_of_somebody_who_came_by_himself_brings_nothing(shop: Shop, anna: int) -> None:
    assert settled(shop.book(shop.buyer("Clara"))) is None


def test_a_refund_takes_it_back_and_a_new_first_purchase_books_it_once_more(shop: Shop, anna: int, ben: int) -> None:
    taken = cancel(shop, shop.book(ben, 500))
    assert settled(taken.booking) == -20
    assert (taken.booking.balance.points, points(shop, anna, ben)) == (0, [10, 0])
    assert settled(shop.book(ben, 500)) == 20
    assert settled(shop.book(ben, 500)) is None
    assert points(shop, anna, ben) == [30, 30]


def test_only_the_refund_of_all_that_he_bought_takes_it_back(shop: Shop, anna: int, ben: int) -> None:
    first, second = shop.book(ben, 500), shop.book(ben, 500)
    assert settled(cancel(shop, first).booking) is None
    assert settled(cancel(shop, second).booking) == -20


def test_a_part_refund_leaves_the_bonus(shop: Shop, anna: int, ben: int) -> None:
    done = shop.book(ben, 500)
    refunds.refund(shop.db, shop.row, purchase(shop, done), NOW, 200)
    assert points(shop, anna, ben) == [30, 23]


def test_the_undo_of_a_refund_brings_it_again(shop: Shop, anna: int, ben: int) -> None:
    taken = cancel(shop, shop.book(ben, 500))
    again = refunds.undo(shop.db, shop.row, taken.id, NOW)
    assert (again.points, settled(again), again.balance.points) == (5, 20, 25)
    assert points(shop, anna, ben) == [30, 25]


def test_a_correction_moves_no_bonus(shop: Shop, anna: int, ben: int) -> None:
    """Nothing is taken back and booked again when the amount of the first purchase is corrected."""
    done = shop.book(ben, 500)
    corrected = refunds.rebook(shop.db, shop.row, purchase(shop, done), ben, NewPurchase(TODAY, 700), NOW)
    assert settled(corrected) is None
    assert points(shop, anna, ben) == [30, 27]
    assert len([row for row in ledger.history(shop.db, shop.id, anna, 20) if "referral" in row.reason]) == 1


def test_a_purchase_that_was_somebody_elses_takes_the_bonus_along(shop: Shop, anna: int, ben: int) -> None:
    clara = shop.buyer("Clara")
    done = shop.book(ben, 500)
    refunds.rebook(shop.db, shop.row, purchase(shop, done), clara, NewPurchase(TODAY, 500), NOW)
    assert points(shop, anna, ben, clara) == [10, 0, 5]


def test_a_bonus_that_was_spent_is_owed(shop: Shop, anna: int, ben: int) -> None:
    done = shop.book(ben, 500)
    lots.spend(shop.db, shop.id, anna, Entry(POINTS, -30, "redeem", "x"), TODAY, NOW)
    cancel(shop, done)
    assert points(shop, anna, ben) == [-20, 0]
    shop.book(ben, 500)
    assert points(shop, anna, ben) == [0, 25]


def test_what_was_given_then_is_taken_whatever_is_given_now(shop: Shop, anna: int, ben: int) -> None:
    done = shop.book(ben, 500)
    shops.change(shop.db, shop.id, bonus_referral=50)
    assert settled(cancel(shop, done).booking) == -20
    assert settled(shop.book(ben, 500)) == 50


def test_without_a_bonus_nothing_is_booked_later_either(shop: Shop, anna: int, ben: int) -> None:
    shops.change(shop.db, shop.id, bonus_referral=0)
    shop.book(ben, 500)
    shops.change(shop.db, shop.id, bonus_referral=50)
    shop.book(ben, 500)
    assert points(shop, anna, ben) == [10, 10]
    assert referrals.brought(shop.db, shop.id, anna) == referrals.Brought(1, 1)


def test_nobody_owes_a_bonus_that_expired(shop: Shop, anna: int, ben: int) -> None:
    shops.change(shop.db, shop.id, expiry_months=1)
    done = shop.book(ben, 500)
    later = NOW + timedelta(days=60)
    refunds.refund(shop.db, shop.row, purchase(shop, done), later)
    day = TODAY + timedelta(days=60)
    assert [ledger.balance(shop.db, shop.id, person, day).points for person in (anna, ben)] == [10, 0]


REFUSED = [
    pytest.param("Anna", "Anna", "empfehlen.self", id="herself"),
    pytest.param("Anna", "Clara", "empfehlen.buys_already", id="a buyer already"),
    pytest.param("Clara", "Ben", "empfehlen.brought_before", id="came through another"),
    pytest.param("Emil", "Dora", "empfehlen.other_way", id="his own referrer"),
]


@pytest.mark.parametrize(("by", "friend", "key"), REFUSED)
def test_who_did_not_come_through_another(shop: Shop, ben: int, by: str, friend: str, key: str) -> None:
    shop.book(shop.buyer("Clara"))
    begin(shop, shop.buyer("Dora"), shop.buyer("Emil"))
    people = {row.name: row.id for row in buyers.recent(shop.db, shop.id, 20)}
    with pytest.raises(RuleError) as refused:
        begin(shop, people[by], people[friend])
    assert refused.value.key == key


def test_a_referral_can_be_forgotten_until_it_has_brought_something(shop: Shop, anna: int) -> None:
    clara, dora = shop.buyer("Clara"), shop.buyer("Dora")
    assert referrals.forget(shop.db, shop.id, begin(shop, anna, clara))
    number = begin(shop, anna, dora)
    cancel(shop, shop.book(dora))
    assert not referrals.forget(shop.db, shop.id, number)


def test_another_shop_sees_and_forgets_none_of_it(shop: Shop, other: Shop, anna: int) -> None:
    number = begin(shop, anna, shop.buyer("Clara"))
    assert not referrals.forget(other.db, other.id, number)
    assert referrals.get(other.db, other.id, number) is None
    assert referrals.brought(other.db, other.id, anna) == referrals.Brought(0, 0)


def test_a_friend_who_turns_out_to_be_a_buyer_already_brings_nothing(shop: Shop, anna: int, ben: int) -> None:
    known = shop.buyer("Benni")
    shop.book(known, 500)
    merging.merge_into(shop.db, shop.row, known, ben, NOW)
    assert settled(shop.book(known, 500)) is None
    assert points(shop, anna) == [10]


def test_the_bonus_of_a_referrer_who_was_merged_is_taken_back_from_whom_she_turned_out_to_be(
    shop: Shop, anna: int, ben: int
) -> None:
    done = shop.book(ben, 500)
    other_name = shop.buyer("Anni")
    merging.merge_into(shop.db, shop.row, other_name, anna, NOW)
    assert points(shop, other_name) == [30]
    cancel(shop, done)
    assert points(shop, other_name, anna) == [10, 0]


def test_a_bonus_counts_as_earned_and_its_undo_as_nothing_spent(shop: Shop, anna: int) -> None:
    credit = bonuses.by_hand(shop.db, shop.row, anna, 7, "Hilfe", NOW)
    debit = bonuses.by_hand(shop.db, shop.row, anna, -3, "verbucht", NOW)
    assert [bonuses.undo(shop.db, shop.row, entry.id, NOW) for entry in (credit, debit)] == [True, True]
    assert [bonuses.undo(shop.db, shop.row, entry.id, NOW) for entry in (credit, debit)] == [False, False]
    assert ledger.gross(shop.db, shop.id, anna, POINTS) == (17, 3)
    assert points(shop, anna) == [10]


def test_a_bonus_is_valid_as_long_as_the_shop_says(shop: Shop, anna: int) -> None:
    shops.change(shop.db, shop.id, expiry_months=12)
    assert bonuses.by_hand(shop.db, shop.row, anna, 7, "Hilfe", NOW).valid_through == date(2027, 5, 4)
    assert bonuses.grant(shop.db, shop.row, anna, 7, "review", "x", NOW).valid_through == date(2027, 5, 4)


def test_an_occasion_that_was_taken_back_can_come_again(shop: Shop, anna: int) -> None:
    for _ in range(3):
        assert bonuses.standing(shop.db, shop.id, anna, "review", "2026-05-04") is None
        entry = bonuses.grant(shop.db, shop.row, anna, 5, "review", "2026-05-04", NOW)
        assert bonuses.standing(shop.db, shop.id, anna, "review", "2026-05-04") == entry
        bonuses.undo(shop.db, shop.row, entry.id, NOW)
    assert points(shop, anna) == [10]


def test_the_bonus_of_another_name_counts(shop: Shop, anna: int) -> None:
    other_name = shop.buyer("Anni")
    bonuses.grant(shop.db, shop.row, anna, 5, "birthday", "2026", NOW)
    merging.merge_into(shop.db, shop.row, other_name, anna, NOW)
    assert bonuses.standing(shop.db, shop.id, other_name, "birthday", "2026") is not None


def test_points_by_hand_need_a_reason(shop: Shop, anna: int) -> None:
    for amount in (5, -5):
        with pytest.raises(RuleError):
            bonuses.by_hand(shop.db, shop.row, anna, amount, "", NOW)


def test_a_raffle_is_drawn_once_and_hands_out_one_voucher(shop: Shop, anna: int) -> None:
    people = [anna, shop.buyer("Ben"), shop.buyer("Clara")]
    row = raffles.publish(shop.db, shop.row, "Socken", raffles.ALL, people, NOW)
    assert sorted(raffles.tickets(row).values()) == sorted(people)
    voucher = raffles.draw(shop.db, shop.row, row, NOW)
    assert raffles.draw(shop.db, shop.row, row, NOW) is None
    drawn = raffles.get(shop.db, shop.id, row.id)
    assert voucher is not None
    assert (voucher.origin, voucher.name, voucher.buyer_id) == ("raffle", "Socken", drawn.winner_id)
    assert raffles.tickets(drawn)[drawn.ticket] == drawn.winner_id
    assert raffles.holds(drawn)


def test_of_several_draws_at_the_same_moment_one_counts(engine: Engine) -> None:
    with engine.begin() as db:
        own = shops.found(db, 7_000_000_009, "Wollstübchen", "Europe/Berlin", NOW)
        people = [buyers.create(db, own.id, name, NOW) for name in ("Anna", "Ben", "Clara")]
        row = raffles.publish(db, own, "Socken", raffles.ALL, people, NOW)

    def draw(_turn: int) -> bool:
        with engine.begin() as db:
            return raffles.draw(db, own, row, NOW) is not None

    with ThreadPoolExecutor(8) as threads:
        drawn = list(threads.map(draw, range(8)))
    with engine.begin() as db:
        held = [voucher for person in people for voucher in vouchers.of_buyer(db, own.id, person)]
    assert sorted(drawn) == [False] * 7 + [True]
    assert len(held) == 1


def test_the_prize_goes_to_whom_the_winner_turned_out_to_be(shop: Shop, anna: int) -> None:
    ben = shop.buyer("Ben")
    row = raffles.publish(shop.db, shop.row, "Socken", raffles.ALL, [ben], NOW)
    merging.merge_into(shop.db, shop.row, anna, ben, NOW)
    voucher = raffles.draw(shop.db, shop.row, row, NOW)
    assert voucher is not None
    assert voucher.buyer_id == anna
    assert raffles.tickets_of(shop.db, row, anna) == ["L-0001"]
    assert raffles.tickets_of(shop.db, row, ben + 1) == []
