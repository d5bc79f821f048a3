"""The sheets of an XLSX workbook, read row by row: the values that are shown, never a formula."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from messages_de.import_words import YES_WORD
from rules.errors import RuleError
from rules.importing.cells import restored
from rules.importing.rows import LONGEST_CELL, Line

MOST_UNPACKED = 120_000_000
"""Bytes; a workbook of 50,000 purchases has a fourth of it. What is larger is a bomb, or no list of buyers."""
MOST_PARTS = 1_000
MOST_COLUMNS = 60
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


def _sheets(content: bytes, most_rows: int) -> list[tuple[str, list[Line]]]:
    from openpyxl import load_workbook  # noqa: PLC0415  (only who reads a workbook needs it)

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    found: list[tuple[str, list[Line]]] = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows = list(_rows(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), most_rows))
        most_rows -= len(rows)
        if rows:
            found.append((str(sheet.title), rows))
    book.close()
    return found


def _rows(rows: Iterator[Sequence[Any]], most: int) -> Iterator[Line]:
    empty = found = 0
    for number, row in enumerate(rows, 1):
        cells = tuple(map(_shown, row))
        empty = 0 if any(cells) else empty + 1
        if empty >= MOST_EMPTY:
            return
        if not empty:
            found += 1
            yield Line(number, cells)
        if found > most:
            raise RuleError("import.too_many")


def _shown(value: Any) -> str:
    """A cell as it would be typed."""
    if value is None or isinstance(value, time):
        return ""
    if isinstance(value, str):
        return restored("" if value.startswith("#") and value.endswith(("!", "?", "/A")) else value.strip(" \xa0"))[
            :LONGEST_CELL
        ]
    if isinstance(value, bool):
        return YES_WORD if value else ""
    if isinstance(value, (datetime, date)):
        return f"{value:%d.%m.}{value.year:04}"
    return _number(value)


def _number(value: Any) -> str:
    if isinstance(value, int):
        return str(value)
    rounded = round(float(value), 2)
    return str(int(rounded)) if rounded.is_integer() else f"{rounded:.2f}".replace(".", ",")
