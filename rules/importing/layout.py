"""Where the heading of a sheet is, and what its columns are: by that heading or, where there is none, by what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rules.importing.columns import (
    AMOUNT,
    DAY,
    EACH,
    FIRST,
    ITEM,
    LAST,
    NAME,
    OTHER,
    REF,
    Headings,
    heading_key,
    recognised,
)
from rules.importing.rows import Line

IsSo = Callable[[str], bool]
LOOK_FOR_HEADING = 10
LOOK = 50
_WORDS_OF_A_NAME = 4


class Layout(NamedTuple):
    """The field of each column, its heading, and the place of the first row below that; 0 if there is no heading."""

    fields: tuple[str, ...]
    headings: tuple[str, ...] = ()
    first: int = 0


class Kinds(NamedTuple):
    """What is known of headings and cells: the fields of headings, and which cells are clearly days or amounts."""

    headings: Headings
    is_day: IsSo
    is_amount: IsSo

    def is_figure(self, cell: str) -> bool:
        """Whether it is one of both."""
        return self.is_day(cell) or self.is_amount(cell)


def layout_of(rows: Sequence[Line], kinds: Kinds) -> Layout:
    """The columns by the heading that is recognised best; without one, by the cells."""
    found = [(recognised(row.cells, kinds.headings), at) for at, row in enumerate(rows[:LOOK_FOR_HEADING])]
    best, at = max(((len(set(fields) - {OTHER}), -at) for fields, at in found), default=(0, 0))
    layout = Layout(found[-at][0], rows[-at].cells, 1 - at) if best else Layout(())
    if best and _is_heading(layout, rows[1 - at :][:LOOK], kinds):
        return layout
    return Layout(_by_cells(rows[:LOOK], kinds))


def _is_heading(layout: Layout, below: Sequence[Line], kinds: Kinds) -> bool:
    """Nothing in it is a day or an amount, and it says where names stand, or where days or amounts do stand.

    In the first line of a letter there are words of headings too, but only words.
    """
    if any(map(kinds.is_figure, layout.headings)):
        return False
    if not {NAME, FIRST, LAST, REF} & set(layout.fields):
        is_so = {DAY: kinds.is_day, AMOUNT: kinds.is_amount, EACH: kinds.is_amount}
        return any(is_so[field](_first(below, at)) for at, field in enumerate(layout.fields) if field in is_so)
    known = [heading_key(cell) for cell, field in zip(layout.headings, layout.fields, strict=True) if field]
    is_whole = any(key in kinds.headings or " " not in key for key in known)
    return is_whole or any(kinds.is_figure(cell) for row in below for cell in row.cells)


def _first(rows: Sequence[Line], at: int) -> str:
    """What stands first in a column."""
    return next((row.cells[at] for row in rows if at < len(row.cells) and row.cells[at]), "")


def _by_cells(rows: Sequence[Line], kinds: Kinds) -> tuple[str, ...]:
    """The first column of days, the first of amounts, and beside them the first two of words: who, and what."""
    width = max((len(row.cells) for row in rows), default=0)
    columns = [[row.cells[at] for row in rows if at < len(row.cells) and row.cells[at]] for at in range(width)]
    left = {DAY: kinds.is_day, AMOUNT: kinds.is_amount}
    words = [NAME, ITEM]
    found = tuple(_guess(cells, left, words) for cells in columns)
    is_table = any(
        field in {DAY, AMOUNT} and 2 * len(cells) >= len(rows) for field, cells in zip(found, columns, strict=True)
    )
    return found if is_table or _are_names(columns) else (OTHER,) * width


def _are_names(columns: Sequence[Sequence[str]]) -> bool:
    """Whether it is a list of names alone, and no letter."""
    return len(columns) == 1 and all(
        len(cell.split()) <= _WORDS_OF_A_NAME and cell[-1].isalnum() for cell in columns[0]
    )


def _guess(cells: Sequence[str], left: dict[str, IsSo], words: list[str]) -> str:
    kind = next((field for field, is_so in left.items() if _mostly(cells, is_so)), OTHER)
    if kind:
        del left[kind]
        return kind
    return words.pop(0) if words and _mostly(cells, _has_letters) else OTHER


def _mostly(cells: Sequence[str], is_so: IsSo) -> bool:
    return bool(cells) and 10 * sum(map(is_so, cells)) >= 8 * len(cells)


def _has_letters(cell: str) -> bool:
    return any(map(str.isalpha, cell))
