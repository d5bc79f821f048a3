"""Files with more in them than anybody has: they are refused soon, and what is only unusual is read."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from time import process_time
from typing import Any

import pytest
from openpyxl import Workbook

from handlers.einlesen import files, sheets
from handlers.einlesen.files import MOST_ROWS, read
from handlers.export.making import as_csv
from handlers.export.tables import Table
from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.importing import rows, vcard
from rules.importing.days import birthday_in, day_in, is_day
from rules.importing.entries import joined, unjoined
from rules.importing.values import cents_in
from tests.chat import Person

TODAY = date(2026, 5, 4)
SOON_S = 5.0
"""Of the processor's time, and of a slow one's; what was wrong before took minutes."""


def refusal_of(content: bytes) -> str:
    with pytest.raises(RuleError) as refusal:
        read(content, TODAY)
    return refusal.value.key


def workbook(*lines: list[Any], **parts: bytes) -> bytes:
    """An XLSX file, with more at the end of some of its parts."""
    book, out, more = Workbook(), io.BytesIO(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(out)
    with zipfile.ZipFile(out) as plain, zipfile.ZipFile(more, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in plain.namelist():
            name = part.rpartition("/")[2].removesuffix(".xml")
            packed.writestr(part, plain.read(part) + parts.get(name, b""))
    return more.getvalue()


def with_words(place: str, *words: str) -> bytes:
    """A workbook that keeps its words apart from its cells, as Excel does."""
    cells = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>{at - 1}</v></c></row>' for at in (1, 2))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["Name"]))) as plain, zipfile.ZipFile(out, "w") as packed:
        for part in plain.namelist():
            text = plain.read(part).decode()
            if part == "[Content_Types].xml":
                text = text.replace("</Types>", f'<Override PartName="/{place}" ContentType="{kind}" /></Types>')
            if part == "xl/worksheets/sheet1.xml":
                text = f"{text.partition('<sheetData>')[0]}<sheetData>{cells}</sheetData></worksheet>"
            packed.writestr(part, text)
        said = "".join(f"<si><t>{word}</t></si>" for word in words)
        packed.writestr(place, f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{said}</sst>')
    return out.getvalue()


class TestSoonRefused:
    def test_a_card_that_goes_on_and_on_takes_no_time(self) -> None:
        started = process_time()
        card = "BEGIN:VCARD\nFN:Anna\nNOTE;ENCODING=QUOTED-PRINTABLE:x=\n" + "=\n" * 100_000 + "y\nEND:VCARD\n"
        (row,) = vcard.cards_of(card)
        assert row.cells[0] == "Anna"
        assert process_time() - started < SOON_S

    def test_rows_are_counted_while_they_are_cut(self, monkeypatch: pytest.MonkeyPatch) -> None:
        cut: list[int] = []
        monkeypatch.setattr(files, "MOST_ROWS", 100)
        monkeypatch.setattr(rows, "restored", lambda cell: cut.append(1) or cell)
        assert refusal_of(b"a;1\n" * 3_000) == "import.too_many"
        assert len(cut) < 300

    def test_lines_are_counted_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rows, "MOST_LINES", 100)
        assert refusal_of(b"\n" * 101 + b"Name\nAnna\n") == "import.too_many"
        assert refusal_of(b"BEGIN:VCARD\nFN:A\n" + b"\n" * 101) == "import.too_many"

    @pytest.mark.parametrize("kind", ["csv", "vcf"])
    def test_so_many_rows_and_not_one_more(self, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
        monkeypatch.setattr(files, "MOST_ROWS", 3)
        head, one = {"csv": ("Name\n", "Anna\n"), "vcf": ("", "BEGIN:VCARD\nFN:Anna\nEND:VCARD\n")}[kind]
        assert len(read((head + one * 3).encode(), TODAY)[0].rows) == 3
        assert refusal_of((head + one * 4).encode()) == "import.too_many"

    def test_styles_of_a_workbook_have_a_limit(self) -> None:
        lines = (["Name"], ["Anna"])
        assert read(workbook(*lines, styles=b" " * 1000), TODAY)
        assert refusal_of(workbook(*lines, styles=b" " * sheets.MOST_WHOLE)) == "import.too_many"

    @pytest.mark.parametrize("place", ["xl/sharedStrings.xml", "xl/worksheets/sheet9.xml"])
    def test_words_of_a_workbook_have_a_limit_wherever_they_stand(
        self, monkeypatch: pytest.MonkeyPatch, place: str
    ) -> None:
        content = with_words(place, "Name", "Anna", *(f"Wort {number}" for number in range(1_000)))
        assert [row.cells[0] for row in read(content, TODAY)[0].rows] == ["Anna"]
        monkeypatch.setattr(sheets, "MOST_STRINGS", 20_000)
        assert refusal_of(content) == "import.too_many"

    def test_the_same_words_in_every_cell_have_a_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        content = workbook(["Name", "Notiz"], *[["Anna", "x" * 1000]] * 20)
        assert len(read(content, TODAY)[0].rows) == 20
        monkeypatch.setattr(sheets, "MOST_LETTERS", 10_000)
        assert refusal_of(content) == "import.too_many"

    @pytest.mark.parametrize(
        "cell", ["T" * 100_000, "T," * 50_000, "1 " * 50_000, "€" * 100_000], ids=lambda one: one[:3]
    )
    def test_a_cell_that_is_too_long_for_a_day_is_none(self, cell: str) -> None:
        started, words = process_time(), vocabulary()
        for read_it in (
            lambda: day_in(cell, TODAY, words),
            lambda: birthday_in(cell, TODAY, words),
            lambda: cents_in(cell, words, "EUR"),
        ):
            with pytest.raises(RuleError):
                read_it()
        assert not is_day(cell, TODAY, words)
        assert process_time() - started < SOON_S


class TestUnusual:
    def test_a_duration_in_a_cell_breaks_nothing(self) -> None:
        content = workbook(["Name", "Betrag", "Dauer"], ["Anna", 10, timedelta(hours=30)])
        assert [row.cells for row in read(content, TODAY)[0].rows] == [("Anna", "10", "")]

    def test_a_workbook_has_no_more_columns_than_it_says(self, maria: Person) -> None:
        maria.sends("x.xlsx", workbook(["Name", "Datum", "Betrag"], ["Anna", date(2026, 5, 3), 10]))
        maria.tap("Spalten ändern")
        assert list(maria.last().buttons) == ["So lesen", "Abbrechen", "Name", "Datum", "Betrag"]

    def test_many_columns_have_a_way_out(self, maria: Person) -> None:
        wide = [f"Etwas{number}" for number in range(150)]
        said = maria.sends("w.csv", ";".join(wide) + "\n" + ";".join("abc" * 50 for _ in wide) + "\n")
        assert len(said) < 8_000
        assert next(iter(maria.last().buttons)) == "Spalte 1: Etwas0"
        assert list(maria.last().buttons)[-1] == "Abbrechen"
        assert "ist vergessen" in maria.tap("Abbrechen")

    @pytest.mark.parametrize("notes", [18, 25, 1_900])
    def test_all_notes_of_one_buyer_come_back(self, notes: int) -> None:
        said = [f'Sache Nummer {number}, "eine"; andere' for number in range(notes)]
        people = iter([["1", "Anna", joined(said)], ["2", "Ben", ""], ["3", "Cleo", joined(said[:3])]])
        (sheet,) = read(as_csv(Table("people", ["Kunden-Nr.", "Name", "Notiz"], people)), TODAY)
        assert [row.cells[1] for row in sheet.rows] == ["Anna", "Ben", "Cleo"]
        assert unjoined(sheet.rows[0].cells[2]) == said

    def test_long_notes_in_a_workbook_come_back(self) -> None:
        said = [f"Sache Nummer {number} " + "wort " * 70 for number in range(25)]
        (row,) = read(workbook(["Kunden-Nr.", "Name", "Notiz"], ["1", "Anna", joined(said)]), TODAY)[0].rows
        assert unjoined(row.cells[2]) == [one.strip() for one in said]

    def test_a_quote_that_is_never_closed_takes_no_rows_along(self) -> None:
        lines = ["Name;Artikel", 'Anna;"Socken', *["Ben;Tee"] * 50, 'Cleo;12" Platte', "Dora;Tee"]
        assert len(read("\n".join(lines).encode(), TODAY)[0].rows) == 53


def test_the_most_rows_are_told_apart_from_headings() -> None:
    title = "Verkäufe\n\n"
    content = (title + "Name\n" + "Anna\n" * MOST_ROWS).encode()
    assert len(read(content, TODAY)[0].rows) == MOST_ROWS
