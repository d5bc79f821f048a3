"""One process on a database: a second one would say once more what the first is saying."""

import os
import time
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, bindparam, func, select
from sqlalchemy.exc import DBAPIError

from storage.backup import PRIVATE, file_of
from storage.migrate import ADVISORY_KEY

try:
    import fcntl
except ImportError:  # Windows has none: there the lock holds nobody back
    fcntl = None  # type: ignore[assignment]

PATIENCE_S = 3.0
"""PostgreSQL notices a moment late that a client was killed."""
RETRY_S = 0.1

_ALIVE = select(1)
_TRY = select(func.pg_try_advisory_lock(bindparam("key")))


class DatabaseInUseError(Exception):
    """Another process works on this database."""


class Held(Protocol):
    """A lock that can be taken and given back; it also ends with its process."""

    def take(self) -> bool:
        """True when it is ours now."""

    def keep(self) -> bool:
        """False when it was lost, and another process has it now."""

    def release(self) -> None:
        """Gives it back; a second time does nothing."""


def lock_of(engine: Engine) -> Held:
    """The lock of this database, not taken yet."""
    if engine.dialect.name == "sqlite":
        return _FileLock(engine)
    return _AdvisoryLock(engine)


def take(lock: Held, patience_s: float = PATIENCE_S) -> None:
    """Take the lock; raises DatabaseInUseError when another process keeps it for longer than that."""
    until = time.monotonic() + patience_s
    while not lock.take():
        if time.monotonic() >= until:
            lock.release()
            raise DatabaseInUseError
        time.sleep(RETRY_S)


class _FileLock:
    """A lock on a file beside the database; the kernel releases it when the process ends, however it ends."""

    def __init__(self, engine: Engine) -> None:
        file = file_of(engine)
        self._path = file.with_name(f"{file.name}.lock") if file else None
        self._file: int | None = None

    def take(self) -> bool:
        if fcntl is None or self._path is None:
            return True
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, PRIVATE)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def keep(self) -> bool:
        """A lock file that was deleted is made anew; one that somebody else has made belongs to him."""
        if self._file is None or self._path is None or self._is_there(self._file, self._path):
            return True
        self.release()
        return self.take()

    @staticmethod
    def _is_there(file: int, path: Path) -> bool:
        return path.exists() and os.path.samestat(os.fstat(file), path.stat())

    def release(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            os.close(file)


class _AdvisoryLock:
    """A lock of PostgreSQL on a connection of its own; the server releases it with the connection."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def take(self) -> bool:
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        return bool(self._connection.execute(_TRY, {"key": ADVISORY_KEY + 1}).scalar())

    def keep(self) -> bool:
        """With the connection the lock is lost: it is taken again on a new one, as soon as there is a server."""
        try:
            if self._connection is not None:
                self._connection.execute(_ALIVE)
                return True
        except DBAPIError:
            self.release()
        try:
            return self.take()
        except DBAPIError:
            self.release()
            return True

    def release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()
