"""The rows that were not read in, as a file with the reason beside each: to be mended and sent again."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
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
    return " / ".join(_said(reason, facts) for reason, facts in json.loads(row.reason))


def _said(reason: str, facts: Mapping[str, str]) -> str:
    words = plain(f"import.reason.{reason}", **facts)
    return f"{words}: {defused(facts['cell'])}" if facts.get("cell") else words


def reasons(rows: Sequence[Row[Any]]) -> list[tuple[str, int]]:
    """How many of these rows each reason is about, the most frequent first."""
    return Counter(one for row in rows for one in {reason for reason, _ in json.loads(row.reason)}).most_common()
