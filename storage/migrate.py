"""Bringing the database to the schema of this program."""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, Select, inspect, select, table, text
from sqlalchemy import column as column_of

from storage import crash

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
ADVISORY_KEY = 4_711_000_815
"""Two processes that start together on PostgreSQL migrate one after the other."""

_VERSION: Select[Any] = select(column_of("version_num")).select_from(table("alembic_version"))


class Schema(Enum):
    """How the database's schema stands to this program's."""

    EMPTY = "empty"
    OLD = "old"
    CURRENT = "current"
    NEWER = "newer"


class NewerSchemaError(Exception):
    """The database was written by a newer program: this one must not touch it."""


@cache
def revisions() -> tuple[str, ...]:
    """The numbers of all revisions this program knows, in order."""
    return tuple(sorted(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py")))


def version(engine: Engine) -> str | None:
    """The number of the database's schema; None for an empty database."""
    with engine.connect() as connection:
        return _version(connection)


def state(engine: Engine) -> Schema:
    """How the database's schema stands to this program's."""
    return _state(version(engine))


def upgrade(engine: Engine) -> bool:
    """Bring the schema up to date in one transaction; True when there was something to do.

    Raises NewerSchemaError for a database of a newer program.
    """
    with engine.connect() as connection:
        _without_foreign_keys(connection)
        with connection.begin():
            _wait_for_others(connection)
            crash.at("migrate.begun")
            stands = _state(_version(connection))
            if stands is Schema.NEWER:
                raise NewerSchemaError(_version(connection))
            if stands is not Schema.CURRENT:
                _run(connection)
            crash.at("migrate.written")
            crash.soon("migrate.under_way")
        crash.at("migrate.committed")
        connection.invalidate()
    return stands is not Schema.CURRENT


def config(connection: Connection) -> Config:
    """Alembic's settings for this connection; no alembic.ini is needed."""
    from alembic.config import Config  # noqa: PLC0415  (only who migrates pays for the import)

    settings = Config()
    settings.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def _run(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  (as above)

    command.upgrade(config(connection), "head")
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise RuntimeError("the migration would leave rows that point nowhere")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(_VERSION).scalar()


def _state(number: str | None) -> Schema:
    if number is None:
        return Schema.EMPTY
    if number == revisions()[-1]:
        return Schema.CURRENT
    return Schema.OLD if number in revisions() else Schema.NEWER


def _without_foreign_keys(connection: Connection) -> None:
    """SQLite rebuilds whole tables; it ignores this pragma inside a transaction, so it comes first."""
    if connection.dialect.name == "sqlite":
        dbapi = connection.connection.dbapi_connection
        assert dbapi is not None  # noqa: S101  a connection that was just opened
        dbapi.cursor().execute("PRAGMA foreign_keys=OFF")


def _wait_for_others(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_KEY})
