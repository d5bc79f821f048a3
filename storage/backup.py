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
            raise sqlite3.DatabaseError(f"{path.name} is damaged")
    crash.at("backup.checked")
    _drop_oldest(path)
    crash.at("backup.done")
    return copy


def _drop_oldest(path: Path) -> None:
    for old in sorted(path.parent.glob(f"{path.stem}-*.backup.db"))[:-KEPT]:
        old.unlink()
