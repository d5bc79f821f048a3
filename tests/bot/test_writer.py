"""The database thread: groups of jobs, each on its own, all or nothing when the database itself fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.dispatch import process, where
from bot.writer import Writer
from handlers import build_app
from handlers.registry import Operator
from storage.engine import open_engine
from storage.outage import is_outage
from storage.prepared import PreparedConnection, savepoint
from storage.tables.delivery import processed_update
from storage.tables.dialogs import dialog
from storage.tables.purchases import purchase as purchase_table
from tests.conftest import migrate

NOW = datetime(2026, 5, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here a database thread has compiled nothing yet, as after each start."""
    monkeypatch.setattr("bot.writer.PreparedConnection", PreparedConnection)


@pytest.fixture
async def writer(engine: Engine) -> AsyncIterator[Writer]:
    """A running database thread."""
    writer = Writer(engine)
    writer.start()
    yield writer
    await writer.stop()


def put(db: Connection, number: int) -> int:
    """A job that leaves a row."""
    db.execute(insert(dialog), {"user_id": number, "step": "x", "data": "{}", "created_at": NOW})
    return number


def put_and_fail(db: Connection, number: int) -> int:
    """A job that fails after it has written."""
    put(db, number)
    raise ZeroDivisionError


def kept(engine: Engine) -> list[int]:
    """What another connection sees."""
    with engine.connect() as connection:
        return list(connection.scalars(select(dialog.c.user_id).order_by(dialog.c.user_id)))


async def held(writer: Writer) -> tuple[Event, asyncio.Task[bool]]:
    """Keeps the thread busy, so that what comes next waits together."""
    gate = Event()
    task = asyncio.create_task(writer.run(lambda _: gate.wait(5)))
    await asyncio.sleep(0.05)
    return gate, task


async def test_a_result_is_given_out_after_the_commit(writer: Writer, engine: Engine) -> None:
    assert await writer.run(lambda db: put(db, 1)) == 1
    assert kept(engine) == [1]


async def test_jobs_that_wait_share_a_commit(writer: Writer, engine: Engine) -> None:
    """One fsync for all of them, in the order they came."""
    commits = []
    gate, first = await held(writer)
    tasks = [
        asyncio.create_task(writer.run(lambda db, n=number: commits.append(id(db.get_transaction())) or put(db, n)))
        for number in range(5)
    ]
    await asyncio.sleep(0.05)
    gate.set()
    assert await asyncio.gather(*tasks) == [0, 1, 2, 3, 4]
    assert await first is True
    assert len(set(commits)) == 1
    assert kept(engine) == [0, 1, 2, 3, 4]


async def test_a_failing_job_takes_nobody_with_it(writer: Writer, engine: Engine) -> None:
    gate, _first = await held(writer)
    jobs = [lambda db: put(db, 1), lambda db: put_and_fail(db, 2), lambda db: put(db, 3)]
    tasks = [asyncio.create_task(writer.run(job)) for job in jobs]
    await asyncio.sleep(0.05)
    gate.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert results[::2] == [1, 3]
    assert isinstance(results[1], ZeroDivisionError)
    assert kept(engine) == [1, 3]


async def test_a_failing_job_alone_leaves_nothing(writer: Writer, engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        await writer.run(lambda db: put_and_fail(db, 1))
    assert kept(engine) == []
    assert await writer.run(lambda db: put(db, 2)) == 2


async def test_when_the_database_fails_the_whole_group_fails(writer: Writer, engine: Engine) -> None:
    """Nothing is acknowledged that is not stored; afterwards it goes on."""
    gate, _first = await held(writer)

    def outage(_: Connection) -> int:
        raise OperationalError("x", {}, _disk_full(engine))

    tasks = [asyncio.create_task(writer.run(job)) for job in (lambda db: put(db, 1), outage, lambda db: put(db, 3))]
    await asyncio.sleep(0.05)
    gate.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [OperationalError] * 3
    assert kept(engine) == []
    assert await writer.run(lambda db: put(db, 4)) == 4


def _disk_full(engine: Engine) -> Exception:
    if engine.dialect.name == "sqlite":
        import sqlite3

        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        return error
    import psycopg

    return psycopg.errors.DiskFull("no space left on device")


FREE_PAGES = 3


@pytest.fixture
def small_disk(engine: Engine) -> Event:
    """Lets the database grow by a few pages only; after `set()`, connections find room again."""
    freed = Event()

    def limit(dbapi: Any, _record: object) -> None:
        (pages,) = dbapi.execute("PRAGMA page_count").fetchone()
        dbapi.execute(f"PRAGMA max_page_count={2**30 if freed.is_set() else pages + FREE_PAGES}")

    event.listen(engine, "connect", limit)
    return freed


def purchase(number: int) -> dict[str, Any]:
    """A raw update with a purchase."""
    who = {"id": 1, "is_bot": False, "first_name": "Maria"}
    words = f"/kauf Anna {number},50 Nr{number} {'x' * 300}"
    message = {"message_id": number, "from": who, "chat": {"id": 1, "type": "private"}, "date": 1, "text": words}
    return {"update_id": number, "message": message}


def looked_up(engine: Engine) -> tuple[list[int], list[int]]:
    """Ids of processed updates, and numbers of the booked purchases."""
    with engine.connect() as connection:
        done = connection.scalars(select(processed_update.c.update_id)).all()
        items = connection.scalars(select(purchase_table.c.item)).all()
    return sorted(done), sorted(int(item.split()[0][2:]) for item in items)


async def test_a_full_disk_loses_no_purchase(engine: Engine, small_disk: Event) -> None:
    """SQLite rolls back the whole group by itself; nothing of it counts as processed then."""
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL fails one statement and keeps the transaction")
    app = build_app(Operator(sellers=frozenset({1})))
    writer = Writer(engine)
    writer.start()

    async def typed(number: int) -> bool:
        try:
            await writer.run(lambda db: process(app, db, [purchase(number)], NOW, "Bot"))
        except DBAPIError:
            return False
        return True

    numbers = list(range(1, 61))
    acknowledged: list[int] = []
    for start in range(1, 61, 6):
        group = range(start, start + 6)
        fine = await asyncio.gather(*map(typed, group))
        acknowledged += [number for number, stored in zip(group, fine, strict=True) if stored]
    assert 0 < len(acknowledged) < len(numbers)
    done, booked = looked_up(engine)
    assert done == booked == acknowledged
    small_disk.set()
    engine.dispose()
    while not all(await asyncio.gather(*map(typed, numbers))):
        pass
    assert looked_up(engine) == (numbers, numbers)
    await writer.stop()


@pytest.mark.parametrize("behind_savepoint", [False, True], ids=["plain", "behind a savepoint of its own"])
async def test_a_full_disk_acknowledges_nothing_that_is_not_stored(
    engine: Engine, small_disk: Event, behind_savepoint: bool
) -> None:
    """A row in a table without triggers takes the whole group with it, and its savepoints."""
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL fails one statement and keeps the transaction")
    writer = Writer(engine)
    writer.start()

    def put_much(db: Connection, number: int) -> int:
        with savepoint(db) if behind_savepoint else nullcontext():
            db.execute(insert(dialog), {"user_id": number, "step": "x", "data": "x" * 3000, "created_at": NOW})
        return number

    gate, _first = await held(writer)
    tasks = [asyncio.create_task(writer.run(lambda db, n=number: put_much(db, n))) for number in range(60)]
    await asyncio.sleep(0.05)
    gate.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert kept(engine) == [result for result in results if isinstance(result, int)] == []
    assert all(isinstance(result, Exception) and is_outage(result) for result in results)
    assert not small_disk.is_set()
    await writer.stop()


async def test_a_transaction_that_is_gone_is_not_committed(writer: Writer, engine: Engine) -> None:
    """Even if a job has swallowed the error: the others of its group fail with it, and are not stored in part."""
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL never rolls back by itself")
    gate, _first = await held(writer)

    def rolled_back(db: Connection) -> int:
        put(db, 2)
        db.connection.dbapi_connection.rollback()  # type: ignore[union-attr]
        return 2

    tasks = [
        asyncio.create_task(writer.run(job)) for job in (lambda db: put(db, 1), rolled_back, lambda db: put(db, 3))
    ]
    await asyncio.sleep(0.05)
    gate.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, Exception) and is_outage(result) for result in results)
    assert kept(engine) == []
    assert await writer.run(lambda db: put(db, 4)) == 4


async def test_a_lost_connection_is_opened_again(writer: Writer, engine: Engine) -> None:
    """PostgreSQL was restarted: the jobs of that moment fail, the next ones work."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no connection to lose")
    number = await writer.run(lambda db: db.execute(text("SELECT pg_backend_pid()")).scalar())
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": number})
    with pytest.raises(OperationalError):
        await writer.run(lambda db: put(db, 1))
    assert await writer.run(lambda db: put(db, 2)) == 2
    assert kept(engine) == [2]


async def test_a_locked_database_fails_the_jobs_and_recovers(writer: Writer, engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has many writers")
    await writer.run(lambda db: put(db, 1))
    await writer.run(lambda db: _patience(db, 50))
    with engine.begin(), pytest.raises(OperationalError, match="locked"):
        await writer.run(lambda db: put(db, 2))
    assert await writer.run(lambda db: put(db, 3)) == 3
    assert kept(engine) == [1, 3]


def _patience(db: Connection, milliseconds: int) -> None:
    db.exec_driver_sql(f"PRAGMA busy_timeout={milliseconds}")


async def test_who_reads_waits_for_nobody_and_nobody_for_him(writer: Writer, engine: Engine) -> None:
    """Both are in the middle of something, and see what was committed before."""
    gate, writing = await held(writer)
    going = Event()

    def look(db: Connection) -> list[int]:
        before = list(db.scalars(select(dialog.c.user_id)))
        going.wait(5)
        return before + list(db.scalars(select(dialog.c.user_id)))

    reading = asyncio.create_task(writer.read(look))
    await asyncio.sleep(0.05)
    gate.set()
    await writing
    if engine.dialect.name == "sqlite":
        await writer.run(lambda db: put(db, 1))
    going.set()
    assert await reading == []


async def test_what_waits_at_the_stop_is_done_before(engine: Engine) -> None:
    writer = Writer(engine)
    writer.start()
    tasks = [asyncio.create_task(writer.run(lambda db, n=number: put(db, n))) for number in range(20)]
    await asyncio.sleep(0)
    await writer.stop()
    assert await asyncio.gather(*tasks) == list(range(20))
    assert len(kept(engine)) == 20


async def test_the_log_of_sqlite_is_copied_at_the_stop(engine: Engine) -> None:
    """What was committed is in the file itself, and the log beside it is empty."""
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL looks after its own log")
    writer = Writer(engine)
    writer.start()
    await writer.run(lambda db: put(db, 1))
    await writer.stop()
    with open(f"{engine.url.database}", "rb") as file:  # noqa: ASYNC230, PTH123
        assert file.read(16).startswith(b"SQLite format 3")
    assert kept(engine) == [1]


async def test_a_job_outside_of_transactions_waits_for_its_turn(writer: Writer, engine: Engine) -> None:
    """What came before it is committed, and what comes after it is done as usual."""
    gate, holding = await held(writer)
    before = asyncio.create_task(writer.run(lambda db: put(db, 1)))
    between = asyncio.create_task(writer.outside(lambda db: db.in_transaction()))
    await asyncio.sleep(0.05)
    gate.set()
    assert await between is False
    assert (await holding, await before) == (True, 1)
    assert await writer.run(lambda db: put(db, 2)) == 2
    assert kept(engine) == [1, 2]


async def test_a_failing_job_outside_fails_alone(writer: Writer, engine: Engine) -> None:
    def fail(_db: Connection) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await writer.outside(fail)
    assert await writer.run(lambda db: put(db, 3)) == 3
    assert kept(engine) == [3]


async def test_a_damaged_file_acknowledges_nothing(tmp_path: Path) -> None:
    """What cannot be stored is not processed, and the operator reads what is wrong."""
    file = tmp_path / "shop.db"
    migrate(f"sqlite:///{file}")
    content = bytearray(file.read_bytes())
    content[8192:] = b"x" * (len(content) - 8192)
    file.write_bytes(content)
    engine = open_engine(f"sqlite:///{file}")
    writer, app = Writer(engine), build_app(Operator(sellers=frozenset({1})))
    writer.start()
    with pytest.raises(DBAPIError) as caught:
        await writer.run(lambda db: process(app, db, [purchase(1)], NOW, "Bot"))
    assert is_outage(caught.value)
    assert "The database is damaged" in where(caught.value)
    await writer.stop()
    engine.dispose()
