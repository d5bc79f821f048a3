"""/einloesen: asked for, agreed to, handed over, taken back – each once, and never above the balance."""

import re

import pytest
from sqlalchemy import insert

from storage import buyers, invitations, ledger, shops, vouchers
from storage.tables.shops import seller
from tests.chat import BUYER, OTHER_SELLER, SELLER, Person, World, join, rows


def points(world: World, buyer: int = 1) -> int:
    with world.engine.begin() as db:
        return ledger.balance(db, 1, buyer, world.today()).points


def states(world: World) -> list[str]:
    with world.engine.begin() as db:
        return [row.state for row in vouchers.of_buyer(db, 1, 1, "asked", "open", "used", "cancelled")]


def code_in(text: str) -> str:
    found = re.search(r"(?:Code: )?\b([2-9A-HJKMNP-Z]{4})\b", text)
    assert found is not None
    return found[1]


def wants_receipts(world: World, buyer: int = 1) -> None:
    with world.engine.begin() as db:
        buyers.change(db, 1, buyer, receipts=True)
        account = buyers.get(db, 1, buyer).telegram_id
        if account:
            invitations.log_consent(db, 1, buyer, account, "receipts", "Quittungen?", 2, world.now, given=True)


@pytest.fixture
def socks(maria: Person, anna: Person) -> None:
    """A reward that Anna can pay once, with five points left."""
    maria.hears("/praemien Ein Paar Socken 20")


@pytest.mark.usefixtures("socks")
class TestAsk:
    def ask(self, anna: Person) -> str:
        anna.hears("/praemien")
        return anna.tap("Einlösen: Ein Paar Socken")

    def test_points_are_taken_and_the_seller_is_asked(self, world: World, maria: Person, anna: Person) -> None:
        assert self.ask(anna) == (
            "Angefragt: Ein Paar Socken. Zurückgelegt: 20 Punkte. Sobald Shop von Maria bestätigt, kommt dein Gutschein."
        )
        assert points(world) == 5
        assert maria.last().text == "🎁 Anna möchte einlösen: Ein Paar Socken (20 Punkte)"
        assert list(maria.last().buttons) == ["Bestätigen", "Ablehnen"]

    def test_confirmed_the_buyer_gets_a_voucher_with_a_qr_code(self, world: World, maria: Person, anna: Person) -> None:
        self.ask(anna)
        assert maria.tap("Bestätigen").startswith("✅ Bestätigt für Anna:\n")
        code = code_in(anna.last().text)
        assert anna.last().text == (
            f"🎁 Dein Gutschein bei Shop von Maria\nEin Paar Socken · bis 2. August 2026\nCode: {code}\n"
            "Zeig einfach dieses Bild oder nenn den Code."
        )
        assert anna.last().picture is not None
        assert anna.last().picture["link"] == f"https://t.me/StammkundeBot?start=g_{code}"
        assert states(world) == ["open"]

    def test_refused_everything_comes_back_and_the_buyer_is_told_kindly(
        self, world: World, maria: Person, anna: Person
    ) -> None:
        self.ask(anna)
        assert maria.tap("Ablehnen") == "Abgelehnt: „Ein Paar Socken“ für Anna. Wieder gutgeschrieben: 20 Punkte."
        assert "klappt bei Shop von Maria gerade leider nicht" in anna.last().text
        assert (points(world), states(world)) == (25, ["cancelled"])

    def test_a_refusal_can_be_thought_over(self, world: World, maria: Person, anna: Person) -> None:
        self.ask(anna)
        maria.tap("Ablehnen")
        assert "Eingelöst für Anna (20 Punkte)" in maria.tap("Doch einlösen")
        assert (points(world), states(world)) == (5, ["cancelled", "open"])

    @pytest.mark.parametrize("second", ["Bestätigen", "Ablehnen"])
    def test_an_answer_is_given_once(self, world: World, maria: Person, anna: Person, second: str) -> None:
        self.ask(anna)
        question = maria.last()
        buttons = question.buttons
        maria.tap("Bestätigen", question)
        maria.tap_data(question, buttons[second]["callback_data"])
        assert (points(world), states(world)) == (5, ["open"])

    def test_he_thinks_better_of_it(self, world: World, maria: Person, anna: Person) -> None:
        self.ask(anna)
        question = maria.last()
        assert anna.tap("Doch nicht") == "Alles gut, dann nicht. Wieder auf deiner Karte: 20 Punkte."
        assert maria.last().text == "Anna möchte „Ein Paar Socken“ doch nicht einlösen."
        assert maria.tap("Bestätigen", question) == "Anna hat die Anfrage zurückgenommen."
        assert (points(world), states(world)) == (25, ["cancelled"])

    def test_too_late_to_think_better_of_it(self, world: World, maria: Person, anna: Person) -> None:
        self.ask(anna)
        asked = anna.last()
        maria.tap("Bestätigen")
        assert "schon geantwortet" in anna.tap("Doch nicht", asked)
        assert (points(world), states(world)) == (5, ["open"])

    def test_a_double_tap_asks_once(self, world: World, anna: Person) -> None:
        anna.hears("/praemien")
        offer = anna.last()
        data = offer.buttons["Einlösen: Ein Paar Socken"]["callback_data"]
        anna.tap_data(offer, data)
        anna.tap_data(offer, data)
        assert (points(world), states(world)) == (5, ["asked"])

    def test_an_old_offer_that_costs_too_much_by_now_is_refused(self, world: World, anna: Person) -> None:
        anna.hears("/praemien")
        old = anna.last()
        data = old.buttons["Einlösen: Ein Paar Socken"]["callback_data"]
        self.ask(anna)
        before = rows(world, "tap", "outbox", "keyboard")
        said = anna.tap_data(old, data)
        assert "Dafür fehlen noch 15 Punkte" in said[0].text
        assert rows(world, "tap", "outbox", "keyboard") == before
        assert points(world) == 5

    def test_left_unanswered_for_a_week_it_comes_back_with_the_daily_message(self, world: World, anna: Person) -> None:
        self.ask(anna)
        world.days_later(7)
        world.tick()
        assert anna.last().text == (
            "Shop von Maria ist leider nicht dazu gekommen, dir auf „Ein Paar Socken“ zu antworten. "
            "Wieder auf deiner Karte: 20 Punkte. Frag gern noch einmal: /praemien"
        )
        assert (points(world), states(world)) == (25, ["cancelled"])

    def test_the_seller_is_told_of_that_too_and_can_still_redeem_it(
        self, world: World, maria: Person, anna: Person
    ) -> None:
        self.ask(anna)
        world.days_later(7)
        world.tick()
        assert "Auf die Anfrage von Anna („Ein Paar Socken“) kam eine Woche lang keine Antwort." in maria.last().text
        assert "Eingelöst für Anna (20 Punkte)" in maria.tap("Doch einlösen")
        assert points(world) == 5

    def test_the_daily_message_reminds_of_what_waits(self, world: World, anna: Person) -> None:
        self.ask(anna)
        reminded = []
        for day in range(1, 8):
            world.days_later(1)
            reminded += [day for said in world.tick() if "wartet seit" in said.text]
        assert reminded == [3, 6]

    def test_answered_from_the_daily_message(self, world: World, maria: Person, anna: Person) -> None:
        self.ask(anna)
        world.days_later(3)
        world.tick()
        assert maria.last().text == "⏳ Anna wartet seit 3 Tagen auf deine Antwort: Ein Paar Socken (20 Punkte)"
        assert "Bestätigt für Anna" in maria.tap("Bestätigen", maria.last())

    def test_the_card_of_both_says_what_is_put_by(self, maria: Person, anna: Person) -> None:
        self.ask(anna)
        assert (
            "5 Punkte\nStempel 1 von 10\nNoch 9 Stempel bis zur vollen Karte\n"
            "⏳ Zurückgelegt: 20 Punkte für „Ein Paar Socken“, bis Shop von Maria antwortet. Doch nicht? Dann /einloesen"
        ) in anna.hears("/punkte")
        assert "⏳ Angefragt: Ein Paar Socken (20 Punkte zurückgelegt)." in maria.hears("/punkte Anna")
        anna.hears("/einloesen")
        anna.tap("Doch nicht: Ein Paar Socken")
        assert "Zurückgelegt" not in anna.hears("/punkte")

    def test_asking_and_withdrawing_in_a_loop_ends_politely(self, world: World, maria: Person, anna: Person) -> None:
        for _ in range(5):
            self.ask(anna)
            anna.tap("Doch nicht")
        before = maria.last().id
        assert "Für heute sind 5 Anfragen genug." in self.ask(anna)
        assert (maria.last().id, points(world)) == (before, 25)
        world.days_later(1)
        assert "Angefragt" in self.ask(anna)

    def test_what_the_seller_agreed_to_does_not_count_as_a_loop(
        self, world: World, maria: Person, anna: Person
    ) -> None:
        maria.hears("/praemien Tee 1")
        for _ in range(7):
            anna.hears("/praemien")
            anna.tap("Einlösen: Tee")
            maria.tap("Bestätigen")
        assert points(world) == 18

    def test_waiting_ones_stand_in_the_lists_of_both(self, maria: Person, anna: Person) -> None:
        self.ask(anna)
        assert "Angefragt\nEin Paar Socken – 20 Punkte zurückgelegt" in anna.hears("/einloesen")
        assert anna.sees_button("Doch nicht: Ein Paar Socken")
        maria.hears("/einloesen Anna")
        assert "Bestätigt für Anna" in maria.tap("Bestätigen: Ein Paar Socken")

    def test_the_undo_of_a_confirmation_tells_the_buyer(self, maria: Person, anna: Person) -> None:
        self.ask(anna)
        maria.tap("Bestätigen")
        assert "Zurückgenommen für Anna: Ein Paar Socken\nStand: 25 Punkte und 1 Stempel." in maria.tap("Rückgängig")
        assert "Was er gekostet hat, ist wieder auf deiner Karte." in anna.last().text

    def test_one_who_blocked_the_bot_is_not_written_to(self, world: World, maria: Person, anna: Person) -> None:
        self.ask(anna)
        with world.engine.begin() as db:
            buyers.change(db, 1, 1, reachable=False)
        before = anna.last().id
        maria.tap("Bestätigen")
        assert anna.last().id == before
        assert states(world) == ["open"]


@pytest.mark.usefixtures("socks")
class TestWish:
    """A buyer types what he wants."""

    @pytest.mark.parametrize("typed", ["Socken", "ein paar socken", "Sokcen", "paar"])
    def test_the_one_reward_that_is_meant_is_asked_for(
        self, world: World, maria: Person, anna: Person, typed: str
    ) -> None:
        maria.hears("/praemien Tee 5")
        assert anna.hears(f"/einloesen {typed}").startswith("Angefragt: Ein Paar Socken. Zurückgelegt: 20 Punkte.")
        assert maria.last().text == "🎁 Anna möchte einlösen: Ein Paar Socken (20 Punkte)"
        assert "Wieder auf deiner Karte" in anna.tap("Doch nicht")
        assert points(world) == 25

    @pytest.mark.parametrize("typed", ["10%", "10 %", "10 % Rabatt"])
    def test_a_percentage_is_found_with_and_without_a_space(self, maria: Person, anna: Person, typed: str) -> None:
        maria.hears("/praemien 10 % Rabatt 20")
        assert anna.hears(f"/einloesen {typed}").startswith("Angefragt: 10 % Rabatt.")

    def test_several_that_fit_are_asked_about(self, world: World, maria: Person, anna: Person) -> None:
        maria.hears("/praemien Socken für Kinder 10")
        maria.hears("/praemien Tee 5")
        assert "„Socken“ ist mir nicht eindeutig." in anna.hears("/einloesen Socken")
        assert list(anna.last().buttons) == ["Einlösen: Socken für Kinder", "Einlösen: Ein Paar Socken"]
        anna.tap("Einlösen: Socken für Kinder")
        assert points(world) == 15

    def test_what_costs_too_much_says_what_is_missing(self, world: World, maria: Person, anna: Person) -> None:
        maria.hears("/praemien Bild 37")
        assert anna.hears("/einloesen Bild") == "Dafür fehlen noch 12 Punkte. Was schon geht, zeigt /praemien"
        assert points(world) == 25

    def test_a_voucher_in_hand_is_shown(self, maria: Person, anna: Person) -> None:
        code = code_in(maria.hears("/einloesen Anna Socken").partition("\n")[2])
        assert f"Code: {code}" in anna.hears("/einloesen Socken")

    @pytest.mark.parametrize("typed", ["ZZZZ", "Auto", "X7KO"])
    def test_what_there_is_not_says_so_and_shows_what_there_is(self, world: World, anna: Person, typed: str) -> None:
        said = anna.hears(f"/einloesen {typed}")
        assert (
            f"„{typed}“ finde ich weder bei den Prämien noch bei deinen Gutscheinen. Ein Code sieht so aus: X7K2"
            in said
        )
        assert "Ein Paar Socken – 20 Punkte" in said
        assert points(world) == 25

    def test_in_two_shops_both_are_offered(self, petra: Person, anna: Person) -> None:
        petra.hears("/kauf Anna 30")
        join(anna, petra, "Anna")
        petra.hears("/praemien Socken 10")
        said = [one.text for one in anna.say("/einloesen Socken")]
        assert ["nicht eindeutig" in said[0], "Ein Paar Socken" in said[1], "Shop von Petra" in said[2]] == [True] * 3


@pytest.mark.usefixtures("socks")
class TestGive:
    @pytest.mark.parametrize("typed", ["Socken", "socken", "Ein Paar Socken", "Sokcen", "sockn", "paar"], ids=str)
    def test_by_its_name_however_it_is_typed(self, world: World, maria: Person, typed: str) -> None:
        said = maria.hears(f"/einloesen Anna {typed}")
        assert said.startswith("🎁 Eingelöst für Anna (20 Punkte):\n")
        assert "Ein Paar Socken · bis 2. August 2026\nStand: 5 Punkte und 1 Stempel." in said
        assert points(world) == 5

    def test_a_name_of_nothing_shows_what_there_is(self, world: World, maria: Person) -> None:
        assert maria.hears("/einloesen Anna Auto").startswith("„Auto“ finde ich nicht bei deinen Prämien.")
        assert maria.sees_button("Ein Paar Socken · 20 Punkte")
        assert points(world) == 25

    def test_two_that_fit_are_both_shown(self, world: World, maria: Person) -> None:
        maria.hears("/praemien Socken für Kinder 10")
        assert "nicht eindeutig" in maria.hears("/einloesen Anna Socken")
        maria.tap("Socken für Kinder · 10 Punkte")
        assert points(world) == 15

    @pytest.mark.parametrize("typed", ["sokken", "sock", "Scoken"])
    def test_between_two_it_is_never_guessed(self, world: World, maria: Person, typed: str) -> None:
        maria.hears("/praemien Socken 10")
        assert "nicht eindeutig" in maria.hears(f"/einloesen Anna {typed}")
        assert [*maria.last().buttons] == ["Socken · 10 Punkte", "Ein Paar Socken · 20 Punkte"]
        assert (points(world), states(world)) == (25, [])

    def test_the_very_name_is_no_guess(self, world: World, maria: Person) -> None:
        maria.hears("/praemien Socken 10")
        assert "Eingelöst für Anna (10 Punkte)" in maria.hears("/einloesen Anna socken")
        assert points(world) == 15

    def test_never_above_the_balance(self, world: World, maria: Person) -> None:
        maria.hears("/praemien Bild 37")
        before = rows(world, "outbox")
        assert maria.hears("/einloesen Anna Bild") == (
            "Dafür fehlen Anna noch 12 Punkte. Was schon geht, zeigt /einloesen Anna"
        )
        assert rows(world, "outbox") == before

    def test_undone_it_never_was_and_only_once(self, world: World, maria: Person) -> None:
        maria.hears("/einloesen Anna Socken")
        given = maria.last()
        data = given.buttons["Rückgängig"]["callback_data"]
        maria.tap_data(given, data)
        maria.tap_data(given, data)
        assert (points(world), states(world)) == (25, ["cancelled"])

    def test_a_buyer_who_wants_messages_gets_it_the_others_get_it_told(
        self, world: World, maria: Person, anna: Person
    ) -> None:
        assert "Sag Anna den Code" in maria.hears("/einloesen Anna Socken")
        text = maria.last().buttons["Kopieren"]["copy_text"]["text"]
        assert text.startswith("Hallo Anna, hier ist dein Gutschein von Shop von Maria: Ein Paar Socken")
        assert anna.last().picture is None
        maria.tap("Rückgängig")
        wants_receipts(world)
        assert "Anna hat den Gutschein mit QR-Code bekommen." in maria.hears("/einloesen Anna Socken")
        assert anna.last().picture is not None

    def test_without_a_name_the_last_buyers_are_offered(self, maria: Person) -> None:
        assert maria.hears("/einloesen") == "Um wen geht es? Tippe auf einen Namen oder schreib ihn."
        assert maria.tap("Anna").startswith(
            "Anna hat 25 Punkte und 1 Stempel.\n\nGeht jetzt\nEin Paar Socken – 20 Punkte"
        )

    def test_a_slip_in_the_name_keeps_the_reward(self, world: World, maria: Person) -> None:
        assert "Meintest du" in maria.hears("/einloesen Anne Socken")
        maria.tap("Anna · 1 Kauf, 04.05.26")
        assert points(world) == 5

    def test_what_is_sold_out_or_not_now_says_so(self, world: World, maria: Person) -> None:
        maria.hears("/praemien Tee 5 noch 0")
        maria.hears("/praemien Kekse 5 ab 1.6.")
        assert "ist gerade aus" in maria.hears("/einloesen Anna Tee")
        assert "gibt es heute nicht" in maria.hears("/einloesen Anna Kekse")
        assert points(world) == 25

    def test_a_full_card_becomes_a_reward_of_the_catalogue(self, maria: Person) -> None:
        for _ in range(10):
            maria.hears("/kauf Ben 1")
        maria.hears("/praemien Tasse 1 volle Karte")
        said = maria.hears("/einloesen Ben")
        assert "Belohnung für die volle Karte" in said
        assert "Punkte und 1 volle Karte.\n" in said
        maria.hears("/kauf Ben 5")
        assert "Punkte, 1 volle Karte und 1 Stempel.\n" in maria.hears("/einloesen Ben")
        said = maria.tap("Tasse · 1 volle Karte")
        assert "Eingelöst für Ben (1 volle Karte)" in said
        assert "Belohnung für die volle Karte" not in maria.hears("/einloesen Ben")


@pytest.mark.usefixtures("socks")
class TestHandOver:
    def test_by_its_code_typed_or_scanned(self, world: World, maria: Person) -> None:
        code = code_in(maria.hears("/einloesen Anna Socken").partition("\n")[2])
        for words in (f"/einloesen {code.lower()}", f"/einloesen {code[:2]}-{code[2:]}", f"/start g_{code}"):
            assert maria.hears(words) == (
                f"Anna\n{code} · Ein Paar Socken · bis 2. August 2026\nDer Gutschein ist offen."
            )
        assert maria.tap("Jetzt einlösen") == f"✅ Anna hat bekommen: Ein Paar Socken (Gutschein {code})"
        assert states(world) == ["used"]
        assert "Eingelöst am 4. Mai 2026." in maria.hears(f"/einloesen {code}")

    def test_a_double_tap_and_an_old_button_change_nothing(self, world: World, maria: Person) -> None:
        code = code_in(maria.hears("/einloesen Anna Socken").partition("\n")[2])
        first = maria.last()
        data = first.buttons["Jetzt einlösen"]["callback_data"]
        maria.hears(f"/einloesen {code}")
        maria.tap("Jetzt einlösen")
        assert "ist schon eingelöst" in maria.tap_data(first, data)[0].text
        assert points(world) == 5

    def test_not_handed_over_after_all(self, world: World, maria: Person) -> None:
        maria.hears("/einloesen Anna Socken")
        maria.tap("Jetzt einlösen")
        assert "Wieder offen für Anna" in maria.tap("Rückgängig")
        assert states(world) == ["open"]

    def test_past_its_day_it_is_shown_without_a_button(self, world: World, maria: Person) -> None:
        code = code_in(maria.hears("/einloesen Anna Socken").partition("\n")[2])
        old = maria.last()
        world.days_later(91)
        assert "galt bis 2. August 2026" in maria.tap("Jetzt einlösen", old)
        assert "abgelaufen" in maria.hears(f"/einloesen {code}")
        assert not maria.last().buttons

    def test_the_buyer_opens_his_own(self, maria: Person, anna: Person) -> None:
        code = code_in(maria.hears("/einloesen Anna Socken").partition("\n")[2])
        for words in (f"/start g_{code}", f"/einloesen {code}"):
            assert f"Code: {code}" in anna.hears(words)
            assert anna.last().picture is not None
        anna.hears("/einloesen")
        assert f"Code: {code}" in anna.tap(f"Gutschein {code} zeigen")
        maria.tap("Jetzt einlösen")
        assert "Eingelöst am 4. Mai 2026." in anna.hears(f"/start g_{code}")

    def test_for_everybody_else_there_is_no_such_voucher(
        self, world: World, maria: Person, petra: Person, stranger: Person
    ) -> None:
        code = code_in(maria.hears("/einloesen Anna Socken").partition("\n")[2])
        maria.hears("/kauf Ben 5")
        ben = join(world.person(BUYER + 1, "Ben"), maria, "Ben")
        before = rows(world, "outbox")
        for person in (petra, ben, stranger):
            assert person.hears(f"/start g_{code}") == person.hears("/start g_AAA2").replace("AAA2", code)
            assert "Socken" not in person.hears(f"/einloesen {code}")
        assert rows(world, "outbox") == before
        assert states(world) == ["open"]

    def test_nobody_else_taps_the_buttons(self, world: World, maria: Person, petra: Person, anna: Person) -> None:
        maria.hears("/einloesen Anna Socken")
        given = maria.last()
        for person in (petra, anna):
            for label in ("Jetzt einlösen", "Rückgängig"):
                person.tap_data(given, given.buttons[label]["callback_data"])
        assert states(world) == ["open"]

    def test_behind_a_name(self, maria: Person) -> None:
        maria.hears("/kauf Ben 5")
        maria.hears("/einloesen Anna Socken")
        code = code_in(maria.last().text)
        for typed in (f"Anna {code}", f"anna {code.lower()}", f"Anna Gutschein {code}", f"Ben {code}"):
            assert maria.hears(f"/einloesen {typed}").startswith(f"Anna\n{code} · Ein Paar Socken")
        assert "Einen Gutschein AAA2 gibt es bei dir nicht" in maria.hears("/einloesen Anna AAA2")

    def test_two_at_once_are_both_shown(self, maria: Person) -> None:
        one = code_in(maria.hears("/gutschein Anna 5 €"))
        other = code_in(maria.hears("/gutschein Anna 7 €"))
        said = maria.hears(f"/einloesen {one} {other}")
        assert f"{one} · 5 € Nachlass" in said
        assert f"{other} · 7 € Nachlass" in said

    def test_the_buyer_writes_his_name_too(self, maria: Person, anna: Person) -> None:
        code = code_in(maria.hears("/gutschein Anna 5 €"))
        assert f"Code: {code}" in anna.hears(f"/einloesen Anna {code}")

    def test_an_unknown_code_says_so(self, maria: Person) -> None:
        assert "Einen Gutschein AAA2 gibt es bei dir nicht" in maria.hears("/einloesen AAA2")

    @pytest.mark.parametrize("typed", ["ZZZZ", "X7KO"], ids=["no digit", "a letter that codes have not"])
    def test_what_can_be_no_code_says_how_one_looks(self, world: World, maria: Person, typed: str) -> None:
        before = rows(world, "outbox")
        assert maria.hears(f"/einloesen {typed}") == (
            f"„{typed}“ ist weder ein Name aus deiner Liste noch ein Gutscheincode. "
            "Ein Code hat Buchstaben und Ziffern: /einloesen X7K2"
        )
        assert rows(world, "outbox") == before


def test_a_stranger_is_sent_away(stranger: Person) -> None:
    assert "Gutschein" not in stranger.hears("/einloesen")


def test_both_sellers_of_a_shop_are_asked_and_one_answers(world: World, maria: Person, anna: Person) -> None:
    with world.engine.begin() as db:
        db.execute(insert(seller), {"telegram_id": OTHER_SELLER, "shop_id": 1, "reachable": True})
        assert set(shops.sellers(db, 1)) == {SELLER, OTHER_SELLER}
    maria.hears("/praemien Tee 20")
    anna.hears("/praemien")
    anna.tap("Einlösen: Tee")
    second = world.person(OTHER_SELLER, "Petra")
    maria.tap("Bestätigen")
    assert second.tap("Ablehnen") == "Das ist schon erledigt. Es hat sich nichts geändert."
    assert states(world) == ["open"]


def test_a_seller_who_buys_elsewhere_has_both(world: World, maria: Person, petra: Person) -> None:
    petra.hears("/kauf Maria 20")
    petra.hears("/praemien Schale 20")
    join(maria, petra, "Maria")
    assert "Schale – 20 Punkte" in maria.hears("/einloesen")
    petra.hears("/einloesen Maria Schale")
    code = code_in(petra.last().text.partition("\n")[2])
    assert f"Code: {code}" in maria.hears(f"/start g_{code}")
    assert f"Code: {code}" in maria.hears(f"/einloesen {code}")
    maria.hears("/kauf Anna 5")
    said = [one.text for one in maria.say("/einloesen")]
    assert said[0] == "Um wen geht es? Tippe auf einen Namen oder schreib ihn."
    assert f"Gutscheine\n{code} · Schale" in said[1]


@pytest.mark.usefixtures("socks")
@pytest.mark.parametrize("first", ["the refund", "the redemption"])
def test_a_purchase_and_what_was_redeemed_of_it_are_taken_back_after_the_expiry(
    world: World, maria: Person, first: str
) -> None:
    """In either order nobody owes points that have expired."""
    with world.engine.begin() as db:
        shops.change(db, 1, expiry_months=1)
    maria.hears("/kauf Ben 25")
    maria.hears("/einloesen Ben Socken")
    given = maria.last()
    world.days_later(40)
    if first == "the redemption":
        maria.tap("Rückgängig", given)
    maria.hears("/storno Ben")
    maria.tap("Ja, zurücknehmen")
    if first == "the refund":
        maria.tap("Rückgängig", given)
    with world.engine.begin() as db:
        assert ledger.balance(db, 1, 2, world.today()) == (0, 0)
    assert "+10 Punkte (jetzt 10)" in maria.hears("/kauf Ben 10")
