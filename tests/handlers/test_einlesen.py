"""A file that is sent: looked at, decided about, read in, taken back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.export.making import made
from storage import shops
from storage.tables.ledger import ledger_entry
from tests.chat import Person, World, rows
from tests.security.shop import dump

FILE = """Name;Datum;Betrag;Artikel;Geburtstag;Notiz
Anna;03.05.25;25,00;Wollsocken;12.8.;mag Blau
Ben;17.11.2025;12,50;Tee;;
Cleo;31.2.25;9,00;Kerze;;
;1.1.25;5,00;Seife;;
Anna;4.5.26;25,00;Socken;;
"""


@pytest.fixture
def known(maria: Person) -> Person:
    """Maria, who has sold something to Anna today."""
    maria.hears("/kauf Anna 25 Socken")
    return maria


class TestReadingIn:
    def test_nothing_is_booked_before_she_says_so(self, world: World, known: Person) -> None:
        before = rows(world, "import_job", "import_row", "keyboard")
        preview = known.sends("vinted.csv", FILE)
        assert rows(world, "import_job", "import_row", "keyboard") == before
        assert (
            "vinted.csv · 5 Zeilen\n• Anna · 3. Mai 2025 · 25,00 € · Wollsocken · 🎂 12. August · mag Blau" in preview
        )
        assert "Das käme dazu: 2 Käufe, zusammen 37,50 €.\n1 Kauf ist schon eingetragen, den lasse ich weg." in preview
        assert "1 Name steht schon in deiner Liste (Anna): Ich lege beides zusammen." in preview
        assert "das Datum ist nicht zu lesen (1), kein Name (1)" in preview
        assert "niemand bekommt eine Nachricht" in preview

    def test_rows_are_booked_once_and_wrong_ones_come_back_with_the_reason(self, known: Person) -> None:
        said = known.reads_in("vinted.csv", FILE)
        assert said.startswith(
            "vinted.csv ist eingelesen.\nNeues aus 2 von 5 Zeilen:\n2 Käufe sind dazugekommen.\n1 Person ist neu in deiner Liste.\n"
            "Bei 1 Person habe ich etwas ergänzt.\n1 Zeile war schon eingetragen.\n"
            "2 Zeilen fehlen: das Datum ist nicht zu lesen (1), kein Name (1). Sie stehen in der Datei.\n"
        )
        report = known.last().file.decode("utf-8-sig").splitlines()
        assert report[0] == "Zeile;Warum nicht eingelesen;Name;Datum;Betrag;Artikel"
        assert report[1] == "4;das Datum ist nicht zu lesen: 31.2.25;Cleo;31.2.25;9,00;Kerze"
        assert report[2] == "5;kein Name;;1.1.25;5,00;Seife"
        assert len(report) == 3
        assert "2 Käufe für zusammen 50,00 €" in known.hears("/kunde Anna")

    def test_what_was_sold_before_earns_nothing_and_announces_nothing(self, world: World, maria: Person) -> None:
        lines = "\n".join(f"Anna;{day}.3.2026;30" for day in range(1, 9))
        maria.reads_in("alt.csv", f"Name;Datum;Betrag\n{lines}")
        assert "Stammkunde" in (card := maria.hears("/kunde Anna"))
        assert "0 Punkte · Stempel 0 von 10" in card
        with world.engine.begin() as db:
            assert db.execute(select(ledger_entry)).all() == []
        world.days_later(1)
        assert not any("Stammkunde" in said.text for said in world.tick())

    def test_a_second_tap_does_nothing(self, known: Person) -> None:
        known.sends("vinted.csv", FILE)
        shown, run = known.last(), known.last().buttons["Einlesen"]["callback_data"]
        known.tap_data(shown, run)
        known.tap_data(shown, run)
        known.world.work()
        known.tap_data(shown, run)
        assert known.world.work() == []
        assert "2 Käufe" in known.hears("/kunde Anna")

    def test_the_same_file_again_brings_nothing_new(self, known: Person) -> None:
        known.reads_in("vinted.csv", FILE)
        again = known.reads_in("vinted.csv", FILE)
        assert "Neues war nicht dabei." in again
        assert "3 Zeilen waren schon eingetragen." in again

    @pytest.mark.parametrize("rows", [1, 2, 200])
    def test_the_same_purchase_twice_in_one_file_is_two_purchases(self, maria: Person, rows: int) -> None:
        maria.hears("/kauf Ben 5 Tee gestern")
        same = "Anna;3.5.26;5;Tee\n" * 3 + "Ben;3.5.26;5;Tee\n" * 2
        maria.sends("x.csv", f"Name;Datum;Betrag;Artikel\n{same}")
        maria.tap("Einlesen")
        said = maria.world.work(rows=rows)[-1].text
        assert "4 Käufe sind dazugekommen." in said
        assert "1 Zeile war schon eingetragen." in said

    def test_a_restart_in_the_middle_goes_on_where_it_was(self, world: World, known: Person) -> None:
        known.sends("vinted.csv", FILE)
        known.tap("Einlesen")
        world.work(most=2, rows=1)
        after = world.restarted((known.id,))
        after.messages = world.messages
        said = after.work(rows=1)
        assert any("2 Käufe sind dazugekommen." in one.text for one in said)

    def test_what_is_known_otherwise_stays_and_is_told(self, known: Person) -> None:
        known.hears("/geburtstag Anna 14.8.")
        file = "Name;Datum;Betrag;Geburtstag;Notiz;Größe\nAnna;4.5.26;25;1.1.1990;;\nAnna;;;14.8.;hat Krebs;\nAnna;;;;;38\n"
        for said in (known.reads_in("a.csv", file), known.reads_in("a.csv", file)):
            assert "Nicht übernommen: anderer Geburtstag als bei dir (1), sehr persönliche Notiz (1)." in said
            _, *left = known.last().file.decode("utf-8-sig").splitlines()
            assert [line.split(";")[:2] for line in left] == [
                ["2", "ohne diesen Geburtstag eingelesen, bei dir steht 14.8. (ändern mit /geburtstag): 1.1.1990"],
                ["3", f"{ALONE}: hat Krebs"],
            ]
        assert "14. August" in (card := known.hears("/kunde Anna"))
        assert "Krebs" not in card

    def test_every_reason_is_counted(self, maria: Person) -> None:
        wrong = ("Anna;31.2.26;5", ";3.5.25;5", "Ben;3.5.25;", "Ben;3.5.25;0", "Ben;3.5.2030;5")
        said = maria.sends("a.csv", "Name;Datum;Betrag\n" + "\n".join((*wrong, "Ben;3.5.25;5")))
        assert said.count("(1)") == len(wrong)
        maria.tap("Einlesen")
        told = maria.world.work()[0].text
        assert "Neues aus 1 von 6 Zeilen:" in told
        assert told.count("(1)") == len(wrong)

    def test_all_rows_are_accounted_for(self, known: Person) -> None:
        known.hears("/kauf Ben 5 Tee")
        lines = "Anna;4.5.26;25;\nAnna;3.5.26;7;\nBen;3.5.26;7;\nCleo;3.5.26;7;Storniert\n;3.5.26;7;\n"
        known.sends("a.csv", f"Name;Datum;Betrag;Status\n{lines}")
        known.tap("Einzeln ansehen")
        known.tap("Ja: Anna · 1 Kauf, 04.05.26")
        known.tap("Auslassen")
        known.world.work()
        known.tap("Einlesen")
        assert known.world.work()[0].text == (
            "a.csv ist eingelesen.\nNeues aus 1 von 5 Zeilen:\n1 Kauf ist dazugekommen.\n1 Zeile war schon eingetragen.\n"
            "2 Zeilen habe ich ausgelassen: auf deinen Wunsch (1), storniert, erstattet oder nicht bezahlt (1).\n1 Zeile fehlt: kein Name (1). Sie steht in der Datei."
        )

    def test_notes_that_sound_very_personal_are_left_out_and_named(self, known: Person) -> None:
        assert "1 Notiz klingt sehr persönlich, die lasse ich weg." in known.sends(
            "x.csv", "Name;Notiz\nBen;hat Krebs\nCleo;mag Tee"
        )
        known.tap("Einlesen")
        said = known.world.work()[0].text
        assert "2 Personen sind neu" in said
        assert "sie klingt sehr persönlich" in known.last().file.decode()
        assert "Krebs" not in known.hears("/kunde Ben")
        assert "mag Tee" in known.hears("/kunde Cleo")


class TestTakingBack:
    def test_everything_is_as_it_was(self, world: World, known: Person) -> None:
        known.sends("vinted.csv", FILE)
        before = kept(world)
        known.tap("Einlesen")
        world.work(rows=2)
        known.tap("Alles zurücknehmen")
        said = world.work(rows=2)
        assert said[-1].text == "„vinted.csv“ ist zurückgenommen, alles ist wie vorher."
        assert kept(world) == before

    def test_what_something_builds_on_stays_and_is_named(self, known: Person) -> None:
        known.reads_in("vinted.csv", FILE)
        known.hears("/kauf Ben 10 Kekse")
        known.hears("/storno Anna 5")
        known.tap("Alles zurücknehmen")
        said = known.world.work()[-1].text
        assert "bis auf das, worauf inzwischen etwas aufbaut" in said
        assert "1 Person bleibt: Sie hat" in said
        assert "1 Kauf für 10,00 €" in known.hears("/kunde Ben")

    def test_twice_is_refused(self, known: Person) -> None:
        known.reads_in("vinted.csv", FILE)
        done = next(one for one in reversed(known.world.messages) if "Alles zurücknehmen" in one.buttons)
        tap = done.buttons["Alles zurücknehmen"]["callback_data"]
        known.tap("Alles zurücknehmen")
        known.world.work()
        known.tap_data(done, tap)
        assert known.world.notices[-1] == "Schon erledigt."


ALONE = "ohne diese Notiz eingelesen, sie klingt sehr persönlich. Trag sie mit /notiz ein, wenn du sie brauchst"
SELF = ("import_job", "import_row", "keyboard", "tap", "dialog")
"""What reading in writes about itself."""
LEARNT = re.compile(r'"rhythm_\w+": [^,]+, ')
"""What is learnt from purchases each morning, and after each file."""


def kept(world: World) -> dict[str, list[str]]:
    """All that the shop keeps but that."""
    with world.engine.begin() as db:
        return {name: [LEARNT.sub("", one) for one in found] for name, found in dump(db).items() if name not in SELF}


@pytest.mark.parametrize("backend", ["postgresql"])
def test_on_a_server_it_is_the_same(backend: str, known: Person) -> None:
    """Read in, exported and read in again, searched, taken back."""
    assert "2 Käufe sind dazugekommen." in known.reads_in("vinted.csv", FILE)
    with known.world.engine.begin() as db:
        for form in ("people", "purchases", "ledger"):
            recipe = {"form": "csv", "table": form, "shop": 1}
            known.world.files[form] = made(db, recipe, known.world.now)
    assert "Die Datei kommt aus diesem Laden" in known.sends("k.csv", known.world.files["purchases"])
    assert "Anna: Wollsocken" in known.hears("/suche wolsocken")
    done = next(one for one in reversed(known.world.messages) if "Alles zurücknehmen" in one.buttons)
    known.tap("Alles zurücknehmen", done)
    assert known.world.work()[-1].text == "„vinted.csv“ ist zurückgenommen, alles ist wie vorher."


class TestDeciding:
    def test_all_names_may_be_other_people(self, known: Person) -> None:
        known.sends("vinted.csv", FILE)
        known.tap("Alle neu anlegen")
        preview = known.world.work()[-1].text
        assert "Ich lege ihn trotzdem neu an." in preview
        assert "Das käme dazu: 3 Käufe, zusammen 62,50 €.\nNeu in deiner Liste: 2 Namen." in preview
        known.tap("Einlesen")
        known.world.work()
        assert "2 Annas" in known.hears("/kunde Anna") or len(known.last().buttons) == 2

    def test_each_name_may_be_asked_about(self, known: Person) -> None:
        known.sends("vinted.csv", FILE)
        asked = known.tap("Einzeln ansehen")
        assert "1 von 1: Anna gibt es schon. Zusammenlegen?\nIn der Datei: 2 Zeilen, zusammen 50,00 €." in asked
        assert list(known.last().buttons) == ["Ja: Anna · 1 Kauf, 04.05.26", "Neue Person", "Auslassen"]
        known.tap("Auslassen")
        preview = known.world.work()[-1].text
        assert "Das käme dazu: 1 Kauf über 12,50 €." in preview
        assert "Wie du gesagt hast: Anna auslassen.\n2 Zeilen lasse ich aus: auf deinen Wunsch (2)." in preview
        known.tap("Einlesen")
        assert "1 Kauf ist dazugekommen." in known.world.work()[0].text

    def test_a_name_that_is_a_slip_away_is_asked_about(self, known: Person) -> None:
        known.hears("/kauf Wilhelmine 5 Tee")
        said = known.sends("x.csv", "Name;Datum;Betrag\nWilhelmnie;3.5.25;7\n")
        assert "„Wilhelmnie“ klingt nach jemandem aus deiner Liste." in said
        assert "Zusammenlegen?\nIn der Datei: 1 Zeile, 7,00 €." in known.tap("Einzeln ansehen")
        known.tap("Ja: Wilhelmine · 1 Kauf, 04.05.26")
        assert "Wie du gesagt hast: Wilhelmnie zusammenlegen mit Wilhelmine." in known.world.work()[-1].text
        known.tap("Einlesen")
        known.world.work()
        assert "2 Käufe für zusammen 12,00 €" in known.hears("/kunde Wilhelmine")

    def test_what_was_said_of_each_name_is_shown(self, maria: Person) -> None:
        for name in ("Anna", "Ben", "Cleo"):
            maria.hears(f"/kauf {name} 5 Tee")
        maria.sends(
            "x.csv",
            "Name;Datum;Betrag;Artikel\n" + "".join(f"{name};4.5.26;5;Tee\n" for name in ("Anna", "Ben", "Cleo")),
        )
        assert "3 Käufe sind schon eingetragen, die lasse ich weg." in maria.last().text
        maria.tap("Einzeln ansehen")
        for answer in ("Ja: Anna · 1 Kauf, 04.05.26", "Neue Person", "Auslassen"):
            maria.tap(answer)
        preview = maria.world.work()[-1].text
        assert "Wie du gesagt hast: Anna zusammenlegen, Ben als neue Person, Cleo auslassen." in preview
        assert "Das käme dazu: 1 Kauf über 5,00 €.\n1 Kauf ist schon eingetragen, den lasse ich weg." in preview
        assert "Neu in deiner Liste: 1 Name." in preview
        assert "steht schon in deiner Liste" not in preview

    @pytest.mark.parametrize("again", [1, 2])
    def test_what_the_preview_says_is_what_comes(self, known: Person, again: int) -> None:
        same = "Anna;4.5.26;25;Socken\n" * 2 + "Ben;3.5.25;5;Tee\n" * 3
        for _ in range(again):
            known.reads_in("a.csv", f"Name;Datum;Betrag;Artikel\n{same}")
        preview = known.sends("b.csv", f"Name;Datum;Betrag;Artikel\n{same}Ben;4.5.26;5;Tee\n")
        assert "Das käme dazu: 1 Kauf über 5,00 €.\n5 Käufe sind schon eingetragen, die lasse ich weg." in preview
        known.tap("Einlesen")
        assert "1 Kauf ist dazugekommen.\n5 Zeilen waren schon eingetragen." in known.world.work()[-1].text

    def test_a_file_without_headings_is_guessed_and_asked_about(self, maria: Person) -> None:
        said = maria.sends("alt.csv", "3.5.25;Anna;Socken;25,00\n4.5.25;Ben;Tee;5,00\n")
        assert (
            "Spalte 1: 3.5.25 → Datum\nSpalte 2: Anna → Name\nSpalte 3: Socken → Artikel\nSpalte 4: 25,00 → Betrag"
            in said
        )
        maria.tap("Spalte 3: Socken")
        assert "Spalte 3: Socken → Notiz" in maria.tap("Notiz")
        maria.tap("So lesen")
        assert "• Anna · 3. Mai 2025 · 25,00 € · Socken" in maria.world.work()[0].text

    def test_without_a_column_of_names_it_cannot_be_read(self, maria: Person) -> None:
        said = maria.sends("alt.csv", "Kaufdatum;Betrag\n3.5.25;5\n")
        assert "Ich finde keine Spalte für den Namen." in said
        assert "So lesen" not in maria.last().buttons

    def test_nothing_stays_of_what_is_called_off(self, world: World, known: Person) -> None:
        known.sends("vinted.csv", FILE)
        assert "Eingetragen habe ich nichts." in known.tap("Abbrechen")
        assert rows(world)["import_row"] == 0

    def test_the_columns_may_be_changed(self, maria: Person) -> None:
        maria.sends("x.csv", "Name;Nr;Datum;Betrag\nAnna;Socken;3.5.25;5\n")
        maria.tap("Spalten ändern")
        maria.tap("Nr")
        assert "Nr → Artikel" in maria.tap("Artikel")
        maria.tap("So lesen")
        assert "5,00 € · Socken" in maria.world.work()[0].text


class TestFilesThatCannotBeRead:
    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("bild.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "Mit „bild.png“ kann ich nichts anfangen."),
            ("alt.xls", b"\xd0\xcf\x11\xe0" + bytes(100), "im alten Excel-Format"),
            ("kaputt.xlsx", b"PK\x03\x04 kaputt", "lässt sich nicht öffnen"),
            ("leer.csv", b"", "steht nichts, was ich lesen kann"),
            ("nur-kopf.csv", b"Name;Datum;Betrag\n", "steht nichts, was ich lesen kann"),
        ],
        ids=["picture", "old Excel", "broken", "empty", "heading only"],
    )
    def test_she_reads_why(self, maria: Person, name: str, content: bytes, said: str) -> None:
        assert said in maria.sends(name, content)

    def test_what_is_too_large_is_not_even_fetched(self, maria: Person) -> None:
        assert "hat 30 MB, ich kann höchstens 20 MB annehmen" in maria.sends("x.csv", b"Name", size=30_000_000)

    def test_others_than_the_seller_cannot_send_files(self, anna: Person, world: World) -> None:
        assert (
            anna.sends("x.csv", "Name\nBen") == "Mit Dateien kann ich hier nichts anfangen. Was hier geht, zeigt /hilfe"
        )
        assert rows(world)["import_job"] == 0


def test_import_explains_and_shows_the_last_file(known: Person) -> None:
    assert "Schick mir einfach eine Datei" in known.hears("/import")
    known.tap("Beispiel-Datei")
    assert "Name;Datum;Betrag" in known.last().file.decode()
    known.reads_in("vinted.csv", FILE)
    assert "vinted.csv ist eingelesen." in known.hears("/import")
    assert "Alles zurücknehmen" in known.last().buttons


def test_who_is_erased_is_not_read_in_from_a_file_that_waits(known: Person, world: World) -> None:
    known.sends("vinted.csv", FILE)
    shown = known.last()
    known.hears("/loeschen Anna")
    while labels := [label for label in known.last().buttons if "öschen" in label]:
        known.tap(labels[0])
    world.work()
    assert known.last() is not shown
    assert "Anna" not in known.last().text
    with world.engine.begin() as db:
        assert not any("Anna" in line for name in SELF[:2] for line in dump(db)[name])


def test_old_files_are_forgotten(known: Person, world: World) -> None:
    from storage import imports

    known.sends("vinted.csv", FILE)
    with world.engine.begin() as db:
        imports.forget_old(db, world.now + timedelta(days=8))
        assert shops.get(db, 1)
    assert rows(world)["import_row"] == rows(world)["import_job"] == 0
