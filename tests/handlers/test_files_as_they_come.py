"""Files as they come: every encoding, separator, day and amount, with what is to be read in each."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.einlesen import sheets
from handlers.einlesen.files import read
from messages_de.import_words import YES, file_words, nobody, spoken
from rules.errors import RuleError
from rules.importing.cells import defused
from rules.importing.entries import Entry
from rules.importing.letters import decoded
from rules.importing.reader import Reader
from rules.importing.rows import parted
from storage import marks

FOLDER = Path(__file__).parent.parent / "fixtures" / "import"
TODAY = date(2026, 5, 4)


def outcome(content: bytes) -> str:
    """Each row in a line: who, when, how much, what; or why not."""
    lines = []
    for sheet in read(content, TODAY):
        fields = sheet.layout.fields
        american = frozenset(field for field, look in zip(fields, sheet.looks, strict=True) if look.order.month_first)
        by = Reader(fields, TODAY, file_words(), "EUR", YES, spoken(), marks.is_ours, american, nobody=nobody())
        by = by._replace(separator=sheet.separator, is_headed=bool(sheet.layout.headings))
        for row in sorted(sheet.rows):
            try:
                lines.append(shown(by.entry(row.cells)))
            except RuleError as refusal:
                lines.append(f"{row.number}: {refusal.key.removeprefix('import.')}")
    return "\n".join(lines)


def shown(entry: Entry) -> str:
    sale, born = entry.sale, entry.birthday
    bought = [f"{sale.day:%d.%m.%y} {sale.cents}", f"{sale.quantity}x {sale.item}".strip()] if sale else []
    day = [f"*{born.day}.{born.month}.{born.year or ''}"] if born else []
    texts = [f"{one.kind}: {one.words}" for one in entry.texts]
    return " | ".join(
        [
            entry.name,
            *entry.aliases,
            *bought,
            *day,
            *texts,
            *(["VIP"] if entry.vip else []),
            *(f"-{one.key.removeprefix('import.')}" for one in entry.left),
        ]
    )


EXPECTED: dict[str, tuple[str, ...]] = {
    "android.vcf": ("Jürgen Müller | *3.5.1990 | note: mag Blau",),
    "days_as_numbers.xlsx": (
        "Anna | 03.05.26 2500 | 1x Socken",
        "Ben | 04.05.26 1235 | 1x",
        "Cleo | 04.05.26 750 | 1x Tee",
    ),
    "defused.csv": (
        "=1+1 | 03.05.26 500 | 1x @Tee | note: +49 151 123",
        "'Anna' | 04.05.26 600 | 1x -5 Grad | note: x",
    ),
    "dos.csv": (
        "Jürgen Größe | 03.05.26 500 | 1x",
        "Bär | 04.05.26 700 | 1x",
    ),
    "empty_lines.csv": (
        "Anna | 03.05.26 500 | 1x",
        "Ben | 04.05.26 600 | 1x",
    ),
    "encoded_twice.csv": ("Jürgen Groß | 03.05.26 500 | 1x",),
    "english_commas.csv": (
        'Anna, B. | 03.05.26 125000 | 2x Scarf, "red"',
        "Ben | 04.05.26 1250 | 1x Hat",
    ),
    "excel_cp1252.csv": (
        "Jürgen Müller | 03.05.26 2500 | 1x Wollsocken grün",
        "Änne Groß | 17.11.25 1250 | 1x Tee",
    ),
    "first_and_last_name.csv": (
        "Anna Berg | *12.8.1990 | like: Blau | avoid: Wolle",
        "Ben | *29.2.",
        "Zander | -birthday",
    ),
    "headings_with_units.csv": ("Anna | 03.05.26 500 | 2x",),
    "inches.csv": (
        'Anna | 03.05.26 500 | 1x Rahmen 5"',
        'Ben | 04.05.26 600 | 1x Rahmen 7" x 9"',
    ),
    "iphone.vcf": (
        "Anna Berg | *3.5.1990 | note: mag Blau, Größe 39 und eine sehr lange Notiz",
        "Ben | Benni | *29.2.",
        "3: name_missing",
    ),
    "kinds_of_amounts.csv": (
        "A | 03.05.26 123450 | 1x",
        "B | 03.05.26 1200 | 1x",
        "C | 03.05.26 1200 | 1x",
        "D | 03.05.26 125000 | 1x",
        "E | 03.05.26 1250 | 1x",
        "7: amount_negative",
        "8: currency",
        "9: amount_unclear",
        "10: amount_zero",
        "J | 03.05.26 1250 | 1x",
        "K | 03.05.26 125000 | 1x",
        "L | 03.05.26 320 | 1x",
        "14: amount_unclear",
        "N | 03.05.26 400 | 1x",
        "16: amount_too_large",
        "17: amount_negative",
    ),
    "kinds_of_days.csv": (
        "A | 03.05.26 100 | 1x",
        "B | 03.05.26 100 | 1x",
        "C | 03.05.26 100 | 1x",
        "D | 13.05.25 100 | 1x",
        "E | 05.03.26 100 | 1x",
        "F | 03.05.26 100 | 1x",
        "G | 03.05.26 100 | 1x",
        "9: day_unclear",
        "10: day_future",
        "J | 03.05.26 100 | 1x",
        "12: day_too_old",
        "13: day_unclear",
        "14: day_unclear",
    ),
    "comma_twice.csv": (
        "2: amount_split",
        "3: amount_split",
        "Cleo | 04.05.26 900 | 1x",
    ),
    "line_breaks_in_cells.csv": (
        "Anna | 03.05.26 500 | 1x | note: mag Blau und; Grün",
        "Ben | 04.05.26 600 | 1x",
    ),
    "no_headings.csv": (
        "Anna | 03.05.26 2500 | 1x Socken",
        "Ben | 04.05.26 1200 | 1x Tee",
        "Cleo | 04.05.26 750 | 1x",
    ),
    "odd_line_ends.csv": (
        "Anna | 03.05.26 500 | 1x",
        "Ben | 04.05.26 600 | 1x",
    ),
    "old_mac.csv": (
        "Jürgen Größe | 03.05.26 500 | 1x",
        "Bär | 04.05.26 700 | 1x",
    ),
    "ragged.csv": (
        "2: amount_missing",
        "3: over",
        "Cleo",
        "Dora | 04.05.26 700 | 1x",
    ),
    "sep_line.csv": ("Anna | 03.05.26 500 | 1x",),
    "slips_in_headings.csv": ("Anna | 03.05.26 500 | 1x Socken",),
    "title_and_total.csv": (
        "Anna | 03.05.26 500 | 1x Socken",
        "Ben | 04.05.26 600 | 1x Tee",
        "8: nobody",
    ),
    "two_sheets.xlsx": (
        "Anna | 03.05.26 2500 | 2x",
        "5: amount_missing",
        "Anna | *12.8.1990 | VIP",
    ),
    "unclosed_quote.csv": (
        "Anna | 03.05.26 500 | 1x Socken",
        "Ben | 04.05.26 600 | 1x Tee",
        "Cleo | 04.05.26 700 | 1x Hut",
    ),
    "unicode_text.txt": (
        "Łukasz | 03.05.26 1000 | 1x",
        "Jürgen | 04.05.26 125000 | 1x",
    ),
    "utf16_without_mark.csv": ("Jürgen | 01.05.26 500 | 1x",),
    "utf8_bom.csv": ("Zoë | 03.05.26 990 | 1x",),
    "vinted.csv": (
        "strick_liesl | 03.05.26 2500 | 1x Wollsocken",
        "tee.tom | 04.05.26 1250 | 1x Teekanne",
    ),
    "wrong_dimension.xlsx": ("Anna | 03.05.26 500 | 1x",),
    "zero_bytes.csv": ("Anna | 03.05.26 500 | 1x",),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_file_is_read_as_it_is_meant(name: str) -> None:
    assert outcome((FOLDER / name).read_bytes()).split("\n") == list(EXPECTED[name])


def test_there_is_an_outcome_for_each_file() -> None:
    assert {path.name for path in FOLDER.iterdir()} == EXPECTED.keys()
    assert len(EXPECTED) >= 20


def workbook(*parts: tuple[str, bytes]) -> bytes:
    """A zip file with the parts of a small workbook, some of them replaced."""
    with zipfile.ZipFile(FOLDER / "days_as_numbers.xlsx") as plain:
        found = {part.filename: plain.read(part) for part in plain.infolist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in {**found, **dict(parts)}.items():
            packed.writestr(name, content)
    return out.getvalue()


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)


def of_the_future(content: bytes) -> bytes:
    """A zip file that asks for a version nobody has."""
    at = content.index(b"PK\x01\x02")
    return content[: at + 6] + b"\x75\x00" + content[at + 8 :]


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (lambda: workbook(("xl/worksheets/sheet1.xml", ENTITIES)), "import.broken"),
        (lambda: workbook(("xl/worksheets/sheet1.xml", b"<kaputt")), "import.broken"),
        (lambda: workbook(("xl/media/bomb.bin", bytes(sheets.MOST_UNPACKED + 1))), "import.too_many"),
        (lambda: of_the_future(workbook()), "import.broken"),
        (lambda: b"PK\x03\x04" + bytes(50), "import.broken"),
        (lambda: b"%PDF-1.7 Rechnung", "import.kind"),
        (lambda: bytes(range(256)) * 20, "import.kind"),
    ],
    ids=["entities that grow", "torn XML", "bomb", "zip of the future", "torn zip", "PDF", "noise"],
)
def test_what_is_no_honest_file_is_refused(made: Callable[[], bytes], reason: str) -> None:
    content = made()
    with pytest.raises(RuleError) as refusal:
        read(content, TODAY)
    assert refusal.value.key == reason


@given(
    st.binary(max_size=300)
    | st.text(st.sampled_from('Name;Datum,Betrag\t|"\n\r3.5.26 €-=\x00ä'), max_size=120).map(str.encode)
)
def test_whatever_is_sent_is_read_or_refused(content: bytes) -> None:
    with suppress(RuleError):
        outcome(content)


@given(
    st.lists(
        st.lists(st.text(st.sampled_from('ab;,\t"\n ä=+'), max_size=5), min_size=2, max_size=4), min_size=1, max_size=6
    )
)
def test_rows_that_were_written_are_read_again(table: list[list[str]]) -> None:
    """Whatever stands in the cells, if there are quotes around them."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows([[defused(cell) for cell in row] for row in table])
    text = "sep=;\n" + out.getvalue()
    meant = [[cell.strip(" ") for cell in row] for row in table]
    assert [list(row.cells) for row in parted(text)[1]] == [row for row in meant if any(row)]


@given(
    st.text(st.sampled_from("äöüÄÖÜß€éabcXYZ ;,\n"), min_size=4, max_size=60),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_german_letters_survive_every_encoding(text: str, encoding: str) -> None:
    """Unless the same bytes say something else in UTF-8, as no words do."""
    content = text.encode(encoding)
    if encoding != "cp1252" or content.isascii() or not is_utf8(content):
        assert decoded(content) == text


def is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
