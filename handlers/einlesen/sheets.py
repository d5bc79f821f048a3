"""The sheets of an XLSX workbook, read row by row: the values that are shown, never a formula."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from messages_de.import_words import YES_WORD
from rules.errors import RuleError
from rules.importing.cells import restored
from rules.importing.rows import LONGEST_CELL, MOST_COLUMNS, Line

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_UNPACKED = 120_000_000
"""Bytes; a workbook of 50,000 purchases has a fourth of it. What is larger is a bomb, or no list of buyers."""
MOST_PARTS = 1_000
MOST_STRINGS, MOST_WHOLE = 16_000_000, 1_000_000
"""Bytes of the words of all cells, and of what else is read as a whole, like styles: each of them becomes many things."""
MOST_LETTERS = 40_000_000
"""Characters of all cells: a workbook can say the same words in each of them."""
MOST_EMPTY = 2_000
"""So many empty rows in a row end a sheet: some programs write a million of them."""


def sheets_of(content: bytes, most_rows: int) -> list[tuple[str, list[Line]]]:
    """(title, rows) of every sheet that says anything. RuleError import.broken, import.too_many."""
    try:
        _refuse_bomb(content)
        return _sheets(content, most_rows)
    except RuleError:
        raise
    except Exception as error:
        raise RuleError("import.broken") from error


def _refuse_bomb(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise RuleError("import.too_many")


class _Parts(zipfile.ZipFile):
    """A workbook whose parts are small, but for its sheets: those are read row by row."""

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        self.refuse_large(name, MOST_WHOLE)
        return super().read(name, pwd)

    def refuse_large(self, name: str | zipfile.ZipInfo, most: int) -> None:
        part = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        if part.file_size > most:
            raise RuleError("import.too_many")


def _book(content: bytes) -> Workbook:
    from openpyxl.reader.excel import SHARED_STRINGS, ExcelReader  # noqa: PLC0415  (only who reads a workbook needs it)

    reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.archive = parts = _Parts(io.BytesIO(content))
    reader.read_manifest()
    words = reader.package.find(SHARED_STRINGS)
    if words is not None:
        parts.refuse_large(words.PartName[1:], MOST_STRINGS)
    reader.read()
    return reader.wb


def _sheets(content: bytes, most_rows: int) -> list[tuple[str, list[Line]]]:
    book = _book(content)
    found: list[tuple[str, list[Line]]] = []
    left = MOST_LETTERS
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows = list(_rows(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), most_rows, left))
        most_rows -= len(rows)
        left -= sum(map(_letters, rows))
        if rows:
            found.append((str(sheet.title), rows))
    book.close()
    return found


def _rows(rows: Iterator[Sequence[Any]], most: int, letters: int) -> Iterator[Line]:
    for line in _full(rows):
        most, letters = most - 1, letters - _letters(line)
        if most < 0 or letters < 0:
            raise RuleError("import.too_many")
        yield line


def _full(rows: Iterator[Sequence[Any]]) -> Iterator[Line]:
    empty = 0
    for number, row in enumerate(rows, 1):
        cells = tuple(map(_shown, row[: _width(row)]))
        empty = 0 if any(cells) else empty + 1
        if empty >= MOST_EMPTY:
            return
        if not empty:
            yield Line(number, cells)


def _width(row: Sequence[Any]) -> int:
    """Without the empty cells at its end: every row comes with the most columns there may be."""
    return next((at for at in range(len(row), 0, -1) if row[at - 1] is not None), 0)


def _letters(line: Line) -> int:
    return sum(map(len, line.cells))


def _shown(value: Any) -> str:
    """A cell as it would be typed; times and durations are nobody's business here."""
    if value is None:
        return ""
    if isinstance(value, str):
        return restored("" if value.startswith("#") and value.endswith(("!", "?", "/A")) else value.strip(" \xa0"))[
            :LONGEST_CELL
        ]
    if isinstance(value, bool):
        return YES_WORD if value else ""
    if isinstance(value, (datetime, date)):
        return f"{value:%d.%m.}{value.year:04}"
    return _number(value) if isinstance(value, (int, float, Decimal)) else ""


def _number(value: Any) -> str:
    if isinstance(value, int):
        return str(value)
    rounded = round(float(value), 2)
    return str(int(rounded)) if rounded.is_integer() else f"{rounded:.2f}".replace(".", ",")
