"""A connection for the hot path: a statement that is built once is compiled once, and then goes straight to the driver.

SQLAlchemy's way through its execution context costs about ten times the statement itself on SQLite
(docs/decisions/prepared-statements.md). Results, errors and transactions stay SQLAlchemy's.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakSet

from sqlalchemy import CompoundSelect, Connection, CursorResult, Delete, Engine, Insert, Select, Update
from sqlalchemy.engine.base import Transaction
from sqlalchemy.engine.result import ScalarResult
from sqlalchemy.sql.elements import ReleaseSavepointClause, SavepointClause
from sqlalchemy.sql.selectable import SelectBase

from storage.compiled import Compiled, Statement, compiled, lengthened, lists_of
from storage.memory import Memory
from storage.rows import Rows

Values = Mapping[str, Any]
Shape = tuple[Any, ...]

WRITING_KINDS = (Insert, Update, Delete)
PREPARED_KINDS = (Select, CompoundSelect, *WRITING_KINDS)
HARMLESS_KINDS = (Select, CompoundSelect, SavepointClause, ReleaseSavepointClause)
KEY = [("id", None)]
"""How the driver would describe the number of a new row."""
MOST_KEPT = 2000
"""Far more than there are statements; whoever builds one anew each time and executes it twice fills the cache."""
SAVEPOINT = "attempt"
OTHERS_WRITES = "PRAGMA data_version"
"""Moves with every commit of another connection."""


@dataclass(slots=True)
class _Known:
    """A statement that was executed before, compiled for each shape of values it got."""

    statement: Statement
    """Keeps the statement alive, and with it the number it is known by."""
    lists: tuple[str, ...]
    """The values that are lists; one of another length makes another shape."""
    shapes: dict[Shape, Compiled | None] = field(default_factory=dict)


class Statements:
    """What has been compiled so far, for one kind of database."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.known: dict[int, _Known] = {}
        self._seen: WeakSet[Statement] = WeakSet()

    def noted(self, statement: Any) -> _Known | None:
        """None for a statement that is seen for the first time, or is of no kind that can be prepared."""
        if not isinstance(statement, PREPARED_KINDS):
            return None
        if statement not in self._seen:
            self._seen.add(statement)
            return None
        if len(self.known) >= MOST_KEPT:
            self.known.clear()
        return self.known.setdefault(id(statement), _Known(statement, lists_of(statement)))


class PreparedConnection(Connection):
    """Executes statements that come again without SQLAlchemy's detours."""

    def __init__(self, engine: Engine, statements: Statements | None = None) -> None:
        """Opens a connection of the engine's pool; several may share what is compiled."""
        super().__init__(engine)
        self._statements = statements or Statements()
        self._known = self._statements.known
        self._cursor: Any = None
        self._memory = Memory()
        self._within: Transaction | None = None
        self._state_then: Hashable = None

    def execute(self, statement: Any, parameters: Any = None, **options: Any) -> CursorResult[Any]:
        """As SQLAlchemy's; the first time a statement is seen it takes SQLAlchemy's way."""
        known = self._known.get(id(statement)) or self._statements.noted(statement)
        within = self._transaction
        if known is not None and not options and within is not None and within.is_active:
            rows = (parameters,) if parameters.__class__ is dict else _rows(known.statement, parameters)
            if known.lists:
                rows = [lengthened(row, known.lists) for row in rows]
            prepared = known.shapes.get(tuple(rows[0])) or self._prepared(known, rows[0]) if rows else None
            if prepared is not None:
                result: Any = self._run(prepared, rows)
                return result  # type: ignore[no-any-return]
        self._beware_of(statement)
        return super().execute(statement, parameters, **options)

    def first(self, statement: Select[Any], parameters: dict[str, Any]) -> Any:
        """The first row or None, remembered until one of its tables is written here, something is undone, or anybody else writes."""
        if not self.in_transaction():
            return self.execute(statement, parameters).first()
        rows = self._memory.at(self._state())
        key = (id(statement), *parameters.values())
        if key not in rows:
            self._memory.reads(statement)
            rows[key] = self.execute(statement, parameters).first()
        return rows[key]

    def _rollback_impl(self) -> None:
        """A listener would be told the same, but makes each connection and each statement that goes SQLAlchemy's way dearer."""
        self._memory.forget()
        super()._rollback_impl()

    def forget(self) -> None:
        """Read again what was remembered: something was undone behind SQLAlchemy's back."""
        self._memory.forget()

    def scalar(self, statement: Any, parameters: Any = None, **options: Any) -> Any:
        """The first column of the first row."""
        return self.execute(statement, parameters, **options).scalar()

    def scalars(self, statement: Any, parameters: Any = None, **options: Any) -> ScalarResult[Any]:
        """The first column of every row."""
        return self.execute(statement, parameters, **options).scalars()

    def _state(self) -> Hashable:
        """Stays the same until another connection writes: SQLite counts that, elsewhere a new transaction may see it."""
        transaction = self.get_transaction()
        if transaction is not self._within:
            self._within = transaction
            counted = self.dialect.name == "sqlite"
            self._state_then = self._driver_cursor().execute(OTHERS_WRITES).fetchone() if counted else transaction
        return self._state_then

    def _beware_of(self, statement: Any) -> None:
        """What SQLAlchemy executes itself may write, too."""
        if isinstance(statement, WRITING_KINDS):
            self._memory.written(statement.table)
        elif not isinstance(statement, HARMLESS_KINDS):
            self._memory.forget()

    def _prepared(self, known: _Known, given: Values) -> Compiled | None:
        shape: Shape = tuple(given)
        if known.lists:
            shape += tuple([len(given[name]) for name in known.lists if name in given])
        found = known.shapes.get(shape)
        if found is None and shape not in known.shapes:
            found = known.shapes[shape] = compiled(known.statement, given, self.dialect)
        return found

    def _driver_cursor(self) -> Any:
        self._cursor = self._cursor or self.connection.cursor()
        return self._cursor

    def _run(self, prepared: Compiled, many: Sequence[Values]) -> Rows:
        """Execute it once for each set of values, in the open transaction."""
        cursor = self._cursor or self._driver_cursor()
        if prepared.writes is not None:
            self._memory.written(prepared.writes)
        try:
            if len(many) == 1:
                cursor.execute(prepared.sql, prepared.parameters(many[0]))
            else:
                cursor.executemany(prepared.sql, [*map(prepared.parameters, many)])
            if prepared.gives_key:
                return Rows(prepared.columns or prepared.read_as(KEY), [(cursor.lastrowid,)], 1)
            described = cursor.description
            found = cursor.fetchall() if described else ()
        except Exception as error:  # noqa: BLE001  SQLAlchemy makes its own of it and raises that
            self._cursor = None
            self._handle_dbapi_exception(error, prepared.sql, prepared.parameters(many[0]), cursor, None)
        return Rows(prepared.columns or prepared.read_as(described), found, cursor.rowcount)


def first(db: Connection, statement: Select[Any], parameters: dict[str, Any]) -> Any:
    """The first row or None; on the hot path's connection it is read again only when it may have changed."""
    if isinstance(db, PreparedConnection):
        return db.first(statement, parameters)
    return db.execute(statement, parameters).first()


def _rows(statement: Statement, parameters: Any) -> Sequence[Values]:
    """The sets of values to execute with; empty for what SQLAlchemy has to do itself."""
    if parameters is None:
        return [{}]
    if not isinstance(parameters, list) or isinstance(statement, SelectBase):
        return []
    plain = len(parameters) == 1 or (not statement._returning and _alike(parameters))  # noqa: SLF001
    return parameters if plain else []


def _alike(rows: list[Values]) -> bool:
    first = rows[0].keys() if rows else ()
    return all(row.keys() == first for row in rows)


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """What is done in the block is undone when it raises, and only that; not to be nested in itself."""
    cursor = connection.connection.cursor()
    cursor.execute(f"SAVEPOINT {SAVEPOINT}")
    try:
        yield
    except Exception:
        if isinstance(connection, PreparedConnection):
            connection.forget()
        cursor.execute(f"ROLLBACK TO SAVEPOINT {SAVEPOINT}")
        cursor.execute(f"RELEASE SAVEPOINT {SAVEPOINT}")
        raise
    cursor.execute(f"RELEASE SAVEPOINT {SAVEPOINT}")
    cursor.close()
