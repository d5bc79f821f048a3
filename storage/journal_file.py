"""The journal's copy beside the database: one JSON object a line, appended and forced to the disk, never rewritten."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from storage import crash
from storage.backup import PRIVATE, file_of
from storage.engine import READING
from storage.journal import Entry, entries

ENDING = ".journal.jsonl"
FOLDER = Path("data")
"""Where the journal of a database on a server lies, as seen from where the bot runs."""
OVERLAP = 100
"""Rows looked at once more: on PostgreSQL a lower number may be committed later."""


class DamagedJournalError(ValueError):
    """A line of the journal is none; its number says which."""


def path_of(engine: Engine) -> Path:
    """The journal's file: beside a SQLite file, or in `data` under the database's name."""
    file = file_of(engine)
    if file is not None:
        return file.with_name(file.stem + ENDING)
    return FOLDER / f"{engine.url.database or 'memory'}{ENDING}"


def read(path: Path) -> list[Entry]:
    """All entries of a journal; a last line that was cut off by a crash is left out. Raises DamagedJournalError."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
    return [_entry(number, line) for number, line in enumerate(lines, 1) if line.endswith("\n") and line.strip()]


def append(path: Path, new: Iterable[Entry]) -> None:
    """Add entries at the end, on a line of their own whatever a crash has left there; they are on the disk afterwards."""
    lines = "".join(_line(entry) for entry in new)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, PRIVATE)
    with os.fdopen(number, "r+b", buffering=0) as file:
        _cut(file.fileno())
        file.write(lines.encode())
        os.fsync(file.fileno())


class Keeper:
    """Brings the file up to what the table holds; asks for what is new only."""

    def __init__(self, engine: Engine) -> None:
        """Reads the file at the first look."""
        self._engine = engine
        self._path = path_of(engine)
        self._written: set[str] | None = None
        self._last = 0

    def keep(self) -> int:
        """Copies what was committed since the last look; gives the number of new lines."""
        with self._engine.connect().execution_options(**{READING: True}) as db, db.begin():
            found = entries(db, self._last - OVERLAP)
        if not found:
            return 0
        if self._written is None:
            self._written = {entry.mark for entry in read(self._path)}
        new = [entry for _, entry in found if entry.mark not in self._written]
        if new:
            crash.at("journal.before")
            append(self._path, new)
            crash.at("journal.written")
        self._written.update(entry.mark for entry in new)
        self._last = found[-1][0]
        return len(new)


def _cut(file: int) -> None:
    """Takes away a last line that has no end."""
    size = os.fstat(file).st_size
    written = os.pread(file, size, 0)
    os.ftruncate(file, written.rfind(b"\n") + 1)


def _line(entry: Entry) -> str:
    return json.dumps(entry._asdict() | {"created_at": entry.created_at.isoformat()}) + "\n"


def _entry(number: int, line: str) -> Entry:
    try:
        values = json.loads(line)
        return Entry(**values | {"created_at": datetime.fromisoformat(values["created_at"])})
    except (ValueError, TypeError, KeyError) as error:
        raise DamagedJournalError(number) from error
