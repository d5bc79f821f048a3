"""Whatever happens in whatever order: the ledger answers like the naive model, and its entries add up."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, Engine, select

from benchmarks.ledger import Replay
from storage.tables.buyers import buyer as buyer_table
from storage.tables.ledger import ledger_entry
from tests.ledger_model import Account, Model, months_later

Event = dict[str, Any]

BUYERS = ("A", "B")
START = date(2027, 10, 29)
"""Four months before a leap day."""
LEAP_DAY = date(2028, 2, 29)

buyer = st.sampled_from(BUYERS)
back = st.one_of(st.integers(0, 2), st.integers(0, 30))
"""How many purchases or redemptions ago."""
cents = st.one_of(st.sampled_from([0, 99, 150, 1000, 3333, 12_345]), st.integers(1, 20_000))
points = st.sampled_from([1, 2, 5, 10, 33, 100])
rate = st.fixed_dictionaries(
    {
        "points": st.sampled_from([1, 1, 2, 10]),
        "per_cents": st.sampled_from([100, 100, 100, 70, 250]),
        "factor": st.sampled_from([1, 1, 1.5, 1.1, 0.7, 2]),
        "expiry_months": st.sampled_from([None, 1, 1, 3, 12]),
    }
)
tier = st.sampled_from(["Stammkunde", "Wiederkäufer", "Gold", "Platin", "VIP"])
asked = st.sampled_from([{"purchases": 2}, {"purchases": 3}, {"cents": 5000}, {"cents": 20_000}])
key = st.sampled_from([None, "k1", "k2", "new", "new"])
windows = st.sampled_from([30, 180])
nonsense = st.sampled_from(["credit", "debit", "redeem", "purchase", "yesterday", "late credit", "conjure"])


def does(name: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(st.just(name), *arguments)


STEPS = [
    *[does("purchase", buyer, cents)] * 5,
    *[does("credit", buyer, points, st.sampled_from([None, 0, 1, 14, 31, 90, 400]))] * 2,
    does("debit", buyer, points),
    *[does("redeem", buyer, st.sampled_from([1, 2, 3, 10]))] * 3,
    *[does("cancel", back)] * 3,
    *[does("refund", back, st.sampled_from(["all", "part", "rest", "rest", "a cent", "too much"]), key)] * 5,
    does("refund_by_the_same_key", back),
    *[does("wait_for_an_expiry", buyer, st.booleans())] * 3,
    does("wait", st.sampled_from([1, 1, 2, 13, 30])),
    does("wait_for_a_month_end", st.sampled_from([0, 0, 1, 5])),
    does("wait_for_the_leap_day"),
    does("wait_for_a_window_to_end", windows, st.booleans()),
    does("change_the_rule", rate),
    does("expire"),
    does("define_a_tier", tier, asked, windows, st.booleans()),
    does("set_a_tier", buyer, st.integers(0, 5)),
    does("redeem_too_much", buyer, points),
    does("take_back_what_is_not_his", buyer, st.sampled_from(["refund", "cancel_redeem"]), back),
    does("book_again", buyer, back),
    does("talk_nonsense", nonsense, st.sampled_from([-1, -700, 1.5, "5", None])),
]
STEP = st.integers(0, len(STEPS) - 1).flatmap(STEPS.__getitem__)
"""Told by its number, because `one_of` would not heed how often a step is listed."""


class Pair:
    """The real ledger and the naive one, told the same events."""

    def __init__(self, db: Connection) -> None:
        """A new shop in an open transaction."""
        self.db, self.real, self.naive = db, Replay(db), Model()
        self.gross = dict.fromkeys(BUYERS, (0, 0))

    def tell(self, event: Event) -> Event:
        """What the naive model answers, the real one must answer too."""
        due, answer = self.naive.answer(event), self.real.answer(event)
        assert {name: answer.get(name) for name in due} == due, json.dumps(event)
        assert due["ok"] or isinstance(answer["error"], str)
        if event["do"] == "expire":
            self._all_is_closed()
        return due

    def _all_is_closed(self) -> None:
        """After the job each balance is the sum of its entries and nothing else."""
        for name, entries in self.entries().items():
            assert sum(one.amount for one in entries) == self.naive.accounts[name].balance(self.naive.day)

    def check(self, day: date) -> None:
        """All figures of all buyers, and the entries they are made of."""
        entries = self.entries()
        for name in BUYERS:
            balance = self._answers(name, day)
            self._gross_never_shrinks(name, balance)
            self._entries_add_up(entries[name], balance["balance"], day)
        booked = Counter((one.reason, one.reference) for rows in entries.values() for one in rows)
        assert [name for name, times in booked.items() if times > 1] == []

    def _answers(self, name: str, day: date) -> Event:
        asked = {"day": str(day), "buyer": name}
        balance = self.tell(asked | {"do": "balance"})
        assert all(lot["left"] > 0 for lot in self.tell(asked | {"do": "lots"})["lots"])
        self.tell(asked | {"do": "expiring", "through": str(day + timedelta(31))})
        self.tell(asked | {"do": "tier"})
        return balance

    def _gross_never_shrinks(self, name: str, balance: Event) -> None:
        before, now = self.gross[name], (balance["earned"], balance["spent"])
        assert now[0] >= before[0]
        assert now[1] >= before[1]
        self.gross[name] = now

    def _entries_add_up(self, entries: list[Any], balance: int, day: date) -> None:
        """Expired lots that no job has closed yet are left out; a refund never takes more than was earned."""
        expired = sum(one.open for one in entries if one.valid_through and one.valid_through < day)
        assert sum(one.amount for one in entries) - expired == balance
        assert all(0 <= one.open <= one.amount for one in entries if one.amount > 0)
        earned = sum(one.amount for one in entries if one.reason == "purchase")
        assert sum(one.amount for one in entries if one.reason == "refund") >= -earned

    def entries(self) -> dict[str, list[Any]]:
        """What is stored about each buyer's points."""
        of_points = ledger_entry.c.unit == "points"
        wanted = select(buyer_table.c.name, ledger_entry).join_from(ledger_entry, buyer_table).where(of_points)
        rows = self.db.execute(wanted).all()
        return {name: [row for row in rows if row.name == name] for name in BUYERS}


@contextmanager
def taken_back(engine: Engine) -> Iterator[Pair]:
    """A pair in a transaction that nobody commits."""
    with engine.connect() as db:
        transaction = db.begin()
        yield Pair(db)
        transaction.rollback()


class Ledgers(RuleBasedStateMachine):
    """Makes up what happens in a shop."""

    engine: ClassVar[Engine]
    told: ClassVar[list[Event]] = []
    """What was told in the latest run."""

    def __init__(self) -> None:
        """A new shop."""
        super().__init__()
        self.opened = taken_back(self.engine)
        self.pair = self.opened.__enter__()
        self.day, self.numbers = START, count(1)
        self.told.clear()

    def teardown(self) -> None:
        """Takes everything back."""
        self.opened.__exit__(None, None, None)

    @property
    def naive(self) -> Model:
        return self.pair.naive

    def tell(self, do: str, **event: Any) -> bool:
        """Whether it was done."""
        self.told.append({"day": str(self.day), "do": do} | event)
        return bool(self.pair.tell(self.told[-1])["ok"])

    def new(self, kind: str) -> str:
        return f"{kind}{next(self.numbers)}"

    def account(self, buyer: str) -> Account:
        return self.naive.accounts[buyer]

    @initialize(rate=rate)
    def begin(self, rate: Event) -> None:
        self.change_the_rule(rate)

    @rule(step=STEP)
    def happen(self, step: tuple[Any, ...]) -> None:
        """One rule for all, because Hypothesis leaves out rules at random, and then hardly anything comes together."""
        name, *arguments = step
        getattr(self, name)(*arguments)

    def purchase(self, buyer: str, cents: int) -> None:
        self.tell("purchase", buyer=buyer, ref=self.new("p"), cents=cents)

    def credit(self, buyer: str, points: int, days: int | None) -> None:
        last = None if days is None else str(self.day + timedelta(days))
        self.tell("credit", buyer=buyer, ref=self.new("c"), points=points, valid_through=last)

    def debit(self, buyer: str, points: int) -> None:
        self.tell("debit", buyer=buyer, ref=self.new("d"), points=points)

    def redeem(self, buyer: str, share: int) -> None:
        """Earns first what is not there."""
        if (balance := self.account(buyer).balance(self.day)) <= 0:
            self.credit(buyer, 10 - balance, 31)
        balance = self.account(buyer).balance(self.day)
        self.tell("redeem", buyer=buyer, ref=self.new("r"), points=max(1, balance // share))

    def redeem_too_much(self, buyer: str, more: int) -> None:
        balance = max(0, self.account(buyer).balance(self.day))
        assert not self.tell("redeem", buyer=buyer, ref=self.new("r"), points=balance + more)

    def cancel(self, back: int) -> None:
        """Credited once; the second time it is refused."""
        if redemptions := list(self.naive.redemptions.items()):
            ref, one = redemptions[-1 - back % len(redemptions)]
            self.tell("cancel_redeem", buyer=one.buyer, ref=ref)

    def refund(self, back: int, part: str, key: str | None) -> None:
        if not self.naive.purchases:
            return
        standing = [one for one in self.naive.purchases if one.kept] if part == "rest" else []
        choice = standing or self.naive.purchases
        one = choice[-1 - back % len(choice)]
        cents = {"part": (one.kept + 1) // 2 or 1, "rest": one.kept or 1, "too much": one.kept + 1, "a cent": 1}
        event = {"cents": cents[part]} if part in cents else {}
        named = {} if key is None else {"key": self.new("k") if key == "new" else key}
        self.tell("refund", buyer=one.buyer, ref=one.ref, **event, **named)

    def refund_by_the_same_key(self, back: int) -> None:
        keys = [(one, key) for one in self.naive.purchases for key in sorted(one.keys - {None})]
        if keys:
            one, key = keys[-1 - back % len(keys)]
            assert self.tell("refund", buyer=one.buyer, ref=one.ref, cents=1, key=key)

    def take_back_what_is_not_his(self, buyer: str, do: str, back: int) -> None:
        """Unknown, or another buyer's."""
        if do == "refund":
            theirs = [one.ref for one in self.naive.purchases if one.buyer != buyer]
        else:
            theirs = [ref for ref, one in self.naive.redemptions.items() if one.buyer != buyer]
        assert not self.tell(do, buyer=buyer, ref=["nothing", *theirs][back % (len(theirs) + 1)])

    def book_again(self, buyer: str, back: int) -> None:
        """No reference is booked twice, not even for somebody else."""
        if used := sorted(self.naive.used):
            do, ref = used[back % len(used)]
            amount = {"cents": 500} if do == "purchase" else {"points": 1}
            assert not self.tell(do, buyer=buyer, ref=ref, **amount)

    def talk_nonsense(self, do: str, amount: Any) -> None:
        event: Event = {"buyer": "A", "ref": self.new("n")} | dict.fromkeys(["points", "cents"], amount)
        yesterday = str(self.day - timedelta(1))
        if do == "yesterday":
            do, event = "purchase", event | {"cents": 500, "day": yesterday}
        elif do == "late credit":
            do, event = "credit", event | {"points": 5, "valid_through": yesterday}
        assert not self.tell(do, **event)

    def change_the_rule(self, rate: Event) -> None:
        self.tell("rule", **rate)

    def expire(self) -> None:
        self.tell("expire")

    def wait(self, days: int) -> None:
        self.day += timedelta(days)

    def wait_for_a_month_end(self, months: int) -> None:
        self.day = months_later(self.day.replace(day=1), months + 1) - timedelta(1)

    def wait_for_the_leap_day(self) -> None:
        self.day = max(self.day, LEAP_DAY)

    def wait_for_an_expiry(self, buyer: str, late: bool) -> None:
        """A lot's last day, or the day after."""
        self._wait_until([lot.last for lot in self.account(buyer).lots if lot.last], late)

    def wait_for_a_window_to_end(self, days: int, late: bool) -> None:
        self._wait_until([one.day + timedelta(days) for one in self.naive.purchases], late)

    def _wait_until(self, days: list[date], late: bool) -> None:
        ahead = [day + timedelta(late) for day in days if day >= self.day]
        self.day = min(ahead, default=self.day)

    def define_a_tier(self, name: str, asked: Event, days: int, downgrade: bool) -> None:
        self.tell("tier_rule", name=name, **asked, within_days=days, downgrade=downgrade)

    def set_a_tier(self, buyer: str, number: int) -> None:
        names = [*self.naive.tiers, "VIP"]
        self.tell("set_tier", buyer=buyer, tier=names[number % len(names)])

    @invariant()
    def all_figures_agree(self) -> None:
        self.pair.check(self.day)


def agrees(engine: Engine, events: list[Event]) -> bool:
    with taken_back(engine) as pair:
        try:
            for event in events:
                pair.tell(event)
                pair.check(pair.naive.day)
        except Exception:  # noqa: BLE001 - a breakdown is no agreement either
            return False
    return True


def smallest(engine: Engine, events: list[Event]) -> list[Event]:
    """As few of these events as still disagree."""
    step = len(events)
    while step := step // 2:
        start = 0
        while start < len(events):
            fewer = events[:start] + events[start + step :]
            events, start = (events, start + step) if agrees(engine, fewer) else (fewer, start)
    return events


def run(engine: Engine, examples: int, steps: int) -> None:
    """Fails with the lines that `python -m benchmarks.ledger` answers wrongly."""

    class OnThisDatabase(Ledgers):
        pass

    OnThisDatabase.engine = engine
    phases, checks = (Phase.generate,), list(HealthCheck)
    settled = settings(derandomize=True, deadline=None, database=None, phases=phases, suppress_health_check=checks)
    try:
        run_state_machine_as_test(
            OnThisDatabase, settings=settings(settled, max_examples=examples, stateful_step_count=steps)
        )
    except Exception as error:
        raise AssertionError("\n".join(map(json.dumps, smallest(engine, [*OnThisDatabase.told])))) from error


def test_the_ledger_agrees_with_the_naive_model_in_memory(memory: Engine) -> None:
    run(memory, examples=6, steps=40)


def test_the_ledger_agrees_with_the_naive_model(engine: Engine) -> None:
    run(engine, examples=3, steps=20)
