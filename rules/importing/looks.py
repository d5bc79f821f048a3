"""What stands in each column of a sheet, for whoever says what it is, and for how its days are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rules.importing.orders import Order, order_of
from rules.importing.rows import Line

SAMPLES = 3
LONGEST_SAMPLE = 40


class Look(NamedTuple):
    """The first cells that say something, each once, and the order of days and months; an empty column has no samples."""

    samples: tuple[str, ...]
    order: Order


def looks_of(rows: Sequence[Line], width: int) -> tuple[Look, ...]:
    """One for each of the first columns."""
    columns = ([row.cells[at] for row in rows if at < len(row.cells) and row.cells[at]] for at in range(width))
    return tuple(Look(tuple(_first(cells)), order_of(cells)) for cells in columns)


def _first(cells: Sequence[str]) -> Iterator[str]:
    seen: set[str] = set()
    for cell in cells:
        if cell not in seen:
            seen.add(cell)
            yield cell[:LONGEST_SAMPLE]
        if len(seen) == SAMPLES:
            return
