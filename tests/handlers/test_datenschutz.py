"""/datenschutz, /impressum, /export, /aufraeumen, and whether a buyer is informed."""

import io
import json
import zipfile
from datetime import timedelta

import pytest

from storage import buyers, shops
from tests.chat import Person, World, invitation, rows

IMPRINT = "Maria Muster, Musterweg 1, 12345 Musterstadt, maria@example.org"


class TestReading:
    def test_it_can_be_read_before_anything_is_stored(self, world: World, maria: Person, stranger: Person) -> None:
        maria.hears(f"/impressum {IMPRINT}")
        maria.hears("/kauf Anna 25")
        stranger.hears(f"/start {invitation(maria, 'Anna')}")
        before = rows(world, "keyboard")
        said = stranger.tap("Datenschutz lesen")
        for words in (
            "Datenschutz bei Shop von Maria",
            IMPRINT,
            "/stopp beendet",
            "ab 16 Jahren",
            "/loeschen vergisst",
        ):
            assert words in said
        assert rows(world, "keyboard") == before

    def test_a_buyer_reads_that_of_his_shops(self, anna: Person) -> None:
        said = anna.hears("/datenschutz")
        assert "Datenschutz bei Shop von Maria" in said
        assert "ein Impressum ist noch nicht eingetragen" in said

    @pytest.mark.usefixtures("maria")
    def test_a_stranger_reads_that_nothing_is_stored(self, stranger: Person) -> None:
        assert "noch nichts gespeichert" in stranger.hears("/datenschutz")

    def test_the_seller_reads_what_they_read_and_that_it_is_no_legal_advice(self, maria: Person) -> None:
        said = maria.hears("/datenschutz")
        assert "keine Rechtsberatung" in said
        assert "Datenschutz bei Shop von Maria" in said

    def test_the_polite_form_is_polite_throughout(self, world: World, anna: Person) -> None:
        with world.engine.begin() as db:
            shops.change(db, 1, address_form="sie")
        said = anna.hears("/datenschutz").lower()
        for word in ("dein", " du ", " dir ", "dich "):
            assert word not in said

    def test_who_gets_it_and_what_of_a_birthday_is_kept_is_told_as_it_is(
        self, world: World, anna: Person, maria: Person
    ) -> None:
        """Telegram and whoever runs the bot are somebody; a seller may type a year."""
        maria.hears("/kauf Bert 9")
        bert = world.person(3009, "Bert")
        said = bert.hears(f"/start {invitation(maria, 'Bert')}")
        assert "niemand sonst" not in said
        assert "laufen über Telegram" in said
        said = anna.hears("/datenschutz")
        assert "das Jahr nur, wenn Shop von Maria es dazuschreibt" in said
        assert "Sonst niemand" not in said


class TestImprint:
    def test_she_types_it_once_and_buyers_read_it(self, maria: Person, anna: Person) -> None:
        assert "noch kein Impressum" in anna.hears("/impressum")
        assert "keine Rechtsberatung" in maria.hears(f"/impressum {IMPRINT}")
        assert anna.hears("/impressum") == f"Impressum von Shop von Maria\n{IMPRINT}"

    def test_it_is_asked_for(self, maria: Person) -> None:
        assert "wer deinen Laden führt" in maria.hears("/impressum")
        assert IMPRINT in maria.hears(IMPRINT)
        assert "Zum Ändern" in maria.hears("/impressum")

    @pytest.mark.parametrize("typed", ["Maria", "x" * 1001], ids=["too short", "too long"])
    def test_what_cannot_be_one_is_refused_with_an_example(self, world: World, maria: Person, typed: str) -> None:
        assert "Musterweg" in maria.hears(f"/impressum {typed}")
        with world.engine.begin() as db:
            assert shops.get(db, 1).imprint == ""

    def test_it_is_escaped(self, maria: Person, anna: Person) -> None:
        maria.hears("/impressum Maria <b>Muster</b> & Co, Musterweg 1")
        anna.hears("/impressum")
        assert "&lt;b&gt;Muster" in anna.last().html

    def test_the_set_up_reminds_of_it(self, maria: Person) -> None:
        assert any("/impressum" in message.text for message in maria.world.messages)


class TestExport:
    @pytest.mark.usefixtures("anna")
    def test_it_has_the_whole_shop(self, maria: Person, petra: Person) -> None:
        petra.hears("/kauf Fremde 5")
        maria.hears("/notiz Anna mag Blau")
        maria.hears("/export")
        assert "Hier ist dein ganzer Laden" in maria.tap("Alles")
        with zipfile.ZipFile(io.BytesIO(maria.last().file)) as file:
            assert sorted(file.namelist()) == ["LIESMICH.txt", "stammkunde-shop.json"]
            found = json.loads(file.read("stammkunde-shop.json"))
        assert (found["format"], found["version"]) == ("stammkunde-shop", 1)
        assert [row["name"] for row in found["tables"]["buyer"]] == ["Anna"]
        assert found["tables"]["purchase"][0]["cents"] == 2500
        assert "Fremde" not in json.dumps(found)


class TestInformed:
    def test_whom_she_typed_in_she_tells_and_marks(self, maria: Person) -> None:
        maria.hears("/kauf Bertha 5")
        assert "noch nicht informiert" in maria.hears("/kunde Bertha")
        said = maria.tap("Informieren")
        assert "führe ich in einem Telegram-Bot deinen Namen" in said
        assert "Trag mit /impressum ein" in said
        assert maria.last().buttons["Kopieren"]["copy_text"]["text"] in said
        assert "seit 4. Mai 2026 informiert" in maria.tap("Ist informiert")
        assert "informiert am 4. Mai 2026" in maria.hears("/kunde Bertha")
        assert not maria.sees_button("Informieren")

    def test_the_text_says_who_she_is_and_still_fits_a_button(self, maria: Person) -> None:
        maria.hears(f"/impressum {IMPRINT}")
        maria.hears("/kauf Annemarie-Luise 5")
        maria.hears("/kunde Annemarie-Luise")
        said = maria.tap("Informieren")
        assert f"Viele Grüße, {IMPRINT}" in said
        assert "/impressum" not in said
        assert IMPRINT in maria.last().buttons["Kopieren"]["copy_text"]["text"]

    def test_one_too_long_for_a_button_is_tapped(self, maria: Person) -> None:
        maria.hears("/impressum " + IMPRINT * 3)
        maria.hears("/kauf Bertha 5")
        maria.hears("/kunde Bertha")
        assert "zu lang: Tipp ihn an" in maria.tap("Informieren")
        assert not maria.sees_button("Kopieren")

    @pytest.mark.usefixtures("anna")
    def test_who_joined_himself_has_read_it(self, world: World, maria: Person) -> None:
        assert "informiert am 4. Mai 2026" in maria.hears("/kunde Anna")
        with world.engine.begin() as db:
            assert buyers.get(db, 1, 1).informed_on == world.today()


class TestTidying:
    @pytest.mark.usefixtures("anna")
    def test_there_is_nothing_to_tidy_at_first(self, maria: Person) -> None:
        assert maria.hears("/aufraeumen").startswith("Aufgeräumt")

    @pytest.mark.usefixtures("anna")
    def test_after_three_years_she_is_asked(self, world: World, maria: Person) -> None:
        world.days_later(3 * 365 + 1)
        said = maria.hears("/aufraeumen")
        assert "1 Person hat seit drei Jahren nichts gekauft" in said
        assert maria.tap("Anna behalten").startswith("Aufgeräumt")
        assert maria.hears("/aufraeumen").startswith("Aufgeräumt")
        world.days_later(366)
        assert "Anna" in maria.hears("/aufraeumen")

    @pytest.mark.usefixtures("anna")
    def test_who_is_not_needed_any_more_goes_from_there(self, world: World, maria: Person) -> None:
        world.days_later(3 * 365 + 1)
        maria.hears("/aufraeumen")
        maria.tap("löschen …")
        maria.tap("Ja, löschen …")
        assert "Anna ist gelöscht" in maria.tap("Endgültig löschen")

    @pytest.mark.usefixtures("anna")
    def test_an_old_note_of_somebody_who_still_buys(self, world: World, maria: Person) -> None:
        maria.hears("/notiz Anna zieht bald um")
        world.days_later(3 * 365 + 1)
        maria.hears("/kauf Anna 5")
        assert "zieht bald um" in maria.hears("/aufraeumen")
        assert "gelöscht" in maria.tap("Notiz löschen: zieht bald um").lower()

    @pytest.mark.usefixtures("anna")
    def test_the_daily_message_asks_once_a_year(self, world: World, maria: Person) -> None:
        def asked() -> int:
            return sum("Einmal im Jahr" in said.text for said in world.tick() if said.chat == maria.id)

        world.go_to(world.today() + timedelta(days=1), 9)
        assert asked() == 0
        world.go_to(world.today() + timedelta(days=3 * 365 + 1), 9)
        assert asked() == 1
        assert "nichts gekauft" in maria.tap("Ansehen")
        for days in (1, 100, 260):
            world.go_to(world.today() + timedelta(days=days), 9)
            assert asked() == 0
        world.go_to(world.today() + timedelta(days=10), 9)
        assert asked() == 1
