"""Gaps in which Telegram was out of reach, and clocks that jump."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import OperationalError
from toy import SELLER, SetClock, Stage, texts, toy_app

from bot.application import Stammkunde
from bot.clock import passed_s
from bot.reach import Reach
from bot.writer import Writer
from handlers.registry import Operator
from storage import listening, outbox, shops
from storage.outbox import QUEUED, NewLetter
from storage.tables.delivery import listening as table
from storage.tables.shops import shop as shop_table

DAY = 24 * 3600.0
MISSING = "können fehlen"


async def off(on: Stage, **gap: float) -> Stammkunde:
    """The bot ran, then the machine was off for that long, and it runs again."""
    bot = await on.start()
    on.open_shop()
    await on.maria.ask("/echo vorher")
    await on.quiet()
    await bot.stop()
    on.clock.forward(**gap)
    on.maria.say("/echo aus")
    bot = await on.start()
    await on.quiet()
    return bot


@pytest.fixture
def backend() -> str:
    """What the network does does not depend on the kind of database."""
    return "sqlite"


async def test_after_three_days_off_the_seller_reads_from_when_to_when_something_may_be_missing(on: Stage) -> None:
    """In the time of her shop, before the answers to what did arrive; Telegram has kept the last day."""
    await off(on, days=3)
    before, missing, answer = texts(on.maria)
    assert (before, answer) == ("vorher", "aus")
    assert re.search(
        r"zwischen Mo\., 4\. Mai, (09:5\d|10:00) Uhr, und Mi\., 6\. Mai, 10:00 Uhr, können fehlen", missing
    )
    assert "/kauf Anna 25 Socken gestern" in missing
    assert texts(on.anna) == []


async def test_it_is_said_once(on: Stage) -> None:
    bot = await off(on, days=3)
    await bot.stop()
    await on.start()
    await on.maria.ask("/echo danach")
    assert sum(MISSING in words for words in texts(on.maria)) == 1


async def test_what_telegram_keeps_is_not_missing(on: Stage) -> None:
    await off(on, hours=23)
    assert texts(on.maria) == ["vorher", "aus"]


async def test_a_new_database_has_no_gap(on: Stage) -> None:
    on.open_shop()
    await on.start()
    await on.quiet()
    assert texts(on.maria) == []
    assert [row["heard_at"] for row in on.rows("listening")] == [on.clock()]


@pytest.fixture
async def writer(engine: Engine) -> AsyncIterator[Writer]:
    """A running database thread."""
    writer = Writer(engine)
    writer.start()
    yield writer
    await writer.stop()


class Passed:
    """Seconds that go by."""

    def __init__(self) -> None:
        """Starts somewhere."""
        self.s = 1000.0

    def __call__(self) -> float:
        """What a clock nobody sets shows."""
        return self.s


@pytest.fixture
def passed() -> Passed:
    """Time that goes by whatever the clock shows."""
    return Passed()


@pytest.fixture
async def reach(writer: Writer, clock: SetClock, passed: Passed) -> Reach:
    """Has heard Telegram a moment ago, in a shop."""
    app = toy_app()
    app.operator = Operator(sellers=frozenset({SELLER, SELLER + 1}))
    for number, zone in enumerate(("Europe/Berlin", "America/New_York", "Europe/Berlin")):
        await writer.run(lambda db, n=number, z=zone: shops.found(db, SELLER + n, "Wolle", z, clock()))
    reach = Reach(app, writer, clock, passed)
    await reach.heard()
    return reach


def both(clock: SetClock, passed: Passed, seconds: float) -> None:
    """Time goes by."""
    clock.forward(seconds=seconds)
    passed.s += seconds


async def test_a_network_that_was_away_for_two_days_is_told_in_each_shops_time(
    reach: Reach, clock: SetClock, passed: Passed
) -> None:
    """Whoever may no longer sell reads nothing."""
    both(clock, passed, 2 * DAY)
    news = await reach.heard()
    assert news is not None
    said = {letter.chat_id: json.loads(letter.payload) for letter in news.posted.at_once}
    assert set(said) == {SELLER, SELLER + 1}
    assert "zwischen Mo., 4. Mai, 10:00 Uhr, und Di., 5. Mai, 10:00 Uhr," in said[SELLER]["text"]
    assert "zwischen Mo., 4. Mai, 04:00 Uhr, und Di., 5. Mai, 04:00 Uhr," in said[SELLER + 1]["text"]
    assert "disable_notification" not in said[SELLER]
    assert said[SELLER + 1]["disable_notification"] is True
    assert await reach.heard() is None


async def test_a_clock_that_jumps_ahead_is_no_gap(reach: Reach, clock: SetClock, passed: Passed) -> None:
    """Telegram was heard a minute ago, whatever the clock shows."""
    clock.forward(days=30)
    passed.s += 60
    assert await reach.heard() is None


async def test_it_is_stored_every_ten_minutes_only(
    reach: Reach, clock: SetClock, passed: Passed, engine: Engine
) -> None:
    """A commit for each empty answer would be one too many."""
    stored = []
    for _ in range(60):
        both(clock, passed, 30)
        await reach.heard()
        with engine.connect() as db:
            stored.append(db.scalar(select(table.c.heard_at)))
    assert 3 <= len(set(stored)) <= 4
    assert clock() - stored[-1] < timedelta(minutes=10)


async def test_a_database_out_of_order_ends_nothing_and_forgets_no_gap(
    reach: Reach, clock: SetClock, passed: Passed, monkeypatch: pytest.MonkeyPatch
) -> None:
    both(clock, passed, 2 * DAY)
    with monkeypatch.context() as patch:
        patch.setattr(listening, "hear", _broken)
        assert await reach.heard() is None
    news = await reach.heard()
    assert news is not None
    assert len(news.posted.at_once) == 2


def _broken(*_: Any) -> None:
    raise OperationalError("x", {}, Exception())


async def test_a_clock_set_back_puts_nothing_off(reach: Reach, clock: SetClock, writer: Writer, engine: Engine) -> None:
    """Daily messages and letters that wait by the clock that was ahead come when they should."""

    def wait(db: Connection) -> None:
        outbox.put_all(db, [NewLetter(SELLER, "seller", "sendMessage", "{}")], clock() + timedelta(hours=1), QUEUED)
        for person in (SELLER, SELLER + 1):
            row = shops.of_seller(db, person)
            assert row is not None
            shops.change(db, row.id, next_digest=clock() + timedelta(days=1))

    await writer.run(wait)
    clock.forward(days=-2)
    news = await reach.heard()
    assert news is not None
    assert (news.set_back, news.posted.at_once) == (True, [])
    with engine.connect() as db:
        assert outbox.next_try(db) == clock()
        due = [day for day in db.scalars(select(shop_table.c.next_digest)) if day]
    assert all(clock() < day <= clock() + timedelta(days=1) for day in due)
    assert len(due) == 2


async def test_a_stop_in_good_order_stores_the_last_sign_of_life(
    reach: Reach, clock: SetClock, passed: Passed, engine: Engine
) -> None:
    """By the clock of now, whatever was done to it meanwhile; once."""
    both(clock, passed, 30)
    await reach.heard()
    clock.forward(days=3)
    passed.s += 20
    await reach.close()
    await reach.close()
    with engine.connect() as db:
        assert listening.last(db) == clock() - timedelta(seconds=20)


async def test_a_clock_set_right_by_a_minute_changes_nothing(reach: Reach, clock: SetClock) -> None:
    clock.forward(seconds=-60)
    assert await reach.heard() is None


async def test_a_clock_set_back_while_it_was_off_is_noticed_at_the_start(on: Stage) -> None:
    await off(on, days=-2)
    assert texts(on.maria) == ["vorher", "aus"]
    assert on.rows("listening")[0]["heard_at"] == on.clock()


async def test_a_pause_ends_with_the_clock_that_set_it(on: Stage) -> None:
    """Telegram wanted to hear nothing for a minute; by the clock that was set back, that would be two days."""
    bot = await on.start()
    on.open_shop()
    on.server.faults.add("429", method="sendMessage", seconds=60)
    on.maria.say("/echo hallo")
    await on.quiet()
    on.clock.forward(days=-2)
    on.maria.say("/echo wieder")
    await on.quiet()
    await on.later(bot, 1)
    assert sorted(texts(on.maria)) == ["hallo", "wieder"]


def test_time_goes_by_whatever_the_clock_shows() -> None:
    first = passed_s()
    assert 0 <= passed_s() - first < 60
