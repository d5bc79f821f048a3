"""An XLSX workbook with a sheet for each table; days are days and amounts are numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from handlers.export.tables import Cell, Cents, Table
from messages_de import plain
from rules.importing.cells import defused

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

DAY, AMOUNT = "DD.MM.YYYY", "#,##0.00"
WIDTHS = 60
"""Columns that get a width."""
NARROW, WIDE = 13, 26
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML takes."""


def workbook(tables: Sequence[Table]) -> bytes:
    """Written row by row, so that a large shop takes no more memory."""
    from openpyxl import Workbook  # noqa: PLC0415  (only who writes a workbook needs it)

    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(plain(f"export.sheet.{table.name}"))
        sheet.freeze_panes = "A2"
        for at, title in enumerate(table.headings[:WIDTHS]):
            sheet.column_dimensions[_letter(at)].width = WIDE if len(title) > NARROW else NARROW
        sheet.append([_cell(sheet, title, bold=True) for title in table.headings])
        for row in table.rows:
            sheet.append(_cells(sheet, row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _letter(at: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  as above

    return str(get_column_letter(at + 1))


def _cells(sheet: WriteOnlyWorksheet, row: Iterable[Cell]) -> list[Any]:
    return [_plain(sheet, cell) for cell in row]


def _plain(sheet: WriteOnlyWorksheet, cell: Cell) -> Any:
    if isinstance(cell, str):
        return defused(_UNPRINTABLE.sub("", cell)) if cell else None
    if cell is None or (isinstance(cell, int) and not isinstance(cell, Cents)):
        return cell
    if isinstance(cell, Cents):
        return _cell(sheet, cell / 100, AMOUNT)
    return _cell(sheet, cell, DAY)


def _cell(sheet: WriteOnlyWorksheet, value: Any, form: str = "", *, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415  as above
    from openpyxl.styles import Font  # noqa: PLC0415  as above

    cell = WriteOnlyCell(sheet, value=value)
    if form:
        cell.number_format = form
    if bold:
        cell.font = Font(bold=True)
    return cell
