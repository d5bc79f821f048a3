"""An XLSX workbook with a sheet for each table; days are days and amounts are numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from handlers.export.tables import Cell, Cents, Table
from messages_de import plain
from rules.importing.cells import GUARD, defused

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

DAY, AMOUNT = "DD.MM.YYYY", "#,##0.00"
LOOKED_AT = 200
"""So many rows say how wide the columns have to be."""
NARROW, WIDE, ROOM = 8, 60, 2
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML takes."""


def workbook(tables: Sequence[Table]) -> bytes:
    """Written row by row, so that a large shop takes no more memory."""
    from openpyxl import Workbook  # noqa: PLC0415  (only who writes a workbook needs it)

    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(plain(f"export.sheet.{table.name}"))
        sheet.freeze_panes = "A2"
        first = list(islice(table.rows, LOOKED_AT))
        for at, column in enumerate(zip(table.headings, *first, strict=True)):
            sheet.column_dimensions[_letter(at)].width = _width(column)
        sheet.append([_cell(sheet, title, bold=True) for title in table.headings])
        for row in chain(first, table.rows):
            sheet.append(_cells(sheet, row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _width(column: Iterable[Cell]) -> int:
    """As wide as what stands in it, within bounds."""
    longest = max((_length(cell) for cell in column), default=0)
    return min(max(longest + ROOM, NARROW), WIDE)


def _length(cell: Cell) -> int:
    if isinstance(cell, Cents):
        return len(f"{cell / 100:,.2f}")
    return max(map(len, str(cell).splitlines()), default=0) if cell is not None else 0


def _letter(at: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  as above

    return str(get_column_letter(at + 1))


def _cells(sheet: WriteOnlyWorksheet, row: Iterable[Cell]) -> list[Any]:
    return [_plain(sheet, cell) for cell in row]


def _plain(sheet: WriteOnlyWorksheet, cell: Cell) -> Any:
    if isinstance(cell, str):
        return _text(_UNPRINTABLE.sub("", cell)) if cell else None
    if cell is None or (isinstance(cell, int) and not isinstance(cell, Cents)):
        return cell
    if isinstance(cell, Cents):
        return _cell(sheet, cell / 100, AMOUNT)
    return _cell(sheet, cell, DAY)


def _text(words: str) -> str:
    """Guarded where a workbook would compute it, or where a guard would be taken away when it is read in; "@anna" is a text here."""
    return defused(words) if words.startswith(("=", GUARD)) else words


def _cell(sheet: WriteOnlyWorksheet, value: Any, form: str = "", *, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415  as above
    from openpyxl.styles import Font  # noqa: PLC0415  as above

    cell = WriteOnlyCell(sheet, value=value)
    if form:
        cell.number_format = form
    if bold:
        cell.font = Font(bold=True)
    return cell
