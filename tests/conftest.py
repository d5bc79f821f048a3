"""Databases for the tests: SQLite files and one real PostgreSQL server, each test on a migrated copy of its own."""

import gc
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Dialect, Engine, QueuePool, create_engine, event, make_url

from storage import tables
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.prepared import PreparedConnection, Statements
from tests.postgres import KEPT, Postgres

settings.register_profile(
    "noisy",
    deadline=None,
    derandomize=True,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("thorough", settings.get_profile("noisy"), derandomize=False, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "noisy"))
# How long an example takes says something about the machine, not about the bot. The usual run says the same each time;
# new examples are made up by the thorough one.

_numbers = count(1)


def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are processors: for a third of its time a test waits for a bot, a server or a browser."""
    return max(2, 3 * (os.cpu_count() or 1) // 2)


@pytest.fixture(scope="session", autouse=True)
def compile_once() -> Iterator[None]:
    """All engines of a kind, those of bots, too, share what they have compiled: a dialect, and by it SQL texts.

    SQLAlchemy keeps some listeners of an engine with its dialect (`do_connect`, `do_execute`, `handle_error`): such a one belongs to `dialect_of`.
    """
    dialects: dict[str, Dialect] = {}
    caches: defaultdict[str, dict[Any, Any]] = defaultdict(dict)

    def create(*arguments: Any, **named: Any) -> Engine:
        engine = create_engine(*arguments, **named)
        own = engine.dialect
        engine.update_execution_options(compiled_cache=caches[own.name])
        event.listen(engine, "connect", lambda *_: dialects.setdefault(own.name, own))
        engine.dialect = dialects.get(own.name, own)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.engine.create_engine", create)
        patch.setattr("bot.writer.PreparedConnection", connection_of)
        yield


def dialect_of(engine: Engine) -> Dialect:
    """The engine's own dialect, with which it connects."""
    own: Dialect = engine.pool._dialect  # type: ignore[assignment]
    return own


STATEMENTS: defaultdict[str, Statements] = defaultdict(Statements)
"""What the bot's own kind of connections have compiled, by the kind of database."""


def connection_of(engine: Engine) -> PreparedConnection:
    """The bot's own kind of connection."""
    return PreparedConnection(engine, STATEMENTS[engine.dialect.name])


def prepared(engine: Engine) -> Engine:
    """The engine, handing out such connections."""
    engine._connection_cls = connection_of  # type: ignore[assignment]
    return engine


class Shared:
    """One engine for one database after the other, with the bot's own kind of connections.

    Where the next test has the same database, emptied, it has the same connections.
    """

    def __init__(self, url: str) -> None:
        """Opens nothing yet."""
        self.engine = open_engine(url)
        event.listen(dialect_of(self.engine), "do_connect", self._aim)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _without_waiting_for_the_disk)
        prepared(self.engine)

    def _aim(self, dialect: Any, _record: Any, arguments: list[Any], named: dict[str, Any]) -> None:
        """The engine's URL is read anew for each connection."""
        arguments[:], more = dialect.create_connect_args(self.engine.url)
        named.update(more)
        if dialect.name == "postgresql":
            named["application_name"] = KEPT

    @contextmanager
    def on(self, url: str) -> Iterator[Engine]:
        """The engine, pointed at this database; the connections to a file are closed with the test, and where one is left open."""
        is_file = self.engine.dialect.name == "sqlite"
        if not is_file and self.engine.url != make_url(url):
            self.engine.dispose()
        self.engine.url = make_url(url)
        yield self.engine
        if is_file or cast("QueuePool", self.engine.pool).checkedout():
            self.engine.dispose()


def _without_waiting_for_the_disk(dbapi: Any, _record: Any) -> None:
    """No test cuts the power; who kills a process opens its own engine, with the bot's pragmas."""
    dbapi.execute("PRAGMA synchronous=OFF")


def pytest_sessionstart(session: pytest.Session) -> None:
    """A worker tells one thing of a test that passed, instead of five, unless somebody wants to know how long each part took."""
    option = session.config.option
    for plugin in session.config.pluginmanager.get_plugins():
        if hasattr(plugin, "sendevent") and option.durations is None and not option.xmlpath:
            plugin.sendevent = partial(_tell, plugin.sendevent)


def _tell(send: Callable[..., None], name: str, **what: Any) -> None:
    """Leaves out the beginning, the end, and what was done before and after without a word."""
    report = what["data"] if name == "testreport" else {}
    is_silent = report.get("outcome") == "passed" and report["when"] != "call" and not report["sections"]
    if not is_silent and name not in {"logstart", "logfinish"}:
        send(name, **what)


LONG = ("test_story.py", "test_crash.py", "test_year.py", "test_try_out_in_browser.py", "test_application.py")
"""Files whose tests wait for seconds: begun first, they keep no worker busy when the others are done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest tests first, in the order in which they stand."""
    items.sort(key=lambda item: item.path.name not in LONG)


def pytest_collection() -> None:
    """The garbage collector need not look through ever more tests while they are collected ..."""
    gc.disable()


def pytest_collection_finish() -> None:
    """... nor again and again while they run; what a test leaves behind is little beside what it needs."""
    gc.freeze()
    gc.set_threshold(100_000, 20)
    gc.enable()


def migrate(url: str) -> None:
    """Bring the database at `url` to the current schema."""
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The PostgreSQL server of this test run, started when the first test needs it."""
    server = Postgres()
    yield server
    server.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def memory() -> Iterator[Engine]:
    """A database in memory, for what does not depend on the kind of database; who uses it leaves nothing in it."""
    engine = prepared(open_engine("sqlite://"))
    tables.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database; a test that uses it runs on both."""
    return str(request.param)


@pytest.fixture
def database_folder(tmp_path: Path) -> Path:
    """Where SQLite files are; what a bot puts beside them is the test's own."""
    return tmp_path


@pytest.fixture
def make_database(backend: str, request: pytest.FixtureRequest) -> Iterator[Callable[[bool], str]]:
    """Makes a database, migrated or empty, and returns its URL; the database goes with the test."""
    names: list[str] = []

    def sqlite(migrated: bool) -> str:
        path: Path = request.getfixturevalue("database_folder") / f"test{next(_numbers)}.db"
        if migrated:
            shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"

    def postgresql(migrated: bool) -> str:
        server: Postgres = request.getfixturevalue("postgres")
        names.append(server.take() if migrated else server.create())
        return str(server.server.get_uri(names[-1]))

    yield sqlite if backend == "sqlite" else postgresql
    for name in names:
        request.getfixturevalue("postgres").give_back(name)


@pytest.fixture(scope="session")
def originals() -> dict[tuple[str, str], str]:
    """Databases to copy, by kind and name: the path of a file, or a name on the server."""
    return {}


@pytest.fixture
def copied(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path, originals: dict[tuple[str, str], str]
) -> Iterator[Callable[[str, Callable[[str], None]], str]]:
    """Gives the URL of a copy of the database of this name, which a worker fills once."""
    names: list[str] = []

    def sqlite(name: str, fill: Callable[[str], None]) -> str:
        if (backend, name) not in originals:
            folder = request.getfixturevalue("tmp_path_factory").mktemp("original")
            originals[backend, name] = str(folder / "original.db")
            fill(f"sqlite:///{originals[backend, name]}")
        return f"sqlite:///{shutil.copyfile(originals[backend, name], tmp_path / f'{name}.db')}"

    def postgresql(name: str, fill: Callable[[str], None]) -> str:
        server: Postgres = request.getfixturevalue("postgres")
        if (backend, name) not in originals:
            originals[backend, name] = server.create()
            fill(str(server.server.get_uri(originals[backend, name])))
        names.append(server.create(originals[backend, name]))
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


@pytest.fixture(scope="session")
def shared_engines() -> Iterator[dict[str, Shared]]:
    """The engine of each kind of database."""
    engines: dict[str, Shared] = {}
    yield engines
    for shared in engines.values():
        shared.engine.dispose()


@pytest.fixture
def engine(backend: str, database_url: str, shared_engines: dict[str, Shared]) -> Iterator[Engine]:
    """A migrated, empty database."""
    if backend not in shared_engines:
        shared_engines[backend] = Shared(database_url)
    with shared_engines[backend].on(database_url) as engine:
        yield engine


@pytest.fixture
def private_engine(database_url: str) -> Iterator[Engine]:
    """A migrated, empty database behind an engine as the bot opens it."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


class Standing:
    """A migrated, empty database that no test commits anything to."""

    def __init__(self, engine: Engine) -> None:
        """Keeps one connection open from test to test."""
        self.engine = engine
        self.connection = engine.connect()
        self.clean = True

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """What happens in it is taken back; whoever ends it himself spoils the database for those who follow."""
        self.clean = False
        transaction = self.connection.begin()
        yield self.connection
        self.clean = transaction.is_active and not self.connection.invalidated
        transaction.close()

    def close(self) -> None:
        """Closes the connections."""
        self.connection.close()
        self.engine.dispose()


@pytest.fixture(scope="session")
def standing_databases() -> Iterator[dict[str, Standing]]:
    """The standing database of each kind."""
    databases: dict[str, Standing] = {}
    yield databases
    for standing in databases.values():
        standing.close()


@pytest.fixture(scope="session")
def make_standing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Standing]:
    """Makes one that stays until the end."""

    def make(backend: str) -> Standing:
        if backend == "sqlite":
            path = tmp_path_factory.mktemp("standing") / "standing.db"
            shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
            return Standing(prepared(open_engine(f"sqlite:///{path}")))
        server: Postgres = request.getfixturevalue("postgres")
        return Standing(prepared(open_engine(server.server.get_uri(server.create(server.migrated())))))

    return make


@pytest.fixture
def db(
    backend: str, standing_databases: dict[str, Standing], make_standing: Callable[[str], Standing]
) -> Iterator[Connection]:
    """An open transaction on a migrated, empty database; it is taken back."""
    standing = standing_databases.get(backend)
    if standing is None or not standing.clean:
        standing = standing_databases[backend] = make_standing(backend)
    with standing.transaction() as connection:
        yield connection
