"""A connection for the hot path: a statement that is built once is compiled once, and then goes straight to the driver.

SQLAlchemy's way through its execution context costs about ten times the statement itself on SQLite
(docs/decisions/prepared-statements.md). Results, errors and transactions stay SQLAlchemy's.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, CursorResult, Delete, Engine, Insert, Select, Update
from sqlalchemy.engine.result import ScalarResult

from storage.compiled import Compiled, Statement, compiled

Values = Mapping[str, Any]
Shape = tuple[Any, ...]

PREPARED_KINDS = (Select, Insert, Update, Delete)
LONGEST_LIST = 64
"""Each length of a list is a statement of its own; longer ones are not worth being kept."""
SAVEPOINT = "attempt"


class PreparedConnection(Connection):
    """Executes statements that come again without SQLAlchemy's detours."""

    def __init__(self, engine: Engine) -> None:
        """Opens a connection of the engine's pool."""
        super().__init__(engine)
        self._known: WeakKeyDictionary[Statement, dict[Shape, Compiled | None]] = WeakKeyDictionary()

    def execute(self, statement: Any, parameters: Any = None, **options: Any) -> CursorResult[Any]:
        """As SQLAlchemy's; the first time a statement is seen it takes SQLAlchemy's way."""
        if isinstance(statement, PREPARED_KINDS) and not options and self.in_transaction():
            rows = [parameters] if isinstance(parameters, dict) else _rows(statement, parameters)
            prepared = self._prepared(statement, rows[0]) if rows else None
            if prepared is not None:
                return cast("CursorResult[Any]", prepared.run(self, rows))
        return super().execute(statement, parameters, **options)

    def scalar(self, statement: Any, parameters: Any = None, **options: Any) -> Any:
        """The first column of the first row."""
        return self.execute(statement, parameters, **options).scalar()

    def scalars(self, statement: Any, parameters: Any = None, **options: Any) -> ScalarResult[Any]:
        """The first column of every row."""
        return self.execute(statement, parameters, **options).scalars()

    def _prepared(self, statement: Statement, given: Values) -> Compiled | None:
        shapes = self._known.get(statement)
        if shapes is None:
            self._known[statement] = {}
            return None
        shape = tuple(
            [(name, len(value)) if isinstance(value, (list, tuple)) else name for name, value in given.items()]
        )
        if shape not in shapes:
            shapes[shape] = compiled(statement, given, self.dialect)
        return shapes[shape]


def _rows(statement: Statement, parameters: Any) -> list[Values]:
    """The sets of values to execute with; empty for what SQLAlchemy has to do itself."""
    if parameters is None:
        return [{}]
    if not isinstance(parameters, list) or not isinstance(statement, Insert):
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
        cursor.execute(f"ROLLBACK TO SAVEPOINT {SAVEPOINT}")
        cursor.execute(f"RELEASE SAVEPOINT {SAVEPOINT}")
        raise
    cursor.execute(f"RELEASE SAVEPOINT {SAVEPOINT}")
    cursor.close()
