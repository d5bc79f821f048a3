"""What a buyer reads without asking: receipts, and a word before points expire. Only if he wants to."""

from datetime import date, timedelta

import pytest

from storage import buyers, byhand, invitations, outbox, shops
from storage.outbox import NewLetter
from tests.chat import BUYER, Person, Said, World, join

MONDAY = date(2026, 5, 4)
NEW_YEARS_EVE, WARNED_ON = date(2026, 12, 31), date(2026, 12, 17)


def wants(anna: Person) -> Person:
    """Anna switches receipts on."""
    anna.hears("/punkte")
    anna.tap("Quittung nach jedem Kauf: aus")
    anna.tap("Ja, gern")
    return anna


def read_by(person: Person, said: list[Said]) -> list[str]:
    return [one.text for one in said if one.chat == person.id]


def credit(world: World, points: int, until: date, reference: str = "c1") -> None:
    with world.engine.begin() as db:
        byhand.credit(db, shops.get(db, 1), 1, points, reference, world.now, why="Danke", until=until)


def log(world: World) -> list[tuple[str, bool, int, str]]:
    with world.engine.begin() as db:
        return [
            (row.purpose, row.given, row.version, row.wording)
            for row in invitations.consents(db, 1, 1)
            if row.purpose == "receipts"
        ]


def morning(world: World, day: date) -> list[Said]:
    world.go_to(day, 9)
    return world.tick()


class TestConsent:
    @pytest.mark.parametrize("undone", [False, True], ids=["merged", "merged and parted"])
    def test_it_is_withdrawn_in_one_tap_also_when_two_became_one(
        self, world: World, maria: Person, anna: Person, undone: bool
    ) -> None:
        wants(anna)
        maria.hears("/kauf Anna 10 Tee")
        before = anna.last()
        maria.hears("/kauf Annika 20 Tee")
        maria.hears("/zusammenfuehren Annika Anna")
        maria.tap(next(iter(maria.last().buttons)))
        merged = maria.last()
        maria.hears("/kauf Annika 5 Tee")
        receipt = anna.last() if undone else before
        if undone:
            maria.tap("Rückgängig", merged)
        assert "keine Quittungen" in anna.tap("Nicht mehr schicken", receipt)
        with world.engine.begin() as db:
            owner = buyers.of_link(db, 1, anna.id)
            assert owner is not None
            assert not owner.receipts
            given = [row.given for row in invitations.consents(db, 1, owner.id) if row.purpose == "receipts"]
        assert given == [True, False]

    """Nothing is sent before it is given, and nothing after it is withdrawn."""

    def test_it_is_off_at_first(self, maria: Person, anna: Person) -> None:
        assert read_by(anna, maria.say("/kauf Anna 10 Tee")) == []

    def test_the_wording_he_agreed_to_is_logged(self, world: World, anna: Person) -> None:
        anna.hears("/punkte")
        question = anna.tap("Quittung nach jedem Kauf: aus")
        assert log(world) == []
        assert "Abstellen kannst du das in /punkte" in anna.tap("Ja, gern")
        ((purpose, given, version, wording),) = log(world)
        assert (purpose, given, version) == ("receipts", True, 2)
        assert wording.replace("<b>", "").replace("</b>", "") == question

    def test_who_declines_gets_nothing_and_nothing_is_logged(self, world: World, maria: Person, anna: Person) -> None:
        anna.hears("/punkte")
        anna.tap("Quittung nach jedem Kauf: aus")
        assert anna.tap("Nein, danke") == "Gut, dann bleibt es still. Deine Karte zeigt dir jederzeit /punkte."
        assert read_by(anna, maria.say("/kauf Anna 10 Tee")) == []
        assert log(world) == []

    def test_one_tap_under_a_receipt_ends_them(self, world: World, maria: Person, anna: Person) -> None:
        wants(anna)
        maria.hears("/kauf Anna 10 Tee")
        assert "keine Quittungen" in anna.tap("Nicht mehr schicken")
        assert read_by(anna, maria.say("/kauf Anna 10 Tee")) == []
        assert [given for _, given, _, _ in log(world)] == [True, False]

    def test_they_are_switched_off_on_the_card_too(self, anna: Person) -> None:
        wants(anna).hears("/punkte")
        anna.tap("Quittung nach jedem Kauf: an")
        anna.hears("/punkte")
        assert anna.sees_button("Quittung nach jedem Kauf: aus")

    @pytest.mark.parametrize("typed", ["/stopp", "/stop", "Stop", "STOPP!"])
    def test_one_word_ends_them_in_every_shop(
        self, world: World, maria: Person, petra: Person, anna: Person, typed: str
    ) -> None:
        wants(anna)
        petra.hears("/kauf Anna 7")
        join(anna, petra, "Anna")
        assert anna.hears(typed).startswith("Danke fürs Bescheidsagen.")
        assert read_by(anna, maria.say("/kauf Anna 10 Tee")) == []
        assert [given for _, given, _, _ in log(world)] == [True, False]
        assert anna.hears(typed).startswith("Es ist schon still")
        assert len(log(world)) == 2, "nothing is withdrawn that was not given"

    @pytest.mark.parametrize("typed", ["/stopp", "Stopp.", "STOP!"])
    def test_what_waits_is_not_sent_any_more(self, world: World, anna: Person, typed: str) -> None:
        """Telegram was out of reach when Maria booked; meanwhile Anna has had enough."""
        wants(anna)
        letter = NewLetter(BUYER, "buyer", "sendMessage", "{}", 1, 1, None, "receipts", 1)
        with world.engine.begin() as db:
            outbox.put(db, letter, world.now + timedelta(hours=1))
        anna.hears(typed)
        with world.engine.begin() as db:
            assert outbox.next_try(db) is None

    def test_stop_is_no_answer_to_an_open_question(self, maria: Person, anna: Person) -> None:
        wants(anna)
        anna.hears("/meinedaten")
        anna.tap("Name ändern")
        assert anna.hears("Stopp!").startswith("Danke fürs Bescheidsagen.")
        assert "Anna" in maria.hears("/kunde Anna")

    def test_a_seller_who_is_a_buyer_elsewhere_is_left_in_peace_too(self, maria: Person, petra: Person) -> None:
        petra.hears("/kauf Maria 7")
        join(maria, petra, "Maria")
        maria.hears("/notiz")
        assert "schreibt dir hier niemand" in maria.hears("Stopp")
        assert "schreibt dir hier" not in petra.hears("/stopp")

    def test_they_can_be_asked_for_by_a_word(self, maria: Person, anna: Person) -> None:
        assert "nach jedem Einkauf eine kurze Quittung" in anna.hears("/quittung")
        anna.tap("Ja, gern")
        assert len(read_by(anna, maria.say("/kauf Anna 10 Tee"))) == 1
        assert anna.hears("/einstellungen").startswith("Shop von Maria schickt dir Quittungen")
        assert "keine Quittungen" in anna.tap("Nicht mehr schicken")

    def test_an_old_button_changes_nothing_twice(self, world: World, anna: Person) -> None:
        anna.hears("/punkte")
        card = anna.last()
        for _ in range(2):
            anna.tap("Quittung nach jedem Kauf: aus", card)
        first, second = [said for said in world.messages if "Ja, gern" in said.buttons][-2:]
        anna.tap("Ja, gern", first)
        anna.tap("Ja, gern", second)
        assert anna.tap("Quittung nach jedem Kauf: aus", card).startswith("Shop von Maria schickt dir Quittungen")
        assert len(log(world)) == 1

    def test_it_holds_for_one_shop(self, petra: Person, anna: Person) -> None:
        wants(anna)
        petra.hears("/kauf Anni 7")
        join(anna, petra, "Anni")
        assert read_by(anna, petra.say("/kauf Anni 7")) == []

    def test_who_blocked_the_bot_is_left_alone(self, world: World, maria: Person, anna: Person) -> None:
        wants(anna)
        with world.engine.begin() as db:
            outbox.unreachable(db, BUYER)
        assert read_by(anna, maria.say("/kauf Anna 10 Tee")) == []

    def test_the_polite_form(self, world: World, maria: Person, anna: Person) -> None:
        with world.engine.begin() as db:
            shops.change(db, 1, address_form="sie")
        anna.hears("/punkte")
        assert "Sie können das jederzeit" in anna.tap("Quittung nach jedem Kauf: aus")
        assert "schickt Ihnen" in anna.tap("Ja, gern")
        (receipt,) = read_by(anna, maria.say("/kauf Anna 10 Tee"))
        assert receipt.startswith("🧾 Danke für Ihren Einkauf bei Shop von Maria: 10,00 € · Tee")


class TestReceipts:
    """One short message for each booking."""

    def test_a_purchase(self, maria: Person, anna: Person) -> None:
        wants(anna)
        (receipt,) = read_by(anna, maria.say("/kauf Anna 12,50 <Tee>"))
        assert receipt == (
            "🧾 Danke für deinen Einkauf bei Shop von Maria: 12,50 € · <Tee>\n"
            "+12 Punkte. Jetzt: 37 Punkte · Stempel 2 von 10"
        )

    def test_a_purchase_in_taps(self, maria: Person, anna: Person) -> None:
        wants(anna)
        maria.hears("/kauf")
        maria.tap("Anna")
        (receipt,) = read_by(anna, maria.say("5 Tee"))
        assert "5,00 € · Tee" in receipt

    def test_a_correction_names_the_balance(self, maria: Person, anna: Person) -> None:
        wants(anna)
        maria.hears("/kauf Anna 12,50 Tee")
        maria.edit("/kauf Anna 13,50 Tee")
        assert anna.last().text == (
            "✏️ Shop von Maria hat deinen Einkauf berichtigt: 13,50 € · Tee\nJetzt: 38 Punkte · Stempel 2 von 10"
        )

    def test_of_a_part_he_reads_how_much_of_what(self, maria: Person, anna: Person) -> None:
        wants(anna)
        maria.hears("/kauf Anna 10 Tee")
        maria.hears("/storno Anna 5")
        maria.tap("Ja, zurücknehmen")
        assert anna.last().text.startswith("↩️ Shop von Maria hat dir 5,00 € von 10,00 € zurückgegeben · Tee\n")
        maria.tap("Doch nicht")
        assert anna.last().text.startswith(
            "🧾 Von deinem Einkauf bei Shop von Maria gelten 5,00 € von 10,00 € wieder · Tee\n"
        )

    def test_a_purchase_that_was_somebody_elses(self, maria: Person, anna: Person) -> None:
        maria.hears("/kauf Berta 3")
        wants(anna)
        maria.hears("/kauf Anna 12,50 Tee")
        maria.edit("/kauf Berta 12,50 Tee")
        assert anna.last().text == (
            "↩️ Shop von Maria hat einen Einkauf von dir zurückgenommen: 12,50 € · Tee\n"
            "Jetzt: 25 Punkte · Stempel 1 von 10"
        )

    def test_a_purchase_that_turns_out_to_be_his_by_a_tap(self, maria: Person, anna: Person) -> None:
        """The seller's message is edited in place; the buyer's receipt is a message of its own."""
        wants(anna)
        maria.hears("/kauf Annna 12,50 Tee")
        assert maria.tap("Ich meinte Anna").startswith("✏️ Korrigiert – Anna")
        assert anna.last().text.startswith("🧾 Danke für deinen Einkauf")

    def test_a_full_card_brings_the_code_along(self, maria: Person, anna: Person) -> None:
        wants(anna)
        for _ in range(9):
            maria.hears("/kauf Anna 1 Tee")
        assert "Die Karte ist voll! Für dich bereit: Belohnung für die volle Karte, Code " in anna.last().text

    def test_the_receipt_never_carries_what_the_seller_reads(self, maria: Person, anna: Person) -> None:
        wants(anna)
        maria.hears("/notiz Anna zahlt immer spät")
        for _ in range(3):
            maria.hears("/kauf Anna 12,50 Tee")
        said = anna.last().text
        assert "spät" not in said
        assert "Als Nächstes" not in said
        assert "Abzeichen" not in said


class TestBonuses:
    """Points without a purchase, and what becomes of them."""

    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            (
                "20 Hilfe am Stand",
                "✨ Shop von Maria hat dir etwas gutgeschrieben: +20 Punkte · Hilfe am Stand\nJetzt: 45",
            ),
            ("-10 verbucht", "Shop von Maria hat auf deiner Karte etwas abgezogen: −10 Punkte · verbucht\nJetzt: 15"),
            ("Bewertung", "✨ Danke für deine Bewertung! Shop von Maria hat dir etwas gutgeschrieben: +"),
        ],
        ids=["credit", "debit", "review"],
    )
    def test_he_reads_of_it_and_of_its_undo(self, maria: Person, anna: Person, typed: str, read: str) -> None:
        wants(anna)
        (said,) = read_by(anna, maria.say(f"/bonus Anna {typed}"))
        assert said.startswith(read)
        before = anna.last()
        maria.tap("Rückgängig")
        assert anna.last() is not before
        assert anna.last().text.startswith("↩️ Shop von Maria hat eine Buchung zurückgenommen: ")
        assert "Jetzt: 25 Punkte" in anna.last().text

    def test_a_double_tap_tells_him_once(self, maria: Person, anna: Person) -> None:
        wants(anna)
        maria.hears("/bonus Anna 20 Hilfe")
        booked = maria.last()
        data = booked.buttons["Rückgängig"]["callback_data"]
        assert [len(read_by(anna, maria.tap_data(booked, data))) for _ in range(2)] == [1, 0]

    def test_not_without_consent(self, maria: Person, anna: Person) -> None:
        assert read_by(anna, maria.say("/bonus Anna 20 Hilfe")) == []


class TestBeforePointsExpire:
    """The buyer's warning and the seller's reminder, two weeks before."""

    def test_the_buyer_is_warned_once_two_weeks_before(self, world: World, anna: Person) -> None:
        wants(anna)
        credit(world, 20, NEW_YEARS_EVE)
        assert read_by(anna, morning(world, date(2026, 12, 16))) == []
        (warning,) = read_by(anna, morning(world, WARNED_ON))
        assert warning == (
            "⏳ Kleine Erinnerung von Shop von Maria:\n"
            "20 Punkte von dir gelten noch bis 31. Dezember 2026. Wie viele du hast, zeigt dir /punkte."
        )
        assert anna.sees_button("Nicht mehr schicken")
        for day in range(18, 32):
            assert read_by(anna, morning(world, date(2026, 12, day))) == []

    def test_not_without_consent(self, world: World, anna: Person) -> None:
        credit(world, 20, NEW_YEARS_EVE)
        assert read_by(anna, morning(world, WARNED_ON)) == []

    def test_not_when_the_points_are_spent(self, world: World, anna: Person) -> None:
        wants(anna)
        credit(world, 20, NEW_YEARS_EVE)
        with world.engine.begin() as db:
            byhand.debit(db, shops.get(db, 1), 1, 20, "d1", world.now, why="eingelöst")
        assert read_by(anna, morning(world, WARNED_ON)) == []

    def test_after_days_without_the_bot_it_is_made_up_for(self, world: World, anna: Person) -> None:
        wants(anna)
        credit(world, 20, NEW_YEARS_EVE)
        credit(world, 7, date(2027, 1, 2), "c2")
        morning(world, date(2026, 12, 10))
        (warning,) = read_by(anna, morning(world, date(2026, 12, 20)))
        assert "20 Punkte von dir gelten noch bis 31. Dezember 2026" in warning
        assert "7 Punkte von dir gelten noch bis 2. Januar 2027" in warning

    @pytest.mark.usefixtures("anna")
    def test_the_seller_is_reminded(self, world: World, maria: Person) -> None:
        credit(world, 20, NEW_YEARS_EVE)
        credit(world, 7, date(2027, 1, 2), "c2")
        said = "\n".join(read_by(maria, morning(world, WARNED_ON)))
        assert "⏳ Anna: 20 Punkte gelten nur noch bis 31. Dezember 2026, 7 weitere höchstens bis 15. Januar. " in said
        draft = maria.tap("Text")
        assert "20 Punkte" in draft

    @pytest.mark.usefixtures("anna")
    def test_points_of_a_few_days_remind_at_once(self, world: World, maria: Person) -> None:
        with world.engine.begin() as db:
            shops.change(db, 1, quiet_days=0, thank_you=False)
        credit(world, 20, date(2026, 5, 8))
        assert "Anna: 20 Punkte gelten nur noch bis 8. Mai 2026" in "\n".join(
            read_by(maria, morning(world, date(2026, 5, 5)))
        )

    @pytest.mark.usefixtures("anna")
    def test_spending_them_ends_the_reminder(self, world: World, maria: Person) -> None:
        credit(world, 20, NEW_YEARS_EVE)
        morning(world, WARNED_ON)
        with world.engine.begin() as db:
            byhand.debit(db, shops.get(db, 1), 1, 20, "d1", world.now, why="eingelöst")
        assert "verliert" not in maria.hears("/heute")

    @pytest.mark.usefixtures("no_thanks")
    def test_the_next_morning_closes_what_expired_even_without_a_message(
        self, world: World, maria: Person, anna: Person
    ) -> None:
        credit(world, 20, date(2026, 5, 5))
        assert read_by(maria, morning(world, date(2026, 5, 6))) == []
        anna.hears("/punkte")
        assert "06.05.26 −20 Punkte – verfallen" in anna.tap("Verlauf")

    def test_a_shop_without_expiry_says_nothing(self, world: World, maria: Person, anna: Person) -> None:
        wants(anna)
        assert "verliert" not in "\n".join(read_by(maria, morning(world, date(2027, 4, 20))))

    @pytest.mark.parametrize("form", ["", "sie"])
    def test_it_speaks_to_the_buyer_as_the_shop_does(self, world: World, anna: Person, form: str) -> None:
        wants(anna)
        with world.engine.begin() as db:
            shops.change(db, 1, address_form=form)
        credit(world, 1, NEW_YEARS_EVE)
        (warning,) = read_by(anna, morning(world, WARNED_ON))
        assert ("1 Punkt von Ihnen gilt" if form else "1 Punkt von dir gilt") in warning
