"""The tick: due digests go out once, and one that fails keeps nobody else waiting."""

from datetime import timedelta
from typing import Any

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import select, update
from toy import SELLER, Stage, texts

from bot.application import Stammkunde
from bot.clock import every_minute, utc_now
from handlers import digest, evening
from handlers.answers import SELLER as TO_SELLER
from handlers.answers import Answers, Say, To
from messages_de import Html
from storage import buyers, fitting, shops
from storage.tables.buyers import buyer
from storage.tables.shops import shop


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A digest that says good morning once a day; the shop with an odd name breaks it."""
    made: list[int] = []

    def run(_app: Any, db: Any, of: Any, now: Any, _learnt: Any) -> Answers:
        shops.change(db, of.id, next_digest=now + timedelta(days=1))
        if of.name == "broken":
            raise ZeroDivisionError
        made.append(of.id)
        return [Say(Html("Guten Morgen"), to=To(SELLER, TO_SELLER, of.id))]

    monkeypatch.setattr(digest, "run", run)
    return made


def due(on: Stage, *names: str) -> None:
    """Shops whose digest is due."""
    with on.store.begin() as db:
        for number, name in enumerate(names):
            of = shops.found(db, SELLER + 100 * number, name, "Europe/Berlin", on.clock())
            shops.change(db, of.id, next_digest=on.clock())
    on.maria.chat.started = True


async def test_a_due_digest_is_said_once(bot: Stammkunde, on: Stage, made: list[int]) -> None:
    due(on, "Wolle")
    for _ in range(3):
        await on.later(bot, 60)
    assert texts(on.maria) == ["Guten Morgen"]
    await on.later(bot, 24 * 3600)
    assert texts(on.maria) == ["Guten Morgen"] * 2


async def test_what_was_missed_while_it_was_off_is_caught_up_at_the_start(on: Stage, made: list[int]) -> None:
    due(on, "Wolle")
    on.clock.forward(hours=2)
    await on.start()
    await on.quiet()
    assert texts(on.maria) == ["Guten Morgen"]


async def test_a_digest_that_fails_is_put_off_and_the_others_go_out(
    bot: Stammkunde, on: Stage, made: list[int]
) -> None:
    due(on, "broken", "Wolle")
    await on.later(bot, 0)
    assert len(made) == 1
    (broken,) = [row for row in on.rows("shop") if row["name"] == "broken"]
    assert broken["next_digest"] == on.clock() + timedelta(hours=1)


async def test_many_shops_are_done_in_one_tick(bot: Stammkunde, on: Stage, made: list[int]) -> None:
    """In several transactions, so that messages are answered in between."""
    due(on, *[f"Laden {number}" for number in range(45)])
    await on.later(bot, 0)
    assert len(set(made)) == len(made) == 45


async def test_an_evening_that_fails_keeps_no_other_shop_waiting(
    bot: Stammkunde, on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked at once in a quarter of an hour."""
    looked = []

    def run(_app: Any, _db: Any, of: Any, _now: Any) -> Answers:
        looked.append(of.name)
        if of.name == "broken":
            raise ZeroDivisionError
        return [Say(Html("Guten Abend"), to=To(SELLER, TO_SELLER, of.id))]

    due(on, "broken", "Wolle")
    with on.store.begin() as db:
        db.execute(update(shop).values(next_digest=None))
        found = list(db.execute(select(shop).order_by(shop.c.id)))
    monkeypatch.setattr(evening, "due", lambda _db, _now: found)
    monkeypatch.setattr(evening, "run", run)
    for wait in (15 * 60, 1, 1):
        await on.later(bot, wait)
    assert (looked, texts(on.maria)) == (["broken", "Wolle"], ["Guten Abend"])
    await on.later(bot, 15 * 60)
    assert looked == ["broken", "Wolle"] * 2


async def test_a_database_out_of_order_does_not_end_the_ticks(
    bot: Stammkunde, on: Stage, made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    due(on, "Wolle")
    with monkeypatch.context() as patch:
        patch.setattr(shops, "with_due_digest", _broken)
        await bot.tick()
    await on.later(bot, 0)
    assert texts(on.maria) == ["Guten Morgen"]


def _broken(*_: Any) -> None:
    raise ZeroDivisionError


async def test_what_cannot_be_learnt_holds_up_no_digest(
    bot: Stammkunde, on: Stage, made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    due(on, "Wolle")
    monkeypatch.setattr(digest, "learn", _broken)
    await on.later(bot, 0)
    assert texts(on.maria) == ["Guten Morgen"]


async def test_old_due_days_are_computed_anew_until_none_is_left(
    bot: Stammkunde, on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In several transactions, so that messages are answered in between."""
    with on.store.begin() as db:
        of = shops.found(db, SELLER, "Wolle", "Europe/Berlin", on.clock())
        for number in range(5):
            buyers.create(db, of.id, f"Kundin {number}", on.clock())
        db.execute(update(buyer).values(next_due=on.clock().date()))
        shops.change(db, of.id, due_days_after=0)
    monkeypatch.setattr(fitting, "AT_ONCE", 2)
    await bot.tick()
    assert {row["next_due"] for row in on.rows("buyer")} == {None}
    assert {row["due_days_after"] for row in on.rows("shop")} == {None}


async def test_housekeeping_runs_once_an_hour(bot: Stammkunde, on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    cleaned = []
    monkeypatch.setattr(digest, "housekeeping", lambda _db, now: cleaned.append(now))
    with on.store.begin() as db:
        db.execute(update(shop).values(next_digest=None))
    for _ in range(5):
        await on.later(bot, 20 * 60)
    assert len(cleaned) == 1


async def test_housekeeping_goes_on_when_the_clock_is_set_back(
    bot: Stammkunde, on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleaned = []
    monkeypatch.setattr(digest, "housekeeping", lambda _db, now: cleaned.append(now))
    await on.later(bot, -2 * 24 * 3600)
    assert cleaned == [on.clock()]


async def test_the_scheduler_forgives_missed_minutes() -> None:
    """A laptop that slept through nine o'clock ticks once when it wakes up."""
    scheduler: AsyncIOScheduler = every_minute(lambda: None)
    scheduler.start(paused=True)
    (job,) = scheduler.get_jobs()
    assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
    scheduler.shutdown()


def test_the_machines_clock_is_aware() -> None:
    assert utc_now().utcoffset() == timedelta()
