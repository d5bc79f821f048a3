"""/loeschen and /shop_loeschen: two taps, told once, and nobody is found any more."""

import pytest
from sqlalchemy import func, select

from storage import buyers, disclosure, journal, shops
from storage.tables.purchases import purchase
from tests.chat import BUYER, Person, World, join, rows


def cents(world: World) -> int:
    with world.engine.begin() as db:
        return int(db.execute(select(func.sum(purchase.c.cents))).scalar_one())


def written_about(world: World, shop: int = 1) -> str:
    """Everything that stands in the shop's rows."""
    with world.engine.begin() as db:
        return str(disclosure.of_shop(db, shop))


class TestHimself:
    def erase(self, anna: Person) -> str:
        anna.hears("/loeschen")
        anna.tap("Ja, löschen …")
        return anna.tap("Endgültig löschen")

    def test_two_taps_and_he_is_forgotten(self, world: World, maria: Person, anna: Person) -> None:
        before = cents(world)
        maria.hears("/notiz Anna mag Blau")
        assert "weiß nicht mehr, wer du bist" in self.erase(anna)
        assert maria.last().text.startswith("Anna hat eben alles über sich löschen lassen.")
        assert world.menus[BUYER] == ["start", "punkte", "datenschutz"]
        assert cents(world) == before
        left = written_about(world)
        for words in ("Anna", "anna", "Blau", str(BUYER)):
            assert words not in left

    def test_the_first_tap_alone_does_nothing(self, maria: Person, anna: Person) -> None:
        said = anna.hears("/loeschen")
        assert "Die Käufe bleiben ohne Namen" in said
        assert "nicht zurückholen" in anna.tap("Ja, löschen …")
        assert anna.tap("Nein, behalten").startswith("Gut, es bleibt alles")
        assert "Anna" in maria.hears("/kunde Anna")

    def test_afterwards_he_is_a_stranger_and_hears_nothing(self, maria: Person, anna: Person) -> None:
        anna.hears("/quittung")
        anna.tap("Ja, gern")
        self.erase(anna)
        said = maria.say("/kauf Anna 10 Tee")
        assert [one for one in said if one.chat == anna.id] == []
        assert "Stempelkarte bei" not in anna.hears("/punkte")

    def test_a_newer_question_ends_the_older_one(self, world: World, petra: Person, anna: Person) -> None:
        """Both of one answer stay: they are about two shops."""
        petra.hears("/kauf Anna 9")
        join(anna, petra, "Anna")
        anna.hears("/loeschen")
        older, _ = world.messages[-2:]
        anna.hears("/loeschen")
        first, second = world.messages[-2:]
        anna.tap("Ja, löschen …", older)
        assert world.notices[-1].startswith("Dieser Knopf gilt nicht mehr")
        for shown in (first, second):
            assert "Wirklich alles" in anna.tap("Ja, löschen …", shown)

    def test_his_old_buttons_are_dead(self, world: World, anna: Person) -> None:
        anna.hears("/punkte")
        card = anna.last()
        self.erase(anna)
        anna.tap("Verlauf", card)
        assert world.notices

    def test_another_shop_keeps_its_card(self, world: World, petra: Person, anna: Person) -> None:
        petra.hears("/kauf Anna 7")
        join(anna, petra, "Anna")
        anna.hears("/loeschen")
        of_maria = next(m for m in world.messages if "Soll Shop von Maria dich vergessen" in m.text)
        anna.tap("Ja, löschen …", of_maria)
        anna.tap("Endgültig löschen", of_maria)
        assert "punkte" in world.menus[BUYER]
        assert "Shop von Petra" in anna.hears("/punkte")
        with world.engine.begin() as db:
            assert [row.name for row in buyers.recent(db, 1, 9)] == ["Anna"]
            assert buyers.recent(db, 2, 9) == []

    def test_who_comes_again_starts_anew(self, maria: Person, anna: Person) -> None:
        self.erase(anna)
        maria.hears("/kauf Anna 5 Tee")
        join(anna, maria, "Anna")
        said = anna.hears("/meinedaten")
        assert "1 Kauf für 5,00 €" in said

    def test_a_button_of_the_seller_about_him_is_dead(self, world: World, maria: Person, anna: Person) -> None:
        maria.hears("/kunde Anna")
        card = maria.last()
        self.erase(anna)
        maria.tap("Kauf eintragen" if "Kauf eintragen" in card.buttons else next(iter(card.buttons)), card)
        assert world.notices


class TestByTheSeller:
    def erase(self, maria: Person, name: str = "Anna") -> str:
        maria.hears(f"/loeschen {name}")
        maria.tap("Ja, löschen …")
        return maria.tap("Endgültig löschen")

    def test_the_buyer_is_told_once(self, world: World, maria: Person, anna: Person) -> None:
        count = len([m for m in world.messages if m.chat == anna.id])
        assert self.erase(maria).startswith("Anna ist gelöscht.")
        told = [m for m in world.messages if m.chat == anna.id][count:]
        assert len(told) == 1
        assert "hat alles gelöscht, was hier über dich gespeichert war" in told[0].text
        assert rows(world)["outbox"] == 0

    def test_one_without_telegram_is_told_nothing(self, world: World, maria: Person) -> None:
        maria.hears("/kauf Bertha 5")
        before = len(world.messages)
        self.erase(maria, "Bertha")
        assert {one.chat for one in world.messages[before:]} == {maria.id}

    @pytest.mark.usefixtures("anna")
    def test_she_reads_where_the_name_still_stands(self, maria: Person) -> None:
        """Notes about others are hers to decide about; a name inside another one is none."""
        maria.hears("/kauf Ben 5")
        maria.hears("/notiz Ben ist Annas Bruder")
        maria.hears("/notiz Ben isst gern Ananas")
        said = self.erase(maria)
        assert "noch an 1 Stelle" in said
        assert "Notiz zu Ben: ist Annas Bruder" in said

    @pytest.mark.usefixtures("anna")
    def test_keeping_is_one_tap(self, maria: Person) -> None:
        maria.hears("/loeschen Anna")
        assert maria.tap("Nein, behalten") == "Anna bleibt."

    @pytest.mark.usefixtures("anna")
    def test_the_journal_has_it(self, world: World, maria: Person) -> None:
        self.erase(maria)
        with world.engine.begin() as db:
            assert [entry.kind for _, entry in journal.entries(db)] == [journal.ERASED]

    @pytest.mark.usefixtures("anna")
    def test_a_raffle_that_draws_him_says_so(self, maria: Person) -> None:
        maria.hears("/kauf Ben 5")
        maria.hears("/verlosung Ein Paar Socken")
        maria.tap("Alle (2)")
        published = maria.last()
        self.erase(maria)
        self.erase(maria, "Ben")
        assert "Diese Person ist gelöscht" in maria.tap("Losen", published)
        assert "2 Lose" in maria.hears("/verlosung")

    @pytest.mark.usefixtures("anna")
    def test_a_newer_question_ends_the_older_one(self, maria: Person) -> None:
        """Two open at once, and the thumb hits the wrong one."""
        maria.hears("/kauf Anna 25")
        maria.hears("/kauf Bert 5")
        maria.hears("/loeschen Anna")
        maria.tap("Ja, löschen …")
        older = maria.last()
        maria.hears("/loeschen Bert")
        maria.tap("Endgültig löschen", older)
        assert maria.world.notices[-1].startswith("Dieser Knopf gilt nicht mehr")
        assert "Anna" in maria.hears("/kunde Anna")
        maria.tap("Ja, löschen …")
        assert "Bert ist gelöscht" in maria.tap("Endgültig löschen")

    def test_another_sellers_buyer_is_out_of_reach(self, petra: Person) -> None:
        assert "finde ich nicht" in petra.hears("/loeschen Anna")

    @pytest.mark.usefixtures("anna")
    def test_a_merged_name_goes_too(self, world: World, maria: Person) -> None:
        maria.hears("/kauf Annegret 5")
        maria.hears("/zusammenfuehren Anna Annegret")
        maria.tap(next(iter(maria.last().buttons)))
        self.erase(maria)
        assert "Annegret" not in written_about(world)
        assert cents(world) == 3000


class TestTheShop:
    def test_only_its_name_typed_out_closes_it(self, world: World, maria: Person, petra: Person, anna: Person) -> None:
        petra.hears("/kauf Clara 9")
        assert "Nimm vorher alles mit: /export" in maria.hears("/shop_loeschen")
        maria.tap("Ja, weiter …")
        assert "Shop von Maria" in maria.hears("Ja")
        assert "es bleibt alles da" in maria.last().text
        said = maria.hears("Shop von Maria")
        assert said.startswith("Shop von Maria ist gelöscht")
        assert "gibt es hier nicht mehr" in anna.last().text
        with world.engine.begin() as db:
            assert buyers.cards_of(db, anna.id) == []
            assert buyers.count(db, 2) == 1

    @pytest.mark.usefixtures("anna")
    def test_after_it_she_starts_with_an_empty_shop(self, world: World, maria: Person) -> None:
        maria.hears("/shop_loeschen")
        maria.tap("Ja, weiter …")
        maria.hears("Shop von Maria")
        maria.hears("/start")
        with world.engine.begin() as db:
            row = shops.of_seller(db, maria.id)
            assert row is not None
            assert buyers.count(db, row.id) == 0

    @pytest.mark.usefixtures("anna")
    def test_another_word_in_between_leaves_it(self, maria: Person) -> None:
        maria.hears("/shop_loeschen")
        maria.tap("Ja, weiter …")
        maria.hears("/abbrechen")
        maria.hears("Shop von Maria")
        assert "Anna" in maria.hears("/kunde Anna")


@pytest.mark.parametrize("command", ["/loeschen Anna", "/shop_loeschen", "/export", "/auskunft Anna", "/aufraeumen"])
def test_strangers_and_buyers_reach_nothing_of_the_sellers(
    world: World, maria: Person, anna: Person, stranger: Person, command: str
) -> None:
    before = rows(world, "outbox", "keyboard", "dialog")
    for person in (stranger, anna):
        person.hears(command)
        assert person.last().picture is None
    assert rows(world, "outbox", "keyboard", "dialog") == before
