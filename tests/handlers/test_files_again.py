"""Files that overlap with other files, and with what is typed before, between and after them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage import imports, statistics
from storage.tables.buyers import buyer
from storage.tables.imports import import_row
from storage.tables.purchases import purchase
from tests.chat import Person, Said, World

RECEIPTS = "Belegnummer;Name;Datum;Betrag;Artikel\n"
BOOKS = "Kundennummer;Name;Datum;Betrag\n"


def sold(world: World) -> list[tuple[int, str]]:
    """What is booked, by its price."""
    with world.engine.begin() as db:
        return sorted((row.cents, row.item) for row in db.execute(select(purchase)))


def undo_of(world: World, at: int) -> Said:
    """The message by which the file that was read in `at` that place is taken back."""
    return [said for said in world.messages if "Alles zurücknehmen" in said.buttons][at]


def taken_back(maria: Person, at: int = -1) -> str:
    maria.tap("Alles zurücknehmen", undo_of(maria.world, at))
    return maria.world.work()[-1].text


class TestWhatRowsSay:
    def test_a_cancelled_purchase_brings_no_money(self, world: World, maria: Person) -> None:
        said = maria.sends("k.csv", "Name;Datum;Betrag;Storniert\nAnna;3.5.26;50,00;ja\nBen;3.5.26;10,00;\n")
        assert "2 Käufe, zusammen 10,00 €" in said
        maria.tap("Einlesen")
        world.work()
        with world.engine.begin() as db:
            assert statistics.span(db, 1, world.today().replace(day=1), world.today()).cents == 1000

    def test_a_list_of_customers_with_what_they_spent_is_a_list_of_people(self, maria: Person) -> None:
        said = maria.sends("k.csv", "Kunde;Umsatz;Geburtstag\nAnna;120,00;3.5.\nBen;80,00;4.6.\n")
        assert "Neu in deiner Liste: 2 Namen." in said
        assert "Von wann die Beträge sind, steht nicht dabei: Ich lasse sie weg." in said
        maria.tap("Einlesen")
        assert "2 Personen sind neu in deiner Liste." in maria.world.work()[-1].text
        assert "3. Mai" in maria.hears("/kunde Anna")
