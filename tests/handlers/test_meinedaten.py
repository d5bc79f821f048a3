"""/meinedaten and /auskunft: everything that is stored about a buyer, for him and for nobody else; he corrects it himself."""

import json
from typing import Any

import pytest

from storage import buyers, shops
from tests.chat import BUYER, Person, World, join


def file_of(person: Person) -> dict[str, Any]:
    """What is in the file that came last."""
    found: dict[str, Any] = json.loads(person.last().file)
    return found


@pytest.fixture
def known(maria: Person, anna: Person) -> Person:
    """Anna, with notes, a birthday, a promise, a complaint, and a consent."""
    for line in (
        "/notiz Anna mag Blau, Größe 39",
        "/notiz Anna Geburtstag 3.6.1990",
        "/versprechen Anna bis Freitag Fotos schicken",
        "/reklamation Anna Naht offen",
    ):
        maria.hears(line)
    anna.hears("/quittung")
    anna.tap("Ja, gern")
    return anna


class TestReading:
    def test_he_reads_all_of_it_notes_included(self, known: Person) -> None:
        said = known.hears("/meinedaten")
        for words in (
            "Was Shop von Maria über dich gespeichert hat",
            "Name: Anna",
            f"Telegram-Nummer: {BUYER}",
            "Geburtstag: 3. Juni 1990",
            "mag Blau, Größe 39",
            "Vorliebe: Blau",
            "1 Kauf für zusammen 25,00 €".replace("zusammen ", ""),
            "Fotos schicken",
            "Naht offen",
            "Zugestimmt am 4. Mai 2026: Stempelkarte (Fassung 4)",
            "Zugestimmt am 4. Mai 2026: Quittungen, Gutscheine, Punkte (Fassung 2)",
        ):
            assert words in said

    def test_the_file_has_every_row(self, known: Person) -> None:
        known.hears("/meinedaten")
        found = file_of(known)
        assert (found["format"], found["version"], found["shop"]) == ("stammkunde-meinedaten", 1, "Shop von Maria")
        assert found["data"]["purchase"][0]["cents"] == 2500
        assert found["data"]["buyer"][0]["telegram_id"] == BUYER
        assert {one["purpose"] for one in found["data"]["consent"]} == {"stamp_card", "receipts"}
        assert known.last().payload["caption"].startswith("Alles, was Shop von Maria")

    def test_each_shop_answers_for_itself(self, petra: Person, known: Person) -> None:
        petra.hears("/kauf Anni 7")
        petra.hears("/notiz Anni kommt aus Bremen")
        join(known, petra, "Anni")
        said = known.hears("/meinedaten")
        assert said.count("über dich gespeichert hat") == 2
        assert "Bremen" not in json.dumps(file_of(known)) or "Blau" not in json.dumps(file_of(known))

    @pytest.mark.parametrize("typed", ["/meinedaten", "meinedaten", "/MeineDaten", "/daten"])
    def test_other_ways_to_ask(self, anna: Person, typed: str) -> None:
        assert "über dich gespeichert" in anna.hears(typed)

    @pytest.mark.usefixtures("maria")
    def test_a_stranger_gets_nothing(self, stranger: Person) -> None:
        assert "gespeichert hat" not in stranger.hears("/meinedaten")

    def test_a_seller_learns_how_to_ask_about_hers(self, maria: Person) -> None:
        assert "/auskunft Anna" in maria.hears("/meinedaten")

    def test_the_polite_form(self, world: World, anna: Person) -> None:
        with world.engine.begin() as db:
            shops.change(db, 1, address_form="sie")
        assert "über Sie gespeichert" in anna.hears("/meinedaten")


class TestByTheSeller:
    @pytest.mark.usefixtures("known")
    def test_she_gets_the_same_to_hand_on(self, maria: Person) -> None:
        said = maria.hears("/auskunft Anna")
        assert "Was über Anna gespeichert ist" in said
        assert "mag Blau, Größe 39" in said
        assert file_of(maria)["data"]["note"]

    @pytest.mark.usefixtures("known")
    def test_what_the_bot_keeps_of_his_own_chat_is_not_hers(self, maria: Person) -> None:
        maria.hears("/auskunft Anna")
        assert not file_of(maria)["data"].keys() & {"keyboard", "dialog", "dead_letter"}

    @pytest.mark.usefixtures("known")
    def test_without_a_name_she_is_asked(self, maria: Person) -> None:
        maria.hears("/auskunft")
        assert "Was über Anna" in maria.tap("Anna")

    @pytest.mark.usefixtures("known")
    def test_another_seller_gets_nothing(self, petra: Person) -> None:
        assert "finde ich nicht" in petra.hears("/auskunft Anna")


class TestCorrecting:
    def test_his_name(self, maria: Person, anna: Person) -> None:
        """His seller hears of it, and still finds him by the old one."""
        anna.hears("/meinedaten")
        assert "Wie soll ich dich nennen?" in anna.tap("Name ändern")
        assert anna.hears("Anna-Lena B.") == "Bei Shop von Maria heißt du jetzt Anna-Lena B.."
        assert maria.last().text.startswith("Anna heißt jetzt Anna-Lena B.")
        assert "Anna-Lena B." in maria.hears("/kunde Anna")

    @pytest.mark.parametrize("typed", ["…", "x" * 65], ids=["no letters", "too long"])
    def test_what_is_no_name_is_refused_with_an_example(self, world: World, anna: Person, typed: str) -> None:
        anna.hears("/meinedaten")
        anna.tap("Name ändern")
        assert "Anna Beispiel" in anna.hears(typed)
        with world.engine.begin() as db:
            assert buyers.get(db, 1, 1).name == "Anna"

    @pytest.mark.parametrize("name", ["Berta", "berta müller"], ids=["another name of hers", "her name"])
    def test_a_name_that_leads_to_somebody_else_is_not_his(
        self, world: World, maria: Person, anna: Person, name: str
    ) -> None:
        """What the seller types for Berta stays hers; he may choose another one, and the spelling of his own."""
        maria.hears("/kauf Berta Müller 10 Socken")
        with world.engine.begin() as db:
            (berta,) = buyers.named(db, 1, "Berta Müller")
            buyers.add_alias(db, 1, berta.id, "Berta")
        anna.hears("/meinedaten")
        anna.tap("Name ändern")
        assert "Anna Beispiel" in anna.hears(name)
        assert "Berta Müller" in maria.hears(f"/kauf {name} 7 Schal")
        assert anna.hears("ANNA").endswith("heißt du jetzt ANNA.")

    def test_his_birthday_without_the_year(self, world: World, maria: Person, anna: Person) -> None:
        anna.hears("/meinedaten")
        anna.tap("Geburtstag ändern")
        assert "3. Mai" in anna.hears("3.5.1990")
        assert maria.last().text == "🎂 Anna hat den Geburtstag selbst eingetragen: 3. Mai"
        with world.engine.begin() as db:
            row = buyers.get(db, 1, 1)
            assert (row.birthday_day, row.birthday_month, row.birthday_year) == (3, 5, None)

    @pytest.mark.usefixtures("maria")
    def test_his_birthday_in_one_line(self, anna: Person) -> None:
        assert "Gemerkt bei Shop von Maria: 3. Mai" in anna.hears("/geburtstag 3.5.")
        assert "Tag und Monat genügen" in anna.hears("/geburtstag")

    @pytest.mark.parametrize("line", ["/geburtstag Anna 3.5.", "/geburtstag anna 3. Mai", "/geburtstag am 3.5."])
    def test_she_may_name_herself_as_the_seller_does(self, anna: Person, line: str) -> None:
        assert "Gemerkt bei Shop von Maria: 3. Mai" in anna.hears(line)

    def test_her_own_name_alone_asks_for_the_day(self, anna: Person) -> None:
        assert "Tag und Monat genügen" in anna.hears("/geburtstag Anna")

    @pytest.mark.parametrize("line", ["/geburtstag Bert 3.5.", "/geburtstag Frühling", "/geburtstag 31.2."])
    def test_what_helps_her_names_nobody(self, anna: Person, line: str) -> None:
        """She would type it again and again."""
        said = anna.hears(line)
        assert said.endswith("So geht's: /geburtstag 3.5.")
        assert "Gemerkt" not in said

    def test_a_birthday_he_does_not_want_known_goes(self, known: Person) -> None:
        known.hears("/meinedaten")
        assert "kennt deinen Geburtstag nicht mehr" in known.tap("Geburtstag löschen")
        known.hears("/meinedaten")
        assert "Geburtstag: nicht gespeichert" in known.world.messages[-2].text

    @pytest.mark.usefixtures("anna")
    def test_the_seller_still_types_birthdays_of_others(self, maria: Person) -> None:
        assert "Geburtstag von Anna: 3. Mai" in maria.hears("/geburtstag Anna 3.5.")

    def test_a_button_of_a_card_he_gave_up_does_nothing(self, world: World, anna: Person) -> None:
        anna.hears("/meinedaten")
        before = world.messages[-2]
        with world.engine.begin() as db:
            buyers.change(db, 1, 1, telegram_id=None)
        anna.tap("Name ändern", before)
        assert "heißt du jetzt" not in anna.hears("Neu")
