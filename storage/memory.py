"""Rows that were read before and cannot have changed since."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Table
from sqlalchemy.sql import visitors

MOST = 1000
"""Rows that are remembered; one more, and all are read anew."""
STATEMENTS = 100
"""Far more than there are whose rows are remembered."""


class Memory:
    """First rows of statements, until one of the tables they come from is written, or may have been."""

    def __init__(self) -> None:
        """Nothing is remembered yet."""
        self._rows: dict[Hashable, Any] = {}
        self._tables: set[Table] = set()
        self._state: Hashable = None

    def at(self, state: Hashable) -> dict[Hashable, Any]:
        """What is remembered of a database in this state; all of it was read when it was in the same."""
        if state != self._state or len(self._rows) > MOST:
            self._rows.clear()
            self._state = state
        return self._rows

    def reads(self, statement: Select[Any]) -> None:
        """Rows of this statement are remembered, too."""
        self._tables |= _tables_of(statement)

    def written(self, table: Any) -> None:
        """The table is about to be changed."""
        if table in self._tables:
            self._rows.clear()

    def forget(self) -> None:
        """Something was undone, or changed nobody knows where."""
        self._rows.clear()


@lru_cache(STATEMENTS)
def _tables_of(statement: Select[Any]) -> frozenset[Table]:
    """The tables that rows of this statement come from."""
    return frozenset(part for part in visitors.iterate(statement) if isinstance(part, Table))
