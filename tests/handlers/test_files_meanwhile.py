"""Files, and what happens while they are read: the shop moves, somebody is erased, a button is old."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from handlers.einlesen import planning, working
from handlers.einlesen.files import read
from storage import imports
from storage.imports import ASKED, FETCHING, PLANNING, RUNNING
from storage.tables.imports import import_row
from storage.tables.purchases import purchase
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


def booked(world: World) -> list[tuple[str, int]]:
    """Days and amounts of all purchases."""
    with world.engine.begin() as db:
        return [(str(row.day), row.cents) for row in db.execute(select(purchase).order_by(purchase.c.id))]


class TestWhatStandsAboveTheButtonIsBooked:
    def test_after_a_column_was_changed(self, world: World, maria: Person) -> None:
        maria.sends("a.csv", "Name;Datum;Betrag;Preis\nAnna;3.5.25;10,00;99,00\n")
        first = maria.last()
        maria.hears("/import")
        seen = maria.last()
        maria.tap("Spalten ändern", first)
        maria.tap("Preis")
        maria.tap("Betrag")
        assert "Ich lese „a.csv“ noch einmal" in maria.tap("Einlesen", seen)
        assert "Anna · 3. Mai 2025 · 99,00 €" in world.work()[-1].text
        assert booked(world) == []
        maria.tap("Einlesen", seen)
        world.work()
        assert booked(world) == [("2025-05-03", 9900)]

    def test_import_reads_again_what_was_changed(self, world: World, known: Person) -> None:
        known.sends("a.csv", "Name;Datum;Betrag\nAnna;3.5.25;10\nBerta;3.5.25;99\n")
        known.tap("Einzeln ansehen")
        known.tap("Auslassen")
        assert "Ich lese „a.csv“ noch einmal" in known.hears("/import")
        assert "1 Kauf über 99,00 €" in world.work()[-1].text
        assert "Wie du gesagt hast: Anna auslassen." in known.last().text

    def test_after_the_days_were_turned_below_another_preview(self, world: World, maria: Person) -> None:
        maria.sends("a.csv", "Name;Datum;Betrag\nAnna;05/03/2026;25\n")
        first = maria.last()
        maria.hears("/import")
        maria.tap("Als 3. Mai lesen")
        world.work()
        assert "5. März 2026" in first.text
        assert "3. Mai 2026" in maria.tap("Einlesen", first)
        assert world.notices[-1] == "Inzwischen hat sich etwas geändert. So sieht es jetzt aus, passt das?"
        assert (booked(world), world.work()) == ([], [])
        maria.tap("Einlesen", first)
        world.work()
        assert booked(world) == [("2026-05-03", 2500)]

    def test_the_button_that_turns_the_days_does_what_it_says(self, world: World, maria: Person) -> None:
        maria.sends("a.csv", "Name;Datum;Betrag\nAnna;05/03/2026;25\n")
        first = maria.last()
        maria.hears("/import")
        for shown in (maria.last(), first):
            maria.tap("Als 3. Mai lesen", shown)
            assert "• Anna · 3. Mai 2026" in world.work()[-1].text

    def test_names_are_looked_up_again_after_a_column_was_changed(self, world: World, known: Person) -> None:
        known.sends("a.csv", "Kunde;Freundin;Datum;Betrag\nZoe;Anna;3.5.25;10\nBerta;Cleo;3.5.25;11\n")
        first = known.last()
        known.hears("/import")
        seen = known.last()
        known.tap("Spalten ändern", first)
        known.tap("Freundin")
        known.tap("Name")
        assert "noch einmal" in known.tap("Einzeln ansehen", seen)
        world.work()
        assert "1 von 1: Anna gibt es schon." in known.tap("Einzeln ansehen", seen)


class TestWhileAFileIsReadAgain:
    def test_it_says_so_and_offers_no_other_file(self, world: World, known: Person) -> None:
        known.reads_in("old.csv", "Name\nZoe\n")
        known.sends("a.csv", FILE)
        shown, new = known.last(), known.last().buttons["Alle neu anlegen"]["callback_data"]
        known.tap_data(shown, new)
        said = known.tap_data(shown, new)
        assert "„a.csv“ lese ich gerade noch einmal" in said[-1].text
        assert "„a.csv“ lese ich gerade, gleich" in (told := known.hears("/import"))
        assert "old.csv" not in told
        assert "Das käme dazu" in world.work()[-1].text

    def test_nor_while_one_is_fetched_or_taken_back(self, known: Person) -> None:
        known.reads_in("old.csv", "Name\nZoe\n")
        known.reads_in("a.csv", "Name\nUte\n")
        known.tap("Alles zurücknehmen")
        assert "„a.csv“ nehme ich gerade zurück." in (told := known.hears("/import"))
        assert "old.csv" not in told
        known.say("", document={"file_id": "x", "file_unique_id": "u", "file_name": "b.csv", "file_size": 9})
        assert "„b.csv“ sehe ich mir gerade an" in known.hears("/import")


def test_import_asks_about_guessed_columns_too(known: Person) -> None:
    said = known.sends("a.csv", "Anna;3.5.25;10,00\nBen;4.5.25;11,00\n")
    assert "Welche Spalte ist was?" in said
    assert said.split("\n", 1)[1] in known.hears("/import")
    assert "Einlesen" not in known.last().buttons


class TestFilesOfAnOlderVersion:
    def test_one_that_waits_is_read_again(self, world: World, maria: Person) -> None:
        maria.sends("a.csv", "Name;Datum;Betrag\nAnna;3.5.25;10,00\n")
        shown, waiting = maria.last(), job(world, ASKED)
        old = {"rows": 1, "bad": 0, "reasons": [], "sales": 1, "cents": 1000, "postings": 0, "people": 1, "known": 0}
        sheet = {name: value for name, value in imports.plan_of(waiting)["sheets"][0].items() if name != "orders"}
        plan = {"sheets": [sheet], "sum": {**old, "facts": 0, "own": 0, "numbered": 0, "examples": []}}
        with world.engine.begin() as db:
            imports.keep_plan(db, waiting, {**plan, "known": [], "near": []})
        assert "Ich lese „a.csv“ noch einmal" in maria.tap("Einlesen", shown)
        assert "Anna · 3. Mai 2025 · 10,00 €" in world.work()[-1].text

    def test_the_reasons_of_rows_are_read(self, world: World, maria: Person) -> None:
        maria.sends("a.csv", "Name;Datum;Betrag\nAnna;3.5.25;10,00\nBen;quatsch;10,00\n")
        maria.tap("Einlesen")
        world.work(most=1)
        with world.engine.begin() as db:
            old = update(import_row).where(import_row.c.reason != "").values(reason='["day_unclear", "quatsch"]')
            assert db.execute(old).rowcount == 1
        assert "1 Zeile fehlt: das Datum ist nicht zu lesen (1)." in world.work()[0].text
        assert "3;das Datum ist nicht zu lesen: quatsch;Ben" in maria.last().file.decode()


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
