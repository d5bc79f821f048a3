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
            ("Stück;Stückpreis in EUR", "3;4,50"),
            ("Unit price;Qty;Total", "4.50;3;13.50"),
            ("Preis;Discount Amount;Anzahl", "13,50;2;3"),
        ],
    )
    def test_the_whole_is_booked(self, head: str, cells: str) -> None:
        assert outcome(f"Name;Datum;{head}\nAnna;3.5.26;{cells}\n".encode()) == "Anna | 03.05.26 1350 | 3x"

    @pytest.mark.parametrize(
        ("cells", "why"),
        [("3;", "amount_missing"), ("999999;9000", "amount_too_large"), ("x;5", "count"), ("3;0", "amount_zero")],
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
