"""Rewards and vouchers: asked for, handed out, used, given back, each once; with purchases and refunds in any order."""

from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import Connection

from rules.codes import is_voucher_code
from rules.errors import RuleError
from rules.points import valid_through
from storage import (
    byhand,
    ledger,
    lots,
    purchases,
    redeeming,
    refunds,
    rewards,
    shops,
    voucher_codes,
    voucher_use,
    vouchers,
)
from storage.ledger import Balance
from storage.rewards import NewReward
from storage.vouchers import NewVoucher
from tests.storage.conftest import NOW, TODAY, Shop

SOCKS = NewReward("Ein Paar Socken", 20)
FIVE = NewVoucher("", "amount", 500, origin="hand")


def balance(shop: Shop, buyer: int) -> Balance:
    return ledger.balance(shop.db, shop.id, buyer, TODAY)


def offer(shop: Shop, new: NewReward = SOCKS) -> int:
    return rewards.add(shop.db, shop.id, new, NOW)


def redeem(shop: Shop, buyer: int, reward: int, state: str = vouchers.OPEN) -> vouchers.Voucher:
    return redeeming.redeem(shop.db, shop.row, buyer, reward, NOW, state)


def state(shop: Shop, row: vouchers.Voucher) -> str:
    return str(vouchers.get(shop.db, shop.id, row.id).state)


def stock(shop: Shop, reward: int) -> int | None:
    found: int | None = rewards.get(shop.db, shop.id, reward).stock
    return found


@pytest.fixture
def anna(shop: Shop) -> int:
    """A buyer with 25 points and a stamp."""
    buyer = shop.buyer()
    shop.book(buyer, 2500)
    return buyer


class TestRedeem:
    def test_points_are_taken_at_once_and_come_back_once(self, shop: Shop, anna: int) -> None:
        row = redeem(shop, anna, offer(shop), vouchers.ASKED)
        assert balance(shop, anna) == (5, 1)
        assert redeeming.refuse(shop.db, shop.row, row, NOW)
        assert balance(shop, anna) == (25, 1)
        assert not redeeming.refuse(shop.db, shop.row, row, NOW)
        assert balance(shop, anna) == (25, 1)

    def test_never_above_the_balance_and_nothing_is_left_behind(self, shop: Shop, anna: int) -> None:
        reward = offer(shop, NewReward("Bild", 37, stock=1))
        with pytest.raises(RuleError) as refused:
            redeem(shop, anna, reward)
        assert (refused.value.key, refused.value.facts) == ("voucher.not_enough_points", {"n": 12})
        assert stock(shop, reward) == 1
        assert not vouchers.of_buyer(shop.db, shop.id, anna, "asked", "open", "used", "cancelled")
        assert balance(shop, anna) == (25, 1)

    def test_a_confirmed_one_cannot_be_refused_nor_confirmed_again(self, shop: Shop, anna: int) -> None:
        row = redeem(shop, anna, offer(shop), vouchers.ASKED)
        assert vouchers.confirm(shop.db, shop.id, row.id)
        assert not vouchers.confirm(shop.db, shop.id, row.id)
        assert not redeeming.refuse(shop.db, shop.row, row, NOW)
        assert state(shop, row) == "open"

    def test_another_shop_does_not_reach_it(self, shop: Shop, other: Shop, anna: int) -> None:
        row = redeem(shop, anna, offer(shop), vouchers.ASKED)
        assert not vouchers.confirm(shop.db, other.id, row.id)
        assert not voucher_use.unuse(shop.db, other.id, row.id)
        assert voucher_codes.holder(shop.db, other.id, row.code) is None

    @pytest.mark.parametrize(
        ("new", "key"),
        [
            (NewReward("Tee", 5, stock=0), "reward.sold_out"),
            (NewReward("Tee", 5, valid_through=TODAY - timedelta(1)), "reward.not_now"),
            (NewReward("Tee", 5, valid_from=TODAY + timedelta(1)), "reward.not_now"),
        ],
        ids=["none left", "past", "not yet"],
    )
    def test_what_is_not_to_be_had(self, shop: Shop, anna: int, new: NewReward, key: str) -> None:
        with pytest.raises(RuleError, match=key):
            redeem(shop, anna, offer(shop, new))
        assert balance(shop, anna) == (25, 1)

    def test_both_days_count(self, shop: Shop, anna: int) -> None:
        redeem(shop, anna, offer(shop, NewReward("Tee", 5, valid_from=TODAY, valid_through=TODAY)))

    def test_a_retired_one_is_gone_but_its_vouchers_stay(self, shop: Shop, anna: int) -> None:
        reward = offer(shop)
        row = redeem(shop, anna, reward)
        rewards.change(shop.db, shop.id, reward, retired=True)
        assert rewards.catalogue(shop.db, shop.id) == []
        with pytest.raises(RuleError, match=r"reward\.retired"):
            redeem(shop, anna, reward)
        assert redeeming.usable(shop.db, shop.row, row.code, anna, TODAY).id == row.id

    def test_the_stock_goes_down_and_up_again(self, shop: Shop, anna: int) -> None:
        reward = offer(shop, NewReward("Tee", 5, stock=1))
        row = redeem(shop, anna, reward)
        assert stock(shop, reward) == 0
        with pytest.raises(RuleError, match=r"reward\.sold_out"):
            redeem(shop, anna, reward)
        redeeming.take_back(shop.db, shop.row, row, NOW)
        assert stock(shop, reward) == 1

    def test_a_used_one_is_not_taken_back(self, shop: Shop, anna: int) -> None:
        row = redeem(shop, anna, offer(shop))
        voucher_use.use(shop.db, shop.id, row, None, TODAY)
        with pytest.raises(RuleError, match=r"voucher\.settled"):
            redeeming.take_back(shop.db, shop.row, row, NOW)
        assert balance(shop, anna) == (5, 1)

    def test_what_comes_back_keeps_its_expiry(self, shop: Shop) -> None:
        buyer = shop.buyer()
        last = valid_through(TODAY, 12)
        shops.change(shop.db, shop.id, expiry_months=12)
        shop.book(buyer, 2500)
        row = redeem(shop, buyer, offer(shop))
        redeeming.take_back(shop.db, shop.row, row, NOW)
        left = lots.merged_by_root(lots.open_lots(shop.db, shop.id, buyer, "points", TODAY))
        assert [(lot.left, lot.valid_through) for lot in left] == [(25, last)]


class TestCards:
    def full(self, shop: Shop) -> int:
        buyer = shop.buyer()
        for _ in range(12):
            shop.book(buyer, 100)
        return buyer

    def test_a_full_card_can_become_a_reward_of_the_catalogue(self, shop: Shop) -> None:
        buyer = self.full(shop)
        (card,) = vouchers.in_hand(shop.db, shop.id, buyer, TODAY)
        assert redeeming.funds(shop.db, shop.row, buyer, TODAY) == (12, 12)
        row = redeem(shop, buyer, offer(shop, NewReward("Tasse", 10, unit="stamps")))
        assert state(shop, card) == "cancelled"
        assert balance(shop, buyer) == (12, 2)
        redeeming.take_back(shop.db, shop.row, row, NOW)
        assert balance(shop, buyer) == (12, 2)
        assert [voucher.origin for voucher in vouchers.in_hand(shop.db, shop.id, buyer, TODAY)] == ["card"]

    def test_single_stamps_are_spent_before_a_card_is_broken(self, shop: Shop) -> None:
        buyer = self.full(shop)
        redeem(shop, buyer, offer(shop, NewReward("Tee", 2, unit="stamps")))
        assert redeeming.funds(shop.db, shop.row, buyer, TODAY) == (12, 10)
        redeem(shop, buyer, offer(shop, NewReward("Kekse", 3, unit="stamps")))
        assert balance(shop, buyer) == (12, 7)

    def test_a_card_whose_reward_was_handed_over_counts_no_more(self, shop: Shop) -> None:
        buyer = self.full(shop)
        (card,) = vouchers.in_hand(shop.db, shop.id, buyer, TODAY)
        voucher_use.use(shop.db, shop.id, card, None, TODAY)
        with pytest.raises(RuleError) as refused:
            redeem(shop, buyer, offer(shop, NewReward("Tasse", 10, unit="stamps")))
        assert (refused.value.key, refused.value.facts) == ("voucher.not_enough_stamps", {"n": 8})


class TestUse:
    def use_for(self, shop: Shop, row: vouchers.Voucher, cents: int = 2000, off: int = 500) -> int:
        purchase = shop.book(row.buyer_id, cents, discount_cents=off).purchase_id
        voucher_use.use(shop.db, shop.id, row, purchase, TODAY)
        return purchase

    def test_it_is_used_once(self, shop: Shop, anna: int) -> None:
        row = vouchers.issue(shop.db, shop.row, anna, FIVE, NOW)
        self.use_for(shop, row)
        with pytest.raises(RuleError, match=r"voucher\.used"):
            voucher_use.use(shop.db, shop.id, row, None, TODAY)
        with pytest.raises(RuleError, match=r"voucher\.used"):
            redeeming.usable(shop.db, shop.row, row.code, anna, TODAY)

    def test_a_purchase_taken_back_gives_it_back_and_the_undo_uses_it_again(self, shop: Shop, anna: int) -> None:
        row = vouchers.issue(shop.db, shop.row, anna, FIVE, NOW)
        number = self.use_for(shop, row)
        assert balance(shop, anna) == (45, 2)
        done = refunds.refund(shop.db, shop.row, purchases.get(shop.db, shop.id, number), NOW)
        assert (state(shop, row), balance(shop, anna)) == ("open", (25, 1))
        refunds.undo(shop.db, shop.row, done.id, NOW)
        assert (state(shop, row), balance(shop, anna)) == ("used", (45, 2))
        assert vouchers.get(shop.db, shop.id, row.id).purchase_id == number

    def test_a_part_refund_does_not_give_it_back(self, shop: Shop, anna: int) -> None:
        row = vouchers.issue(shop.db, shop.row, anna, FIVE, NOW)
        old = purchases.get(shop.db, shop.id, self.use_for(shop, row))
        refunds.refund(shop.db, shop.row, old, NOW, 1000)
        assert (state(shop, row), balance(shop, anna)) == ("used", (35, 2))

    def test_a_reward_used_for_a_purchase_is_not_charged_again_by_its_refund(self, shop: Shop, anna: int) -> None:
        """Points 25 - 20 for the voucher + 20 for the purchase; taken back, the voucher is there and 5 points are left."""
        row = redeem(shop, anna, offer(shop, NewReward("", 20, "amount", 500)))
        number = self.use_for(shop, row)
        assert balance(shop, anna) == (25, 2)
        refunds.refund(shop.db, shop.row, purchases.get(shop.db, shop.id, number), NOW)
        assert (state(shop, row), balance(shop, anna)) == ("open", (5, 1))
        redeeming.take_back(shop.db, shop.row, row, NOW)
        assert balance(shop, anna) == (25, 1)

    def test_paid_entirely_with_it_a_purchase_earns_nothing_and_gives_it_back(self, shop: Shop, anna: int) -> None:
        row = vouchers.issue(shop.db, shop.row, anna, FIVE, NOW)
        number = self.use_for(shop, row, 0, 300)
        assert balance(shop, anna) == (25, 1)
        refunds.refund(shop.db, shop.row, purchases.get(shop.db, shop.id, number), NOW)
        assert (state(shop, row), balance(shop, anna)) == ("open", (25, 1))

    def test_handed_over_by_mistake_it_is_open_again_once(self, shop: Shop, anna: int) -> None:
        row = vouchers.issue(shop.db, shop.row, anna, FIVE, NOW)
        voucher_use.use(shop.db, shop.id, row, None, TODAY)
        assert voucher_use.unuse(shop.db, shop.id, row.id)
        assert not voucher_use.unuse(shop.db, shop.id, row.id)
        assert state(shop, row) == "open"

    @pytest.mark.parametrize(
        ("day", "cents", "key"),
        [
            (TODAY + timedelta(91), 9000, "voucher.expired"),
            (TODAY, 1999, "voucher.below_minimum"),
        ],
        ids=["past", "below its least"],
    )
    def test_it_is_refused(self, shop: Shop, anna: int, day: date, cents: int, key: str) -> None:
        row = vouchers.issue(shop.db, shop.row, anna, NewVoucher("", "amount", 500, 2000, origin="hand"), NOW)
        with pytest.raises(RuleError, match=key):
            redeeming.usable(shop.db, shop.row, row.code, anna, day, cents=cents)

    def test_the_last_day_and_the_least_count(self, shop: Shop, anna: int) -> None:
        row = vouchers.issue(shop.db, shop.row, anna, NewVoucher("", "amount", 500, 2000, origin="hand"), NOW)
        assert redeeming.usable(shop.db, shop.row, row.code, anna, TODAY + timedelta(90), cents=2000)

    def test_it_is_its_buyers_alone(self, shop: Shop, other: Shop, anna: int) -> None:
        row = vouchers.issue(shop.db, shop.row, anna, FIVE, NOW)
        with pytest.raises(RuleError) as refused:
            redeeming.usable(shop.db, shop.row, row.code, shop.buyer("Ben"), TODAY)
        assert (refused.value.key, refused.value.facts["name"]) == ("voucher.other", "Anna")
        with pytest.raises(RuleError, match=r"voucher\.unknown"):
            redeeming.usable(shop.db, other.row, row.code, None, TODAY)

    @pytest.mark.parametrize("end", ["asked", "cancelled"])
    def test_it_must_be_open(self, shop: Shop, anna: int, end: str) -> None:
        row = redeem(shop, anna, offer(shop), vouchers.ASKED)
        if end == "cancelled":
            redeeming.refuse(shop.db, shop.row, row, NOW)
        with pytest.raises(RuleError, match=rf"voucher\.{end}"):
            redeeming.usable(shop.db, shop.row, row.code, anna, TODAY)


class TestLapse:
    @pytest.mark.parametrize(("days", "left"), [(6, "asked"), (7, "cancelled"), (30, "cancelled")], ids=str)
    def test_a_week_without_an_answer_gives_it_back(self, shop: Shop, anna: int, days: int, left: str) -> None:
        row = redeem(shop, anna, offer(shop), vouchers.ASKED)
        gone = redeeming.lapse(shop.db, shop.row, NOW + timedelta(days))
        assert state(shop, row) == left
        assert [found.id for found in gone] == ([row.id] if left == "cancelled" else [])
        assert balance(shop, anna).points == (25 if left == "cancelled" else 5)
        assert redeeming.lapse(shop.db, shop.row, NOW + timedelta(days)) == []

    def test_an_answered_one_and_another_shops_stay(self, shop: Shop, other: Shop, anna: int) -> None:
        row = redeem(shop, anna, offer(shop), vouchers.ASKED)
        assert redeeming.lapse(shop.db, other.row, NOW + timedelta(30)) == []
        vouchers.confirm(shop.db, shop.id, row.id)
        assert redeeming.lapse(shop.db, shop.row, NOW + timedelta(30)) == []


def test_codes_are_no_words_and_no_numbers(shop: Shop, anna: int) -> None:
    codes = [vouchers.issue(shop.db, shop.row, anna, FIVE, NOW).code for _ in range(60)]
    assert len(set(codes)) == 60
    assert all(is_voucher_code(code) and len(code) == 4 for code in codes)


def test_a_voucher_has_the_days_of_the_shop_or_its_own(shop: Shop, anna: int) -> None:
    own = NewVoucher("Tee", origin="hand", valid_through=date(2026, 5, 10))
    assert vouchers.issue(shop.db, shop.row, anna, FIVE, NOW).valid_through == TODAY + timedelta(90)
    assert vouchers.issue(shop.db, shop.row, anna, own, NOW).valid_through == date(2026, 5, 10)


def test_points_that_expired_do_not_pay(db: Connection, shop: Shop) -> None:
    buyer = shop.buyer()
    byhand.credit(db, shop.row, buyer, 30, "c", NOW, why="Markttag", until=TODAY)
    reward = offer(shop)
    with pytest.raises(RuleError, match=r"voucher\.not_enough_points"):
        redeeming.redeem(db, shop.row, buyer, reward, NOW + timedelta(1))


class TestParts:
    """An amount is used cent by cent; what is on the voucher and what standing purchases took of it is always the whole."""

    def buy(self, shop: Shop, row: vouchers.Voucher, price: int) -> int:
        held = vouchers.get(shop.db, shop.id, row.id)
        off = min(held.value, price)
        number = shop.book(row.buyer_id, price - off, discount_cents=off).purchase_id
        voucher_use.use(shop.db, shop.id, held, number, TODAY, off)
        return number

    def on_it(self, shop: Shop, row: vouchers.Voucher) -> int:
        held = vouchers.get(shop.db, shop.id, row.id)
        return int(held.value) if held.state == vouchers.OPEN else 0

    @pytest.mark.parametrize("seed", range(8))
    def test_nothing_is_lost_and_nothing_counts_twice(self, shop: Shop, anna: int, seed: int) -> None:
        random, taken, undone = Random(seed), dict[int, int](), dict[int, int]()
        row = vouchers.issue(shop.db, shop.row, anna, NewVoucher("", "amount", 5000, origin="hand"), NOW)
        for _ in range(25):
            if self.on_it(shop, row) and random.random() < 0.5:
                before = self.on_it(shop, row)
                number = self.buy(shop, row, random.choice([700, 1200, 5000]))
                taken[number] = before - self.on_it(shop, row)
            elif taken and random.random() < 0.7:
                number = random.choice(list(taken))
                done = refunds.refund(shop.db, shop.row, purchases.get(shop.db, shop.id, number), NOW)
                del taken[number]
                undone[done.id] = number
            elif undone:
                refund = random.choice(list(undone))
                old = purchases.get(shop.db, shop.id, undone[refund])
                if self.on_it(shop, row) >= old.discount_cents:
                    refunds.undo(shop.db, shop.row, refund, NOW)
                    taken[undone.pop(refund)] = old.discount_cents
            assert self.on_it(shop, row) + sum(taken.values()) == 5000

    def test_the_purchase_stands_again_only_if_enough_is_left(self, shop: Shop, anna: int) -> None:
        row = vouchers.issue(shop.db, shop.row, anna, FIVE, NOW)
        number = self.buy(shop, row, 300)
        done = refunds.refund(shop.db, shop.row, purchases.get(shop.db, shop.id, number), NOW)
        self.buy(shop, row, 400)
        with pytest.raises(RuleError, match=r"storno\.voucher_gone"):
            refunds.undo(shop.db, shop.row, done.id, NOW)
