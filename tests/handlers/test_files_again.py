"""Files that overlap with other files, and with what is typed before, between and after them."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from sqlalchemy import select, update

from handlers.einlesen import planning
from handlers.export.making import made
from storage import buyers, fitting, imports, notes, reminders, statistics
from storage.tables.buyers import buyer, note
from storage.tables.imports import import_job, import_row
from storage.tables.purchases import purchase
from tests.chat import OTHER_SELLER, Person, Said, World, rows, set_up

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
        assert "Ich finde keine Spalte für das Datum." in said
        assert "So kommen nur die Personen in deine Liste, keine Käufe." in said
        maria.tap("Einlesen")
        assert "2 Personen sind neu in deiner Liste." in maria.world.work()[-1].text
        assert "3. Mai" in maria.hears("/kunde Anna")

    def test_a_purchase_that_is_known_brings_the_birthday_and_the_note_beside_it(
        self, world: World, maria: Person
    ) -> None:
        maria.hears("/kauf Anna 25 Socken")
        said = maria.reads_in(
            "a.csv", "Name;Datum;Betrag;Artikel;Geburtstag;Notiz\nAnna;4.5.26;25,00;Socken;12.8.;mag Tee\n"
        )
        assert "Neues war nicht dabei." not in said
        assert "12. August" in (card := maria.hears("/kunde Anna"))
        assert "mag Tee" in card
        assert taken_back(maria) == "„a.csv“ ist zurückgenommen, alles ist wie vorher."
        assert "12. August" not in (card := maria.hears("/kunde Anna"))
        assert "mag Tee" not in card
        assert sold(world) == [(2500, "Socken")]

    def test_a_birthday_of_which_the_year_was_missing_is_completed(self, maria: Person) -> None:
        maria.hears("/kauf Anna 25 Socken")
        maria.hears("/geburtstag Anna 3.5.")
        said = maria.reads_in("a.csv", "Name;Geburtstag\nAnna;03.05.1990\n")
        assert "Bei 1 Person habe ich etwas ergänzt." in said
        assert "anderer Geburtstag" not in said
        assert "3. Mai 1990" in maria.hears("/kunde Anna")
        taken_back(maria)
        assert "Geburtstag: 3. Mai\n" in maria.hears("/kunde Anna")

    def test_a_birthday_of_another_year_stays_and_is_told(self, maria: Person) -> None:
        maria.hears("/kauf Anna 25 Socken")
        maria.hears("/geburtstag Anna 3.5.1991")
        assert "anderer Geburtstag" in maria.reads_in("a.csv", "Name;Geburtstag\nAnna;03.05.1990\n")
        assert "1991" in maria.hears("/kunde Anna")


class TestNumbersOfReceipts:
    @pytest.mark.parametrize("at_once", [1, 2, 200])
    def test_a_receipt_may_have_two_lines(self, world: World, maria: Person, at_once: int) -> None:
        lines = "17;Anna;3.5.25;10,00;Socken\n17;Anna;3.5.25;10,00;Tee\n17;Anna;3.5.25;10,00;Tee\n"
        for _ in range(2):
            maria.sends("a.csv", RECEIPTS + lines)
            maria.tap("Einlesen")
            world.work(rows=at_once)
        assert sold(world) == [(1000, "Socken"), (1000, "Tee"), (1000, "Tee")]

    def test_they_begin_anew_each_year_and_in_each_book(self, world: World, maria: Person) -> None:
        maria.reads_in("2024.csv", f"{RECEIPTS}1;Anna;3.5.24;10,00;Socken\n")
        maria.reads_in("2025.csv", f"{RECEIPTS}1;Anna;3.5.25;10,00;Socken\n")
        maria.reads_in("markt.csv", f"{RECEIPTS}1;Anna;3.5.24;99,00;Mantel\n1;Ben;3.5.24;10,00;Socken\n")
        assert sold(world) == [(1000, "Socken")] * 3 + [(9900, "Mantel")]

    def test_a_receipt_that_was_read_in_is_known_after_the_price_was_mended(self, world: World, maria: Person) -> None:
        maria.reads_in("a.csv", f"{RECEIPTS}1;Anna;3.5.25;10,00;Socken\n")
        with world.engine.begin() as db:
            db.execute(update(purchase).values(cents=1200))
        assert "Neues war nicht dabei." in maria.reads_in("b.csv", f"{RECEIPTS}1;Anna;3.5.25;10,00;Socken\n")


class TestNumbersOfCustomers:
    def test_in_other_books_they_are_other_peoples(self, maria: Person) -> None:
        maria.reads_in("etsy.csv", f"{BOOKS}1;Anna;3.5.24;10,00\n2;Cleo;3.5.24;5,00\n")
        said = maria.sends("vinted.csv", f"{BOOKS}1;Bernd;4.5.25;99,00\n2;Cleo;4.5.25;7,00\n")
        assert "Neu in deiner Liste: 1 Name." in said
        assert "1 Person kenne ich schon an ihrer Kunden-Nr." in said
        maria.tap("Einlesen")
        assert "1 Person ist neu in deiner Liste." in maria.world.work()[-1].text
        assert "1 Kauf für 10,00 €" in maria.hears("/kunde Anna")
        assert "1 Kauf für 99,00 €" in maria.hears("/kunde Bernd")
        assert "2 Käufe für zusammen 12,00 €" in maria.hears("/kunde Cleo")

    def test_somebody_who_was_renamed_keeps_his(self, world: World, maria: Person) -> None:
        maria.reads_in("etsy.csv", f"{BOOKS}1;Anna;3.5.24;10,00\n")
        with world.engine.begin() as db:
            number = db.execute(select(buyer.c.id)).scalar_one()
            buyers.rename(db, 1, number, "Annabell")
            buyers.add_alias(db, 1, number, "Anna")
        maria.reads_in("etsy2.csv", f"{BOOKS}1;Anna;4.5.25;7,00\n")
        assert "2 Käufe für zusammen 17,00 €" in maria.hears("/kunde Annabell")
        assert maria.hears("/kunden").startswith("1 Kunde")


class TestTakingBackAmongOtherFiles:
    def test_what_a_later_file_says_too_stays_and_is_that_files(self, world: World, maria: Person) -> None:
        maria.hears("/kauf Anna 3 Brot")
        maria.reads_in("1.csv", "Name;Datum;Betrag\nAnna;3.5.25;10,00\nBen;3.5.25;7,00\n")
        maria.reads_in("2.csv", "Name;Datum;Betrag\nAnna;3.5.25;10,00\nAnna;4.5.25;11,00\nBen;3.5.25;7,00\n")
        said = taken_back(maria, 0)
        assert "2 Einträge bleiben: Sie stehen auch in einer anderen Datei" in said
        assert sold(world) == [(300, "Brot"), (700, ""), (1000, ""), (1100, "")]
        assert taken_back(maria) == "„2.csv“ ist zurückgenommen, alles ist wie vorher."
        assert sold(world) == [(300, "Brot")]
        assert maria.hears("/kunden").startswith("1 Kunde")

    @pytest.mark.parametrize(
        ("heading", "said", "shown"),
        [
            ("Notiz", "mag Blau", "mag Blau"),
            ("Geburtstag", "3.5.", "3. Mai"),
            ("Weitere Namen", "Anni", "Anni"),
            ("VIP", "ja", "VIP"),
        ],
    )
    def test_so_does_what_is_known_about_somebody(self, maria: Person, heading: str, said: str, shown: str) -> None:
        maria.hears("/kauf Anna 5 Tee")
        maria.reads_in("1.csv", f"Name;{heading}\nAnna;{said}\n")
        known = f"Name;Datum;Betrag;{heading}\nAnna;3.5.25;7;{said}\n"
        assert "ergänzt" not in maria.reads_in("2.csv", known)
        assert "Neues war nicht dabei." in maria.reads_in("3.csv", known)
        for stays in ("1 Eintrag bleibt: Er steht", "2 Einträge bleiben: Sie stehen"):
            assert f"{stays} auch in einer anderen Datei" in taken_back(maria, 0)
            assert shown in maria.hears("/kunde Anna")
        maria.hears("/import")
        assert "alles ist wie vorher" in taken_back(maria)
        assert shown not in maria.hears("/kunde Anna")

    def test_a_file_that_was_sent_twice_is_read_in_once_whichever_is_taken_back(
        self, world: World, maria: Person
    ) -> None:
        file = f"{RECEIPTS}1;Anna;3.5.25;10,00;Socken\n"
        maria.reads_in("1.csv", file)
        maria.reads_in("2.csv", file)
        taken_back(maria, 0)
        maria.reads_in("3.csv", file)
        assert sold(world) == [(1000, "Socken")]


def test_points_that_two_of_our_files_bring_stay_while_one_of_them_stays(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 20 Socken")
    with world.engine.begin() as db:
        forms = [made(db, {"form": "csv", "shop": 1, "table": form}, world.now) for form in ("people", "ledger")]
    petra = set_up(world.person(OTHER_SELLER, "Petra"))
    _, said, *_ = [petra.reads_in("a.csv", form) for form in forms * 2]
    assert "Neues aus 2 von 2 Zeilen:\n2 Buchungen von Punkten und Stempeln sind dazugekommen.\n" in said
    booked = rows(world)["ledger_entry"]
    taken_back(petra, 1)
    taken_back(petra, 0)
    assert rows(world)["ledger_entry"] == booked
    petra.hears("/import")
    petra.tap("Alles zurücknehmen")
    world.work()
    assert rows(world)["ledger_entry"] == booked // 2


class TestTakingBackWhatWasChangedSince:
    """What the seller typed herself is hers."""

    def test_a_birthday_that_was_mended(self, maria: Person) -> None:
        maria.hears("/kauf Anna 25 Socken")
        maria.reads_in("a.csv", "Name;Geburtstag\nAnna;12.8.\n")
        maria.hears("/geburtstag Anna 13.8.")
        taken_back(maria)
        assert "13. August" in maria.hears("/kunde Anna")

    @pytest.mark.parametrize("typed", ["/geburtstag Anna 13.8.", "/vip Anna", "/pause Anna"])
    def test_somebody_of_whom_something_was_typed(self, maria: Person, typed: str) -> None:
        maria.reads_in("a.csv", "Name;Datum;Betrag;Geburtstag\nAnna;3.5.25;10;12.8.\nBen;3.5.25;10;\n")
        maria.hears(typed)
        assert "1 Person bleibt" in taken_back(maria)
        assert maria.hears("/kunden").startswith("1 Kunde")
        assert ("13. August" in (card := maria.hears("/kunde Anna"))) == ("13.8." in typed)
        assert "12. August" not in card

    def test_reminders_that_are_off(self, world: World, maria: Person) -> None:
        maria.reads_in("a.csv", "Name;Datum;Betrag\nAnna;3.5.25;10\n")
        with world.engine.begin() as db:
            reminders.mute(db, 1, db.execute(select(buyer.c.id)).scalar_one(), "birthday")
        assert "1 Person bleibt" in taken_back(maria)
        assert rows(world)["muted"] == 1

    def test_a_note_that_was_rewritten(self, world: World, maria: Person) -> None:
        maria.hears("/kauf Anna 25 Socken")
        maria.reads_in("a.csv", "Name;Notiz;Mag\nAnna;mag Tee;Blau\n")
        with world.engine.begin() as db:
            number = db.execute(select(note.c.id).where(note.c.kind == "note")).scalar_one()
            notes.rewrite(db, 1, number, "mag Kaffee")
        taken_back(maria)
        assert "mag Kaffee" in (card := maria.hears("/kunde Anna"))
        assert "Blau" not in card

    def test_a_tier_that_was_reached_is_not_announced_again(self, world: World, maria: Person) -> None:
        maria.hears("/kauf Anna 30 Brot")
        lines = "".join(f"Anna;{day}.3.26;30\n" for day in range(1, 4))
        maria.reads_in("a.csv", f"Name;Datum;Betrag\n{lines}")
        for _ in range(9):
            world.days_later(3)
            maria.hears("/kauf Anna 60 Brot")
        taken_back(maria)
        assert "Stammkunde" not in maria.hears("/kauf Anna 61 Brot")
        assert "Stammkunde" in maria.hears("/kunde Anna")
        world.days_later(1)
        assert not any("Stammkunde" in said.text for said in world.tick())


class TestErasingSomebody:
    @pytest.mark.parametrize(
        ("heading", "cells"),
        [("Vorname;Nachname", "ANNA;Bergmann"), ("Nachname;Ort;Vorname", "Bergmann;Köln;Anna")],
        ids=["first and last name", "last name first"],
    )
    def test_his_rows_go_with_names_in_two_columns(self, world: World, maria: Person, heading: str, cells: str) -> None:
        maria.hears("/kauf Anna Bergmann 25 Socken")
        maria.sends("a.csv", f"{heading};Datum;Betrag\n{cells};3.5.25;10\n{cells[:2]}x{cells[2:]};3.5.25;11\n")
        erased(maria, "Anna Bergmann")
        world.work()
        with world.engine.begin() as db:
            (left,) = db.scalars(select(import_row.c.cells))
        assert "x" in left

    def test_what_was_said_of_all_others_stays(self, world: World, maria: Person) -> None:
        """Ben is erased while the file is read in; Cleo is still another one, and Benni, who is Ben, does not come back."""
        for name in ("Anna", "Ben", "Cleo"):
            maria.hears(f"/kauf {name} 25 Socken")
        maria.sends("a.csv", "Name;Datum;Betrag\nAnna;3.5.25;10\nBen;3.5.25;11\nCleo;3.5.25;12\nBenni;3.5.25;13\n")
        with world.engine.begin() as db:
            job = imports.latest(db, 1, "asked")
            assert job is not None
            number = buyers.named(db, 1, "Ben")[0].id
            imports.keep_plan(db, job, {**imports.plan_of(job), "names": {"cleo": 0, "benni": number}})
        maria.tap("Einlesen")
        world.work(most=1, rows=1)
        erased(maria, "Ben")
        world.work(rows=1)
        with world.engine.begin() as db:
            assert len(buyers.named(db, 1, "Cleo")) == 2
            assert not buyers.named(db, 1, "Benni")
        assert [cents for cents, _ in sold(world)] == [1000, 1200, 2500, 2500, 2500]

    def test_what_was_read_in_about_him_is_not_kept_to_be_taken_back(self, world: World, maria: Person) -> None:
        maria.hears("/kauf Eva 5 Tee")
        maria.reads_in("a.csv", "Name;Datum;Betrag;Geburtstag\nEva;4.5.26;7;5.3.1990\nEva;3.5.26;8;5.3.1990\n")
        erased(maria, "Eva")
        with world.engine.begin() as db:
            assert set(db.scalars(select(import_row.c.made))) == {""}
        assert "alles ist wie vorher" in taken_back(maria)
        assert sold(world) == [(500, "Tee")]

    def test_his_birthday_is_no_example_any_more(self, world: World, maria: Person) -> None:
        """A day that can be read otherwise is shown; of those that are left, another one is."""
        maria.hears("/kauf Eva 5 Tee")
        others = "".join(f"Person{letter};01.02.1980\n" for letter in "abcde")
        said = maria.sends("a.csv", f"Name;Geburtstag\n{others}Eva;05/03/1990\nFritz;06/04/1991\n")
        assert "05/03/1990" in said
        erased(maria, "Eva")
        said = world.work()[-1].text
        assert "05/03/1990" not in said
        assert "06/04/1991" in said
        with world.engine.begin() as db:
            assert "05/03/1990" not in "".join(db.scalars(select(import_job.c.plan)))

    def test_what_the_file_comes_to_is_added_up_without_him(self, world: World, maria: Person) -> None:
        """Nothing in the plan names him: he was known by his number."""
        maria.reads_in("0.csv", "Kundennummer;Name\n17;Eva\n")
        others = "".join(f"{at};Person{at};3.5.25;1\n" for at in range(6))
        assert "7 Käufe, zusammen 56,00 €" in maria.sends("a.csv", f"{BOOKS}{others}17;Eva;3.5.25;50\n")
        erased(maria, "Eva")
        assert "6 Käufe, zusammen 6,00 €" in world.work()[-1].text


def test_nothing_is_learnt_from_a_file_without_purchases(maria: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(fitting, "learn")
    assert "1 Kontakt" in maria.reads_in("a.vcf", "BEGIN:VCARD\nFN:Anna\nEND:VCARD\n")
    assert "alles ist wie vorher" in taken_back(maria)


def test_a_very_personal_note_of_a_row_that_is_left_out_is_not_counted(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 5 Tee")
    assert "sehr persönlich" in maria.sends("a.csv", "Name;Notiz\nAnna;hat Krebs\nBen;mag Tee\n")
    maria.tap("Einzeln ansehen")
    maria.tap("Auslassen")
    assert "sehr persönlich" not in world.work()[-1].text


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_file_that_comes_again_is_looked_at_page_by_page(
    world: World, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No page asks again about those before: a statement takes only so many values."""
    monkeypatch.setattr(planning, "PAGE", 5)
    file = RECEIPTS + "".join(f"R-{at};Anna;3.5.25;{at};Tee\n" for at in range(1, 61))
    maria.reads_in("a.csv", file)
    with world.engine.begin() as db:
        driver: Any = db.connection.dbapi_connection
        driver.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 40)
    assert "60 Käufe sind schon eingetragen" in maria.sends("b.csv", file)


def erased(maria: Person, name: str) -> None:
    maria.hears(f"/loeschen {name}")
    while labels := [label for label in maria.last().buttons if "öschen" in label]:
        maria.tap(labels[0])
