"""/storno: consequences first, then counter-entries, the undo of the undo, and what the balance is then."""

from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select
from syrupy.assertion import SnapshotAssertion

from storage import buyers, ledger, purchases, shops, voucher_use, vouchers
from storage.tables.ledger import ledger_entry
from storage.vouchers import NewVoucher
from tests.chat import Person, World, rows

YES, NO, NOT_AFTER_ALL, AGAIN = "Ja, zurücknehmen", "Nein", "Doch nicht", "Doch zurücknehmen"
PART, EXCHANGE, OTHER = "Teilbetrag …", "Umtausch", "Anderer Kauf"
YES_EXCHANGE = "Ja, umtauschen"


def balance(world: World, buyer: int = 1) -> ledger.Balance:
    with world.engine.begin() as db:
        return ledger.balance(db, 1, buyer, world.today())


def everything(world: World) -> dict[str, int]:
    """How many rows the shop's books have; what was said and asked does not count."""
    return rows(world, "keyboard", "outbox", "dialog", "tap")


def label(seller: Person, words: str) -> str:
    """The button of the newest message that has these words on it."""
    return next(label for label in seller.last().buttons if words in label)


@pytest.fixture
def three(maria: Person) -> Person:
    """Anna bought socks, a hat and a scarf."""
    for line in ("25 Socken", "12,50 Mütze", "30 Schal"):
        maria.hears(f"/kauf Anna {line}")
    return maria


def test_the_answers(three: Person, snapshot: SnapshotAssertion) -> None:
    answers = [three.hears("/storno"), three.tap(NO), three.hears("/storno Anna 10"), three.tap(OTHER)]
    answers += [three.tap(label(three, "Mütze")), three.tap(YES), three.tap(NOT_AFTER_ALL), three.tap(AGAIN)]
    answers += [three.hears("/storno Anna"), three.tap(label(three, "Socken")), three.tap(PART), three.hears("5,50")]
    answers += [
        three.tap(YES),
        three.hears("/storno Anna Schal"),
        three.tap(EXCHANGE),
        three.hears("20 Handschuhe"),
        three.tap(YES_EXCHANGE),
    ]
    answers += [three.tap(NOT_AFTER_ALL), three.hears("/storno"), three.tap(YES)]
    assert answers == snapshot


class TestBeforeItActs:
    """One message shows the consequences; until the tap nothing has changed."""

    def test_nothing_has_changed_before_the_tap(self, three: Person, world: World) -> None:
        before = everything(world)
        three.hears("/storno")
        three.hears("/storno Anna 10")
        three.tap(NO)
        assert everything(world) == before
        assert balance(world) == (67, 3)

    def test_what_is_shown_is_what_happens(self, three: Person) -> None:
        shown = three.hears("/storno").split("\n")[1:]
        assert three.tap(YES).split("\n")[1:] == shown

    def test_it_names_points_stamps_and_tier(self, three: Person) -> None:
        assert three.hears("/storno").split("\n") == [
            "Anna: 30,00 € zurück · Kauf vom Mo., 4. Mai 2026 · Schal",
            "−30 Punkte (jetzt 37) · −1 Stempel (jetzt 2 von 10) · Stammkunde → Wiederkäufer",
        ]

    def test_a_part_leaves_the_stamp(self, three: Person) -> None:
        assert three.hears("/storno Anna 10").split("\n") == [
            "Anna: 10,00 € von 30,00 € zurück · Kauf vom Mo., 4. Mai 2026 · Schal",
            "−10 Punkte (jetzt 57) · Stempel bleibt",
        ]

    def test_the_button_under_a_fresh_booking_acts_at_once_and_shows_them_after(self, three: Person) -> None:
        assert three.tap("Rückgängig").split("\n") == [
            "↩️ Zurückgenommen – Anna: 30,00 € · Schal · Kauf vom Mo., 4. Mai 2026",
            "−30 Punkte (jetzt 37) · −1 Stempel (jetzt 2 von 10) · Stammkunde → Wiederkäufer",
        ]

    def test_a_purchase_that_changed_meanwhile_is_shown_anew(self, three: Person, world: World) -> None:
        three.hears("/storno")
        asked = three.last()
        three.hears("/storno Anna 10")
        three.tap(YES)
        assert three.tap(YES, asked).startswith("Anna: 20,00 € zurück")
        assert balance(world) == (57, 3)

    def test_a_purchase_that_is_gone_meanwhile_says_so(self, three: Person, world: World) -> None:
        booked = three.last()
        three.hears("/storno")
        asked = three.last()
        three.tap("Rückgängig", booked)
        three.tap(YES, asked)
        assert world.notices == ["Der Kauf ist schon zurückgenommen."]
        assert balance(world) == (37, 2)

    def test_a_double_tap_takes_back_once(self, three: Person, world: World) -> None:
        three.hears("/storno Anna 10")
        asked, data = three.last(), three.last().buttons[YES]["callback_data"]
        three.tap_data(asked, data)
        three.tap_data(asked, data)
        assert world.notices == ["Schon erledigt."]
        assert balance(world) == (57, 3)

    def test_no_and_yes_together_are_no(self, three: Person, world: World) -> None:
        three.hears("/storno")
        asked = three.last()
        data = asked.buttons[YES]["callback_data"]
        three.tap(NO, asked)
        three.tap_data(asked, data)
        assert balance(world) == (67, 3)


class TestWhich:
    """The last booking, the last one it fits, or one that is chosen."""

    def test_the_last_booking_is_the_one_booked_last(self, maria: Person) -> None:
        maria.hears("/kauf Anna 25")
        maria.hears("/kauf Ben 10 gestern")
        assert maria.hears("/storno").startswith("Ben: 10,00 € zurück · Kauf vom So., 3. Mai 2026")

    def test_an_amount_alone_is_a_part_of_the_last_booking(self, three: Person) -> None:
        three.hears("/kauf Ben 10")
        assert three.hears("/storno 4").startswith("Ben: 4,00 € von 10,00 € zurück")

    @pytest.mark.parametrize(
        "typed", ["Anna 10", "anna 10 €", "ANNA 10,00", "Anna 10 Euro", "Anna -10", "Anna −10€", "„Anna“ 10"]
    )
    def test_a_part_is_understood_as_people_type_it(self, three: Person, typed: str) -> None:
        assert three.hears(f"/storno {typed}").startswith("Anna: 10,00 € von 30,00 € zurück")

    @pytest.mark.parametrize(
        ("typed", "item"),
        [
            ("Anna 12,50 Socken", "Socken"),
            ("anna 12,50 SOCKEN", "Socken"),
            ("Anna 5 muetze", "Mütze"),
            ("Anna Mütze 5", "Mütze"),
            ("Anna Socken", "Socken"),
        ],
    )
    def test_a_word_says_which_purchase(self, three: Person, typed: str, item: str) -> None:
        assert three.hears(f"/storno {typed}").split("\n")[0].endswith(f"· {item}")

    def test_only_what_has_so_much_left_fits(self, three: Person) -> None:
        three.hears("/kauf Anna 3 Garn")
        assert "· Schal" in three.hears("/storno Anna 28")
        assert not three.sees_button(OTHER)

    def test_another_one_that_fits_is_a_tap_away(self, three: Person) -> None:
        three.hears("/storno Anna 20")
        assert three.tap(OTHER) == "Welchen Kauf von Anna soll ich zurücknehmen?"
        assert len(three.last().buttons) == 2
        assert three.tap(label(three, "Socken")).startswith("Anna: 20,00 € von 25,00 € zurück")

    def test_a_day_says_which_purchase(self, three: Person) -> None:
        three.hears("/kauf Anna 25 Garn am 1.5.")
        assert "· Kauf vom Fr., 1. Mai 2026 · Garn" in three.hears("/storno Anna 1.5.")

    def test_the_only_purchase_of_a_buyer_needs_no_choice(self, maria: Person) -> None:
        maria.hears("/kauf Anna 25")
        assert maria.hears("/storno Anna").startswith("Anna: 25,00 € zurück")

    def test_many_purchases_say_how_an_older_one_is_found(self, maria: Person) -> None:
        for number in range(1, 9):
            maria.hears(f"/kauf Anna {number}")
        assert "Einen älteren findest du mit dem Tag oder dem Artikel" in maria.hears("/storno Anna")
        assert len(maria.last().buttons) == 6

    def test_a_name_with_a_slip_is_asked_about_and_keeps_its_amount(self, three: Person) -> None:
        three.hears("/storno Annna 10")
        assert three.tap(label(three, "Anna")).startswith("Anna: 10,00 € von 30,00 € zurück")

    def test_all_that_is_left_is_no_part(self, maria: Person, world: World) -> None:
        maria.hears("/kauf Anna 25")
        assert maria.hears("/storno Anna 25").startswith("Anna: 25,00 € zurück")
        maria.tap(YES)
        assert balance(world) == (0, 0)


class TestRefusals:
    """Whatever cannot be taken back is refused kindly, with one example, and nothing changes."""

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("Anna 30,01", "Bezahlt wurden 30,00 €; mehr geht nicht zurück. So geht's: /storno Anna 30,00 €"),
            ("Anna 500 Socken", "Bezahlt wurden 25,00 €; mehr geht nicht zurück. So geht's: /storno Anna 25,00 €"),
            ("31", "Bezahlt wurden 30,00 €"),
            ("Anna 0", "0 € zurück ändert nichts. So geht's: /storno Anna 10"),
            ("Anna zehn", "„zehn“ finde ich in den Käufen von Anna nicht. So geht's: /storno Anna 10"),
            ("Anna 10 20", "Ich sehe zwei Beträge: 10,00 € und 20,00 €"),
            ("Anna 10 USD", "Ich rechne hier nur in EUR. So geht's: /storno Anna 10"),
            ("Anna 10 am 31.2.", "So geht's: /storno Anna 10"),
            ("Zoe 10", "„Zoe“ finde ich nicht"),
            ("🧦 10", "finde ich"),
        ],
    )
    def test_it_is_refused_with_an_example(self, three: Person, world: World, typed: str, said: str) -> None:
        before = everything(world)
        answer = three.hears(f"/storno {typed}")
        assert said in answer
        assert everything(world) == before

    def test_an_empty_shop_says_so(self, maria: Person, world: World) -> None:
        before = rows(world)
        assert "noch keinen Kauf" in maria.hears("/storno")
        assert "noch keinen Kauf" in maria.hears("/storno 10")
        assert rows(world) == before

    def test_a_buyer_without_a_purchase_left_says_so(self, maria: Person) -> None:
        maria.hears("/kauf Anna 25")
        maria.hears("/storno")
        maria.tap(YES)
        assert maria.hears("/storno Anna") == (
            "Für Anna steht kein Kauf mehr da. Eintragen geht so: /kauf Anna 25 Socken"
        )

    def test_another_shop_sees_nothing_of_it(self, three: Person, petra: Person, world: World) -> None:
        assert "noch keinen Kauf" in petra.hears("/storno")
        for words in ("Anna", "Anna 10"):
            assert "„Anna“ finde ich nicht" in petra.hears(f"/storno {words}")
        three.hears("/storno")
        asked = three.last()
        petra.tap_data(asked, asked.buttons[YES]["callback_data"])
        assert balance(world) == (67, 3)

    def test_a_buyer_may_not(self, maria: Person, anna: Person, world: World) -> None:
        anna.hears("/storno")
        maria.hears("/storno")
        asked = maria.last()
        anna.tap_data(asked, asked.buttons[YES]["callback_data"])
        assert balance(world) == (25, 1)


class TestPart:
    """[Teilbetrag …] asks for the amount."""

    def test_the_amount_is_asked_for_and_shown_before_it_acts(self, three: Person, world: World) -> None:
        three.hears("/storno")
        assert three.tap(PART) == "Wie viel bekommt Anna zurück? Höchstens 30,00 €, zum Beispiel: 10"
        assert "In „viel“ habe ich keinen Betrag gefunden" in three.hears("viel")
        assert "Bezahlt wurden 30,00 €; mehr geht nicht zurück" in three.hears("999")
        assert three.hears("10 €").startswith("Anna: 10,00 € von 30,00 € zurück")
        three.tap(YES)
        assert balance(world) == (57, 3)

    @pytest.mark.parametrize("button", [PART, EXCHANGE])
    def test_nothing_is_asked_about_a_purchase_that_is_gone(self, maria: Person, button: str) -> None:
        maria.hears("/kauf Anna 25")
        booked = maria.last()
        maria.hears("/storno")
        asked = maria.last()
        maria.tap("Rückgängig", booked)
        assert "Dieser Kauf ist schon ganz zurückgenommen" in maria.tap(button, asked)


class TestUndo:
    """[Doch nicht], and the undo of that, as often as wanted."""

    def test_the_undo_of_the_undo_and_its_undo(self, maria: Person, world: World) -> None:
        maria.hears("/kauf Anna 25 Socken")
        maria.tap("Rückgängig")
        for _ in range(3):
            assert maria.tap(NOT_AFTER_ALL) == (
                "✅ Gilt wieder – Anna: 25,00 € · Socken · Kauf vom Mo., 4. Mai 2026\n"
                "+25 Punkte (jetzt 25) · +1 Stempel (jetzt 1 von 10)"
            )
            assert balance(world) == (25, 1)
            maria.tap(AGAIN)
            assert balance(world) == (0, 0)

    def test_a_part_goes_to_and_fro_as_well(self, three: Person, world: World) -> None:
        three.hears("/storno Anna 10")
        three.tap(YES)
        for _ in range(2):
            three.tap(NOT_AFTER_ALL)
            assert balance(world) == (67, 3)
            three.tap(AGAIN)
            assert balance(world) == (57, 3)

    def test_two_parts_are_undone_in_any_order(self, maria: Person, world: World) -> None:
        maria.hears("/kauf Anna 20")
        done = []
        for _ in range(2):
            maria.hears("/storno Anna 10")
            maria.tap(YES)
            done.append(maria.last())
        assert balance(world) == (0, 0)
        maria.tap(NOT_AFTER_ALL, done[0])
        assert balance(world) == (10, 1)
        maria.tap(NOT_AFTER_ALL, done[1])
        assert balance(world) == (20, 1)

    def test_an_edit_still_corrects_what_stands_again(self, maria: Person, world: World) -> None:
        maria.hears("/kauf Anna 25")
        maria.tap("Rückgängig")
        maria.tap(NOT_AFTER_ALL)
        assert "Korrigiert" in maria.edit("/kauf Anna 30")
        assert balance(world) == (30, 1)

    def test_one_message_never_books_twice_through_an_old_button(self, maria: Person, world: World) -> None:
        maria.hears("/kauf Anna 25")
        maria.tap("Rückgängig")
        old = maria.last()
        maria.edit("/kauf Anna 26")
        maria.tap(NOT_AFTER_ALL, old)
        assert world.notices == ["Das ist inzwischen erledigt oder neu eingetragen."]
        assert balance(world) == (26, 1)

    def test_undone_twice_is_undone_once(self, maria: Person, world: World) -> None:
        maria.hears("/kauf Anna 25")
        booked = maria.last()
        maria.hears("/storno")
        maria.tap(YES)
        maria.tap("Rückgängig", booked)
        assert world.notices == ["Der Kauf ist schon zurückgenommen."]
        assert balance(world) == (0, 0)


class TestVoucherOfAPurchase:
    @pytest.mark.parametrize("exchanged", [False, True], ids=["storno", "exchange"])
    def test_used_elsewhere_since_it_takes_off_once(self, world: World, maria: Person, exchanged: bool) -> None:
        maria.hears("/kauf Anna 25 Tee")
        code = maria.hears("/gutschein Anna 10 €").split("\n")[1].split(" ")[0]
        maria.hears(f"/kauf Anna 30 Socken gutschein {code}")
        maria.hears("/storno Anna Socken")
        maria.tap("Umtausch" if exchanged else "Ja, zurücknehmen")
        if exchanged:
            maria.hears("20 Schal")
            maria.tap(YES_EXCHANGE)
        undo = maria.last()
        maria.hears(f"/kauf Anna 40 Hut gutschein {code}")
        assert f"Der Gutschein {code} aus diesem Kauf" in maria.tap("Doch nicht", undo)
        with world.engine.begin() as db:
            assert sum(row.discount_cents for row in purchases.latest(db, 1, 10)) == 1000


class TestExchangeOfAFriend:
    def test_the_bonus_stays_as_it_was_booked(self, world: World, maria: Person) -> None:
        maria.hears("/kauf Eva 25 Tee")
        maria.hears("/empfehlen Ben von Eva")
        maria.hears("/kauf Ben 30 Socken")
        with world.engine.begin() as db:
            eva = buyers.named(db, 1, "Eva")[0].id
            shops.change(db, 1, bonus_referral=0)
        maria.hears("/storno Ben")
        maria.tap("Umtausch")
        maria.hears("30 Mütze")
        assert "Empfehlung" not in maria.tap(YES_EXCHANGE)
        maria.tap("Doch nicht")
        with world.engine.begin() as db:
            assert ledger.balance(db, 1, eva, world.today()).points == 25 + 20

    def test_a_purchase_that_moves_to_another_takes_the_bonus_along_and_says_so(self, maria: Person) -> None:
        maria.hears("/kauf Eva 25 Tee")
        maria.hears("/empfehlen Ben von Eva")
        maria.hears("/kauf Ben 30 Socken")
        assert "Ben kam über Eva: Die 20 Punkte extra gehen bei beiden zurück." in maria.edit("/kauf Cora 30 Socken")


class TestExchange:
    """The old purchase back and the new one booked, in one go."""

    def start(self, seller: Person) -> None:
        seller.hears("/storno Anna Socken")
        assert "Was bekommt Anna stattdessen?" in seller.tap(EXCHANGE)

    @pytest.mark.parametrize(
        ("typed", "difference"),
        [
            ("30 Mütze", "Anna zahlt 5,00 € dazu."),
            ("20,50 Mütze", "Anna bekommt 4,50 € heraus."),
            ("Mütze 25 €", "Der Preis ist derselbe."),
        ],
    )
    def test_the_difference_is_told(self, three: Person, typed: str, difference: str) -> None:
        self.start(three)
        shown, done = three.hears(typed).split("\n"), three.tap(YES_EXCHANGE).split("\n")
        assert shown[0].startswith("Umtausch – Anna: Socken (25,00 €) gegen Mütze (")
        assert done[0].startswith("🔄 Umgetauscht – Anna: Socken (25,00 €) gegen Mütze (")
        assert shown[1:] == done[1:]
        assert shown[1] == difference

    def test_nothing_changes_before_the_seller_agrees(self, three: Person, world: World) -> None:
        self.start(three)
        three.hears("30 Mütze")
        assert balance(world) == (67, 3)
        three.tap("Nein")
        assert balance(world) == (67, 3)

    def test_the_new_one_is_of_today(self, maria: Person, world: World) -> None:
        maria.hears("/kauf Anna 25 Socken")
        world.days_later(3)
        self.start(maria)
        maria.hears("30 Mütze")
        maria.tap(YES_EXCHANGE)
        with world.engine.begin() as db:
            (standing,) = purchases.latest(db, 1, 9)
        assert (standing.day, standing.cents, standing.item) == (world.today(), 3000, "Mütze")

    def test_one_tap_undoes_both_and_another_that(self, three: Person, world: World) -> None:
        self.start(three)
        three.hears("30 Mütze")
        three.tap(YES_EXCHANGE)
        for _ in range(2):
            assert balance(world) == (72, 3)
            three.tap(NOT_AFTER_ALL)
            assert balance(world) == (67, 3)
            three.tap(NOT_AFTER_ALL)

    def test_the_old_message_has_its_purchase_again(self, maria: Person, world: World) -> None:
        maria.hears("/kauf Anna 25 Socken")
        mine = maria.last_id
        self.start(maria)
        maria.hears("30 Mütze")
        maria.tap(YES_EXCHANGE)
        maria.tap(NOT_AFTER_ALL)
        maria.last_id = mine
        assert "Korrigiert" in maria.edit("/kauf Anna 26 Socken")
        assert balance(world) == (26, 1)

    def test_without_a_price_it_asks_again(self, three: Person, world: World) -> None:
        self.start(three)
        assert "In „Mütze“ habe ich keinen Preis gefunden. Schreib zum Beispiel: 30 Mütze" in three.hears("Mütze")
        three.hears("30 Mütze")
        assert three.tap(YES_EXCHANGE).startswith("🔄 Umgetauscht")
        assert balance(world) == (72, 3)

    def test_what_was_taken_back_meanwhile_is_not_exchanged(self, three: Person, world: World) -> None:
        socks = next(one for one in world.messages if "Socken" in one.text and one.buttons)
        self.start(three)
        data = socks.buttons["Rückgängig"]["callback_data"]
        three.tap_data(socks, data)
        three.hears("30 Mütze")
        assert balance(world) == (42, 2)


class TestRewards:
    """Vouchers and full cards."""

    def voucher(self, world: World, purchase: int | None = None) -> Any:
        with world.engine.begin() as db:
            row = vouchers.issue(db, shops.get(db, 1), 1, NewVoucher("Seife"), world.now)
            voucher_use.use(db, 1, row, purchase, world.today())
        return row

    def test_a_reward_that_was_used_comes_back_with_the_whole(self, three: Person, world: World) -> None:
        code = self.voucher(world, 3).code
        assert f"Belohnung {code} kommt zurück" in three.hears("/storno")
        assert f"Belohnung {code} kommt zurück" in three.tap(YES)
        assert f"Belohnung {code} ist wieder eingelöst" in three.tap(NOT_AFTER_ALL)

    def test_a_part_leaves_it_used(self, three: Person, world: World) -> None:
        self.voucher(world, 3)
        assert "Belohnung" not in three.hears("/storno Anna 10")

    def test_a_full_card_becomes_a_card_again(self, maria: Person, world: World) -> None:
        for _ in range(10):
            maria.hears("/kauf Anna 1")
        with world.engine.begin() as db:
            (card,) = vouchers.of_buyer(db, 1, 1)
        said = f"Belohnung {card.code} entfällt, die Karte ist nicht mehr voll"
        assert maria.hears("/storno").endswith(f"−1 Punkt (jetzt 9) · −1 Stempel (jetzt 9 von 10) · {said}")
        maria.tap(YES)
        assert balance(world) == (9, 9)
        assert "Karte voll: Belohnung" in maria.tap(NOT_AFTER_ALL)
        assert balance(world) == (10, 0)

    def test_the_stamps_of_a_card_that_was_used_are_owed(self, maria: Person, world: World) -> None:
        for _ in range(10):
            maria.hears("/kauf Anna 1")
        with world.engine.begin() as db:
            (card,) = vouchers.of_buyer(db, 1, 1)
            voucher_use.use(db, 1, card, None, world.today())
        debt = "1 Stempel im Minus: Das gleicht der nächste Kauf aus."
        assert maria.hears("/storno").endswith(debt)
        assert maria.tap(YES).endswith(debt)
        assert balance(world) == (9, -1)
        assert "Stempel 0 von 10" in maria.hears("/kauf Anna 1")
        assert balance(world) == (10, 0)


class TestEdits:
    """A message whose purchase was given back in part is not corrected by an edit."""

    def test_it_is_refused_with_a_hint(self, maria: Person, world: World) -> None:
        maria.hears("/kauf Anna 25")
        mine = maria.last_id
        maria.hears("/storno Anna 10")
        maria.tap(YES)
        maria.last_id = mine
        assert maria.edit("/kauf Anna 30") == (
            "Von diesem Kauf sind schon 10,00 € zurückgegeben, deshalb lasse ich ihn so. Ändern geht mit /storno Anna"
        )
        assert balance(world) == (15, 1)

    def test_once_the_part_is_undone_it_corrects_again(self, maria: Person, world: World) -> None:
        maria.hears("/kauf Anna 25")
        mine = maria.last_id
        maria.hears("/storno Anna 10")
        maria.tap(YES)
        maria.tap(NOT_AFTER_ALL)
        maria.last_id = mine
        assert "Korrigiert" in maria.edit("/kauf Anna 30")
        assert balance(world) == (30, 1)

    def test_an_amount_asked_for_by_an_edit_before_the_part_is_refused_too(self, maria: Person, world: World) -> None:
        maria.hears("/kauf Anna 25")
        maria.edit("/kauf Ben")
        question = maria.last()
        maria.hears("/storno Anna 10")
        maria.tap(YES)
        before = everything(world)
        assert "schon 10,00 € zurückgegeben" in maria.tap("25,00\u00a0€", question)
        assert everything(world) == before

    def test_a_slip_is_not_moved_any_more(self, maria: Person, world: World) -> None:
        maria.hears("/kauf Anna 25")
        maria.hears("/kauf Ana 12")
        slip = maria.last()
        maria.hears("/storno Ana 5")
        maria.tap(YES)
        assert "schon 5,00 € zurückgegeben" in maria.tap("Ich meinte Anna", slip)
        assert (balance(world), balance(world, 2)) == ((25, 1), (7, 1))

    def test_two_amounts_in_an_edit_leave_the_booking(self, maria: Person, world: World) -> None:
        maria.hears("/kauf Anna 25 Schuhe")
        assert "Ich sehe zwei Beträge: 39,00 € und 25,00 €" in maria.edit("/kauf Anna 39 25")
        assert balance(world) == (25, 1)
        assert "Korrigiert" in maria.edit("/kauf Anna 39")
        assert balance(world) == (39, 1)


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_it_books_counter_entries_and_deletes_nothing(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/storno")
    maria.tap(YES)
    with world.engine.begin() as db:
        entries = db.execute(select(ledger_entry.c.unit, ledger_entry.c.amount, ledger_entry.c.reason)).all()
    assert sorted(map(tuple, entries)) == [
        ("points", -25, "refund"),
        ("points", 25, "purchase"),
        ("stamps", -1, "refund"),
        ("stamps", 1, "purchase"),
    ]
    assert balance(world) == (0, 0)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=lambda order: "-".join(map(str, order)))
def test_points_carry_cents_over_in_any_order_of_refunds(world: World, maria: Person, order: tuple[int, ...]) -> None:
    """Points are always the whole euros of what was paid in the end."""
    amounts = (150, 275, 80)
    booked = []
    for cents in amounts:
        maria.hears(f"/kauf Anna {cents // 100},{cents % 100:02}")
        booked.append(maria.last())
    left = sum(amounts)
    assert balance(world) == (left // 100, 3)
    for number, position in enumerate(order, 1):
        maria.tap("Rückgängig", booked[position])
        left -= amounts[position]
        assert balance(world) == (left // 100, 3 - number)


def test_taking_back_the_only_purchase_ends_its_reminder(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.tap("Rückgängig")
    world.days_later(6)
    assert "Heute steht niemand an." in maria.hears("/heute")


@pytest.mark.parametrize("wants", [True, False])
def test_the_buyer_gets_a_receipt_if_he_wants_them(maria: Person, anna: Person, world: World, wants: bool) -> None:
    if wants:
        anna.hears("/quittung")
        anna.tap("Ja, gern")
    before = len([one for one in world.messages if one.chat == anna.id])
    maria.hears("/storno Anna 10")
    maria.tap(YES)
    maria.tap(NOT_AFTER_ALL)
    told = [one.text for one in world.messages if one.chat == anna.id][before:]
    assert ["10,00 €" in words for words in told] == [True, True] * wants


def test_a_card_that_is_full_again_keeps_the_code_that_was_told(world: World, maria: Person) -> None:
    for _ in range(10):
        maria.hears("/kauf Anna 10")
    with world.engine.begin() as db:
        (before,) = vouchers.of_buyer(db, 1, 1)
    maria.hears("/storno")
    maria.tap("Ja, zurücknehmen")
    maria.tap("Doch nicht")
    with world.engine.begin() as db:
        (after,) = vouchers.of_buyer(db, 1, 1)
    assert after.code == before.code
    assert "Der Gutschein ist offen" in maria.hears(f"/einloesen {before.code}")


def test_a_purchase_stands_again_with_the_reward_of_a_card_that_is_full_again(world: World, maria: Person) -> None:
    """The card was broken up meanwhile; full again, it has the code it had."""
    with world.engine.begin() as db:
        shops.change(db, 1, stamps_per_card=3)
    for _ in range(3):
        maria.hears("/kauf Anna 10")
    code = maria.hears("/gutscheine Anna").split("\n")[1].split(" ")[0]
    maria.hears(f"/kauf Anna 5 Knopf gutschein {code}")
    maria.tap("Rückgängig")
    back = maria.last()
    maria.hears("/storno Anna")
    maria.tap(next(iter(maria.last().buttons)))
    maria.tap("Ja, zurücknehmen")
    maria.hears("/kauf Anna 10")
    assert "Knopf" in maria.tap("Doch nicht", back)
    with world.engine.begin() as db:
        (used,) = vouchers.of_buyer(db, 1, 1, "used")
    assert used.code == code


def test_what_came_back_as_a_whole_says_so(three: Person) -> None:
    three.hears("/storno Anna Socken")
    three.tap("Ja, zurücknehmen")
    before = rows(three.world, "outbox")
    assert "Der Kauf „Socken“ ist schon ganz zurückgenommen." in three.hears("/storno Anna 1 Socken")
    assert rows(three.world, "outbox") == before


def test_of_a_part_that_came_back_the_rest_is_named(three: Person) -> None:
    three.hears("/storno Anna 5 Socken")
    three.tap("Ja, zurücknehmen")
    assert "sind noch 20,00 € da" in three.hears("/storno Anna 21 Socken")


def test_the_preview_names_what_is_on_the_voucher_again(maria: Person) -> None:
    maria.hears("/kauf Anna 5 Tee")
    code = maria.hears("/gutschein Anna 50 €").split("\n")[1].split(" ")[0]
    maria.hears(f"/kauf Anna 50 Decke gutschein {code}")
    assert f"Guthaben auf Gutschein {code}: 50,00 €" in maria.hears("/storno Anna Decke")
    assert f"Guthaben auf Gutschein {code}: 50,00 €" in maria.tap("Ja, zurücknehmen")


def test_a_day_without_a_purchase_offers_those_of_other_days(three: Person) -> None:
    said = three.hears("/storno Anna gestern")
    assert said == "Am 03.05.26 steht kein Kauf von Anna da. Welchen soll ich zurücknehmen?"
    assert len(three.last().buttons) == 3
    assert three.tap(label(three, "Mütze")).startswith("Anna: 12,50 € zurück")


def test_a_day_without_any_purchase_offers_everybodys(three: Person) -> None:
    assert three.hears("/storno gestern") == "Am 03.05.26 steht kein Kauf da. Welchen soll ich zurücknehmen?"
    assert label(three, "Schal").startswith("Anna · 04.05.26")
