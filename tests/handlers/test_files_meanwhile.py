"""Files, and what happens while they are read: the shop moves, somebody is erased, a button is old."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from handlers.einlesen import planning, working
from handlers.einlesen.files import read
from storage import imports
from storage.imports import ASKED, FETCHING, PLANNING, RUNNING
from storage.tables.imports import import_row
from tests.chat import RECOVERY, Person, World
from tests.security.shop import dump

FILE = "Name;Datum;Betrag\nAnna;3.5.25;10\nBerta;31.2.25;11\n"
NEW_PHONE = 1777


@pytest.fixture
def known(maria: Person) -> Person:
    """Maria, who has sold something to Anna and Berta."""
    maria.hears("/kauf Anna 25 Socken")
    maria.hears("/kauf Berta 25 Socken")
    return maria


def erase(seller: Person, name: str) -> None:
    seller.hears(f"/loeschen {name}")
    while labels := [label for label in seller.last().buttons if "öschen" in label]:
        seller.tap(labels[0])


def job(world: World, state: str) -> imports.Job:
    with world.engine.begin() as db:
        found = imports.latest(db, 1, state)
    assert found is not None
    return found


def words(world: World) -> str:
    """All that is stored of files."""
    with world.engine.begin() as db:
        found = dump(db)
    return "\n".join(line for name in ("import_job", "import_row") for line in found[name])


class TestTheShopMoves:
    def moved(self, seller: Person, code: str) -> Person:
        new = seller.world.person(NEW_PHONE, "Maria")
        new.hears(f"/uebernahme {code}")
        return new

    def code(self, seller: Person) -> str:
        found = RECOVERY.search(seller.hears("/notfallcode"))
        assert found is not None
        return found[0]

    def test_the_lost_phone_reads_nothing_more_about_a_file(self, world: World, known: Person) -> None:
        code = self.code(known)
        known.sends("a.csv", FILE)
        known.tap("Spalten ändern")
        known.tap("So lesen")
        self.moved(known, code)
        said = world.work()
        assert [one.chat for one in said] == [NEW_PHONE]
        assert "Anna" in said[0].text

    def test_what_is_being_read_in_is_told_to_the_new_one_with_its_report(self, world: World, known: Person) -> None:
        code = self.code(known)
        known.sends("a.csv", FILE)
        known.tap("Einlesen")
        self.moved(known, code)
        said = world.work()
        assert {one.chat for one in said} == {NEW_PHONE}
        assert any("1 Kauf ist dazugekommen." in one.text for one in said)
        assert b"Berta" in said[-1].file

    def test_the_new_one_decides_in_a_chat_of_his_own(self, world: World, known: Person) -> None:
        code = self.code(known)
        known.sends("a.csv", FILE)
        new = self.moved(known, code)
        new.hears("/import")
        shown = new.last()
        new.tap("Einlesen")
        assert world.work()[0] is shown
        assert "ist eingelesen" in shown.text

    def test_who_sells_no_more_reads_nothing(self, world: World, known: Person) -> None:
        known.sends("a.csv", FILE)
        known.tap("Einlesen")
        with world.engine.begin() as db:
            imports.change(db, imports.get(db, 1, 1), person=NEW_PHONE)
        assert world.work() == []
        assert job(world, imports.DONE)


class TestSomebodyIsErased:
    def test_what_was_worked_out_before_is_worked_out_again(self, world: World, known: Person) -> None:
        known.sends("a.csv", f"Name;Datum;Betrag\nCleo;3.5.25;1\nDora;3.5.25;1\nEmil;3.5.25;1\n{FILE[18:]}")
        waiting = job(world, ASKED)
        with world.engine.begin() as db:
            imports.change(db, waiting, PLANNING)
            before = imports.get(db, 1, 1)
            plan = planning.planned(db, before)
        erase(known, "Anna")
        with world.engine.begin() as db:
            assert working.show(db, before, plan).answers == ()
        assert "Anna" not in words(world)
        said = world.work()
        assert "4 Zeilen" in said[0].text
        assert "Anna" not in words(world)

    def test_rows_that_were_read_before_are_not_kept(self, world: World, known: Person) -> None:
        world.files["f"] = FILE.encode()
        known.say("", document={"file_id": "f", "file_unique_id": "u", "file_name": "a.csv", "file_size": 10})
        before, sheets = job(world, FETCHING), read(FILE.encode(), world.today())
        erase(known, "Anna")
        with world.engine.begin() as db:
            imports.store_rows(db, before, working.cells(sheets))
            said = working.fetched(db, before, sheets).answers
        assert "wurde jemand gelöscht" in str(said)
        assert "Anna" not in words(world)
        assert world.work() == []

    def test_nothing_is_done_for_a_file_that_was_decided_about_meanwhile(self, world: World, known: Person) -> None:
        known.sends("a.csv", FILE)
        before = job(world, ASKED)
        with world.engine.begin() as db:
            assert imports.still(db, before) is not None
        known.tap("Abbrechen")
        with world.engine.begin() as db:
            assert imports.still(db, before) is None


def test_rows_that_say_much_are_read_in_one_by_one(
    world: World, known: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "LETTERS_AT_ONCE", 30)
    known.sends("a.csv", "Name;Notiz\nCleo;mag Blau und Grün und Gelb\nDora;mag Rot und Grün und Gelb\nEmil;\n")
    known.tap("Einlesen")
    world.work(most=1)
    assert "mag Blau" in known.hears("/kunde Cleo")
    assert "finde ich nicht" in known.hears("/kunde Dora")
    assert "3 Personen sind neu" in world.work()[-1].text


def test_a_file_that_gets_stuck_keeps_no_words(world: World, known: Person) -> None:
    known.sends("a.csv", FILE)
    known.tap("Einlesen")
    world.work(most=1, rows=1)
    running = job(world, RUNNING)
    with world.engine.begin() as db:
        working.fail(db, running, "failed")
        assert {(row.cells, row.who, row.reason) for row in db.execute(select(import_row))} == {("", "", "")}
    known.hears("/import")
    known.tap("Alles zurücknehmen")
    assert "alles ist wie vorher" in world.work()[-1].text


class TestOldButtons:
    def test_one_about_a_name_says_nothing_of_another(self, world: World, known: Person) -> None:
        known.sends("a.csv", FILE)
        known.tap("Spalten ändern")
        known.tap("So lesen")
        world.work()
        asked = known.tap("Einzeln ansehen")
        assert "1 von 1: Anna" in asked
        shown, skip = known.last(), known.last().buttons["Auslassen"]["callback_data"]
        waiting = job(world, ASKED)
        with world.engine.begin() as db:
            plan = imports.plan_of(waiting)
            imports.keep_plan(db, waiting, {**plan, "known": [["berta", "Berta", [2], 1, 1100]]})
        assert "hat sich inzwischen etwas geändert" in "\n".join(one.text for one in known.tap_data(shown, skip))
        with world.engine.begin() as db:
            imports.keep_plan(db, waiting, {**plan, "known": []})
        known.tap_data(shown, skip)
        assert not imports.plan_of(job(world, ASKED)).get("names")

    def test_import_shows_the_file_that_waits(self, known: Person) -> None:
        known.sends("wartet.csv", FILE)
        known.reads_in("fertig.csv", "Name\nZoe\n")
        assert "wartet.csv · 2 Zeilen" in known.hears("/import")


class TestWhatIsNotKept:
    @pytest.mark.parametrize("number", ["17", "20240101-17", "abc-1"])
    def test_a_customer_number_makes_no_note_less_personal(self, known: Person, number: str) -> None:
        said = known.reads_in("k.csv", f"Kundennummer;Name;Notiz\n{number};Cleo;hat Krebs und ist schwanger\n")
        assert "1 Person ist neu" in said
        assert "sie klingt sehr persönlich" in known.last().file.decode()
        assert "Krebs" not in known.hears("/kunde Cleo")

    def test_rows_of_others_without_a_name_are_nobodys(self, world: World, known: Person) -> None:
        said = known.sends("k.csv", "Kundennummer;Datum;Betrag\n7;3.5.25;10\n")
        assert "Ich finde keine Spalte für den Namen." in said
        assert "So lesen" not in known.last().buttons
        said = known.sends("k.csv", "Kundennummer;Name;Datum;Betrag\n7;;3.5.25;10\n8;Zoe;3.5.25;11\n")
        assert "kein Name (1)" in said
        known.tap("Einlesen")
        assert "1 Kauf ist dazugekommen." in world.work()[0].text
