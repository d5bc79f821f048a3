"""A statement as the database driver takes it, for values of one shape."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Delete, FromClause, Insert, Select, Table, Update
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import ExpandedState, SQLCompiler
from sqlalchemy.sql.selectable import SelectBase

from storage.rows import Columns
from storage.tables.columns import Instant

Statement = Select[Any] | CompoundSelect[Any] | Insert | Update | Delete
Values = Mapping[str, Any]
Convert = Callable[[Any], Any]
Pick = Callable[[Values], Any]

LONG = 1024
"""Members of a list from which on doubling it is dearer than another statement."""
KNOWN_BEFORE = 1024
"""Days and instants of which it is known what they are as text: the same few come again and again."""


@dataclass(slots=True)
class Compiled:
    """SQL text, how its parameters are made from the values, and how its rows are read."""

    sql: str
    parameters: Callable[[Values], Any]
    """The driver's parameters from the values."""
    made: SQLCompiler
    writes: FromClause | None
    """The table it changes."""
    gives_key: bool
    """It inserts a row and asks for its number, which SQLite's driver tells by itself: RETURNING makes a table first."""
    columns: Columns | None = None
    """Known after the first execution: some drivers tell a column's type only then."""

    def read_as(self, description: Sequence[Any] | None) -> Columns:
        """How rows are read whose driver describes them so."""
        if self.columns is None:
            self.columns = _columns(self.made, description or ())
        return self.columns


def lists_of(statement: Statement) -> tuple[str, ...]:
    """The values of a statement that are lists, and make another statement of it with each length."""
    parts = visitors.iterate(statement)
    return tuple(
        {part.key: None for part in parts if isinstance(part, BindParameter) and part.expanding and part.required}
    )


def lengthened(given: Values, lists: Sequence[str]) -> Values:
    """The values with their short lists as long as a power of two, by more of the last member: another statement for each length is dear."""
    longer = {name: _lengthened(given[name]) for name in lists if 2 < len(given.get(name, ())) < LONG}
    return {**given, **longer} if longer else given


def _lengthened(members: Collection[Any]) -> Sequence[Any]:
    *_, last = members
    more = (1 << (len(members) - 1).bit_length()) - len(members)
    return [*members, *[last] * more]


def compiled(statement: Statement, given: Values, dialect: Dialect) -> Compiled | None:
    """The statement for values like these; None when SQLAlchemy has to make values of its own."""
    made = statement.compile(dialect=dialect, column_keys=sorted(given))
    if not isinstance(made, SQLCompiler) or made.literal_execute_params or made.prefetch:
        return None
    state = made.construct_expanded_state(dict(given))
    names = tuple((state.positiontup if made.positional else state.parameters) or ())
    lists = {name: tuple(members) for name, members in state.parameter_expansion.items()}
    source = {member: name for name, members in lists.items() for member in members}
    given_lists = tuple((name, members) for name, members in lists.items() if name in given)
    converts = [(place, _convert(made, source.get(name, name))) for place, name in enumerate(names)]
    pick = _filled(_picker(names), _fixed(state, names, source, given), given_lists)
    values = _converted(pick, [(place, convert) for place, convert in converts if convert is not None])
    values = values if made.positional else _named(values, names)
    writes = None if isinstance(statement, SelectBase) else statement.table
    gives_key = dialect.name == "sqlite" and _asks_for_key(statement, dialect)
    sql = state.statement.rpartition(" RETURNING ")[0] if gives_key else state.statement
    return Compiled(sql, values, made, writes, gives_key)


def _asks_for_key(statement: Statement, dialect: Dialect) -> bool:
    """One row is inserted, and nothing asked for but SQLite's own number of it, which its INTEGER keys are."""
    if type(statement) is not Insert or statement.select is not None or not isinstance(statement.table, Table):
        return False
    column, asked = statement.table.autoincrement_column, statement._returning  # noqa: SLF001
    if column is None or len(asked) != 1 or asked[0] is not column:
        return False
    return column.type.compile(dialect) == "INTEGER"


def _filled(pick: Pick, fixed: Values, lists: Sequence[tuple[str, Sequence[str]]]) -> Pick:
    """With what stands in the statement itself, and the members of the lists."""
    if not fixed and not lists:
        return pick

    def filled(given: Values) -> Any:
        whole = {**fixed, **given}
        for name, members in lists:
            whole |= zip(members, given[name], strict=True)
        return pick(whole)

    return filled


def _converted(pick: Pick, converts: Sequence[tuple[int, Convert]]) -> Pick:
    """With the parameters made the driver's values that are not yet, by their place."""
    if not converts:
        return pick

    def converted(given: Values) -> Any:
        values = list(pick(given))
        for place, convert in converts:
            values[place] = convert(values[place])
        return values

    return converted


def _named(pick: Pick, names: Sequence[str]) -> Pick:
    return lambda given: dict(zip(names, pick(given), strict=True))


def _fixed(state: ExpandedState, names: Sequence[str], source: Values, given: Values) -> dict[str, Any]:
    return {name: state.parameters[name] for name in names if source.get(name, name) not in given}


def _convert(made: SQLCompiler, name: str) -> Convert | None:
    kind = made.binds[name].type
    convert: Convert | None = kind._cached_bind_processor(made.dialect)  # noqa: SLF001
    if convert is None:
        return None
    known = lru_cache(KNOWN_BEFORE, typed=True)(convert)
    return _told_apart(convert, known) if isinstance(kind, Instant) else known


def _told_apart(convert: Convert, known: Convert) -> Convert:
    """To Python an instant of the hour that a clock shows twice equals the one an hour before: it is not looked up."""
    return lambda value: convert(value) if value is not None and value.fold else known(value)


def _picker(names: Sequence[str]) -> Pick:
    """The values by name, as a sequence in the order of the names."""
    if len(names) > 1:
        return itemgetter(*names)
    return (lambda given: (given[names[0]],)) if names else (lambda _given: ())


def _columns(made: SQLCompiler, description: Sequence[Any]) -> Columns:
    columns = made._result_columns  # noqa: SLF001
    kinds = [kind for _, kind, *_ in description]
    convert = [
        _reading(column.type._cached_result_processor(made.dialect, kind), made.dialect)  # noqa: SLF001
        for column, kind in zip(columns, kinds, strict=False)
    ]
    return Columns.of([column.keyname for column in columns[: len(kinds)]], convert)


def _reading(convert: Convert | None, dialect: Dialect) -> Convert | None:
    """SQLite gives days and instants as text, the same few again and again; other drivers read them themselves."""
    return lru_cache(KNOWN_BEFORE)(convert) if convert and dialect.name == "sqlite" else convert
