"""Rows that are read already: the part of SQLAlchemy's `Result` that is used here, at a fraction of its cost."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Row
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import MultipleResultsFound, NoResultFound

Convert = Callable[[Any], Any] | None
MOST = 2000
"""Far more classes of rows than there are."""


@dataclass(frozen=True, slots=True)
class Columns:
    """How the rows of a statement are read, and the class they are made of.

    Named tuples: to ask SQLAlchemy's own rows for a column by name costs ten times as much.
    """

    names: Sequence[str]
    row: type[tuple[Any, ...]]
    converts: tuple[tuple[int, Callable[[Any], Any]], ...]
    """Columns whose values are no Python values yet, by their place."""
    first: Convert

    @classmethod
    def of(cls, names: Sequence[str], convert: Sequence[Convert]) -> Columns:
        """Columns by name, each with what makes the driver's value ours."""
        converts = tuple((place, made) for place, made in enumerate(convert) if made)
        return cls(list(names), _class_of(tuple(names)), converts, convert[0] if convert else None)

    def read(self, values: Sequence[Any]) -> Row[Any]:
        """One row from the driver's values; it serves as SQLAlchemy's `Row` does."""
        if self.converts:
            values = list(values)
            for place, convert in self.converts:
                values[place] = convert(values[place])
        row: Row[Any] = tuple.__new__(self.row, values)  # type: ignore[assignment]
        return row


@lru_cache(MOST)
def _class_of(names: tuple[str, ...]) -> type[tuple[Any, ...]]:
    """The class of rows with these columns; making one costs as much as a dozen statements."""
    return namedtuple("Row", names, rename=True)  # noqa: PYI024  known at run time only


def changed(row: Row[Any], values: Mapping[str, Any]) -> Row[Any]:
    """The row as it is once these of its columns are written."""
    known = row if hasattr(row, "_replace") else Columns.of(row._fields, [None] * len(row)).read(tuple(row))
    return tuple.__new__(type(known), map(values.get, known._fields, known))


class Rows:
    """The result of a statement; whatever is not here is done by SQLAlchemy's own class."""

    __slots__ = ("_columns", "_found", "rowcount")

    def __init__(self, columns: Columns, found: Sequence[Any], rowcount: int) -> None:
        """`rowcount` is how many rows a change touched."""
        self._columns = columns
        self._found = found
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        """Row after row."""
        return iter(self.all())

    def __getattr__(self, name: str) -> Any:
        """The rest of SQLAlchemy's interface."""
        read = (tuple(row) for row in self.all())
        return getattr(IteratorResult(SimpleResultMetaData(self._columns.names), read), name)

    def all(self) -> list[Any]:
        """Every row."""
        return [*map(self._columns.read, self._found)]

    def first(self) -> Any:
        """The first row, or None."""
        return self._columns.read(self._found[0]) if self._found else None

    def one(self) -> Any:
        """The only row; raises as SQLAlchemy does when there is none or more than one."""
        if len(self._found) != 1:
            raise (MultipleResultsFound if self._found else NoResultFound)(f"{len(self._found)} rows, not one")
        return self._columns.read(self._found[0])

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        return self._value(self._found[0]) if self._found else None

    def scalar_one(self) -> Any:
        """The first column of the only row."""
        return self.one()[0]

    def scalars(self) -> Scalars:
        """The first column of every row."""
        return Scalars([self._value(values) for values in self._found])

    def _value(self, values: Any) -> Any:
        convert = self._columns.first
        return convert(values[0]) if convert else values[0]


class Scalars:
    """Values of one column."""

    __slots__ = ("_values",)

    def __init__(self, values: list[Any]) -> None:
        """Values that are read already."""
        self._values = values

    def __iter__(self) -> Iterator[Any]:
        """Value after value."""
        return iter(self._values)

    def all(self) -> list[Any]:
        """Every value."""
        return self._values

    def first(self) -> Any:
        """The first value, or None."""
        return self._values[0] if self._values else None

    def one(self) -> Any:
        """The only value."""
        if len(self._values) != 1:
            raise (MultipleResultsFound if self._values else NoResultFound)(f"{len(self._values)} rows, not one")
        return self._values[0]
