"""The rows that were not read in, as a file with the reason beside each: to be mended and sent again."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Row

from handlers.answers import Document
from handlers.einlesen.planning import Plan
from messages_de import plain, text
from messages_de.import_words import heading
from rules.importing.cells import defused
from rules.importing.columns import AMOUNT, DAY, EACH, FIRST, LAST, NAME, OVER
from rules.importing.splits import split_at
from storage.imports import Job

CSV = "text/csv"
BOM = "\ufeff"
NEEDED = {NAME, FIRST, LAST, DAY, AMOUNT, EACH}


def report(job: Job, plan: Plan, rows: Sequence[Row[Any]]) -> Document:
    """A CSV file that German Excel opens."""
    content = (BOM + _written(plan, rows)).encode()
    return Document(
        plain("import.report_file"),
        CSV,
        content,
        text("import.report", plan.get("form", ""), name=job.name, n=len(rows)),
    )


def _written(plan: Plan, rows: Sequence[Row[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for number, group in groupby(rows, lambda row: row.sheet):
        sheet = plan["sheets"][number]
        left = [(row, _whole(row, sheet["fields"])) for row in group]
        kept = _kept(sheet["fields"], [cells for _, cells in left])
        headings = _headings(sheet["headings"], kept) if sheet["headings"] else ()
        writer.writerow(map(defused, [plain("import.report_line"), plain("import.report_why"), *headings]))
        writer.writerows([str(row.number), _why(row), *map(defused, _at(cells, kept))] for row, cells in left)
    return out.getvalue()


def _whole(row: Row[Any], fields: Sequence[str]) -> list[str]:
    """The cells of a row; an amount that a comma has cut in two in one piece again."""
    cells: list[str] = json.loads(row.cells or "[]")
    at = split_at(fields, cells)
    if at < 0 or all(reason != "amount_split" for reason, _ in _reasons(row)):
        return cells
    return [*cells[:at], f"{cells[at]},{cells[at + 1]}", *cells[at + 2 :]]


def _headings(found: Sequence[str], places: Sequence[int]) -> list[str]:
    """What stands to the right of all headings has one that keeps the row from being read as it is."""
    return [found[at] if at < len(found) else heading(OVER) for at in places]


def _kept(fields: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """The columns in which something stands, or without which the rows could not be mended."""
    filled = {at for cells in rows for at, cell in enumerate(cells) if cell}
    return sorted(filled | {at for at, field in enumerate(fields) if field in NEEDED})


def _at(cells: Sequence[str], places: Sequence[int]) -> list[str]:
    return [cells[at] if at < len(cells) else "" for at in places]


def _why(row: Row[Any]) -> str:
    return " / ".join(_said(reason, facts) for reason, facts in _reasons(row))


def _reasons(row: Row[Any]) -> Sequence[tuple[str, Mapping[str, str]]]:
    """Each reason with its facts; there was only one, with its cell, when older versions stored it."""
    found = json.loads(row.reason)
    return [(found[0], {"cell": found[1]})] if isinstance(found[0], str) else found


def _said(reason: str, facts: Mapping[str, str]) -> str:
    words = plain(f"import.reason.{reason}", **facts)
    return f"{words}: {defused(facts['cell'])}" if facts.get("cell") else words


def reasons(rows: Sequence[Row[Any]]) -> list[tuple[str, int]]:
    """How many of these rows each reason is about, the most frequent first."""
    return Counter(one for row in rows for one in {reason for reason, _ in _reasons(row)}).most_common()
