"""What files of markets and tables kept by hand say of money, days and people: read as it is meant, or given back."""

from __future__ import annotations

import pytest

from tests.chat import Person
from tests.handlers.test_files_as_they_come import outcome


class TestPricesOfOnePiece:
    @pytest.mark.parametrize(
        ("head", "cells"),
        [
            ("Anzahl;Preis;Gesamt", "3;4,50;13,50"),
            ("Gesamt EUR;Anzahl;Preis", "13,50;3;4,50"),
            ("Quantity;Price;Item Total", "3;4.50;13.50"),
            ("Price;Qty;Price total", "4.50;3;13.50"),
            ("Preis;Anzahl;Brutto", "4,50;3;13,50"),
            ("Menge;Preis pro Stück", "3;4,50"),
            ("Preis je Stück (€);Menge", "4,50;3"),
            ("Menge;Einzelpreis", "3;4,50"),
            ("Menge;Einzelpreis", "3x;4,50"),
            ("Menge;Einzelpreis", "3 Stück;4,50"),
            ("Stück;Stückpreis in EUR", "3;4,50"),
            ("Preis CHF;Anzahl;Gesamt in CHF", "4,50;3;13,50"),
            ("Unit price;Qty;Total", "4.50;3;13.50"),
            ("Preis;Discount Amount;Anzahl", "13,50;2;3"),
        ],
    )
    def test_the_whole_is_booked(self, head: str, cells: str) -> None:
        assert outcome(f"Name;Datum;{head}\nAnna;3.5.26;{cells}\n".encode()) == "Anna | 03.05.26 1350 | 3x"

    @pytest.mark.parametrize(
        ("cells", "why"),
        [
            ("3;", "amount_missing"),
            ("999999;9000", "amount_too_large"),
            ("x;5", "count"),
            ("250 g;5", "count"),
            ("3;0", "amount_zero"),
        ],
    )
    def test_what_cannot_be_multiplied_is_refused(self, cells: str, why: str) -> None:
        assert outcome(f"Name;Datum;Menge;Einzelpreis\nAnna;3.5.26;{cells}\n".encode()) == f"2: {why}"

    def test_where_nothing_says_whether_it_is_one_she_reads_how_and_may_change_it(self, maria: Person) -> None:
        said = maria.sends("x.csv", "Name;Datum;Anzahl;Preis\nAnna;3.5.25;3;4,50\n")
        assert "• Anna · 3. Mai 2025 · 4,50 €" in said
        assert "„Preis“ habe ich als Betrag für alle Stücke gelesen." in said
        maria.tap("Spalten ändern")
        maria.tap("Preis")
        assert "Preis → Preis je Stück" in maria.tap("Preis je Stück")
        maria.tap("So lesen")
        said = maria.world.work()[-1].text
        assert "• Anna · 3. Mai 2025 · 13,50 €" in said
        assert "für alle Stücke" not in said

    @pytest.mark.parametrize(
        ("head", "cells"), [("Anzahl;Preis", "1;5"), ("Anzahl;Betrag", "3;5"), ("Artikel;Preis", "3;5")]
    )
    def test_where_it_is_clear_there_is_no_word(self, maria: Person, head: str, cells: str) -> None:
        assert "für alle Stücke" not in maria.sends("x.csv", f"Name;Datum;{head}\nAnna;3.5.25;{cells}\n")


@pytest.mark.parametrize(
    ("head", "cells", "read"),
    [
        ("Wann;Wieviel", "3.5.26;5", "Anna | 03.05.26 500 | 1x"),
        ("Sold on;Brutto", "3.5.26;5", "Anna | 03.05.26 500 | 1x"),
        ("Lieblingssachen", "Blau", "Anna | like: Blau"),
    ],
)
def test_headings_as_people_write_them(head: str, cells: str, read: str) -> None:
    assert outcome(f"Name;{head}\nAnna;{cells}\n".encode()) == read


class TestCommasInsideCells:
    HEAD = "Name,Datum,Betrag,Artikel\n"

    @pytest.mark.parametrize(
        "row",
        [
            "Fritz,05.05.2025,12,50",
            "Fritz,05.05.2025,12,5",
            "Fritz,05.05.2025,12,50 €",
            "Fritz,05.05.2025,€12,50",
            "Fritz,05.05.2025,1,200.00,Decke",
            "Fritz,05.05.2025,1.234,50,Tisch",
            "Fritz,05.05.2025,12,50,Socken, grau",
        ],
    )
    def test_an_amount_that_is_cut_in_two_is_refused(self, row: str) -> None:
        assert outcome(f"{self.HEAD}{row}\n".encode()) == "2: amount_split"

    def test_so_is_one_before_a_quantity(self) -> None:
        said = outcome(b"Name,Datum,Betrag,Anzahl,Artikel\nFritz,5.5.25,12,50,2\nAnna,5.5.25,12,50,Ei\n")
        assert said == "2: amount_split\nAnna | 05.05.25 1200 | 50x Ei"

    def test_a_number_in_a_note_is_none(self) -> None:
        said = outcome(b"Name,Datum,Betrag,Anzahl,Artikel,Notiz\nAnna,5.5.25,12,2,Ei,7\n")
        assert said == "Anna | 05.05.25 1200 | 2x Ei | note: 7"

    def test_so_is_one_without_headings(self) -> None:
        assert outcome(b"Fritz,5.5.25,12,50\nAnna,5.5.25,7,90\n") == "1: amount_split\n2: amount_split"

    @pytest.mark.parametrize(
        "text",
        [
            "Name,Datum,Betrag,Artikel\nCarl,2025-05-03,12.50,Socken, grau\n",
            "Name;Datum;Betrag;Artikel\nCarl;03.05.2025;12;50;Socken\n",
            "Name\tDatum\tBetrag\nCarl\t03.05.2025\t12\tSocken\n",
        ],
    )
    def test_more_cells_than_headings_are_refused(self, text: str) -> None:
        assert outcome(text.encode()) == "2: over"

    @pytest.mark.parametrize(
        "row", ["Dora,5.5.25,7,Tee", "Dora,5.5.25,7,Tee,,", 'Dora,5.5.25,"7,00",50', "Dora,5.5.25,7.00,50"]
    )
    def test_whole_rows_are_read(self, row: str) -> None:
        assert outcome(f"{self.HEAD}{row}\n".encode()).startswith("Dora | 05.05.25 700")

    def test_what_comes_back_can_be_sent_again_and_loses_nothing(self, maria: Person) -> None:
        rows = "Fritz,5.5.25,12,50\nEmil,5.5.25,8,90,Tee\nCarl,5.5.25,12.50,Socken, grau\n"
        said = maria.sends("x.csv", self.HEAD + rows + "Anna,5.5.25,7,Tee\n")
        assert "ein Komma hat den Betrag auf zwei Spalten verteilt" in said
        maria.tap("Einlesen")
        maria.world.work()
        back = maria.last().file
        assert [row.split(";", 2)[2] for row in back.decode("utf-8-sig").splitlines()] == [
            "Name;Datum;Betrag;Artikel;Zu viel",
            "Fritz;5.5.25;12,50;;",
            "Emil;5.5.25;8,90;Tee;",
            "Carl;5.5.25;12.50;Socken;grau",
        ]
        again = maria.sends("nicht-eingelesen.csv", back)
        assert "2 Käufe, zusammen 21,40 €" in again
        assert "1 Zeile kann ich so nicht lesen: hier stehen mehr Felder als Überschriften" in again


class TestOtherCurrencies:
    HEAD = "Name;Datum;Betrag;Währung\n"

    @pytest.mark.parametrize("cell", ["EUR", "eur", "€", "Euro", ""])
    def test_the_own_one_is_read(self, cell: str) -> None:
        assert outcome(f"{self.HEAD}Anna;3.5.25;5;{cell}\n".encode()) == "Anna | 03.05.25 500 | 1x"

    @pytest.mark.parametrize("cell", ["USD", "$", "gbp", "AUD", "?"])
    def test_any_other_one_is_refused(self, cell: str) -> None:
        assert outcome(f"{self.HEAD}Anna;3.5.25;5;{cell}\n".encode()) == "2: currency"

    def test_she_reads_why_and_the_column_counts_as_read(self, maria: Person) -> None:
        said = maria.sends("x.csv", "Name,Date,Total,Currency\nAnna,3.5.25,5,USD\nBen,3.5.25,6,EUR\n")
        assert "1 Kauf über 6,00 €" in said
        assert "eine andere Währung (1)" in said
        assert "Nicht gelesen" not in said


class TestWhatIsNobody:
    @pytest.mark.parametrize(
        "name",
        ["Summe", "SUMME:", "Gesamt 2026", "Summe Mai", "unbekannt", "N.N.", "-", "—", "???", "Total", "n/a", "Σ"],
    )
    def test_no_person_is_made_of_it(self, name: str) -> None:
        said = outcome(f"Name;Telefon\nAnna;1\n{name};2\n".encode())
        assert said == "Anna\n3: nobody"

    @pytest.mark.parametrize("name", ["Summer", "Nina N.", "🌸", "4711", "Mai", "@total.strick", "Ann-Kathrin"])
    def test_a_name_that_looks_like_it_is_one(self, name: str) -> None:
        assert outcome(f"Name;Telefon\n{name};2\n".encode()) == name

    def test_who_has_a_number_is_somebody(self) -> None:
        assert outcome(b"Kundennummer;Name\n17;unbekannt\n") == "unbekannt"

    def test_she_reads_why(self, maria: Person) -> None:
        said = maria.sends("x.csv", "Name;Datum;Betrag\nAnna;3.5.25;5\nSumme;;\n")
        assert "1 Zeile kann ich so nicht lesen: das ist kein Name (1)." in said


class TestBirthdaysNobodyCanRead:
    FILE = "Name;Datum;Betrag;Geburtstag\nAnna;3.5.25;5;im Mai\nBen;3.5.25;6;3.5.\nAnna;4.5.25;7;\n"

    def test_the_purchase_is_read_and_the_row_comes_back_with_the_reason(self, maria: Person) -> None:
        said = maria.sends("x.csv", self.FILE)
        assert "3 Käufe, zusammen 18,00 €" in said
        assert "1 Geburtstag ist nicht zu lesen, den lasse ich weg." in said
        maria.tap("Einlesen")
        done = maria.world.work()
        assert "3 Käufe sind dazugekommen." in done[0].text
        assert "Nicht übernommen: Geburtstag nicht zu lesen (1). Was genau, steht in der Datei." in done[0].text
        assert maria.last().file.decode("utf-8-sig").splitlines()[1:] == [
            "2;ohne Geburtstag eingelesen, er ist nicht zu lesen: im Mai;Anna;3.5.25;5;im Mai"
        ]

    def test_mended_and_sent_again_it_completes_the_person(self, maria: Person) -> None:
        maria.reads_in("x.csv", self.FILE)
        said = maria.reads_in("y.csv", "Name;Datum;Betrag;Geburtstag\nAnna;3.5.25;5;9.5.\n")
        assert "Bei 1 Person habe ich etwas ergänzt." in said
        assert "9. Mai" in maria.hears("/kunde Anna")

    def test_so_is_a_contact(self, maria: Person) -> None:
        card = "BEGIN:VCARD\nFN:Anna\nBDAY:31.2.\nEND:VCARD\n"
        assert "1 Person ist neu in deiner Liste." in maria.reads_in("k.vcf", card)


@pytest.mark.parametrize(
    ("day", "read"),
    [
        *((day, "03.05.25") for day in ("May 3, 2025", "May 3 2025", "3 May 2025", "3 May, 2025", "3rd May 2025")),
        *((day, "03.05.25") for day in ("03-May-25", "3-Mai-2025", "Sat, 3 May 2025", "May 3, 2025 10:30 AM")),
        *((day, "03.05.25") for day in ("2025/05/03", "2025.5.3", "2025-5-3", "20250503", "May 3, 2025, 10:30")),
        ("Sunday, May 4th, 2025", "04.05.25"),
        ("Oct 3, 2024", "03.10.24"),
        ("March 3, 2024", "03.03.24"),
        ("3. Dez. 2024", "03.12.24"),
        *((day, "03.03.25") for day in ("3. März 25", "3.März 25", "3 Mar 25", "Montag, 3. März 25", "03.03.25")),
    ],
)
def test_days_as_others_write_them(day: str, read: str) -> None:
    assert outcome(f"Name;Datum;Betrag\nAnna;{day};5\n".encode()) == f"Anna | {read} 500 | 1x"


@pytest.mark.parametrize(
    "day",
    ["May 2025", "Mai 26", "May 26", "May-26", "Foo 3, 2025", "2025/13/03", "20251303", "31-Jun-25", "May 3-4, 2025"],
)
def test_what_is_no_day_is_refused(day: str) -> None:
    assert outcome(f"Name;Datum;Betrag\nAnna;{day};5\n".encode()) == "2: day_unclear"


@pytest.mark.parametrize(
    ("born", "read"),
    [
        ("May 3, 1990", "*3.5.1990"),
        ("3rd May", "*3.5."),
        ("1990/05/03", "*3.5.1990"),
        ("geb. 3.5.1990", "*3.5.1990"),
        ("13-05-1990", "*13.5.1990"),
    ],
)
def test_so_are_birthdays(born: str, read: str) -> None:
    assert outcome(f"Name;Geburtstag\nAnna;{born}\n".encode()) == f"Anna | {read}"


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("12.-", "1200"),
        ("12,-", "1200"),
        ("12,– €", "1200"),
        ("1.250.- CHF", "2: currency"),
        ("12 Euro 50", "1250"),
        ("12€50", "1250"),
        ("12,50 EUR (bar)", "1250"),
        ("12,50 € 50", "2: amount_unclear"),
        ("-12 Euro 50", "2: amount_negative"),
        ("12-", "2: amount_negative"),
        ("12,50 (2 Stück)", "2: amount_unclear"),
    ],
)
def test_amounts_as_people_write_them(cell: str, read: str) -> None:
    said = outcome(f"Name;Datum;Betrag\nAnna;3.5.25;{cell}\n".encode())
    assert said == (read if ":" in read else f"Anna | 03.05.25 {read} | 1x")
