"""SQLite's write-ahead log is copied into the database file in the background, off the path of the answers."""

import logging
import sqlite3
from threading import Event, Thread

from sqlalchemy import Connection, Engine

from storage import crash

log = logging.getLogger(__name__)

EVERY_S = 0.5
BUSY_S = 0.2


class Checkpoints:
    """A thread with a connection of its own; on PostgreSQL it does nothing."""

    def __init__(self, engine: Engine) -> None:
        """Opens nothing yet."""
        file = engine.url.database if engine.dialect.name == "sqlite" else None
        self._file = file if file not in {None, "", ":memory:"} else None
        self._wanted = Event()
        self._stopping = Event()
        self._thread = Thread(target=self._work, name="checkpoints", daemon=True)

    def start(self) -> None:
        """Starts the thread, if there is something for it to do."""
        if self._file:
            self._thread.start()

    def stop(self) -> None:
        """Copies what is left and ends."""
        if self._thread.is_alive():
            self._stopping.set()
            self._wanted.set()
            self._thread.join()

    def wanted(self) -> None:
        """Something was committed."""
        if self._file and not self._wanted.is_set():
            self._wanted.set()

    def take_over(self, connection: Connection) -> None:
        """From now on this connection leaves the copying to the thread."""
        dbapi = connection.connection.dbapi_connection
        if self._file and dbapi is not None:
            dbapi.cursor().execute("PRAGMA wal_autocheckpoint=0")

    def _work(self) -> None:
        assert self._file  # noqa: S101  the thread is started with a file only
        connection = sqlite3.connect(self._file, isolation_level=None, timeout=BUSY_S)
        while not self._stopping.is_set():
            self._wanted.wait()
            self._wanted.clear()
            crash.at("checkpoint.before")
            _copy(connection, "PASSIVE")
            crash.at("checkpoint.after")
            self._stopping.wait(EVERY_S)
        _copy(connection, "TRUNCATE")
        crash.at("checkpoint.last")
        connection.close()


def _copy(connection: sqlite3.Connection, how: str) -> None:
    try:
        connection.execute(f"PRAGMA wal_checkpoint({how})")
    except sqlite3.Error as error:
        log.warning("The write-ahead log could not be copied: %s", error)
