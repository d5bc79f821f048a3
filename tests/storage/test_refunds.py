"""Giving money back and taking that back again: points, stamps, rewards and expiry, in every order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import IntegrityError

from rules.errors import RuleError
from rules.points import Rate, points_for
from rules.stamps import stamps_kept
from storage import booking, buyers, ledger, merging, purchases, refunds, shops, tables, voucher_use, vouchers
from storage.prepared import PreparedConnection
from storage.purchases import NewPurchase
from storage.tables.ledger import ledger_entry
from storage.tables.purchases import purchase
from storage.tables.purchases import refund as refund_table
from storage.trial import on_trial
from storage.vouchers import NewVoucher

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
TODAY = date(2026, 5, 4)


@dataclass
class Till:
    """A buyer's purchases, and what is given back for them."""

    db: Connection
    shop: Any
    buyer: int
    now: datetime = NOW
    notes: list[int] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def balance(self) -> ledger.Balance:
        return ledger.balance(self.db, self.shop.id, self.buyer, self.today)

    def change(self, **settings: Any) -> None:
        self.shop = shops.change(self.db, self.shop.id, **settings)

    def buy(self, cents: int, **more: Any) -> int:
        return booking.book(
            self.db, self.shop, self.buyer, NewPurchase(self.today, cents, **more), self.now
        ).purchase_id

    def row(self, number: int) -> Any:
        return purchases.get(self.db, self.shop.id, number)

    def back(self, number: int, cents: int | None = None, key: str = "") -> refunds.Refunded:
        return refunds.refund(self.db, self.shop, self.row(number), self.now, cents, key)

    def undo(self, number: int, source: str | None = None) -> Any:
        return refunds.undo(self.db, self.shop, number, self.now, source)

    def days_later(self, days: int) -> None:
        self.now += timedelta(days=days)

    def voucher(self, **what: Any) -> Any:
        return vouchers.issue(self.db, self.shop, self.buyer, NewVoucher("Seife", **what), self.now)

    def state(self, voucher: Any) -> str:
        return str(vouchers.get(self.db, self.shop.id, voucher.id).state)


@pytest.fixture
def till(shop: Any) -> Till:
    return Till(shop.db, shop.row, shop.buyer())


def test_a_part_takes_back_points_by_the_cumulative_arithmetic(till: Till) -> None:
    first, second = till.buy(150), till.buy(275)
    assert till.back(second, 130).booking.points == -2
    assert till.back(first, 50).booking.points == 0
    assert till.balance == ((150 + 275 - 130 - 50) // 100, 2)


def test_a_part_leaves_the_stamp_and_the_rest_takes_it(till: Till) -> None:
    bought = till.buy(2500)
    assert till.back(bought, 2400).booking.stamps == 0
    assert till.back(bought).booking.stamps == -1
    assert till.row(bought).void


def test_below_the_least_amount_the_stamp_goes(till: Till) -> None:
    till.change(stamp_min_cents=1000)
    bought = till.buy(2500)
    assert till.back(bought, 1501).booking.stamps == -1


@pytest.mark.parametrize("cents", [0, -1, 2501])
def test_nothing_and_more_than_is_left_are_refused(till: Till, cents: int) -> None:
    bought = till.buy(2500)
    with pytest.raises(RuleError, match=r"storno\.too_much"):
        till.back(bought, cents)
    assert till.balance == (25, 1)


def test_the_same_key_gives_nothing_back_a_second_time(till: Till) -> None:
    bought = till.buy(2500)
    done = till.back(bought, 1000, "k")
    with pytest.raises(IntegrityError), till.db.begin_nested():
        till.back(bought, 1000, "k")
    assert till.balance == (15, 1)
    found = refunds.with_key(till.db, till.shop.id, bought, "k")
    assert found is not None
    assert found.id == done.id


def test_a_key_that_looks_like_a_number_meets_no_other(till: Till) -> None:
    bought = till.buy(2500)
    till.back(bought, 100, "#2")
    till.back(bought, 100)
    till.back(bought, 100)
    assert refunds.with_key(till.db, till.shop.id, bought, "#1") is None


def test_an_undo_happens_once(till: Till) -> None:
    done = till.back(till.buy(2500))
    till.undo(done.id)
    with pytest.raises(RuleError, match=r"storno\.undone_before"):
        till.undo(done.id)
    assert till.balance == (25, 1)


def test_undo_and_refund_alternate_as_often_as_wanted(till: Till) -> None:
    bought = till.buy(2550)
    till.buy(50)
    for _ in range(4):
        number = till.back(bought).id
        assert till.balance == (0, 1)
        assert till.undo(number).balance == (26, 2)


def test_the_undo_of_the_first_of_two_parts_brings_the_stamp_back(till: Till) -> None:
    """The stamp went with the second part; half of the purchase is enough to keep it."""
    bought = till.buy(2000)
    first, second = till.back(bought, 1000), till.back(bought, 1000)
    assert till.balance == (0, 0)
    assert till.undo(first.id).stamps == 1
    assert till.undo(second.id).stamps == 0
    assert till.balance == (20, 1)


def test_an_undo_gives_the_message_its_purchase_again(till: Till) -> None:
    done = till.back(till.buy(2500, source="1:1"))
    assert purchases.from_message(till.db, till.shop.id, "1:1") is None
    till.undo(done.id, "1:1")
    assert purchases.from_message(till.db, till.shop.id, "1:1") is not None


def test_points_come_back_with_the_expiry_they_had(till: Till) -> None:
    till.change(expiry_months=1)
    bought = till.buy(2500)
    done = till.back(bought)
    till.days_later(20)
    assert till.undo(done.id).balance.points == 25
    till.days_later(11)
    assert till.balance.points == 25
    till.days_later(1)
    assert till.balance.points == 0


def test_points_that_expired_meanwhile_come_back_to_nothing(till: Till) -> None:
    till.change(expiry_months=1)
    done = till.back(till.buy(2500))
    till.days_later(40)
    back = till.undo(done.id)
    assert (back.points, back.balance) == (0, (0, 1))


def test_expired_points_are_not_owed(till: Till) -> None:
    till.change(expiry_months=1)
    bought = till.buy(2500)
    till.days_later(40)
    done = till.back(bought)
    assert (done.booking.points, done.booking.balance) == (0, (0, 0))
    assert till.undo(done.id).balance == (0, 1)


def test_cents_that_expired_points_would_owe_are_let_off(till: Till) -> None:
    """Worth two points when it went, one when it came back: both had expired, so nobody owes the difference."""
    till.change(expiry_months=1)
    first, second = till.buy(50), till.buy(150)
    till.days_later(40)
    done = till.back(second)
    till.back(first)
    assert till.undo(done.id).balance.points == 0
    assert till.balance.points == 0


def test_what_was_spent_is_owed_and_the_undo_settles_it(till: Till) -> None:
    bought = till.buy(2500)
    till.voucher(cost=20)
    done = till.back(bought)
    assert done.booking.balance == (-20, 0)
    assert till.undo(done.id).balance == (5, 1)


def test_a_debt_paid_by_a_later_purchase_comes_back_with_the_undo(till: Till) -> None:
    bought = till.buy(2500)
    till.voucher(cost=20)
    done = till.back(bought)
    till.buy(3000)
    assert till.balance.points == 10
    assert till.undo(done.id).balance.points == 35


class TestVouchers:
    """Rewards that were used for a purchase, and full cards."""

    def test_a_used_one_comes_back_with_the_whole_and_not_with_a_part(self, till: Till) -> None:
        bought, used = till.buy(2500), till.voucher()
        voucher_use.use(till.db, till.shop.id, used, bought, TODAY)
        till.back(bought, 1000)
        assert till.state(used) == "used"
        till.back(bought, 1500)
        assert till.state(used) == "open"

    def test_the_undo_uses_it_again(self, till: Till) -> None:
        bought, used = till.buy(2500), till.voucher()
        voucher_use.use(till.db, till.shop.id, used, bought, TODAY)
        till.undo(till.back(bought).id)
        assert till.state(used) == "used"

    @pytest.mark.parametrize("elsewhere", ["a purchase", "handed over", "cancelled"])
    def test_without_its_voucher_the_purchase_stays_away(self, till: Till, elsewhere: str) -> None:
        bought, other, used = till.buy(2500), till.buy(1000), till.voucher()
        voucher_use.use(till.db, till.shop.id, used, bought, TODAY)
        done = till.back(bought)
        if elsewhere == "cancelled":
            vouchers.cancel(till.db, till.shop, vouchers.get(till.db, till.shop.id, used.id), till.now)
        else:
            voucher_use.use(till.db, till.shop.id, used, other if elsewhere == "a purchase" else None, TODAY)
        with pytest.raises(RuleError, match=r"storno\.voucher_gone") as refused:
            till.undo(done.id)
        assert refused.value.facts == {"code": used.code}

    def test_a_voucher_that_came_back_from_elsewhere_is_used_again(self, till: Till) -> None:
        bought, other, used = till.buy(2500), till.buy(1000), till.voucher()
        voucher_use.use(till.db, till.shop.id, used, bought, TODAY)
        done = till.back(bought)
        voucher_use.use(till.db, till.shop.id, used, other, TODAY)
        elsewhere = till.back(other)
        till.undo(done.id)
        assert vouchers.get(till.db, till.shop.id, used.id).purchase_id == bought
        with pytest.raises(RuleError, match=r"storno\.voucher_gone"):
            till.undo(elsewhere.id)

    def test_taken_back_and_put_back_again_and_again(self, till: Till) -> None:
        bought, used = till.buy(2500), till.voucher()
        voucher_use.use(till.db, till.shop.id, used, bought, TODAY)
        for _ in range(3):
            done = till.back(bought)
            assert till.state(used) == "open"
            till.undo(done.id)
            assert till.state(used) == "used"
        assert len(till.db.execute(select(refund_table)).all()) == 3

    def test_either_part_that_is_undone_uses_it_again_once(self, till: Till) -> None:
        bought, used = till.buy(2500), till.voucher()
        voucher_use.use(till.db, till.shop.id, used, bought, TODAY)
        first, rest = till.back(bought, 1000), till.back(bought)
        till.undo(first.id)
        assert till.state(used) == "used"
        till.undo(rest.id)
        assert till.state(used) == "used"

    def test_a_purchase_paid_by_a_reward_alone_gives_it_back(self, till: Till) -> None:
        bought, used = till.buy(0, discount_cents=2500), till.voucher()
        voucher_use.use(till.db, till.shop.id, used, bought, TODAY)
        done = till.back(bought)
        assert (done.cents, till.state(used)) == (0, "open")
        till.undo(done.id)
        assert (till.row(bought).void, till.state(used)) == (False, "used")

    def test_a_full_card_that_was_not_used_becomes_a_card_again(self, till: Till) -> None:
        bought = [till.buy(100) for _ in range(10)]
        (card,) = vouchers.of_buyer(till.db, till.shop.id, till.buyer)
        done = till.back(bought[-1])
        assert (till.state(card), till.balance) == ("cancelled", (9, 9))
        assert till.undo(done.id).balance == (10, 0)
        assert len(vouchers.of_buyer(till.db, till.shop.id, till.buyer)) == 1

    def test_the_stamps_of_a_card_that_was_used_are_owed(self, till: Till) -> None:
        bought = [till.buy(100) for _ in range(10)]
        (card,) = vouchers.of_buyer(till.db, till.shop.id, till.buyer)
        voucher_use.use(till.db, till.shop.id, card, None, TODAY)
        done = till.back(bought[-1])
        assert done.booking.balance == (9, -1)
        till.buy(100)
        assert till.balance == (10, 0)


class TestCorrecting:
    """An edit takes a purchase back and books it anew."""

    def test_what_was_given_back_in_part_is_not_corrected(self, till: Till) -> None:
        bought = till.buy(2500)
        till.back(bought, 1000)
        with pytest.raises(RuleError, match=r"storno\.part_given_back"):
            refunds.rebook(till.db, till.shop, till.row(bought), till.buyer, NewPurchase(TODAY, 3000), NOW)
        assert till.balance == (15, 1)

    def test_once_the_part_is_undone_it_is_corrected(self, till: Till) -> None:
        bought = till.buy(2500)
        till.undo(till.back(bought, 1000).id)
        refunds.rebook(till.db, till.shop, till.row(bought), till.buyer, NewPurchase(TODAY, 3000), NOW)
        assert till.balance == (30, 1)


class TestTried:
    """What would happen is found out by letting it happen, behind a savepoint."""

    def everything(self, db: Connection) -> dict[str, list[Any]]:
        return {
            name: sorted(map(tuple, db.execute(select(table)).all()), key=str)
            for name, table in tables.metadata.tables.items()
        }

    def test_nothing_stays(self, till: Till) -> None:
        bought = [till.buy(100) for _ in range(10)][-1]
        before = self.everything(till.db)
        with on_trial(till.db):
            done = till.back(bought)
        assert (done.booking.points, done.booking.balance) == (-1, (9, 9))
        assert self.everything(till.db) == before

    def test_a_refusal_goes_through(self, till: Till) -> None:
        bought = till.buy(100)
        before = self.everything(till.db)
        with pytest.raises(RuleError), on_trial(till.db):
            till.back(bought, 101)
        assert self.everything(till.db) == before

    def test_it_works_on_the_connection_of_the_hot_path(self, engine: Engine) -> None:
        with PreparedConnection(engine) as db, db.begin():
            till = Till(db, shops.found(db, 1, "Shop", "Europe/Berlin", NOW), 0)
            till.buyer = buyers.create(db, till.shop.id, "Anna", NOW)
            bought = [till.buy(250) for _ in range(3)][-1]
            before = self.everything(db)
            for _ in range(3):
                with on_trial(db):
                    assert till.back(bought).booking.balance.points == 5
            assert self.everything(db) == before
            assert till.back(bought).booking.balance == (5, 2)


class TestMerged:
    """Two rows that are one person: purchases move, entries stay with the row they were booked for."""

    def merge(self, till: Till) -> None:
        kept = buyers.create(till.db, till.shop.id, "Anni", NOW)
        merging.merge_into(till.db, till.shop, kept, till.buyer, till.now)
        till.buyer = kept

    def test_a_refund_before_is_undone_after(self, till: Till) -> None:
        bought = till.buy(2500)
        part = till.back(bought, 1000)
        self.merge(till)
        assert till.balance == (15, 1)
        assert till.undo(part.id).balance == (25, 1)
        assert till.back(bought).booking.balance == (0, 0)

    def test_a_debt_before_is_settled_after(self, till: Till) -> None:
        bought = till.buy(2500)
        till.voucher(cost=20)
        done = till.back(bought)
        self.merge(till)
        assert till.balance == (-20, 0)
        assert till.undo(done.id).balance == (5, 1)

    def test_after_two_merges_it_is_still_found(self, till: Till) -> None:
        done = till.back(till.buy(2500))
        self.merge(till)
        self.merge(till)
        assert till.undo(done.id).balance == (25, 1)

    def test_points_that_expired_are_not_owed(self, till: Till) -> None:
        till.change(expiry_months=1)
        bought = till.buy(2500)
        self.merge(till)
        till.days_later(40)
        assert till.back(bought).booking.balance == (0, 0)

    def test_what_comes_back_expires_as_before(self, till: Till) -> None:
        till.change(expiry_months=1)
        done = till.back(till.buy(2500))
        self.merge(till)
        assert till.undo(done.id).balance == (25, 1)
        till.days_later(32)
        assert till.balance == (0, 1)


def test_another_shop_neither_sees_nor_undoes_it(till: Till, other: Any) -> None:
    done = till.back(till.buy(2500))
    with pytest.raises(Exception, match="No row was found"):
        refunds.undo(other.db, other.row, done.id, NOW)
    assert till.balance == (0, 0)


STEP = st.one_of(
    st.tuples(st.just("buy"), st.one_of(st.integers(1, 400), st.integers(1, 20_000)), st.integers(1, 3)),
    st.tuples(st.just("back"), st.integers(0, 30), st.integers(1, 100)),
    st.tuples(st.just("back"), st.integers(0, 30), st.just(100)),
    st.tuples(st.just("undo"), st.integers(0, 30), st.just(0)),
)
RATES = [Rate(), Rate(2, 150), Rate(1, 100, "3/2"), Rate(3, 1000, "5/3")]


class Sequence:
    """Purchases, part refunds and undos, told by numbers."""

    def __init__(self, db: Connection, rate: Rate, least: int) -> None:
        """A shop with this rate, and stamps per item from a least amount on."""
        shop = shops.found(db, 1, "Shop", "Europe/Berlin", NOW)
        self.till = Till(db, shop, buyers.create(db, shop.id, "Anna", NOW))
        self.till.change(points_per_unit=rate.points, cents_per_point=rate.per_cents, points_factor=rate.factor)
        self.till.change(stamp_per_item=True, stamp_min_cents=least, stamps_per_card=20)
        self.rate = rate

    def buy(self, cents: int, quantity: int) -> None:
        self.till.buy(cents, quantity=quantity)

    def rows(self, table: Any) -> list[Any]:
        wanted = select(table).where(table.c.shop_id == self.till.shop.id)
        return list(self.till.db.execute(wanted.order_by(table.c.id)))

    def back(self, number: int, percent: int) -> None:
        if standing := [row for row in self.rows(purchase) if not row.void]:
            row = standing[number % len(standing)]
            left = row.cents - row.refunded_cents
            self.till.back(row.id, max(1, left * percent // 100))

    def undo(self, number: int, _: int) -> None:
        if standing := [row for row in self.rows(refund_table) if not row.undone]:
            self.till.undo(standing[number % len(standing)].id)

    def check(self) -> None:
        rows, balance = self.rows(purchase), self.till.balance
        nets = [row.cents - row.refunded_cents for row in rows]
        kept = [
            stamps_kept(row.stamps, row.cents, net, row.stamp_min_cents) for row, net in zip(rows, nets, strict=True)
        ]
        cards = len(vouchers.of_buyer(self.till.db, self.till.shop.id, self.till.buyer))
        assert balance.points == points_for(sum(nets), self.rate)
        assert balance.stamps + 20 * cards == sum(kept)
        assert 0 <= balance.stamps < 20
        assert all(entry.open == 0 or entry.amount > 0 for entry in self.rows(ledger_entry)), "nobody owes anything"


@settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(STEP, min_size=4, max_size=25), rate=st.sampled_from(RATES), least=st.sampled_from([0, 0, 300, 5000])
)
def test_points_and_stamps_are_those_of_what_was_kept(
    memory: Engine, steps: list[tuple[str, int, int]], rate: Rate, least: int
) -> None:
    """Under one rate: the floor of what was paid and kept, after purchases, part refunds and undos in any order."""
    with memory.connect() as db:
        transaction = db.begin()
        life = Sequence(db, rate, least)
        for name, number, more in steps:
            getattr(life, name)(number, more)
            life.check()
        transaction.rollback()


@pytest.mark.parametrize("backend", ["postgresql", "sqlite"])
def test_of_refunds_at_the_same_moment_only_as_many_succeed_as_there_is_money(engine: Engine) -> None:
    with engine.begin() as db:
        till = Till(db, shops.found(db, 1, "Shop", "Europe/Berlin", NOW), 0)
        till.buyer = buyers.create(db, till.shop.id, "Anna", NOW)
        bought = till.buy(1000)
        stale = till.row(bought)

    def part(_: int) -> bool:
        try:
            with engine.begin() as db:
                refunds.refund(db, till.shop, stale, NOW, 300)
        except RuleError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(part, range(12))) == 3
    with engine.begin() as db:
        assert ledger.balance(db, till.shop.id, till.buyer, TODAY) == (1, 1)


@pytest.mark.parametrize("backend", ["postgresql", "sqlite"])
def test_of_undos_at_the_same_moment_one_succeeds(engine: Engine) -> None:
    with engine.begin() as db:
        till = Till(db, shops.found(db, 1, "Shop", "Europe/Berlin", NOW), 0)
        till.buyer = buyers.create(db, till.shop.id, "Anna", NOW)
        number = till.back(till.buy(1000)).id

    def undo(_: int) -> bool:
        try:
            with engine.begin() as db:
                refunds.undo(db, till.shop, number, NOW)
        except RuleError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(undo, range(8))) == 1
    with engine.begin() as db:
        assert ledger.balance(db, till.shop.id, till.buyer, TODAY) == (10, 1)
