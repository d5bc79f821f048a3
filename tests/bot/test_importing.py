"""Files beside everything else: what happens while one is fetched or read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, date, datetime
from threading import current_thread
from time import sleep
from typing import Any, cast

import pytest
from sqlalchemy import Engine, insert, select

from bot import importing
from bot.importing import Importer
from bot.outbox import Sender
from bot.wire import Wire
from bot.writer import Writer
from handlers.einlesen import working
from handlers.einlesen.files import Sheet, read
from storage import buyers, fitting, import_forgetting, imports, person, shops
from storage.imports import RUNNING, UNDOING
from storage.outbox import Letter
from storage.tables.delivery import processed_update
from storage.tables.imports import import_job, import_row

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)
SELLER = 1001
FILE = b"Name;Datum;Betrag\nAnna;3.5.25;10\nBerta;3.5.25;11\n"


class Desk:
    """Hands out the file after something else has happened, and keeps what is said."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None

    async def fetch(self, _file_id: str, _most: int) -> bytes:
        """As `Wire.fetch`."""
        await asyncio.to_thread(self.meanwhile)
        return FILE

    def hand_over(self, letters: Sequence[Letter]) -> None:
        """As `Sender.hand_over`."""
        self.said += [json.loads(letter.payload)["text"] for letter in letters]


@pytest.fixture
def desk(engine: Engine) -> Desk:
    """A shop with Anna in it, to which a file was sent."""
    with engine.begin() as db:
        db.execute(insert(processed_update), {"update_id": 1, "created_at": NOW})
        shop = shops.found(db, SELLER, "Laden", "Europe/Berlin", NOW)
        buyers.create(db, shop.id, "Anna", NOW)
        imports.begin(db, shop.id, SELLER, "1001:1", ("f", "a.csv", len(FILE)), NOW)
    return Desk()


@pytest.fixture
async def work(engine: Engine, desk: Desk) -> AsyncIterator[Callable[[], Any]]:
    """Does what is to be done for files."""
    writer = Writer(engine)
    writer.start()
    importer = Importer(writer, cast("Sender", desk), cast("Wire", desk), lambda: NOW)

    async def work() -> None:
        importer.start()
        while importer.is_busy:  # noqa: ASYNC110  it has no event of its own for that
            await asyncio.sleep(0.01)
        importer.stop()
        await importer.ended()

    yield work
    await writer.stop()


def states(engine: Engine) -> list[str]:
    with engine.connect() as db:
        return list(db.scalars(select(import_job.c.state)))


def kept(engine: Engine) -> str:
    with engine.connect() as db:
        return "\n".join([*db.scalars(select(import_row.c.cells)), *db.scalars(select(import_job.c.plan))])


async def test_a_file_is_fetched_and_shown(engine: Engine, desk: Desk, work: Callable[[], Any]) -> None:
    await work()
    assert "• Anna" in desk.said[0]
    assert states(engine) == ["asked"]


async def test_who_is_erased_while_it_comes_is_not_kept(engine: Engine, desk: Desk, work: Callable[[], Any]) -> None:
    def erase() -> None:
        with engine.begin() as db:
            import_forgetting.forget(db, person.of(db, 1, 1))

    desk.meanwhile = erase
    await work()
    assert "wurde jemand gelöscht" in desk.said[0]
    assert (states(engine), len(desk.said)) == (["failed"], 1)
    assert "Anna" not in kept(engine)


async def test_a_shop_that_closes_while_it_comes_hears_nothing(
    engine: Engine, desk: Desk, work: Callable[[], Any]
) -> None:
    def close() -> None:
        with engine.begin() as db:
            imports.change(db, imports.get(db, 1, 1), imports.ENDED)

    desk.meanwhile = close
    await work()
    assert desk.said == []
    assert states(engine) == ["ended"]


@pytest.fixture
def stored(engine: Engine, desk: Desk) -> Desk:
    """The file is there, and was looked at."""
    sheets = read(FILE, NOW.date())
    with engine.begin() as db:
        imports.store_rows(db, imports.get(db, 1, 1), working.cells(sheets))
        working.fetched(db, imports.get(db, 1, 1), sheets)
    return desk


@pytest.mark.parametrize("part", ["learn", "take_over"])
@pytest.mark.parametrize(
    ("state", "plan", "end"),
    [
        (RUNNING, {}, "2 Käufe sind dazugekommen"),
        (UNDOING, {"counts": {"purchases": 2}}, "alles ist wie vorher"),
    ],
    ids=["read in", "taken back"],
)
async def test_a_file_is_through_though_nothing_can_be_learnt_from_it(
    engine: Engine,
    stored: Desk,
    work: Callable[[], Any],
    monkeypatch: pytest.MonkeyPatch,
    part: str,
    state: str,
    plan: dict[str, Any],
    end: str,
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(fitting, part, fail)
    with engine.begin() as db:
        job = imports.get(db, 1, 1)
        imports.keep_plan(db, job, imports.plan_of(job) | plan, state)
    await work()
    assert [end in said for said in stored.said] == [True]


async def test_what_is_learnt_is_found_out_beside_the_writer_where_something_was_sold(
    engine: Engine, stored: Desk, work: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    learn = fitting.learn

    def noted(*facts: Any) -> fitting.Learnt:
        threads.append(current_thread().name)
        return learn(*facts)

    monkeypatch.setattr(fitting, "learn", noted)
    with engine.begin() as db:
        imports.change(db, imports.get(db, 1, 1), RUNNING)
    await work()
    assert "2 Käufe sind dazugekommen" in stored.said[0]
    assert len(threads) == 1
    assert threads[0] != "database"


async def test_what_takes_too_long_to_read_is_refused(
    engine: Engine, desk: Desk, work: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(content: bytes, today: date) -> list[Sheet]:
        sleep(0.3)
        return read(content, today)

    monkeypatch.setattr(importing, "READ_WITHIN_S", 0.05)
    monkeypatch.setattr(importing.files, "read", slow)
    await work()
    assert "mehr Zeilen, als ich auf einmal schaffe" in desk.said[0]
    assert states(engine) == ["failed"]
