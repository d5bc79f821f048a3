"""A statement as the database driver takes it, for values of one shape."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Select, Update
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.compiler import ExpandedState, SQLCompiler

from storage.rows import Columns, Rows

Statement = Select[Any] | Insert | Update | Delete
Values = Mapping[str, Any]
Bind = Callable[[Values], Any]
Convert = Callable[[Any], Any]
Place = tuple[str, int]
"""A list among the values, and a position in it."""


@dataclass(slots=True)
class Compiled:
    """SQL text, how its parameters are made from the values, and how its rows are read."""

    sql: str
    names: tuple[str, ...]
    """Empty when the driver takes parameters by position."""
    binds: tuple[Bind, ...]
    made: SQLCompiler
    columns: Columns | None = None
    """Known after the first execution: some drivers tell a column's type only then."""

    def run(self, connection: Connection, many: Sequence[Values]) -> Rows:
        """Execute it once for each set of values, in the connection's open transaction."""
        sets = [self._parameters(given) for given in many]
        cursor = connection.connection.cursor()
        try:
            if len(sets) == 1:
                cursor.execute(self.sql, sets[0])
            else:
                cursor.executemany(self.sql, sets)
            found = cursor.fetchall() if cursor.description else ()
        except Exception as error:  # noqa: BLE001  SQLAlchemy makes its own of it and raises that
            connection._handle_dbapi_exception(error, self.sql, sets[0], cursor, None)  # noqa: SLF001
        if self.columns is None:
            self.columns = _columns(self.made, cursor.description or ())
        touched = cursor.rowcount
        cursor.close()
        return Rows(self.columns, found, touched)

    def _parameters(self, given: Values) -> Any:
        values = [bind(given) for bind in self.binds]
        return dict(zip(self.names, values, strict=True)) if self.names else values


def compiled(statement: Statement, given: Values, dialect: Dialect) -> Compiled | None:
    """The statement for values like these; None when SQLAlchemy has to make values of its own."""
    made = statement.compile(dialect=dialect, column_keys=sorted(given))
    if not isinstance(made, SQLCompiler) or made.literal_execute_params or made.prefetch:
        return None
    state = made.construct_expanded_state(dict(given))
    order = tuple((state.positiontup if made.positional else state.parameters) or ())
    sources = _sources(state)
    binds = tuple(_bind(made, state, given, name, sources.get(name)) for name in order)
    return Compiled(state.statement, () if made.positional else order, binds, made)


def _sources(state: ExpandedState) -> dict[str, Place]:
    """Where the parameters of a list come from: the list's name and the place in it."""
    expansion = state.parameter_expansion.items()
    return {name: (source, place) for source, names in expansion for place, name in enumerate(names)}


def _bind(made: SQLCompiler, state: ExpandedState, given: Values, name: str, source: Place | None) -> Bind:
    """How one parameter is made; the statement's own values are made once."""
    listed, place = source or (name, 0)
    bound = made.binds[listed]
    convert: Convert = bound.type._cached_bind_processor(made.dialect) or _as_it_is  # noqa: SLF001
    if listed not in given:
        fixed = convert(state.parameters[name])
        return lambda _given: fixed
    if source is not None:
        return lambda given: convert(given[listed][place])
    return (lambda given: given[name]) if convert is _as_it_is else (lambda given: convert(given[name]))


def _as_it_is(value: Any) -> Any:
    return value


def _columns(made: SQLCompiler, description: Sequence[Any]) -> Columns:
    columns = made._result_columns  # noqa: SLF001
    kinds = [kind for _, kind, *_ in description]
    convert = [
        column.type._cached_result_processor(made.dialect, kind)  # noqa: SLF001
        for column, kind in zip(columns, kinds, strict=False)
    ]
    return Columns.of([column.keyname for column in columns[: len(kinds)]], convert)
