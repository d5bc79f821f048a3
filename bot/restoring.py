"""Putting a backup in the place of the database: what is done to it, and what the sellers read of it."""

import json
import sqlite3
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from handlers.answers import SELLER
from messages_de import text
from storage import cleaning, crash, exchanging, journal_file, migrate, outbox, recovering, shops
from storage.backup import PRIVATE, file_of, schema_of, unpacked
from storage.engine import READING, open_engine
from storage.journal import Entry, entries
from storage.outbox import NewLetter
from storage.recovering import Recovered
from storage.tables.shops import shop

RESTORING = ".restoring"


class Restored(NamedTuple):
    """What a restore came to: since when there is a gap, where the former database lies, what was done."""

    since: datetime | None
    aside: Path | None
    done: Recovered
    without: Path | None = None
    """Where a journal should have been, if there was none anywhere."""


def restore(
    engine: Engine,
    backup: Path,
    passphrase: str,
    now: datetime,
    sellers: Collection[int],
    journal: Path | None = None,
) -> Restored:
    """Put a backup in the place of a SQLite database; the lock on it is held by whoever calls.

    Until the new file is ready nothing changes. Raises NotOpenedError, DamagedError, NewerSchemaError, DamagedJournalError.
    """
    file = file_of(engine)
    assert file is not None  # noqa: S101  the command has looked
    new = file.with_name(file.name + RESTORING)
    try:
        exchanging.clear(new)
        made_at = unpacked(backup, new, passphrase)
        schema_of(new)
        crash.at("restore.unpacked")
        path, still_there = journal or journal_file.path_of(engine), _still_there(engine, file)
        written = [*journal_file.read(path), *(still_there or ())]
        since, done = _recovered(new, written, made_at, now, sellers)
        crash.at("restore.recovered")
        exchanging.settle(new)
        crash.at("restore.settled")
        new.chmod(PRIVATE)
        engine.dispose()
        missing = still_there is None and not path.exists()
        return Restored(since, exchanging.exchange(file, new, now), done, path if missing else None)
    finally:
        exchanging.clear(new)


def finish(engine: Engine, now: datetime, sellers: Collection[int], journal: Path | None = None) -> Restored:
    """A database on a server was restored by its own means: do to it what belongs to that."""
    migrate.upgrade(engine)
    path = journal or journal_file.path_of(engine)
    written = journal_file.read(path)
    with engine.begin() as db:
        since = recovering.last_known(db)
        done = _settled(db, written, since, now, sellers)
    return Restored(since, None, done, None if path.exists() else path)


def _recovered(
    file: Path, written: Sequence[Entry], made_at: datetime | None, now: datetime, sellers: Collection[int]
) -> tuple[datetime | None, Recovered]:
    engine = open_engine(f"sqlite:///{file}")
    try:
        migrate.upgrade(engine)
        with engine.begin() as db:
            since = made_at or recovering.last_known(db)
            done = _settled(db, written, since, now, sellers)
        crash.at("restore.replayed")
        _clean(engine, now)
        return since, done
    finally:
        engine.dispose()


def _clean(engine: Engine, now: datetime) -> None:
    """Whoever was erased again is not in the file either, before it takes the place."""
    with engine.begin() as db:
        cleaning.forget_last_words(db)
    with engine.connect() as connection:
        cleaning.rewrite(connection)
    with engine.begin() as db:
        cleaning.done(db, now)


def _settled(
    db: Connection, written: Sequence[Entry], since: datetime | None, now: datetime, sellers: Collection[int]
) -> Recovered:
    done = recovering.recover(db, written, now)
    for row in db.execute(select(shop)).all():
        _tell(db, row, since or row.created_at, now, sellers)
    return done


def _tell(db: Connection, row: shops.Shop, since: datetime, now: datetime, sellers: Collection[int]) -> None:
    """Each of the sellers reads what is missing, in the time of her shop."""
    zone = shops.zone(row)
    words = text("betrieb.gap", since=since.astimezone(zone), until=now.astimezone(zone))
    for seller in shops.sellers(db, row.id, sellers):
        payload = {"chat_id": seller, "text": words, "parse_mode": "HTML"}
        outbox.put(db, NewLetter(seller, SELLER, "sendMessage", json.dumps(payload), row.id), now)


def _still_there(engine: Engine, file: Path) -> list[Entry] | None:
    """The journal of the database that is replaced, if it can be read: the file may lack the last minute."""
    if file.exists():
        with (
            suppress(SQLAlchemyError, sqlite3.Error),
            engine.connect().execution_options(**{READING: True}) as db,
            db.begin(),
        ):
            return [entry for _, entry in entries(db)]
    return None
