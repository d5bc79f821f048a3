"""The rows of a CSV file, whatever separates its cells; a broken row breaks no other."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from rules.errors import RuleError
from rules.importing.cells import restored

SEPARATORS = (";", ",", "\t", "|")
LONGEST_CELL = 120_000
"""Characters: all notes of one buyer; a spreadsheet takes 32,767."""
MOST_COLUMNS = 60
LONGEST_ROW = MOST_COLUMNS * 5_000
MOST_LINES = 1_100_000
"""Empty ones too: a spreadsheet has 1,048,576, and some write all of them down."""
LINES_OF_A_CELL = 20
"""A quote that is not closed within so many lines was none ..."""
LINES_OF_A_QUOTED_CELL = 2_500
"""... unless a cell begins with it, and another one that ends a cell closes it."""
_LOOK = 60
_LINE = re.compile(r"\r\n|\n|\r")
_OPENED = re.compile(r'(?:^|[;,\t|]) ?"(?:[^"]|"")*+$')
_CLOSED = re.compile(r'(?:[^"]|"")*+" *(?:[;,\t|]|$)')
_NAMED = re.compile(r"sep=(.)", re.IGNORECASE)
QUOTE = '"'
_EDGES = " \xa0\x1a"
"""Spaces, and what old programs end a file with."""


class Line(NamedTuple):
    """A row with the number of the line it begins in, counted from 1."""

    number: int
    cells: tuple[str, ...]


def lines_of(text: str) -> Iterator[str]:
    """The lines of a text, one after the other. RuleError import.too_many."""
    at = 0
    for number, end in enumerate(_LINE.finditer(text)):
        if number >= MOST_LINES:
            raise RuleError("import.too_many")
        yield text[at : end.start()]
        at = end.end()
    yield text[at:]


def at_most(rows: Iterable[Line], most: int) -> list[Line]:
    """All rows, as long as they are not more. RuleError import.too_many as soon as they are."""
    found = list(islice(rows, most + 1))
    if len(found) > most:
        raise RuleError("import.too_many")
    return found


def parted(text: str, most: int = MOST_LINES) -> tuple[str, list[Line]]:
    """The separator, and every row that says anything, its cells without quotes and spaces around them. RuleError import.too_many."""
    lines = list(lines_of(text))
    named = _NAMED.fullmatch(lines[0].strip())
    separator = named[1] if named else guessed(lines)
    first = 1 if named else 0
    found = (_row(number, record, separator) for number, record in _records(lines, first))
    return separator, at_most((row for row in found if any(row.cells)), most)


def guessed(lines: Sequence[str]) -> str:
    """The separator that cuts the first lines into the same number of cells most often."""
    sample = [*islice((record for _, record in _records(lines, 0) if record.strip()), _LOOK)]
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
    odd = [number for number, line in enumerate(lines) if line.count(QUOTE) % 2]
    at = first
    while at < len(lines):
        end = _end(lines, at, odd)
        yield at + 1, "\n".join(lines[at:end])[:LONGEST_ROW]
        at = end


def _end(lines: Sequence[str], at: int, odd: Sequence[int]) -> int:
    """The line behind the record, by the lines with an odd number of quotes; a quote that is never closed ends with its line."""
    this = bisect_left(odd, at)
    if odd[this : this + 1] != [at] or this + 1 == len(odd):
        return at + 1
    last = odd[this + 1]
    is_cell = last - at < LINES_OF_A_QUOTED_CELL and _OPENED.search(lines[at]) and _CLOSED.match(lines[last])
    return last + 1 if last - at < LINES_OF_A_CELL or is_cell else at + 1


def _row(number: int, record: str, separator: str) -> Line:
    cells = _cells(record, separator)[:MOST_COLUMNS]
    return Line(number, tuple(restored(cell.strip(_EDGES))[:LONGEST_CELL] for cell in cells))


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
