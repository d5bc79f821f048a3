"""Copies of the SQLite file beside it, made while it is in use."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from storage import crash

KEPT = 7
PRIVATE = 0o600


def file_of(engine: Engine) -> Path | None:
    """The file of a SQLite database; None for PostgreSQL and for a database in memory."""
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name and name != ":memory:" else None


def backup(engine: Engine, now: datetime) -> Path | None:
    """Copy the SQLite file by SQLite's online backup, check the copy, and keep the newest of them.

    None when there is no file yet, or another database, whose backups are the operator's.
    """
    path = file_of(engine)
    if path is None or not path.exists():
        return None
    copy = path.with_name(f"{path.stem}-{now:%Y%m%d-%H%M%S-%f}.backup.db")
    copy.touch(mode=PRIVATE)
    crash.at("backup.begun")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        crash.at("backup.copied")
        if target.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise damaged(path)
    crash.at("backup.checked")
    _drop_oldest(path)
    crash.at("backup.done")
    return copy


def damaged(path: Path) -> sqlite3.DatabaseError:
    """What SQLite itself would say about this file."""
    error = sqlite3.DatabaseError(f"{path.name} is damaged")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def is_sound(engine: Engine) -> bool:
    """False when SQLite finds damage in its file; other databases look after themselves."""
    if file_of(engine) is None:
        return True
    with engine.connect() as connection:
        return connection.exec_driver_sql("PRAGMA quick_check").scalar() == "ok"


def _drop_oldest(path: Path) -> None:
    for old in sorted(path.parent.glob(f"{path.stem}-*.backup.db"))[:-KEPT]:
        old.unlink()
