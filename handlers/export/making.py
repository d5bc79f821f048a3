"""The files themselves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from handlers.export import calendar, workbook
from handlers.export.tables import Cell, Cents, Table, tables
from rules.importing.cells import defused
from storage import shops

BOM = "\ufeff"


def made(db: Connection, recipe: Mapping[str, Any], now: datetime) -> bytes:
    """The file of a recipe, with what the shop has now."""
    shop = shops.get(db, int(recipe["shop"]))
    today = shops.today_of(shop, now)
    if recipe["form"] == "ics":
        return calendar.calendar(db, shop, today, now)
    found = tables(db, shop, today)
    if recipe["form"] == "xlsx":
        return workbook.workbook(found)
    return as_csv(next(table for table in found if table.name == recipe["table"]))


def as_csv(table: Table) -> bytes:
    """As German Excel opens it: semicolons, decimal commas, and a mark that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(map(defused, table.headings))
    writer.writerows(_written(table.rows))
    return (BOM + out.getvalue()).encode(errors="replace")


def _written(rows: Iterable[Sequence[Cell]]) -> Iterable[list[str]]:
    return ([_cell(cell) for cell in row] for row in rows)


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case date():
            return f"{cell:%d.%m.}{cell.year:04}"
        case Cents():
            return f"{cell // 100},{cell % 100:02}"
        case int():
            return str(int(cell))
    return defused(cell)
