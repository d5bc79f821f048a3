"""The database: SQLite in one file or PostgreSQL, through the same code."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

TEMPORARY_FILES, NO_TEMPORARY_FILES = "PRAGMA temp_store=FILE", "PRAGMA temp_store=MEMORY"
"""Where SQLite puts what it may have to take back: beyond 64 KiB a file takes each page by itself, and purchases lie in it."""
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA busy_timeout=5000",
    NO_TEMPORARY_FILES,
)
READING = "reading"
"""The option of a connection that only reads: on SQLite it waits for no writer, and none for it."""


def open_engine(url: str) -> Engine:
    """Open the database at `url` ("sqlite:///file.db" or "postgresql://user@host/name"); its errors name no values."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(create_engine(parsed, connect_args={"check_same_thread": False}, hide_parameters=True))
    return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True)


def _sqlite(engine: Engine) -> Engine:
    """Take transactions into our own hands: pysqlite sends no BEGIN before SAVEPOINT or SELECT."""

    def prepare(dbapi: sqlite3.Connection, _record: Any) -> None:
        dbapi.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            dbapi.execute(pragma)

    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get(READING)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine
