"""What the seller is asked and told about the columns of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from handlers.answers import Button, Rows
from handlers.einlesen.planning import Plan, is_readable
from messages_de import Html, import_words, plain, text
from rules.importing.columns import AMOUNT, CHOICES, EACH, NAME, OTHER, PRICE, QUANTITY, meant, missing
from storage.imports import Job

LONGEST_HEADING = 60
_EXPORTED = ("tier", "purchases", "spent", "first", "last", "points", "stamps")
_FOR_PEOPLE = ("import.report_line", "import.report_why", *(f"export.column.{name}" for name in _EXPORTED))
"""Headings of our own files that nothing is read from."""
MOST_NAMED = 8
"""So many columns are named in a sentence."""


def columns(job: Job, plan: Plan, sheet: int) -> tuple[Html, Rows]:
    """The columns of one sheet, and what each of them is taken for."""
    one = plan["sheets"][sheet]
    labels = [column_label(one, at) for at in range(len(one["fields"]))]
    taken = zip(labels, one["fields"], strict=True)
    title = [text("import.sheet", title=one["title"])] if len(plan["sheets"]) > 1 else []
    lines = [text("import.columns"), "", *_missing(one), *title]
    lines += [text("import.column", label=label, field=_field_name(field)) for label, field in taken]
    data = {"job": job.id, "sheet": sheet}
    picks = [Button(label[:28], "import.column", {**data, "at": at}) for at, label in enumerate(labels)]
    rows = [picks[start : start + 2] for start in range(0, len(picks), 2)]
    if len(plan["sheets"]) > 1:
        following = (sheet + 1) % len(plan["sheets"])
        rows.append([Button(plain("import.button.sheet"), "import.columns", {**data, "sheet": following})])
    cancel = Button(plain("import.button.cancel"), "import.cancel", {"job": job.id})
    done = [Button(plain("import.button.read_so"), "import.replan", {"job": job.id})] if is_readable(plan) else []
    return Html("\n".join(lines)), [[*done, cancel], *rows] if done else [*rows, [cancel]]


def column(job: Job, plan: Plan, sheet: int, at: int) -> tuple[Html, Rows]:
    """What one column may be, with some of what stands in it."""
    one, data = plan["sheets"][sheet], {"job": job.id, "sheet": sheet}
    samples = " · ".join(_samples(one, at))
    said = text("import.samples", samples=samples) if samples else text("import.no_samples")
    fields = [
        Button(_field_name(field), "import.set", {**data, "at": at, "field": field}) for field in (*CHOICES, OTHER)
    ]
    rows = [fields[start : start + 3] for start in range(0, len(fields), 3)]
    back = Button(plain("import.button.back"), "import.columns", data)
    return Html(text("import.what_is", label=column_label(one, at)) + "\n" + said), [*rows, [back]]


def column_label(sheet: Mapping[str, Any], at: int) -> str:
    """A column by its heading, or by what stands in its first row."""
    heading = sheet["headings"][at][:LONGEST_HEADING] if at < len(sheet["headings"]) else ""
    sample = next(iter(_samples(sheet, at)), "")
    return heading or plain("import.column_no", number=str(at + 1), sample=sample[:20])


def _samples(sheet: Mapping[str, Any], at: int) -> list[str]:
    return [cell for cell in sheet["samples"][at] if cell] if at < len(sheet["samples"]) else []


def _field_name(field: str) -> str:
    """What a column is taken for, in words."""
    return plain(f"import.field.{field or 'other'}")


def lacking(plan: Plan) -> Iterator[Html]:
    """That there are no purchases in it, and which column is missing for that."""
    for sheet in plan["sheets"]:
        if NAME not in (fields := missing(sheet["fields"])) and fields:
            yield from (*_missing(sheet), text("import.no_purchases"), Html())


def _missing(sheet: Mapping[str, Any]) -> list[Html]:
    """Which columns are not found among which headings, with an example."""
    fields = missing(sheet["fields"])
    if not fields:
        return []
    what = plain(f"import.missing.{'_'.join(fields)}")
    headings = [column_label(sheet, at) for at, heading in enumerate(sheet["headings"]) if heading]
    found = text("import.found", names=_some(headings)) if headings else text("import.no_headings")
    return [text("import.missing", what=what), found, text("import.example"), Html()]


def for_all(plan: Plan) -> Iterator[Html]:
    """That a price beside a quantity was taken for that of all pieces, where nothing says so."""
    for sheet in plan["sheets"]:
        fields = sheet["fields"]
        if {AMOUNT, QUANTITY} <= set(fields) and EACH not in fields and sheet["headings"]:
            label = column_label(sheet, fields.index(AMOUNT))
            is_many = any(cell != "1" for cell in _samples(sheet, fields.index(QUANTITY)))
            if is_many and meant(label, import_words.headings()) == PRICE:
                yield text("import.for_all", label=label)


def unread(plan: Plan) -> Iterator[Html]:
    """Columns that say something and are not read; those of our own files that are there for people never are."""
    ours = {*map(plain, _FOR_PEOPLE)}
    names = [
        label
        for sheet in plan["sheets"]
        for at, field in enumerate(sheet["fields"])
        if not field and _samples(sheet, at) and (label := column_label(sheet, at)) not in ours
    ]
    if names:
        yield text("import.unread", names=_some(names))


def _some(names: list[str]) -> str:
    some, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    return plain("import.and_more", names=some, n=more) if more > 0 else some
