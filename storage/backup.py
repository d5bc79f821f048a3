"""Copies of the SQLite file, made while it is in use, encrypted if there is a passphrase, and tried out at once."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import BinaryIO, NamedTuple

from sqlalchemy import Engine

from rules.retention import kept
from storage import crash, sealing

PRIVATE = 0o600
SEALED, PLAIN, MIGRATION = ".backup", ".backup.db", ".migration"
MIGRATIONS_KEPT = 3
DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
WORK = ".backup-"
STAMP = "%Y%m%d-%H%M%S-%f"

_one_at_a_time = Lock()


class DamagedError(Exception):
    """A database, or a copy of it, that SQLite does not find in order."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where backups lie (None: beside the database), and what they are encrypted with (nothing: they are not)."""

    folder: Path | None = None
    passphrase: str = ""
    cost: sealing.Cost | None = None
    """What guessing costs; None: as much as it should."""

    def of(self, file: Path) -> Path:
        """The folder for the backups of a database file."""
        return self.folder or file.parent


class Made(NamedTuple):
    """A backup that was made and tried out."""

    at: datetime
    path: Path
    before_migration: bool

    @property
    def is_sealed(self) -> bool:
        """Whether it is encrypted."""
        return not self.path.name.endswith(PLAIN)


def file_of(engine: Engine) -> Path | None:
    """The file of a SQLite database; None for PostgreSQL and for a database in memory."""
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name and name != ":memory:" else None


def made(engine: Engine, shelf: Shelf | None = None) -> list[Made]:
    """The backups of a SQLite file, oldest first."""
    file = file_of(engine)
    if file is None:
        return []
    name = re.compile(rf"{re.escape(file.stem)}-(\d{{8}}-\d{{6}}-\d{{6}})({MIGRATION})?\.backup(?:\.db)?")
    found = ((name.fullmatch(path.name), path) for path in (shelf or Shelf()).of(file).glob(f"{file.stem}-*"))
    return sorted(Made(_moment(match[1]), path, bool(match[2])) for match, path in found if match)


def backup(engine: Engine, now: datetime, shelf: Shelf | None = None, *, before_migration: bool = False) -> Path | None:
    """Copy the SQLite file by SQLite's online backup, encrypt the copy, open it again and check it; old ones go.

    None when there is no file yet, or another database, whose backups are the operator's. Raises DamagedError.
    """
    path = file_of(engine)
    if path is None or not path.exists():
        return None
    shelf = shelf or Shelf()
    with _one_at_a_time:
        folder = _cleared(shelf.of(path))
        name = f"{path.stem}-{now.astimezone(UTC):{STAMP}}{MIGRATION if before_migration else ''}"
        with TemporaryDirectory(dir=folder, prefix=WORK) as work:
            finished = _made(path, Path(work), shelf, now)
            final = folder / (name + (SEALED if shelf.passphrase else PLAIN))
            finished.replace(final)
            crash.at("backup.named")
        _drop_old(made(engine, shelf))
    crash.at("backup.done")
    return final


def unpacked(source: Path, target: Path, passphrase: str) -> datetime | None:
    """Write the database that a backup holds to a new file; gives the moment it is of, if the backup tells.

    Raises NotOpenedError for another passphrase.
    """
    with source.open("rb") as packed, _private(target) as plain:
        sealed = sealing.is_sealed(packed)
        packed.seek(0)
        if sealed:
            return sealing.unseal(packed, plain, passphrase)
        shutil.copyfileobj(packed, plain)
    stamped = re.search(r"-(\d{8}-\d{6}-\d{6})\.", source.name)
    return _moment(stamped[1]) if stamped else None


def schema_of(path: Path) -> str:
    """The number of the schema of a SQLite file that is in order from end to end; raises DamagedError."""
    try:
        with closing(sqlite3.connect(path)) as opened:
            if opened.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise DamagedError(path.name)
            return str(opened.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except (sqlite3.Error, TypeError) as error:
        raise DamagedError(path.name) from error


def _made(path: Path, work: Path, shelf: Shelf, now: datetime) -> Path:
    """A finished backup in the folder `work`, tried out."""
    copy = work / "copy.db"
    crash.at("backup.begun")
    _copy(path, copy)
    crash.at("backup.copied")
    schema = schema_of(copy)
    crash.at("backup.checked")
    if not shelf.passphrase:
        return copy
    sealed, restored = work / "sealed", work / "restored.db"
    with copy.open("rb") as source, _private(sealed) as target:
        sealing.seal(source, target, shelf.passphrase, now, shelf.cost)
        target.flush()
        os.fsync(target.fileno())
    crash.at("backup.sealed")
    unpacked(sealed, restored, shelf.passphrase)
    if schema_of(restored) != schema:
        raise DamagedError(path.name)
    crash.at("backup.opened")
    return sealed


def _copy(path: Path, copy: Path) -> None:
    """A file of its own, with nothing beside it, on the disk."""
    _private(copy).close()
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        try:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in DAMAGE:
                raise DamagedError(path.name) from error
            raise
    with copy.open("rb+") as written:
        os.fsync(written.fileno())


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE), "wb")


def _cleared(folder: Path) -> Path:
    """The folder, without what a crash in the middle of a backup has left there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in folder.glob(f"{WORK}*"):
        shutil.rmtree(left, ignore_errors=True)
    return folder


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)


def _drop_old(backups: list[Made]) -> None:
    keep = kept(one.at for one in backups if not one.before_migration)
    keep |= {one.at for one in [one for one in backups if one.before_migration][-MIGRATIONS_KEPT:]}
    for old in backups:
        if old.at not in keep:
            old.path.unlink()
