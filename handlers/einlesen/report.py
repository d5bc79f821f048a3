"""The rows that were not read in, as a file with the reason beside each: to be mended and sent again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from handlers.answers import Document
from handlers.einlesen.planning import Plan
from messages_de import plain, text
from rules.importing.cells import defused
from storage.imports import Job

CSV = "text/csv"
BOM = "\ufeff"


def report(job: Job, plan: Plan, rows: Sequence[Row[Any]]) -> Document:
    """A CSV file that German Excel opens."""
    content = (BOM + _written(plan, rows)).encode()
    return Document(plain("import.report_file"), CSV, content, text("import.report", name=job.name, n=len(rows)))


def _written(plan: Plan, rows: Sequence[Row[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    sheet = None
    for row in rows:
        if row.sheet != sheet:
            sheet = row.sheet
            headings = plan["sheets"][sheet]["headings"]
            writer.writerow(map(defused, [plain("import.report_line"), plain("import.report_why"), *headings]))
        writer.writerow([str(row.number), _why(row), *map(defused, json.loads(row.cells or "[]"))])
    return out.getvalue()


def _why(row: Row[Any]) -> str:
    reason, cell = json.loads(row.reason)
    words = plain(f"import.reason.{reason}")
    return f"{words}: {defused(cell)}" if cell else words
