"""Whatever happens in a shop, in whatever order: the figures are those of its history."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from handlers import collecting
from rules.contacts import WAITING
from rules.occasions import LIMITS, next_due, surprise
from rules.occasions.facts import Birthday, Complaint, Facts, Pledge, Seen
from rules.occasions.win_back import SEASONAL
from rules.points import Rate, points_change, points_for
from rules.rhythm import rhythm_of
from rules.tiers import VIP
from storage import (
    booking,
    buyers,
    byhand,
    complaints,
    extras,
    glance,
    ledger,
    notes,
    occasions,
    promises,
    purchases,
    refunds,
    reminders,
    shops,
    tiers,
    voucher_use,
    vouchers,
    wordings,
)
from storage.heard import OFFERS
from storage.purchases import NewPurchase
from storage.tables.buyers import note
from storage.tables.ledger import ledger_entry
from storage.tables.purchases import purchase
from storage.tables.purchases import refund as refund_table
from storage.tables.reminders import complaint, muted, promise, reminder
from storage.tables.rewards import voucher
from storage.tables.texts import wording

START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
BUYERS = 2
VIP_FROM = 3000
RATES = [Rate(per_cents=unit) for unit in (1, 50, 100, 1000)] + [Rate(2, 150, "3/2")]

buyer = st.integers(0, BUYERS - 1)
cents = st.one_of(st.integers(1, 400), st.integers(1, 100_000))
pick = st.integers(0, 30)
STEP = st.one_of(
    *(st.tuples(st.just("book"), buyer, cents, st.integers(0, longest)) for longest in (0, 0, 20, 60, 400)),
    st.tuples(st.just("refund"), pick),
    st.tuples(st.just("part"), pick, st.integers(1, 100)),
    st.tuples(st.just("correct"), pick, buyer, cents),
    st.tuples(st.just("undo"), pick),
    st.tuples(st.just("note"), buyer, st.sampled_from(["note", "like"])),
    st.tuples(st.just("credit"), buyer, st.integers(-30, 30)),
    st.tuples(st.just("promise"), buyer, st.integers(0, 10)),
    st.tuples(st.just("complain"), buyer),
    st.tuples(st.just("settle"), pick),
    st.tuples(st.just("peace"), buyer, st.integers(0, 30), st.sampled_from(["paused_until", "delivered_on"])),
    st.tuples(st.just("touch"), pick),
    st.tuples(st.just("write"), pick),
    st.tuples(st.just("apologise"), buyer),
    st.tuples(st.just("pack"), pick),
    st.tuples(st.just("birthday"), buyer, st.integers(1, 28), st.integers(1, 12)),
    st.tuples(st.just("redeem"), buyer),
    st.tuples(st.just("pass_days"), st.sampled_from([1, 2, 6, 7, 30, 61, 200, 366])),
    st.tuples(st.just("handle"), pick, st.sampled_from(["done", "snooze", "mute", "season", "reopen", "decline"])),
    st.tuples(st.just("vip"), buyer, st.sampled_from([VIP, None])),
)


@dataclass
class Life:
    """A shop to which things happen."""

    db: Connection
    now: datetime = START
    ids: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.id = shops.found(self.db, 1, "Shop", "Europe/Berlin", self.now).id
        shops.change(self.db, self.id, surprise_seed="seed", vip_from_cents=VIP_FROM)
        self.ids = [buyers.create(self.db, self.id, f"Kundin {number}", self.now) for number in range(BUYERS)]

    @property
    def shop(self) -> shops.Shop:
        return shops.get(self.db, self.id)

    @property
    def today(self) -> date:
        return shops.today_of(self.shop, self.now)

    def all(self, table: Any, **where: Any) -> list[Any]:
        wanted = select(table).where(*(table.c[name] == value for name, value in where.items()))
        return list(self.db.execute(wanted).all())

    def book(self, who: int, cents: int, back: int) -> None:
        booking.book(self.db, self.shop, self.ids[who], NewPurchase(self.today - timedelta(days=back), cents), self.now)

    def _one(self, number: int) -> Any:
        rows = [row for row in self.all(purchase) if row.cents > row.refunded_cents]
        return rows[number % len(rows)] if rows else None

    def refund(self, number: int) -> None:
        if row := self._one(number):
            refunds.refund(self.db, self.shop, row, self.now)

    def part(self, number: int, percent: int) -> None:
        if row := self._one(number):
            part = max(1, (row.cents - row.refunded_cents) * percent // 100)
            refunds.refund(self.db, self.shop, row, self.now, part)

    def correct(self, number: int, who: int, cents: int) -> None:
        row = self._one(number)
        if row and not row.refunded_cents:
            refunds.rebook(self.db, self.shop, row, self.ids[who], NewPurchase(row.day, cents), self.now)

    def undo(self, number: int) -> None:
        if rows := self.all(refund_table, undone=False):
            refunds.undo(self.db, self.shop, rows[number % len(rows)].id, self.now)

    def note(self, who: int, kind: str) -> None:
        notes.add(self.db, self.id, self.ids[who], "Blau", self.today, self.now, kind=kind)
        booking.note_contact(self.db, self.shop, self.ids[who], self.now)

    def credit(self, who: int, points: int) -> None:
        reference = f"by hand {self.now} {len(self.all(ledger_entry))}"
        give = byhand.credit if points >= 0 else byhand.debit
        if points:
            give(self.db, self.shop, self.ids[who], abs(points), reference, self.now, why="Kulanz")

    def promise(self, who: int, days: int) -> None:
        day = self.today + timedelta(days=days)
        promises.make(self.db, self.id, self.ids[who], "Fotos", day, self.today, self.now)
        self._refresh(self.ids[who])

    def complain(self, who: int) -> None:
        complaints.open_one(self.db, self.id, self.ids[who], "Naht", self.today, self.now)
        self._refresh(self.ids[who])

    def settle(self, number: int) -> None:
        rows = [*self.all(complaint, state="open"), *self.all(promise, state="open")]
        if rows:
            row = rows[number % len(rows)]
            module, state = (complaints, "closed") if hasattr(row, "check_on") else (promises, "kept")
            module.change(self.db, self.id, row.id, state=state)
            self._refresh(row.buyer_id)

    def peace(self, who: int, days: int, column: str) -> None:
        buyers.change(self.db, self.id, self.ids[who], **{column: self.today + timedelta(days=days)})
        self._refresh(self.ids[who])

    def touch(self, number: int) -> None:
        if rows := self.all(reminder, state="open"):
            row = rows[number % len(rows)]
            reminders.touched(self.db, self.id, row.id, self.today)
            self._refresh(row.buyer_id)

    def write(self, number: int) -> None:
        if rows := self.all(reminder, state="open"):
            row = rows[number % len(rows)]
            reminders.handed_over(self.db, self.id, row.id, self.today)
            self._refresh(row.buyer_id)

    def apologise(self, who: int) -> None:
        self.complain(who)
        wordings.remember(self.db, self.id, self.ids[who], "complaint.1:", self.today)
        wordings.mark_sent_to(self.db, self.id, self.ids[who], "complaint.1:", self.today)

    def _refresh(self, buyer_id: int) -> None:
        occasions.refresh(self.db, self.shop, buyer_id, self.today)

    def birthday(self, who: int, day: int, month: int) -> None:
        buyers.set_birthday(self.db, self.id, self.ids[who], Birthday(day, month), self.today)
        occasions.refresh(self.db, self.shop, self.ids[who], self.today)

    def redeem(self, who: int) -> None:
        for row in vouchers.of_buyer(self.db, self.id, self.ids[who])[:1]:
            voucher_use.use(self.db, self.id, row, None, self.today)

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)
        collecting.collect(self.db, self.shop, self.today)

    def handle(self, number: int, how: str) -> None:
        rows = [row for row in self.all(reminder) if row.state in {"open", "snoozed", "done"}]
        if not rows:
            return
        row = rows[number % len(rows)]
        if how == "snooze":
            reminders.snooze(self.db, self.id, row.id, self.today + timedelta(days=3))
        elif how == "decline":
            reminders.decline(self.db, self.id, row.id, self.today)
        elif how in {"mute", "season"}:
            reminders.mute(self.db, self.id, row.buyer_id, row.kind if how == "mute" else SEASONAL)
        else:
            getattr(reminders, how)(self.db, self.id, row.id)
        occasions.refresh(self.db, self.shop, row.buyer_id, self.today)

    def pack(self, number: int) -> None:
        if rows := self.all(reminder, kind=surprise.KIND):
            row = rows[number % len(rows)]
            occasion = surprise.with_purchase(*surprise.purchase_of(row.key))
            extras.decide(self.db, self.shop, row.buyer_id, occasion, self.today, packed=True)

    def vip(self, who: int, tier: str | None) -> None:
        tiers.give(self.db, self.id, self.ids[who], tier)
        occasions.refresh(self.db, self.shop, self.ids[who], self.today)

    def facts(self, who: int) -> Facts:
        """What the occasion rules should know, from the history alone."""
        row, balance = buyers.get(self.db, self.id, who), ledger.balance(self.db, self.id, who, self.today)
        bought = [one for one in self.all(purchase, buyer_id=who) if one.cents > one.refunded_cents]
        days = sorted(one.day for one in bought)
        last = days[-1] if days else None
        made = self.all(reminder, buyer_id=who)
        seen = {
            kind: Seen(
                max(one.due for one in of_kind),
                sum(last is not None and one.due > last for one in of_kind),
                max(one.shown_on for one in of_kind),
                max((one.shown_on for one in of_kind if one.state == "done"), default=None),
                max(one.key for one in of_kind),
            )
            for kind in {one.kind for one in made}
            if (of_kind := [one for one in made if one.kind == kind])
        }
        offered = [one.contact_on for one in made if one.contact_on and one.kind in OFFERS]
        others = [one.contact_on for one in made if one.contact_on and one.kind not in OFFERS]
        notes = [one.day for one in self.all(note, buyer_id=who) if one.kind == "note"]
        answered = max([*notes, *(one.rated_on for one in made if one.rated_on)], default=date.min)
        others += notes + [one.sent_on for one in self.all(wording, buyer_id=who)]
        tries = [one for one in made if one.kind == "win_back"]
        waiting = [one for one in made if LIMITS[one.kind] in WAITING]
        shown = [one.shown_on for one in waiting]
        shown += [
            min(later)
            for kind in {one.kind for one in waiting}
            if (later := [one.snoozed_until for one in waiting if one.kind == kind and one.state == "snoozed"])
        ]

        def told(about: int, kind: str) -> date | None:
            return max((one.due for one in made if (one.kind, one.about_id) == (kind, about)), default=None)

        return Facts(
            buyer_id=who,
            first_day=days[0] if days else None,
            last_day=last,
            purchases=len(bought),
            net_cents=sum(one.cents - one.refunded_cents for one in bought),
            rhythm=rhythm_of(days),
            birthday=buyers.birthday_of(row),
            birthday_known_since=row.birthday_since,
            vip=row.tier_by_hand == VIP,
            tier=row.tier,
            seen=seen,
            muted=frozenset(one.kind for one in self.all(muted, buyer_id=who)),
            contact=max([*others, *offered, *shown], default=None),
            offers=len({day for day in offered if not others or day > max(others)}),
            offered=tuple(sorted({day for day in offered if day > answered})),
            missed=tuple(sorted({one.shown_on for one in tries if one.shown_on > answered})),
            won_back=tuple(sorted({one.contact_on for one in tries if one.contact_on and one.contact_on > answered})),
            extra=max((surprise.purchase_of(one.key) for one in made if one.given_on), default=(date.min, None))[1],
            likes=any(one.kind == "like" for one in self.all(note, buyer_id=who)),
            paused_until=row.paused_until,
            delivered_on=row.delivered_on,
            promises=tuple(
                Pledge(one.id, one.day, one.words, told(one.id, "promise"))
                for one in self.all(promise, buyer_id=who, state="open")
            ),
            complaints=tuple(
                Complaint(
                    one.id, one.day, one.check_on, one.state == "open", one.words, told(one.id, "complaint_check")
                )
                for one in self.all(complaint, buyer_id=who)
            ),
            tier_reached=None if row.tier_by_hand else row.tier_reached,
            points=balance.points,
            stamps=balance.stamps,
        )


def check(life: Life) -> None:
    for who in life.ids:
        facts, row = life.facts(who), buyers.get(life.db, life.id, who)
        entries = life.all(ledger_entry, buyer_id=who)
        balance = ledger.balance(life.db, life.id, who, life.today)
        assert glance.look(life.db, life.id, who, life.today, life.today).balance == balance
        cards = [row for row in life.all(voucher, buyer_id=who) if row.state in {"open", "used"}]
        booked = [entry.reference for entry in entries if entry.unit == "stamps" and entry.reason == "purchase"]
        assert balance == tuple(sum(e.amount for e in entries if e.unit == unit) for unit in ("points", "stamps"))
        by_hand = sum(entry.amount for entry in entries if entry.reason in {"credit", "debit"})
        assert balance.points == facts.net_cents // 100 + by_hand
        assert balance.stamps == facts.purchases - 10 * len(cards)
        assert sorted(booked) == sorted(str(one.id) for one in life.all(purchase, buyer_id=who))
        assert (row.purchases, row.net_cents, row.first_day, row.last_day) == (
            *(facts.purchases, facts.net_cents),
            *(facts.first_day, facts.last_day),
        )
        assert (row.rhythm_gaps, row.rhythm_log_sum) == (facts.rhythm.gaps, pytest.approx(facts.rhythm.log_sum))
        assert row.next_due == expected_due(life, facts)


def expected_due(life: Life, facts: Facts) -> date | None:
    snoozed = [row.snoozed_until for row in life.all(reminder, buyer_id=facts.buyer_id) if row.state == "snoozed"]
    first = next_due(facts, shops.rules_of(life.shop), life.today)
    return min([*snoozed, *([first] if first else [])], default=None)


@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEP, min_size=12, max_size=40))
def test_the_figures_are_those_of_the_history(memory: Engine, steps: list[tuple[Any, ...]]) -> None:
    with memory.connect() as db:
        transaction = db.begin()
        life = Life(db)
        for name, *arguments in steps:
            getattr(life, name)(*arguments)
            check(life)
        transaction.rollback()


@settings(max_examples=80, derandomize=True, deadline=None)
@given(amounts=st.lists(st.integers(1, 10_000), min_size=1), data=st.data(), rate=st.sampled_from(RATES))
def test_points_do_not_depend_on_the_order_of_refunds(amounts: list[int], data: st.DataObject, rate: Rate) -> None:
    """Booking and refunding step by step ends at the points of what is left."""
    points = net = 0
    for cents in amounts:
        points, net = points + points_change(net, net + cents, rate), net + cents
    for cents in data.draw(st.permutations(amounts)):
        points, net = points + points_change(net, net - cents, rate), net - cents
        assert points == points_for(net, rate)
    assert points == 0


def test_purchases_are_listed_newest_first(memory: Engine) -> None:
    with memory.connect() as db:
        transaction = db.begin()
        life = Life(db)
        for back in (5, 1, 3):
            life.book(0, 100 * back, back)
        assert [row.cents for row in purchases.latest(db, life.id, 9)] == [300, 100, 500]
        last = purchases.last_of(db, life.id, life.ids[0])
        assert last is not None
        assert last.cents == 100
        transaction.rollback()
