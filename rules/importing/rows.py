"""The rows of a CSV file, whatever separates its cells; a broken row breaks no other."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rules.importing.cells import restored

SEPARATORS = (";", ",", "\t", "|")
LONGEST_CELL = 5_000
LINES_OF_A_CELL = 20
"""A quote that is not closed within so many lines was none."""
_LOOK = 60
_LINE = re.compile(r"\r\n|\n|\r")
_NAMED = re.compile(r"sep=(.)", re.IGNORECASE)
QUOTE = '"'
_EDGES = " \xa0\x1a"
"""Spaces, and what old programs end a file with."""


class Line(NamedTuple):
    """A row with the number of the line it begins in, counted from 1."""

    number: int
    cells: tuple[str, ...]


def rows_of(text: str) -> list[Line]:
    """Every row that says anything, its cells without quotes and spaces around them."""
    lines = _LINE.split(text)
    named = _NAMED.fullmatch(lines[0].strip())
    separator = named[1] if named else guessed(lines)
    first = 1 if named else 0
    found = (_row(number, record, separator) for number, record in _records(lines, first))
    return [row for row in found if any(row.cells)]


def guessed(lines: Sequence[str]) -> str:
    """The separator that cuts the first lines into the same number of cells most often."""
    sample = [record for _, record in _records([line for line in lines[: 2 * _LOOK] if line.strip()][:_LOOK], 0)]
    return max(SEPARATORS, key=lambda one: _fits(sample, one))


def _fits(sample: Sequence[str], separator: str) -> tuple[int, int]:
    """How many lines have the usual number of cells, and that number; nothing if it is one."""
    widths = Counter(len(_cells(record, separator)) for record in sample)
    wide = Counter({width: times for width, times in widths.items() if width > 1})
    if not wide:
        return 0, 0
    width, times = max(wide.items(), key=lambda one: (one[1], one[0]))
    return times, width


def _records(lines: Sequence[str], first: int) -> Iterator[tuple[int, str]]:
    """Lines, each with those that belong to it because a quoted cell goes on there."""
    at = first
    while at < len(lines):
        end = _end(lines, at)
        yield at + 1, "\n".join(lines[at:end])
        at = end


def _end(lines: Sequence[str], at: int) -> int:
    """The line behind the record; a quote that is never closed ends with its line."""
    quotes = 0
    for end in range(at, min(at + LINES_OF_A_CELL, len(lines))):
        quotes += lines[end].count(QUOTE)
        if quotes % 2 == 0:
            return end + 1
    return at + 1


def _row(number: int, record: str, separator: str) -> Line:
    return Line(number, tuple(restored(cell.strip(_EDGES))[:LONGEST_CELL] for cell in _cells(record, separator)))


def _cells(record: str, separator: str) -> list[str]:
    """The cells of one record; where quotes make no sense they are letters."""
    if QUOTE not in record:
        return record.split(separator)
    if record.count(QUOTE) % 2:
        return [cell.removeprefix(QUOTE) for cell in record.split(separator)]
    try:
        return next(csv.reader([record], delimiter=separator, skipinitialspace=True), [])
    except csv.Error:
        return record.split(separator)
