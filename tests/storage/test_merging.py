"""Whatever happened to two rows that are one person: united they have what both had, parted each has what is his."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count, permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, func, select

from rules.errors import RuleError
from rules.occasions import Occasion
from rules.occasions.facts import Birthday
from rules.points import Rate, points_for
from rules.stamps import stamps_kept
from storage import (
    bonuses,
    booking,
    buyers,
    byhand,
    cards,
    invitations,
    ledger,
    lots,
    merging,
    notes,
    occasions,
    own_codes,
    redeeming,
    referrals,
    refunds,
    reminders,
    rewards,
    shops,
    tables,
    tiers,
    voucher_use,
    vouchers,
)
from storage.ledger import POINTS, STAMPS, UNITS
from storage.merged_rows import MOVED
from storage.purchases import NewPurchase
from storage.rewards import NewReward
from storage.tables.buyers import alias, buyer, merge, note
from storage.tables.ledger import ledger_entry
from storage.tables.loyalty import badge, referral
from storage.tables.purchases import purchase
from storage.tables.purchases import refund as refund_table
from storage.tables.reminders import muted, reminder
from storage.tables.rewards import voucher
from storage.vouchers import NewVoucher
from tests.storage.conftest import NOW, SELLER, Shop

BUYERS, CARD = 3, 3
STAY = {
    "ledger_entry.buyer_id": "append-only: what is left is carried over by counter-entries",
    "consent.buyer_id": "append-only: it says who agreed, and under which name",
    "merge.kept_id": "the merge itself",
    "merge.gone_id": "the merge itself",
    "buyer.merged_into": "the merge itself",
    "referral.friend_id": "all names of a friend are looked at (`buyers.rows_of`)",
    "referral.referrer_id": "moved by `merged_rows` on its own, because it is no buyer_id",
    "import_row.buyer_id": "whom a row of a file was booked to; undoing it asks the purchase whose it is now",
    "raffle.winner_id": "a result stays as it was drawn; the tickets' holders are found by `buyers.survivor`",
}
"""References to a buyer that do not move with `MOVED`, and why."""

who = st.integers(0, BUYERS - 1)
pick = st.integers(0, 30)
cents = st.one_of(st.sampled_from([99, 150, 1050, 3333]), st.integers(1, 20_000))
points = st.sampled_from([1, 5, 10, 33])


def does(name: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(st.just(name), *arguments)


EVENTS = [
    *[does("book", who, cents)] * 5,
    *[does("part", pick, st.integers(1, 100))] * 3,
    *[does("undo_refund", pick)] * 3,
    *[does("voucher", who, st.sampled_from([1, 2, 3]))] * 2,
    *[does("cancel", pick)] * 2,
    does("use", pick),
    does("credit", who, points),
    does("debit", who, points),
    does("review", who),
    *[does("take_back", pick)] * 2,
    does("rate", st.sampled_from([(1, 100, "1"), (2, 150, "1"), (1, 70, "3/2"), (1, 1000, "0.7")])),
    does("facts", who, st.integers(1, 28)),
    does("remind", who),
    does("refer", who),
    *[does("merge", who, who)] * 4,
    *[does("there_and_back", who, who)] * 2,
    *[does("unmerge", pick)] * 3,
]
TIMED = [
    *EVENTS,
    *[does("pass_days", st.sampled_from([1, 13, 27, 31, 62]))] * 4,
    does("expire", st.sampled_from([None, 1, 1, 2, 12])),
    does("expiring", who, points, st.sampled_from([0, 1, 14, 60])),
]


def steps(events: list[Any]) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    """Told by their numbers, because `one_of` would not heed how often an event is listed."""
    return st.lists(st.integers(0, len(events) - 1).flatmap(events.__getitem__), min_size=10, max_size=40)


@dataclass
class Life:
    """A shop whose buyers are merged and parted while they buy."""

    db: Connection
    now: datetime = NOW
    ids: list[int] = field(default_factory=list)
    byhand: dict[int, int] = field(default_factory=dict)
    """Entries that no purchase stands behind, as long as they were not taken back: amount by id."""

    def __post_init__(self) -> None:
        self.id = shops.found(self.db, 1, "Shop", "Europe/Berlin", self.now).id
        shops.change(self.db, self.id, stamps_per_card=CARD, surprise_seed="seed", bonus_referral=0)
        self.ids = [buyers.create(self.db, self.id, f"Kundin {number}", self.now) for number in range(BUYERS)]
        self.numbers = count(1)

    @property
    def shop(self) -> shops.Shop:
        return shops.get(self.db, self.id)

    @property
    def today(self) -> date:
        return shops.today_of(self.shop, self.now)

    def all(self, table: Any, *where: Any) -> list[Any]:
        mine = (table.c.shop_id == self.id, *where)
        return list(self.db.execute(select(table).where(*mine).order_by(*table.primary_key.columns)).all())

    def him(self, number: int) -> int:
        return int(buyers.survivor(self.db, self.id, self.ids[number]).id)

    def one(self, table: Any, number: int, *where: Any) -> Any:
        rows = self.all(table, *where)
        return rows[number % len(rows)] if rows else None

    def balance(self, buyer_id: int) -> ledger.Balance:
        return ledger.balance(self.db, self.id, buyer_id, self.today)

    def book(self, number: int, cents: int) -> None:
        booking.book(self.db, self.shop, self.him(number), NewPurchase(self.today, cents), self.now)

    def part(self, number: int, percent: int) -> None:
        if row := self.one(purchase, number, purchase.c.void.is_(False)):
            left = row.cents - row.refunded_cents
            refunds.refund(self.db, self.shop, row, self.now, max(1, left * percent // 100))

    def undo_refund(self, number: int) -> None:
        if row := self.one(refund_table, number, refund_table.c.undone.is_(False)):
            refunds.undo(self.db, self.shop, row.id, self.now)

    def voucher(self, number: int, share: int) -> None:
        if (balance := self.balance(self.him(number)).points) > 0:
            new = NewVoucher("Tee", cost=max(1, balance // share))
            vouchers.issue(self.db, self.shop, self.him(number), new, self.now)

    def cancel(self, number: int) -> None:
        if row := self.one(voucher, number, voucher.c.state == "open"):
            redeeming.take_back(self.db, self.shop, row, self.now)

    def use(self, number: int) -> None:
        if row := self.one(voucher, number, voucher.c.state == "open"):
            voucher_use.use(self.db, self.id, row, None, self.today)

    def credit(self, number: int, points: int) -> None:
        self._note(bonuses.by_hand(self.db, self.shop, self.him(number), points, "Hilfe", self.now))

    def debit(self, number: int, points: int) -> None:
        self._note(bonuses.by_hand(self.db, self.shop, self.him(number), -points, "verbucht", self.now))

    def review(self, number: int) -> None:
        occasion = f"r{next(self.numbers)}"
        self._note(bonuses.grant(self.db, self.shop, self.him(number), 10, "review", occasion, self.now))

    def _note(self, entry: Any) -> None:
        self.byhand[entry.id] = entry.amount

    def take_back(self, number: int) -> None:
        if self.byhand:
            entry = sorted(self.byhand)[number % len(self.byhand)]
            assert bonuses.undo(self.db, self.shop, entry, self.now)
            del self.byhand[entry]

    def rate(self, rate: tuple[int, int, str]) -> None:
        names = ("points_per_unit", "cents_per_point", "points_factor")
        shops.change(self.db, self.id, **dict(zip(names, rate, strict=True)))

    def facts(self, number: int, day: int) -> None:
        him = self.him(number)
        buyers.set_birthday(self.db, self.id, him, Birthday(day, 5), self.today)
        buyers.add_alias(self.db, self.id, him, f"Name {day % 4}")
        notes.add(self.db, self.id, him, "mag Blau", self.today, self.now)
        tiers.give(self.db, self.id, him, "vip" if day % 2 else None)
        occasions.refresh(self.db, self.shop, him, self.today)

    def remind(self, number: int) -> None:
        him, key = self.him(number), str(len(self.all(reminder)) // 2)
        known = (reminder.c.buyer_id == him, reminder.c.key == key)
        if not self.all(reminder, *known):
            due = Occasion("win_back", key, self.today, self.today, 1)
            reminders.make(self.db, self.id, him, due, self.today)

    def refer(self, number: int) -> None:
        friend = buyers.create(self.db, self.id, f"Freundin {next(self.numbers)}", self.now)
        row = buyers.get(self.db, self.id, self.him(number))
        referrals.begin(self.db, self.shop, row, buyers.get(self.db, self.id, friend), self.now)

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)
        lots.close_expired(self.db, self.id, self.today - timedelta(days=7), self.now)

    def expire(self, months: int | None) -> None:
        shops.change(self.db, self.id, expiry_months=months)

    def expiring(self, number: int, points: int, days: int) -> None:
        until, reference = self.today + timedelta(days=days), f"c{next(self.numbers)}"
        byhand.credit(self.db, self.shop, self.him(number), points, reference, self.now, why="Fest", until=until)

    def merge(self, one: int, other: int) -> int | None:
        kept, gone = self.him(one), self.him(other)
        if kept == gone:
            return None
        before, carried = [self.balance(kept), self.balance(gone)], self.carried(kept, gone)
        held = self.lots(kept) + self.lots(gone)
        number, filled = merging.merge_into(self.db, self.shop, kept, gone, self.now)
        after = self.balance(kept)
        assert after.points == before[0].points + before[1].points + carried
        assert after.stamps == before[0].stamps + before[1].stamps - sum(row.cost for row in filled)
        assert after.stamps < CARD
        assert self.balance(gone) == (0, 0)
        if min(before[0].points, before[1].points, before[0].stamps, before[1].stamps) >= 0:
            more = self.lots(kept) - held
            assert sum((held - self.lots(kept)).values()) == sum(row.cost for row in filled)
            assert more.total() == carried
        return number

    def carried(self, kept: int, gone: int) -> int:
        return self.formula(kept, gone) - self.formula(kept) - self.formula(gone)

    def formula(self, *of: int) -> int:
        """Points of what these buyers paid and kept, as if they were one: floored once per rate."""
        nets: Counter[Rate] = Counter()
        for row in self.all(purchase, purchase.c.buyer_id.in_(of)):
            nets[Rate(row.rate_points, row.rate_cents, row.rate_factor)] += row.cents - row.refunded_cents
        return sum(points_for(net, rate) for rate, net in nets.items())

    def lots(self, buyer_id: int) -> Counter[tuple[Any, ...]]:
        """What can be spent, by the lot it came from first and its last day."""
        found: Counter[tuple[Any, ...]] = Counter()
        for unit in UNITS:
            for lot in lots.open_lots(self.db, self.id, buyer_id, unit, self.today):
                found[unit, lot.root, lot.valid_through] += lot.left
        return found

    def everything(self) -> Any:
        """All that an undo brings back; a voucher that only the merge brought is cancelled."""
        rows = [self.all(table) for table in (buyer, note, alias, reminder, muted, referral, badge, purchase)]
        rows.append(self.all(voucher, voucher.c.state != "cancelled"))
        books = {number: (self.balance(number), self.lots(number)) for number in self.ids}
        return rows, books, self.all(refund_table)

    def there_and_back(self, one: int, other: int) -> None:
        """Undone at once, a merge leaves no trace; and it can be done again."""
        for number in self.ids:
            lots.close_expired(self.db, self.id, self.today, self.now, number)
            cards.fill(self.db, self.shop, number, self.balance(number), self.now)
            occasions.refresh(self.db, self.shop, number, self.today)
            if buyers.get(self.db, self.id, number).merged_into:
                buyers.change(self.db, self.id, number, next_due=None)
        before = self.everything()
        number = self.merge(one, other)
        if number is None:
            return
        united = [self.balance(number) for number in self.ids]
        merging.undo(self.db, self.shop, number, self.now)
        assert self.everything() == before
        assert self.merge(one, other) is not None
        assert [self.balance(number) for number in self.ids] == united

    def unmerge(self, number: int) -> None:
        row = self.one(merge, number, merge.c.undone.is_(False))
        if row is None:
            return
        if buyers.get(self.db, self.id, row.kept_id).merged_into is not None:
            with pytest.raises(RuleError):
                merging.undo(self.db, self.shop, row.id, self.now)
            return
        merging.undo(self.db, self.shop, row.id, self.now)

    def expected(self, buyer_id: int) -> ledger.Balance:
        """What a buyer must have as long as nothing expires, from his purchases, vouchers and bonuses."""
        him = [number for number in self.ids if buyers.survivor(self.db, self.id, number).id == buyer_id]
        bought = self.all(purchase, purchase.c.buyer_id == buyer_id)
        spent: Counter[str] = Counter()
        for row in self.all(voucher, voucher.c.buyer_id == buyer_id, voucher.c.state != "cancelled"):
            spent[row.unit] += row.cost
        entries = self.all(ledger_entry, ledger_entry.c.id.in_(self.byhand), ledger_entry.c.buyer_id.in_(him))
        extra = sum(self.byhand[row.id] for row in entries)
        stamps = sum(
            stamps_kept(row.stamps, row.cents, row.cents - row.refunded_cents, row.stamp_min_cents) for row in bought
        )
        return ledger.Balance(self.formula(buyer_id) + extra - spent[POINTS], stamps - spent[STAMPS])

    def books_add_up(self) -> None:
        sums = select(ledger_entry.c.buyer_id, func.sum(ledger_entry.c.amount), func.sum(ledger_entry.c.open))
        rows = self.db.execute(sums.group_by(ledger_entry.c.buyer_id, ledger_entry.c.unit)).all()
        assert all(amount == left for _, amount, left in rows)
        for row in self.all(buyer, buyer.c.merged_into.is_not(None)):
            assert row.next_due is None
            assert (self.balance(row.id), row.purchases, row.telegram_id) == ((0, 0), 0, None)


def live(engine: Engine, told: list[tuple[Any, ...]], *, timed: bool) -> None:
    with engine.connect() as db:
        transaction = db.begin()
        life = Life(db)
        for name, *arguments in told:
            getattr(life, name)(*arguments)
            life.books_add_up()
            for number in () if timed else {life.him(one) for one in range(BUYERS)}:
                assert life.balance(number) == life.expected(number), name
        transaction.rollback()


CHECKS = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
USUAL = settings(derandomize=True, deadline=None, phases=[Phase.generate], suppress_health_check=CHECKS)
MANY, FEW = settings(USUAL, max_examples=8), settings(USUAL, max_examples=3)


@MANY
@given(told=steps(EVENTS))
def test_each_has_what_is_his_whatever_happens(memory: Engine, told: list[tuple[Any, ...]]) -> None:
    live(memory, told, timed=False)


@MANY
@given(told=steps(TIMED))
def test_the_books_add_up_while_points_expire(memory: Engine, told: list[tuple[Any, ...]]) -> None:
    live(memory, told, timed=True)


@FEW
@given(told=steps(EVENTS))
def test_each_has_what_is_his_on_both_databases(engine: Engine, told: list[tuple[Any, ...]]) -> None:
    live(engine, told, timed=False)


@FEW
@given(told=steps(TIMED))
def test_the_books_add_up_on_both_databases(engine: Engine, told: list[tuple[Any, ...]]) -> None:
    live(engine, told, timed=True)


def merged(shop: Shop, kept: int, gone: int) -> int:
    return merging.merge_into(shop.db, shop.row, kept, gone, NOW).id


def parted(shop: Shop, number: int) -> None:
    merging.undo(shop.db, shop.row, number, NOW)


def granted(shop: Shop, him: int, occasion: str = "2026-05-04") -> Any:
    return bonuses.grant(shop.db, shop.row, him, 10, "review", occasion, NOW)


def test_every_reference_to_a_buyer_is_moved_or_stays_for_a_reason() -> None:
    """A new table fails here until somebody has decided what a merge does with it."""
    references = {
        f"{table.name}.{key.parent.name}"
        for table in tables.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "buyer"
    }
    assert references == {f"{table.name}.buyer_id" for table, _ in MOVED} | set(STAY)


class TestBonuses:
    """One person gets a bonus for the same thing once."""

    def test_it_counts_once_and_both_have_theirs_again(self, shop: Shop) -> None:
        anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
        granted(shop, anna), granted(shop, anni)
        number = merged(shop, anna, anni)
        assert shop.balance(anna).points == 10
        parted(shop, number)
        assert (shop.balance(anna).points, shop.balance(anni).points) == (10, 10)

    def test_one_that_was_taken_back_does_not_count(self, shop: Shop) -> None:
        anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
        bonuses.undo(shop.db, shop.row, granted(shop, anna).id, NOW)
        granted(shop, anni)
        merged(shop, anna, anni)
        assert shop.balance(anna).points == 10

    def test_it_is_the_same_however_often_it_was_booked_anew(self, shop: Shop) -> None:
        anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
        bonuses.undo(shop.db, shop.row, granted(shop, anni).id, NOW)
        granted(shop, anni), granted(shop, anna)
        merged(shop, anna, anni)
        assert shop.balance(anna).points == 10

    def test_it_is_known_under_the_name_of_a_name(self, shop: Shop) -> None:
        anna, anni, annika, nana = (shop.buyer(name) for name in ("Anna", "Anni", "Annika", "Nana"))
        granted(shop, annika), granted(shop, nana)
        merged(shop, anni, annika), merged(shop, anna, anni), merged(shop, anna, nana)
        assert shop.balance(anna).points == 10
        assert bonuses.standing(shop.db, shop.id, anna, "review", "2026-05-04") is not None

    def test_a_friend_of_a_name_of_a_name_is_known(self, shop: Shop) -> None:
        anna, anni, annika, ben = (shop.buyer(name) for name in ("Anna", "Anni", "Annika", "Ben"))
        referrals.begin(shop.db, shop.row, shop.about(ben), shop.about(annika), NOW)
        merged(shop, anni, annika), merged(shop, anna, anni)
        assert referrals.of_friend(shop.db, shop.id, anna) is not None

    @pytest.mark.parametrize("undone", ["a", "b", "ab", "ba"])
    def test_each_is_taken_back_once(self, shop: Shop, undone: str) -> None:
        """As long as one of the two stands, the person has one; apart, each has his own or none."""
        him = {"a": shop.buyer("Anna"), "b": shop.buyer("Anni")}
        booked = {who: granted(shop, number) for who, number in him.items()}
        number = merged(shop, him["a"], him["b"])
        for who in undone:
            assert bonuses.undo(shop.db, shop.row, booked[who].id, NOW)
        assert shop.balance(him["a"]).points == (10 if len(undone) == 1 else 0)
        parted(shop, number)
        assert {who: shop.balance(him[who]).points for who in him} == {who: 0 if who in undone else 10 for who in him}

    def test_what_was_spent_of_one_that_is_taken_back_is_owed(self, shop: Shop) -> None:
        anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
        granted(shop, anna)
        his = granted(shop, anni)
        vouchers.issue(shop.db, shop.row, anni, NewVoucher("Tee", cost=7), NOW)
        number = merged(shop, anna, anni)
        bonuses.undo(shop.db, shop.row, his.id, NOW)
        assert shop.balance(anna).points == 3
        parted(shop, number)
        assert (shop.balance(anna).points, shop.balance(anni).points) == (10, -7)

    def test_what_comes_to_count_expires_with_the_day_it_had(self, shop: Shop) -> None:
        """Nobody owes a bonus that has expired, by whatever name it was booked."""
        shops.change(shop.db, shop.id, expiry_months=1)
        anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
        first, second = granted(shop, anna), granted(shop, anni)
        number, later = merged(shop, anna, anni), NOW + timedelta(days=60)
        for entry in (first, second):
            bonuses.undo(shop.db, shop.row, entry.id, later)
        merging.undo(shop.db, shop.row, number, later)
        assert [ledger.balance(shop.db, shop.id, one, later.date()).points for one in (anna, anni)] == [0, 0]


WORDS = [f"{what}{one}{other}" for what in "mu" for one, other in permutations("012", 2)]


@settings(USUAL, max_examples=25)
@given(told=st.lists(st.sampled_from([*WORDS, "part"]), max_size=14))
def test_one_person_has_one_bonus_as_long_as_one_stands(memory: Engine, told: list[str]) -> None:
    """By however many names he has it, and in whatever order names are joined, parted, and bonuses taken back."""
    with memory.connect() as db:
        transaction = db.begin()
        shop = Shop(db, shops.found(db, SELLER, "Wollstübchen", "Europe/Berlin", NOW).id)
        people, joined = [shop.buyer(name) for name in ("Anna", "Anni", "Annika")], list[int]()
        booked = [granted(shop, number).id for number in people]
        for word in told:
            _turn(shop, word, people, booked, joined)
            for number in {buyers.survivor(db, shop.id, number).id for number in people}:
                has = bonuses.standing(db, shop.id, number, "review", "2026-05-04") is not None
                assert shop.balance(number).points == 10 * has, word
        transaction.rollback()


def _turn(shop: Shop, word: str, people: list[int], booked: list[int], joined: list[int]) -> None:
    """Join two, take the bonus of one back, or part those who were joined last."""
    one, other = (people[int(digit)] for digit in word[1:]) if word != "part" else (0, 0)
    kept, gone = (buyers.survivor(shop.db, shop.id, number).id if number else 0 for number in (one, other))
    if word == "part" and joined:
        parted(shop, joined.pop())
    elif word[0] == "u":
        bonuses.undo(shop.db, shop.row, booked[int(word[1])], NOW)
    elif kept != gone:
        joined.append(merged(shop, kept, gone))


def test_what_both_earned_and_spent_counts_once(shop: Shop) -> None:
    anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
    shop.book(anna, 2500), shop.book(anni, 1200)
    vouchers.issue(shop.db, shop.row, anni, NewVoucher("Tee", cost=5), NOW)
    number = merged(shop, anna, anni)
    assert ledger.gross(shop.db, shop.id, anna, POINTS) == (37, 5)
    parted(shop, number)
    assert ledger.gross(shop.db, shop.id, anna, POINTS) == (25, 0)
    assert ledger.gross(shop.db, shop.id, anni, POINTS) == (12, 5)
    again = merged(shop, anna, anni)
    assert ledger.gross(shop.db, shop.id, anna, POINTS) == (37, 5)
    assert again != number


def test_a_refund_takes_the_points_that_came_with_the_purchase(shop: Shop) -> None:
    """Anni's points have no last day, Anna's have: without their origin Anna's would be taken first."""
    anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
    its = shop.book(anni, 1200)
    shops.change(shop.db, shop.id, expiry_months=1)
    shop.book(anna, 2500)
    merged(shop, anna, anni)
    refunds.refund(
        shop.db, shop.row, shop.db.execute(select(purchase).where(purchase.c.id == its.purchase_id)).one(), NOW
    )
    left = lots.open_lots(shop.db, shop.id, anna, POINTS, shops.today_of(shop.row, NOW))
    assert [(lot.left, lot.valid_through) for lot in left] == [(25, date(2026, 6, 4))]


def test_what_was_refunded_meanwhile_stays_refunded(shop: Shop) -> None:
    anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
    shop.book(anna, 2550)
    its = shop.book(anni, 1250)
    number = merged(shop, anna, anni)
    assert shop.balance(anna).points == 38
    row = shop.db.execute(select(purchase).where(purchase.c.id == its.purchase_id)).one()
    done = refunds.refund(shop.db, shop.row, row, NOW, 500)
    parted(shop, number)
    assert (shop.balance(anna).points, shop.balance(anni).points) == (25, 7)
    refunds.undo(shop.db, shop.row, done.id, NOW)
    assert (shop.balance(anna).points, shop.balance(anni).points) == (25, 12)


def test_what_was_spent_meanwhile_is_owed_by_the_kept_one(shop: Shop) -> None:
    anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
    shop.book(anna, 1000), shop.book(anni, 3000)
    number = merged(shop, anna, anni)
    spent = vouchers.issue(shop.db, shop.row, anna, NewVoucher("Tee", cost=35), NOW)
    parted(shop, number)
    assert (shop.balance(anna).points, shop.balance(anni).points) == (-25, 30)
    vouchers.cancel(shop.db, shop.row, spent, NOW)
    assert (shop.balance(anna).points, shop.balance(anni).points) == (10, 30)


def test_points_that_expired_meanwhile_are_owed_by_nobody(shop: Shop) -> None:
    shops.change(shop.db, shop.id, expiry_months=1)
    anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
    shop.book(anna, 1000)
    its = shop.book(anni, 3000)
    number = merged(shop, anna, anni)
    row = shop.db.execute(select(purchase).where(purchase.c.id == its.purchase_id)).one()
    refunds.refund(shop.db, shop.row, row, NOW, 1000)
    later = NOW + timedelta(days=60)
    today = shops.today_of(shop.row, later)
    merging.undo(shop.db, shop.row, number, later)
    assert [ledger.balance(shop.db, shop.id, him, today).points for him in (anna, anni)] == [0, 0]


def test_a_merge_within_a_merge_is_undone_from_the_outside(shop: Shop) -> None:
    anna, anni, annika = (shop.buyer(name) for name in ("Anna", "Anni", "Annika"))
    shop.book(anna, 1000), shop.book(anni, 2000)
    its = shop.book(annika, 3000)
    inner, outer = merged(shop, anni, annika), merged(shop, anna, anni)
    row = shop.db.execute(select(purchase).where(purchase.c.id == its.purchase_id)).one()
    refunds.refund(shop.db, shop.row, row, NOW, 500)
    with pytest.raises(RuleError):
        parted(shop, inner)
    parted(shop, outer)
    parted(shop, inner)
    assert [shop.balance(him).points for him in (anna, anni, annika)] == [10, 20, 25]
    with pytest.raises(RuleError):
        parted(shop, inner)


def test_old_cards_and_links_lead_to_the_kept_one_and_back(shop: Shop) -> None:
    anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
    code = own_codes.code_of(shop.db, shop.about(anni))
    token = invitations.issue(shop.db, shop.id, anni, NOW)
    number = merged(shop, anna, anni)
    for expected in (anna, anni):
        found, link = own_codes.with_code(shop.db, shop.id, code), invitations.valid(shop.db, token, NOW)
        assert found is not None
        assert link is not None
        assert (found.id, link.buyer_id) == (expected, expected)
        if expected == anna:
            parted(shop, number)


def test_what_the_seller_changed_meanwhile_stays(shop: Shop) -> None:
    anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
    today = shops.today_of(shop.row, NOW)
    buyers.set_birthday(shop.db, shop.id, anni, Birthday(3, 5), today)
    buyers.change(shop.db, shop.id, anni, telegram_id=77, reachable=False, receipts=True)
    number = merged(shop, anna, anni)
    assert (shop.about(anna).telegram_id, shop.about(anna).reachable) == (77, False)
    buyers.set_birthday(shop.db, shop.id, anna, Birthday(4, 6), today)
    parted(shop, number)
    assert [buyers.birthday_of(shop.about(him)) for him in (anna, anni)] == [Birthday(4, 6), Birthday(3, 5)]
    assert [shop.about(him).telegram_id for him in (anna, anni)] == [None, 77]
    assert (shop.about(anni).reachable, shop.about(anni).receipts) == (False, True)


def test_a_card_that_is_full_again_once_parted_is_a_voucher(shop: Shop) -> None:
    """His full card went for a reward of the catalogue while both were one, and that was taken back."""
    anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
    for buyer_id in (anna, *[anni] * 10):
        shop.book(buyer_id, 100)
    tea = rewards.add(shop.db, shop.id, NewReward("Tee", 10, unit=STAMPS), NOW)
    number = merged(shop, anna, anni)
    redeeming.take_back(shop.db, shop.row, redeeming.redeem(shop.db, shop.row, anna, tea, NOW), NOW)
    parted(shop, number)
    assert (shop.balance(anna).stamps, shop.balance(anni).stamps) == (1, 0)
    assert [row.cost for row in cards.full(shop.db, shop.row, anni, NOW.date())] == [10]


EARLY, LATE = date(2026, 5, 1), date.max


@pytest.mark.parametrize(
    ("fact", "kept", "gone", "both"),
    [
        ("paused_until", None, LATE, LATE),
        ("paused_until", EARLY, LATE, LATE),
        ("paused_until", LATE, EARLY, LATE),
        ("delivered_on", None, EARLY, EARLY),
        ("delivered_on", EARLY, date(2026, 5, 3), date(2026, 5, 3)),
        ("tier_by_hand", "regular", "vip", "vip"),
        ("tier_by_hand", "vip", "regular", "vip"),
        ("tier_by_hand", None, "vip", "vip"),
    ],
)
def test_the_later_day_and_the_higher_tier_hold_for_both(
    shop: Shop, fact: str, kept: Any, gone: Any, both: Any
) -> None:
    anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
    buyers.change(shop.db, shop.id, anna, **{fact: kept})
    buyers.change(shop.db, shop.id, anni, **{fact: gone})
    number = merged(shop, anna, anni)
    assert getattr(shop.about(anna), fact) == both
    parted(shop, number)
    assert (getattr(shop.about(anna), fact), getattr(shop.about(anni), fact)) == (kept, gone)


def test_nothing_is_due_for_the_one_who_is_gone(shop: Shop) -> None:
    anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
    today = shops.today_of(shop.row, NOW)
    for him in (anna, anni):
        buyers.set_birthday(shop.db, shop.id, him, Birthday(20, 5), today)
        reminders.make(shop.db, shop.id, him, Occasion("birthday", "2026", today, today, 1), today)
    number = merged(shop, anna, anni)
    assert shop.about(anni).next_due is None
    assert [row.buyer_id for row in reminders.open_ones(shop.db, shop.id, today)] == [anna]
    parted(shop, number)
    assert len(reminders.open_ones(shop.db, shop.id, today)) == 2


class TestNames:
    """A buyer is found by each of his names."""

    def found(self, shop: Shop, name: str) -> list[int]:
        return [row.id for row in buyers.named(shop.db, shop.id, name)]

    def test_two_may_share_one(self, shop: Shop) -> None:
        anna, berta = shop.buyer("Anna"), shop.buyer("Berta")
        for him in (anna, berta):
            buyers.add_alias(shop.db, shop.id, him, "Wollfee")
        assert self.found(shop, "wollfee") == [anna, berta]
        assert buyers.of_keys(shop.db, shop.id, ["wollfee"])["wollfee"]

    def test_a_slip_or_a_part_of_one_finds_him(self, shop: Shop) -> None:
        anna = shop.buyer("Anna")
        buyers.add_alias(shop.db, shop.id, anna, "Wollfee Süd")
        for words in ("Wollfe Süd", "Wollfee", "süd", "ollfee"):
            assert [row.id for row in buyers.search(shop.db, shop.id, words)] == [anna]
        assert [row.id for row in buyers.similar(shop.db, shop.id, "Wolfee Süd")] == [anna]

    def test_merging_two_who_share_one_keeps_it_for_both(self, shop: Shop) -> None:
        anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
        for him in (anna, anni):
            buyers.add_alias(shop.db, shop.id, him, "Wollfee")
        number = merged(shop, anna, anni)
        assert self.found(shop, "Wollfee") == self.found(shop, "Anni") == [anna]
        assert buyers.aliases(shop.db, shop.id, anna) == ["Wollfee", "Anni"]
        parted(shop, number)
        assert self.found(shop, "Wollfee") == [anna, anni]
        assert self.found(shop, "Anni") == [anni]

    def test_his_own_name_is_no_other_name(self, shop: Shop) -> None:
        anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
        buyers.add_alias(shop.db, shop.id, anni, "Anna")
        merged(shop, anna, anni)
        assert buyers.aliases(shop.db, shop.id, anna) == ["Anni"]


def at_once(engine: Engine, *acts: Any) -> list[str]:
    """Everybody at the same moment: what became of each."""
    start, ended = threading.Barrier(len(acts)), ["crashed"] * len(acts)

    def run(number: int) -> None:
        start.wait()
        try:
            with engine.begin() as db:
                acts[number](db)
            ended[number] = "done"
        except RuleError as refused:
            ended[number] = refused.key

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ended)


def test_of_two_taps_at_the_same_moment_one_counts(engine: Engine) -> None:
    """Both ways round, too: nobody waits for one another."""
    with engine.begin() as db:
        shop = Shop(db, shops.found(db, 1, "Shop", "Europe/Berlin", NOW).id)
        anna, anni = shop.buyer("Anna"), shop.buyer("Anni")
        shop.book(anna, 2500), shop.book(anni, 1200)
    with engine.begin() as db:
        row = shops.get(db, shop.id)
    assert at_once(
        engine,
        lambda db: merging.merge_into(db, row, anna, anni, NOW),
        lambda db: merging.merge_into(db, row, anni, anna, NOW),
    ) == ["done", "merge.same"]
    assert at_once(engine, *[lambda db: merging.undo(db, row, 1, NOW)] * 2) == ["done", "merge.undone_before"]
    with engine.begin() as db:
        assert [Shop(db, row.id).balance(him).points for him in (anna, anni)] == [25, 12]


def test_a_purchase_for_a_row_that_is_gone_is_the_kept_ones(shop: Any) -> None:
    anna, anni, annika = shop.buyer("Anna"), shop.buyer("Anni"), shop.buyer("Annika")
    merging.merge_into(shop.db, shop.row, anni, annika, NOW)
    merging.merge_into(shop.db, shop.row, anna, anni, NOW)
    done = shop.book(annika, 2500, source="1:1")
    assert (done.buyer.id, shop.balance(anna).points, shop.about(anna).purchases) == (anna, 25, 1)
    gone = shop.about(annika)
    assert (gone.purchases, gone.net_cents, gone.next_due, shop.balance(annika).points) == (0, 0, None, 0)
