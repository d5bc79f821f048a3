"""A migration that is killed at each of its points: the database is as before or as after, and the next start finishes it."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, insert, select

from benchmarks.bots import finished
from storage import crash, tables
from storage.backup import DamagedError, file_of, made, schema_of, unpacked
from storage.engine import open_engine
from storage.migrate import Schema, config, revisions, state
from storage.sealing import NotOpenedError
from storage.tables.delivery import processed_update

MIGRATE = ("bot.cli", "migrate")
PASSPHRASE = "Wolle und Seide"  # noqa: S105  of a database that is thrown away
ROWS = range(1, 501)
"""Numbers of updates that were processed before."""
STATEMENTS = (1, 5, 20, 60)
"""At which statements of it a migration is killed."""


def moments(kind: str) -> Iterator[str]:
    """Each point of a migration; those that are passed again and again, at several times."""
    steps = len(revisions()) - 1
    several = {"migrate.statement": STATEMENTS, "migrate.step": range(1, steps + 1)}
    for point in (*(crash.BACKUP if kind == "sqlite" else ()), *crash.MIGRATION):
        for times in several.get(point, (1,)):
            yield f"{point}:{times}"


def migrations(kind: str, url: str) -> list[tuple[str, str]]:
    """Every moment with what was wrong afterwards; nothing if all is well."""
    return [(moment, _interrupted(url, moment)) for moment in moments(kind)]


def old(engine: Engine) -> None:
    """An empty database becomes one of the first schema, with rows in it."""
    with engine.begin() as db:
        command.upgrade(config(db), revisions()[0])
        now = datetime.now(UTC)
        db.execute(insert(processed_update), [{"update_id": number, "created_at": now} for number in ROWS])


def _interrupted(url: str, moment: str) -> str:
    with _old(url) as engine:
        code = _migrate(url, moment)
        stands = state(engine)
        engine.dispose()
        if code != -signal.SIGKILL:
            return f"{moment} is not passed"
        if broken := _unfit(engine):
            return f"{moment} leaves a backup that is none: {broken}"
        if stands not in {Schema.OLD, Schema.CURRENT} or _rows(engine) != list(ROWS):
            return f"{moment} leaves a database that is {stands.value}"
        if _migrate(url) or _rows(engine) != list(ROWS) or not _is_complete(engine):
            return f"{moment} cannot be made good by the next start"
    return ""


def _migrate(url: str, moment: str = "") -> int:
    env = os.environ | {"DATABASE_URL": url, crash.VARIABLE: moment, "BACKUP_PASSPHRASE": PASSPHRASE}
    return finished(MIGRATE, env)


def _unfit(engine: Engine) -> str:
    """A backup that has its name, and cannot be opened."""
    if file_of(engine) is None:
        return ""
    with tempfile.TemporaryDirectory() as folder:
        for one in made(engine):
            try:
                unpacked(one.path, Path(folder) / "copy.db", PASSPHRASE)
                schema_of(Path(folder) / "copy.db")
            except (NotOpenedError, DamagedError):
                return one.path.name
    return ""


def _rows(engine: Engine) -> list[int]:
    with engine.connect() as db:
        return sorted(db.scalars(select(processed_update.c.update_id)))


def _is_complete(engine: Engine) -> bool:
    with engine.connect() as db:
        return not compare_metadata(MigrationContext.configure(db), tables.metadata)


@contextmanager
def _old(url: str) -> Iterator[Engine]:
    """The database, old again; afterwards it is empty."""
    engine = open_engine(url)
    file = file_of(engine)
    old(engine)
    yield engine
    engine.dispose()
    if file is not None:
        for rest in file.parent.glob(f"{file.stem}*"):
            shutil.rmtree(rest) if rest.is_dir() else rest.unlink()
    else:
        with engine.begin() as db:
            db.exec_driver_sql("DROP SCHEMA public CASCADE")
            db.exec_driver_sql("CREATE SCHEMA public")
        engine.dispose()
