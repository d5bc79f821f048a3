"""A file as sheets of rows, whatever it is: CSV, XLSX or address cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from handlers.einlesen.sheets import sheets_of
from messages_de.import_words import file_words, heading, headings
from rules.errors import RuleError
from rules.importing import vcard
from rules.importing.ages import oldest_first
from rules.importing.columns import DAY
from rules.importing.days import day_in, is_day
from rules.importing.layout import LOOK_FOR_HEADING, Kinds, Layout, layout_of
from rules.importing.letters import decoded
from rules.importing.looks import Look, looks_of
from rules.importing.rows import Line, parted
from rules.importing.values import is_amount

MOST_BYTES = 20_000_000
"""Telegram hands out no larger files to a bot."""
MOST_ROWS = 50_000
_OLD_EXCEL, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_OTHER_KINDS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"{\\rtf",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"SQLite",
)
_CARD = "BEGIN:VCARD"


class Sheet(NamedTuple):
    """Rows below their heading, the oldest first, which column says what, and what stands in it."""

    title: str
    layout: Layout
    rows: list[Line]
    looks: tuple[Look, ...]
    is_cards: bool = False
    separator: str = ""
    """What parts its cells; nothing in a workbook."""


def read(content: bytes, today: date) -> list[Sheet]:
    """The sheets of a file. RuleError import.kind, .old_excel, .broken, .too_many, .empty."""
    separator, tables = _tables(content)
    found = [sheet for title, rows in tables if (sheet := _sheet(title, rows, today, separator)).rows]
    if not found:
        raise RuleError("import.empty")
    if sum(len(sheet.rows) for sheet in found) > MOST_ROWS:
        raise RuleError("import.too_many", n=MOST_ROWS)
    return found


def _tables(content: bytes) -> tuple[str, list[tuple[str, list[Line]]]]:
    if content.startswith(_OLD_EXCEL):
        raise RuleError("import.old_excel")
    if content.startswith(_ZIP):
        return "", sheets_of(content, MOST_ROWS + LOOK_FOR_HEADING)
    if content.startswith(_OTHER_KINDS):
        raise RuleError("import.kind")
    text = decoded(content)
    if text.lstrip()[: len(_CARD)].upper() == _CARD:
        return "", [("", [Line(0, tuple(vcard.FIELDS)), *vcard.cards_of(text, MOST_ROWS)])]
    if _is_noise(text[:2000]):
        raise RuleError("import.kind")
    separator, rows = parted(text, MOST_ROWS + LOOK_FOR_HEADING)
    return separator, [("", rows)]


def _is_noise(text: str) -> bool:
    """Characters that no text has: a picture, a program, something packed."""
    odd = sum(not (letter.isprintable() or letter in "\r\n\t\xa0\x0c\x1a") for letter in text)
    return odd > len(text) // 50


def _sheet(title: str, rows: list[Line], today: date, separator: str) -> Sheet:
    layout = _layout(rows, today)
    below = rows[layout.first :]
    looks = looks_of(below, layout.fields)
    return Sheet(title, layout, _oldest_first(below, layout, looks, today), looks, _are_cards(rows), separator)


def _oldest_first(rows: list[Line], layout: Layout, looks: Sequence[Look], today: date) -> list[Line]:
    columns = zip(layout.fields, looks, strict=True)
    month_first = any(look.order.month_first for field, look in columns if field == DAY)
    return oldest_first(rows, layout.fields, partial(day_in, today=today, words=file_words(), month_first=month_first))


def _are_cards(rows: list[Line]) -> bool:
    return bool(rows) and rows[0].number == 0


def _layout(rows: list[Line], today: date) -> Layout:
    if _are_cards(rows):
        return Layout(rows[0].cells, tuple(map(heading, rows[0].cells)), 1)
    words = file_words()
    kinds = Kinds(headings(), partial(is_day, today=today, words=words), partial(is_amount, words=words))
    return layout_of(rows, kinds)
