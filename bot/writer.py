"""The one database thread: it commits everything that waits as one group, so that an fsync serves many."""

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from bot.checkpoint import Checkpoints
from storage import crash
from storage.engine import READING
from storage.outage import TransactionLostError, is_outage
from storage.prepared import PreparedConnection

T = TypeVar("T")
MOST_AT_ONCE = 256


@dataclass(slots=True)
class _Job:
    """Something to do in the database, and who waits for it."""

    run: Callable[[Connection], Any]
    done: "asyncio.Future[Any]"
    outside: bool = False
    """To be done between transactions, not in one."""
    result: Any = None
    error: BaseException | None = field(default=None)


class Writer:
    """Jobs run one after the other, in the order they came; a result is given out after its commit only."""

    def __init__(self, engine: Engine) -> None:
        """Opens nothing yet."""
        self._engine = engine
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._connection: Connection | None = None
        self._checkpoints = Checkpoints(engine)
        self._thread = Thread(target=self._work, name="database", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._checkpoints.start()
        self._thread.start()

    async def stop(self) -> None:
        """Returns when all jobs are done and the connection is closed."""
        self._jobs.put(None)
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join)
        await asyncio.to_thread(self._checkpoints.stop)

    async def run(self, job: Callable[[Connection], T]) -> T:
        """The result of `job`, once it is committed; its exception, if it failed (then nothing of it is stored)."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put(_Job(job, done))
        return await done

    async def outside(self, job: Callable[[Connection], T]) -> T:
        """The result of a job that no transaction may be open for; all others wait for it."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put(_Job(job, done, outside=True))
        return await done

    async def read(self, job: Callable[[Connection], T]) -> T:
        """The result of a job that only reads what is committed; it runs in a thread of its own, and no other job waits for it."""
        return await asyncio.to_thread(self._read, job)

    def _read(self, job: Callable[[Connection], T]) -> T:
        with self._engine.connect().execution_options(**{READING: True}) as connection, connection.begin():
            return job(connection)

    def _work(self) -> None:
        going = True
        while going:
            group = self._waiting()
            going = None not in group
            jobs = [job for job in group if job is not None]
            if inside := [job for job in jobs if not job.outside]:
                self._perform(inside)
                _hand_out(inside)
                crash.at("group.handed_out")
            for job in jobs:
                if job.outside:
                    self._perform_outside(job)
                    _hand_out([job])
        self._disconnect()

    def _waiting(self) -> list[_Job | None]:
        group = [self._jobs.get()]
        while group[-1] is not None and len(group) < MOST_AT_ONCE:
            try:
                group.append(self._jobs.get_nowait())
            except Empty:
                break
        return group

    def _perform(self, jobs: list[_Job]) -> None:
        """All jobs in one transaction; what breaks the transaction fails them all."""
        try:
            connection = self._connected()
            with connection.begin():
                crash.at("group.begun")
                for job in jobs:
                    _attempt(connection, job, alone=len(jobs) == 1)
                crash.at("group.written")
            crash.at("group.committed")
        except Exception as error:  # noqa: BLE001  it belongs to those who wait
            if is_outage(error) or all(job.error is not error for job in jobs):
                self._disconnect()
            for job in jobs:
                job.error = job.error or error
        else:
            self._checkpoints.wanted()

    def _perform_outside(self, job: _Job) -> None:
        try:
            job.result = job.run(self._connected())
            crash.at("group.outside")
        except Exception as error:  # noqa: BLE001  it belongs to who waits
            self._disconnect()
            job.error = error

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = PreparedConnection(self._engine)
            self._checkpoints.take_over(self._connection)
        return self._connection

    def _disconnect(self) -> None:
        """Throws the connection away with whatever it was in the middle of."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()


def _attempt(connection: Connection, job: _Job, *, alone: bool) -> None:
    """One job behind its savepoint: its failure undoes nothing else, unless the database itself fails."""
    try:
        with nullcontext() if alone else connection.begin_nested():
            job.result = job.run(connection)
            crash.at("group.job")
            _check_open(connection)
    except Exception as error:
        job.error = error
        if alone or is_outage(error):
            raise


def _check_open(connection: Connection) -> None:
    """SQLite rolls everything back when the disk is full; what follows would be stored piece by piece."""
    if not getattr(connection.connection.dbapi_connection, "in_transaction", True):
        raise TransactionLostError


def _hand_out(jobs: list[_Job]) -> None:
    """Wakes the waiting once for the whole group."""
    loop = jobs[0].done.get_loop()
    if not loop.is_closed():
        loop.call_soon_threadsafe(_resolve, jobs)


def _resolve(jobs: list[_Job]) -> None:
    for job in jobs:
        if job.done.done():
            continue
        if job.error is None:
            job.done.set_result(job.result)
        else:
            job.done.set_exception(job.error)
