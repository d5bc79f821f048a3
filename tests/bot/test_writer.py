"""The database thread: groups of jobs, each on its own, all or nothing when the database itself fails."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from threading import Event

import pytest
from sqlalchemy import Connection, Engine, insert, select, text
from sqlalchemy.exc import OperationalError

from bot.writer import Writer
from storage.tables.dialogs import dialog

NOW = datetime(2026, 5, 4, tzinfo=UTC)


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
