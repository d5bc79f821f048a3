"""In which order the rows of a sheet are booked: the last purchase is the latest one, also where the newest stand at the top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from rules.errors import RuleError
from rules.importing.columns import DAY, RATE, UNIT
from rules.importing.rows import Line

_IN_ORDER = {RATE, UNIT}
"""Columns that only our own files have, which stand in the order of booking."""


def oldest_first(rows: Sequence[Line], fields: Sequence[str], day_of: Callable[[str], date]) -> list[Line]:
    """The rows by their days; those of one day in the order of the sheet, or turned round where it begins with the newest."""
    if DAY not in fields or _IN_ORDER & set(fields):
        return list(rows)
    at = fields.index(DAY)
    days = {cell: _day(cell, day_of) for cell in {_cell(row, at) for row in rows}}
    known = [day for row in rows if (day := days[_cell(row, at)]) > date.min]
    is_turned = bool(known) and known[0] > known[-1]
    return sorted(reversed(rows) if is_turned else rows, key=lambda row: days[_cell(row, at)])


def _cell(row: Line, at: int) -> str:
    return row.cells[at] if at < len(row.cells) else ""


def _day(cell: str, day_of: Callable[[str], date]) -> date:
    try:
        return day_of(cell)
    except RuleError:
        return date.min
