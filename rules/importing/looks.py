"""What stands in each column of a sheet, for whoever says what it is, and for how its days are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rules.importing.columns import BIRTHDAY, DAY
from rules.importing.orders import Order, order_of
from rules.importing.rows import Line

SAMPLES = 3
LONGEST_SAMPLE = 40
LOOK = 50
"""By so many cells it is told whether a column may say days."""


class Look(NamedTuple):
    """The first cells that say something, each once, and the order of days and months; an empty column has no samples."""

    samples: tuple[str, ...]
    order: Order


def looks_of(rows: Sequence[Line], fields: Sequence[str]) -> tuple[Look, ...]:
    """One for each column, by the field that it is taken for."""
    columns = ([row.cells[at] for row in rows if at < len(row.cells) and row.cells[at]] for at in range(len(fields)))
    return tuple(Look(tuple(_first(cells)), _order(cells, field)) for cells, field in zip(columns, fields, strict=True))


def _order(cells: Sequence[str], field: str) -> Order:
    """That of days; also of what the seller may still take for days."""
    may_be_days = field in {DAY, BIRTHDAY} or order_of(cells[:LOOK]) != Order()
    return order_of(cells) if may_be_days else Order()


def _first(cells: Sequence[str]) -> Iterator[str]:
    seen: set[str] = set()
    for cell in cells:
        if cell not in seen:
            seen.add(cell)
            yield cell[:LONGEST_SAMPLE]
        if len(seen) == SAMPLES:
            return
