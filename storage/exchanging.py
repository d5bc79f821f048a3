"""Putting a restored SQLite file in the place of the present one, which is kept aside; there is always one in that place."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from storage import crash
from storage.backup import PRIVATE, STAMP

ASIDE = ".aside.db"
BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside a file that is in use; a new file must not find that of the old one."""


def clear(file: Path) -> None:
    """Nothing is left of a database that was being made ready, not even by a crash: its log would be taken for that of the next."""
    for ending in ("", *BESIDE):
        Path(f"{file}{ending}").unlink(missing_ok=True)


def settle(file: Path) -> None:
    """All of a database is in the file itself, and nothing beside it."""
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        opened.execute("PRAGMA journal_mode=DELETE")


def exchange(file: Path, new: Path, now: datetime) -> Path | None:
    """Keep `file` aside as it is, damaged or not, and put `new` in its place; gives where it is kept."""
    _on_disk(new)
    aside = _kept_aside(file, now) if file.exists() else None
    crash.at("restore.kept_aside")
    new.replace(file)
    crash.at("restore.exchanged")
    _on_disk(file.parent)
    return aside


def kept_aside(file: Path) -> list[Path]:
    """What was kept aside of this database, oldest first."""
    return sorted(file.parent.glob(f"{file.stem}-*{ASIDE}"))


def _kept_aside(file: Path, now: datetime) -> Path:
    aside = file.with_name(f"{file.stem}-{now.astimezone(UTC):{STAMP}}{ASIDE}")
    with suppress(sqlite3.Error):
        settle(file)
    try:
        os.link(file, aside)
    except OSError:  # a disk that knows no links
        shutil.copy2(file, aside)
    crash.at("restore.linked")
    for ending in BESIDE:
        with suppress(FileNotFoundError):
            Path(f"{file}{ending}").replace(f"{aside}{ending}")
    aside.chmod(PRIVATE)
    return aside


def _on_disk(path: Path) -> None:
    """A file's content, or the names in a folder, outlive a power cut."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
