"""Money given back, a redemption taken back, points that expire: whatever comes first, the same is left in the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from benchmarks.ledger import Replay
from storage import bonuses, ledger, shops, vouchers
from storage.vouchers import NewVoucher
from tests.ledger_model import Model
from tests.storage.conftest import NOW, Shop

Event = dict[str, Any]

START, AFTER, END = "2026-01-10", "2026-02-11", "2026-12-01"
"""The points of the purchase are valid through the day before `AFTER`."""
BUYS: list[Event] = [
    {"do": "rule", "points": 1, "per_cents": 100, "expiry_months": 1},
    {"do": "purchase", "ref": "p1", "cents": 1000},
]
EXPIRE: Event = {"do": "expire"}


def credit(name: str, points: int, last: str | None = None) -> Event:
    return {"do": "credit", "ref": name, "points": points, "valid_through": last}


def redeem(points: int, name: str = "r1") -> Event:
    return {"do": "redeem", "ref": name, "points": points}


def cancel(name: str = "r1") -> Event:
    return {"do": "cancel_redeem", "ref": name}


def refund(*cents: int) -> list[Event]:
    return [{"do": "refund", "ref": "p1", "cents": each, "key": f"k{each}"} for each in cents]


def left(player: Replay | Model, events: Sequence[Event]) -> list[int]:
    """The balance once the points of the purchase have expired, and at the end of the year."""
    day = START
    for event in events:
        day = AFTER if event == EXPIRE else day
        assert player.answer({"day": day, "buyer": "A"} | event)["ok"], event
    asked = {"buyer": "A", "do": "balance"}
    return [int(player.answer(asked | {"day": when})["balance"]) for when in (AFTER, END)]


@pytest.mark.parametrize("parts", [refund(1000), refund(300, 700)], ids=["all of it", "in two parts"])
@pytest.mark.parametrize(
    "beside",
    [
        pytest.param([], id="nothing beside"),
        pytest.param([credit("c1", 20)], id="points for ever beside"),
        pytest.param([credit("c1", 20, "2026-06-30")], id="points that expire later beside"),
        pytest.param([credit("c1", 3, "2026-01-31")], id="points that expire sooner beside"),
    ],
)
def test_every_order_leaves_the_same(memory: Engine, beside: list[Event], parts: list[Event]) -> None:
    """As if nothing had been bought and nothing redeemed."""
    alone = left(Model(), [*beside, EXPIRE])
    with memory.connect() as db:
        for order in permutations([*parts, cancel(), EXPIRE]):
            transaction = db.begin()
            assert left(Replay(db), [*BUYS, *beside, redeem(4), *order]) == alone, order
            transaction.rollback()


def test_both_databases_count_alike(db: Connection) -> None:
    """What comes back first, what expires first: in one order of many."""
    beside, order = [credit("c1", 3, "2026-01-31"), credit("c2", 20)], [*refund(300), EXPIRE, cancel(), *refund(700)]
    assert left(Replay(db), [*BUYS, *beside, redeem(4), *order]) == left(Model(), [*beside, EXPIRE])


def credits_(name: str, *lasts: str | None) -> st.SearchStrategy[list[Event]]:
    amounts = st.lists(st.tuples(st.integers(1, 12), st.sampled_from(lasts)), max_size=3)
    return amounts.map(lambda found: [credit(f"{name}{n}", points, last) for n, (points, last) in enumerate(found)])


@settings(max_examples=15, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    beside=credits_("c", None, "2026-01-31", "2026-02-20", "2026-06-30"),
    later=credits_("d", None, "2026-02-20", "2026-06-30"),
    parts=st.sampled_from([refund(1000), refund(300, 700), refund(100, 400, 500)]),
    shares=st.lists(st.integers(1, 5), min_size=1, max_size=2),
    data=st.data(),
)
def test_points_that_come_in_between_change_nothing_about_that(
    memory: Engine,
    beside: list[Event],
    later: list[Event],
    parts: list[Event],
    shares: list[int],
    data: st.DataObject,
) -> None:
    """They pay what is owed, until the refund finds points of its own purchase."""
    redeemed = [redeem(share, f"r{n}") for n, share in enumerate(shares)]
    back = [cancel(one["ref"]) for one in redeemed]
    order = data.draw(st.permutations([*parts, *back, *later, EXPIRE]))
    with memory.connect() as db:
        transaction = db.begin()
        found = left(Replay(db), [*BUYS, *beside, *redeemed, *order])
        transaction.rollback()
    assert found == left(Model(), [*beside, *[one for one in order if one in (*later, EXPIRE)]])


@pytest.mark.parametrize("first", ["the bonus", "the redemption"])
def test_a_bonus_that_is_taken_back_after_its_expiry_is_not_owed(shop: Shop, first: str) -> None:
    """Whether what was redeemed of it came back before or after."""
    anna, later = shop.buyer(), NOW + timedelta(days=40)
    row = shops.change(shop.db, shop.id, expiry_months=1)
    bonus = bonuses.grant(shop.db, row, anna, 10, bonuses.REVIEW, "x", NOW)
    voucher = vouchers.issue(shop.db, row, anna, NewVoucher("Seife", cost=4), NOW)
    if first == "the redemption":
        vouchers.cancel(shop.db, row, voucher, later)
    bonuses.undo(shop.db, row, bonus.id, later)
    if first == "the bonus":
        vouchers.cancel(shop.db, row, voucher, later)
    assert ledger.balance(shop.db, shop.id, anna, later.date()).points == 0
