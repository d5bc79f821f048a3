"""/punkte: the card as a picture, the history with reasons, the rewards, and what was on it on a day of the past."""

from datetime import date, timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from storage import (
    booking,
    buyers,
    byhand,
    invitations,
    ledger,
    purchases,
    redeeming,
    refunds,
    rewards,
    shops,
    voucher_use,
    vouchers,
)
from storage.purchases import NewPurchase
from storage.rewards import NewReward
from storage.vouchers import NewVoucher
from tests.chat import OTHER_SELLER, Person, World, join

MONDAY = date(2026, 5, 4)


def buy(maria: Person, times: int, name: str = "Anna") -> None:
    for _ in range(times):
        maria.hears(f"/kauf {name} 1,50")


def setting(world: World, **values: object) -> None:
    with world.engine.begin() as db:
        shops.change(db, 1, **values)


def offer(world: World, *offers: NewReward) -> None:
    with world.engine.begin() as db:
        for new in offers:
            rewards.add(db, 1, new, world.now)


def credit(world: World, points: int, why: str, reference: str = "c1", **more: object) -> None:
    with world.engine.begin() as db:
        byhand.credit(db, shops.get(db, 1), 1, points, reference, world.now, why=why, **more)  # type: ignore[arg-type]


def give(world: World, *names: str) -> list[str]:
    """Vouchers for Anna; gives their codes."""
    with world.engine.begin() as db:
        shop = shops.get(db, 1)
        return [vouchers.issue(db, shop, 1, NewVoucher(name, origin="hand"), world.now).code for name in names]


def take_back(world: World) -> None:
    """The latest purchase is taken back."""
    with world.engine.begin() as db:
        refunds.refund(db, shops.get(db, 1), purchases.latest(db, 1, 1)[0], world.now)


def states(world: World) -> list[str]:
    with world.engine.begin() as db:
        rows = vouchers.of_buyer(db, 1, 1, "open", "used", "cancelled")
    return [row.state for row in rows]


def recipe(person: Person) -> dict[str, object]:
    """The picture, without the code, which is drawn at random."""
    picture = person.last().picture
    assert picture is not None
    return {name: value for name, value in picture.items() if name != "code"}


def without_codes(world: World, said: str) -> str:
    with world.engine.begin() as db:
        for row in vouchers.of_buyer(db, 1, 1, "open", "used"):
            said = said.replace(row.code, "CODE")
    return said


@pytest.mark.parametrize("stamps", [1, 9, 10, 11, 20], ids=["first", "one missing", "full", "next card", "two full"])
def test_the_card_of_a_buyer(
    world: World, maria: Person, anna: Person, stamps: int, snapshot: SnapshotAssertion
) -> None:
    buy(maria, stamps - 1)
    said = without_codes(world, anna.hears("/punkte"))
    assert [said, recipe(anna), list(anna.last().buttons)] == snapshot


@pytest.mark.parametrize(
    ("stamps", "shown"), [(10, ("10 von 10", 10)), (11, ("1 von 10", 1))], ids=["full", "on the next card"]
)
def test_picture_and_words_tell_the_same(maria: Person, anna: Person, stamps: int, shown: tuple[str, int]) -> None:
    buy(maria, stamps - 1)
    said, picture = anna.hears("/punkte"), recipe(anna)
    assert f"\nStempel {shown[0]}\n" in said
    assert picture["stamps"] == shown[1]
    assert str(picture["line"] if stamps == 10 else picture["full"]) in said


@pytest.mark.parametrize("size", [20, 12, 8])
def test_a_full_card_keeps_the_size_at_which_it_was_filled(
    world: World, maria: Person, anna: Person, size: int
) -> None:
    buy(maria, 9)
    setting(world, stamps_per_card=size)
    said, picture = anna.hears("/punkte"), recipe(anna)
    assert "Stempel 10 von 10\nKarte voll! Die Belohnung wartet" in said
    assert (picture["stamps"], picture["size"], picture["line"]) == (10, 10, "Karte voll! Die Belohnung wartet")
    buy(maria, 1)
    assert f"1 volle Karte\nStempel 1 von {size}\n" in anna.hears("/punkte")
    assert (recipe(anna)["stamps"], recipe(anna)["size"], recipe(anna)["full"]) == (1, size, "1 volle Karte")


def test_each_of_two_full_cards_is_told(maria: Person, anna: Person) -> None:
    buy(maria, 19)
    assert "2 Karten voll! Die Belohnungen warten" in anna.hears("/punkte")
    assert recipe(anna)["line"] == "2 Karten voll! Die Belohnungen warten"


def test_stamps_that_are_owed_are_missing_too(world: World, maria: Person, anna: Person) -> None:
    buy(maria, 9)
    maria.hears("/punkte Anna")
    maria.tap("Belohnung übergeben")
    for _ in range(3):
        take_back(world)
    said = anna.hears("/punkte")
    assert "Stempel 0 von 10\nNoch 13 Stempel bis zur vollen Karte\n" in said
    assert recipe(anna)["line"] == "Noch 13 Stempel bis zur vollen Karte"


def test_the_card_looks_as_the_shop_wants_it(world: World, anna: Person) -> None:
    setting(world, card_colour="berry", card_symbol="sock", card_reward="Ein Paar Socken")
    assert "Noch 9 Stempel bis zur vollen Karte: Ein Paar Socken" in anna.hears("/punkte")
    picture = recipe(anna)
    assert (picture["colour"], picture["symbol"]) == ("berry", "sock")
    assert picture["reward"] == "Belohnung: Ein Paar Socken"


def test_the_polite_form(world: World, maria: Person, anna: Person) -> None:
    setting(world, address_form="sie")
    assert anna.hears("/punkte").startswith("Ihre Stempelkarte bei Shop von Maria")
    assert maria.hears("/punkte Anna").startswith("Stempelkarte von Anna")


def test_the_code_on_the_card_stays_the_same_for_buyer_and_seller(world: World, maria: Person, anna: Person) -> None:
    anna.hears("/punkte")
    maria.hears("/punkte Anna")
    codes = [(person.last().picture or {})["code"] for person in (anna, maria)]
    with world.engine.begin() as db:
        assert codes == [f"https://t.me/StammkundeBot?start=k_{buyers.get(db, 1, 1).code}"] * 2


def test_the_next_reward_is_the_cheapest_he_cannot_afford(world: World, anna: Person) -> None:
    offer(
        world,
        NewReward("Tee", 10),
        NewReward("Kerze", 20),
        NewReward("Ein Paar Socken", 37),
        NewReward("Decke", 400),
        NewReward("Probe", 3, unit="stamps"),
    )
    said = anna.hears("/punkte")
    assert "Reicht schon für „Kerze“.\nNoch 12 Punkte bis „Ein Paar Socken“\nNoch 2 Stempel bis „Probe“" in said
    assert "Decke" not in said
    assert "Tee" not in said


def test_a_reward_that_cannot_be_had_today_is_not_promised(world: World, anna: Person) -> None:
    offer(world, NewReward("Tee", 30, stock=0), NewReward("Kerze", 40, valid_from=MONDAY + timedelta(days=1)))
    assert "Noch 9 Stempel" in anna.hears("/punkte")
    assert "Tee" not in anna.last().text
    assert "Kerze" not in anna.last().text


def test_vouchers_are_shown_with_their_code_and_last_day(world: World, maria: Person, anna: Person) -> None:
    (code,) = give(world, "Gratis <Tee>")
    for said in (anna.hears("/punkte"), maria.hears("/punkte Anna")):
        assert "Gratis <Tee>" in said
        assert code in said
        assert "2. Aug" in said
    assert "🎁 Für Anna bereit:" in maria.last().text
    assert "🎁 Für dich bereit:" in anna.last().text


def test_what_is_past_or_used_is_not_ready_any_more(world: World, anna: Person) -> None:
    give(world, "Tee")
    world.days_later(90)
    assert "Tee" in anna.hears("/punkte")
    world.days_later(1)
    assert "Tee" not in anna.hears("/punkte")


def test_many_vouchers_fit_under_the_picture(world: World, anna: Person) -> None:
    give(world, *(f"Überraschung {number}" for number in range(8)))
    assert "Überraschung 4" in anna.hears("/punkte")
    assert "Überraschung 5" not in anna.last().text
    assert "und 3 weitere Belohnungen" in anna.last().text


def test_the_points_that_expire_next_are_named(world: World, maria: Person, anna: Person) -> None:
    credit(world, 20, "Entschuldigung", until=date(2026, 12, 31))
    assert "20 Punkte gelten bis 31. Dezember 2026" in anna.hears("/punkte")
    assert "20 Punkte gelten bis 31. Dezember 2026" in maria.hears("/punkte Anna")
    world.go_to(date(2027, 1, 1))
    assert anna.hears("/punkte").splitlines()[1:3] == ["25 Punkte", "Stempel 1 von 10"]
    assert "verfallen" not in anna.last().text


WISHES = {"receipts": "Quittung nach jedem Kauf", "letters": "Persönliche Nachrichten"}
NEW_IN = {"receipts": "Nachricht bei Bonuspunkten: aus", "letters": "Neues bei persönlichen Nachrichten"}


@pytest.mark.parametrize("agreed", [(), ("receipts",), ("letters",), ("receipts", "letters")], ids=" and ".join)
def test_the_card_says_what_is_agreed_to(anna: Person, agreed: tuple[str, ...]) -> None:
    anna.hears("/punkte")
    for wish in agreed:
        anna.tap(f"{WISHES[wish]}: aus")
        anna.tap("Ja, gern")
    anna.hears("/punkte")
    labels = {label for label in anna.last().buttons if label.startswith((*WISHES.values(), *NEW_IN.values()))}
    assert labels == {f"{words}: {'an' if wish in agreed else 'aus'}" for wish, words in WISHES.items()}


@pytest.mark.parametrize("wish", WISHES)
def test_who_agreed_to_an_older_wording_is_offered_what_is_new(world: World, anna: Person, wish: str) -> None:
    with world.engine.begin() as db:
        buyers.change(db, 1, 1, **{wish: True})
        invitations.log_consent(db, 1, 1, anna.id, wish, "Darf ich?", 0, world.now, given=True)
    anna.hears("/punkte")
    assert anna.sees_button(f"{WISHES[wish]}: an")
    anna.tap(NEW_IN[wish])
    anna.tap("Ja, gern")
    anna.hears("/punkte")
    assert anna.sees_button(f"{WISHES[wish]}: an")
    assert not anna.sees_button(NEW_IN[wish])


def test_a_debt_is_shown_as_nothing_and_explained(world: World, anna: Person) -> None:
    with world.engine.begin() as db:
        byhand.debit(db, shops.get(db, 1), 1, 30, "d1", world.now, why="Irrtum")
    said = anna.hears("/punkte")
    assert "\n0 Punkte\n" in said
    assert "5 Punkte im Minus: Das gleicht der nächste Kauf aus." in said


def test_the_tier_is_named_once_there_is_one(maria: Person, anna: Person) -> None:
    assert "Stufe" not in anna.hears("/punkte")
    assert "Stufe: Neu" in maria.hears("/punkte Anna")
    buy(maria, 2)
    assert "Stufe: Stammkunde" in anna.hears("/punkte")


def test_a_buyer_of_two_shops_sees_each_card_and_each_history(maria: Person, petra: Person, anna: Person) -> None:
    petra.hears("/kauf Anni 7 Vase")
    join(anna, petra, "Anni")
    said = anna.hears("/punkte")
    assert "Deine Stempelkarte bei Shop von Maria\n25 Punkte" in said
    assert "Deine Stempelkarte bei Shop von Petra\n7 Punkte" in said
    assert "Vase" in anna.tap("Verlauf")
    assert "Wollsocken" not in anna.last().text


def test_the_seller_names_a_buyer_or_chooses_one(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    assert maria.hears("/punkte Anna").startswith("Stempelkarte von Anna\nStufe: Neu\n25 Punkte\nStempel 1 von 10")
    maria.hears("/punkte")
    assert maria.tap("Anna").startswith("Stempelkarte von Anna")


def test_a_slip_in_the_name_is_asked_about(maria: Person) -> None:
    maria.hears("/kauf Jürgen 25")
    maria.hears("/punkte Jürgn")
    assert maria.tap(next(iter(maria.last().buttons))).startswith("Stempelkarte von Jürgen")


class TestHistory:
    """[Verlauf]: each entry with its reason."""

    def test_every_kind_of_entry_has_a_reason(
        self, world: World, maria: Person, anna: Person, snapshot: SnapshotAssertion
    ) -> None:
        offer(world, NewReward("Tee", 5))
        with world.engine.begin() as db:
            shop = shops.get(db, 1)
            row = redeeming.redeem(db, shop, 1, 1, world.now)
            vouchers.cancel(db, shop, row, world.now)
            redeeming.redeem(db, shop, 1, 1, world.now)
            byhand.debit(db, shop, 1, 3, "d1", world.now, why="verrechnet")
            for reason in ("referral", "review", "birthday", "merge"):
                byhand.credit(db, shop, 1, 4, f"{reason}1", world.now, reason=reason)
            booking.book(db, shops.change(db, 1, expiry_months=1), 1, NewPurchase(MONDAY, 800, item="Vase"), world.now)
            shops.change(db, 1, expiry_months=None)
        credit(world, 20, "Danke für's <Warten>")
        maria.hears("/kauf Anna 7 Mütze")
        take_back(world)
        world.go_to(date(2026, 7, 1))
        world.tick()
        anna.hears("/punkte")
        assert anna.tap("Verlauf") == snapshot

    def test_long_ones_have_pages(self, maria: Person, anna: Person) -> None:
        for number in range(29):
            maria.hears(f"/kauf Anna 2 Ding{number}")
        anna.hears("/punkte")
        first = anna.tap("Verlauf")
        assert list(anna.last().buttons) == ["Ältere"]
        second = anna.tap("Ältere")
        assert list(anna.last().buttons) == ["Neuere", "Ältere"]
        third = anna.tap("Ältere")
        assert list(anna.last().buttons) == ["Neuere"]
        whole = f"{first}\n{second}\n{third}\n"
        assert [whole.count(f"Ding{number}\n") for number in range(29)] == [1] * 29
        assert "Wollsocken" in third
        assert "bis zum nächsten Punkt" in first
        assert "bis zum nächsten Punkt" not in second
        assert anna.tap("Neuere") == second

    def test_the_remainder_towards_the_next_point(self, maria: Person, anna: Person) -> None:
        maria.hears("/kauf Anna 3,40")
        anna.hears("/punkte")
        assert "Noch 0,60 € bis zum nächsten Punkt" in anna.tap("Verlauf")

    def test_the_remainder_is_that_of_the_rate_in_force(self, world: World, maria: Person, anna: Person) -> None:
        maria.hears("/kauf Anna 3,40")
        setting(world, cents_per_point=1000)
        anna.hears("/punkte")
        assert "Noch 10,00 € bis zum nächsten Punkt" in anna.tap("Verlauf")

    def test_all_that_expires_is_listed_ahead(self, world: World, anna: Person) -> None:
        credit(world, 20, "a", "1", until=date(2026, 12, 31))
        credit(world, 5, "b", "2", until=date(2026, 6, 30))
        credit(world, 6, "c", "3", until=date(2026, 6, 30))
        anna.hears("/punkte")
        said = anna.tap("Verlauf")
        assert "11 Punkte gelten bis 30. Juni 2026\n20 Punkte gelten bis 31. Dezember 2026" in said

    @pytest.mark.usefixtures("anna")
    def test_the_seller_reads_it_too(self, maria: Person) -> None:
        maria.hears("/punkte Anna")
        assert maria.tap("Verlauf").startswith("Verlauf von Anna")
        assert "Wollsocken" in maria.last().text

    def test_an_empty_one_says_how_it_begins(self, world: World, maria: Person) -> None:
        with world.engine.begin() as db:
            buyers.create(db, 1, "Berta", world.now)
        maria.hears("/punkte Berta")
        assert maria.tap("Verlauf") == "Noch kein Eintrag. Mit dem ersten Kauf geht es los."


class TestThePast:
    """The balance as of any date."""

    def test_for_the_seller(self, maria: Person) -> None:
        maria.hears("/kauf Anna 25 am 1.3.")
        maria.hears("/kauf Anna 10,50 am 2.3.")
        assert maria.hears("/punkte Anna am 1.3.") == "Am 1. März 2026 hatte Anna 25 Punkte und 1 Stempel."
        assert maria.hears("/punkte Anna 2.3.2026") == "Am 2. März 2026 hatte Anna 35 Punkte und 2 Stempel."
        assert maria.hears("/punkte Anna gestern") == "Am 3. Mai 2026 hatte Anna 35 Punkte und 2 Stempel."

    def test_for_the_buyer_in_each_shop(self, petra: Person, anna: Person) -> None:
        petra.hears("/kauf Anni 7 Vase am 1.3.")
        join(anna, petra, "Anni")
        assert anna.hears("/punkte am 1.3.") == (
            "Am 1. März 2026 hattest du bei Shop von Maria 0 Punkte und 0 Stempel.\n"
            "Am 1. März 2026 hattest du bei Shop von Petra 7 Punkte und 1 Stempel."
        )

    def test_today_is_what_there_is_now(self, world: World, anna: Person) -> None:
        credit(world, 20, "a", until=MONDAY)
        world.days_later(1)
        assert anna.hears("/punkte heute") == "Am 5. Mai 2026 hattest du bei Shop von Maria 25 Punkte und 1 Stempel."
        assert "45 Punkte" in anna.hears("/punkte gestern")

    def test_the_seller_can_name_the_day_first_and_the_buyer_by_a_button(self, maria: Person) -> None:
        maria.hears("/kauf Anna 25 am 1.3.")
        maria.hears("/punkte am 2.3.")
        assert maria.tap("Anna") == "Am 2. März 2026 hatte Anna 25 Punkte und 1 Stempel."

    def test_the_example_for_the_seller_has_a_name(self, maria: Person) -> None:
        maria.hears("/kauf Anna 25")
        assert maria.hears("/punkte Anna am 1.3.2030").endswith("So geht's: /punkte Anna am 1.3.")

    @pytest.mark.parametrize("words", ["am 30.2.", "am 5.5.2026", "3.4.1950"])
    def test_a_day_that_was_not_yet_shows_an_example(self, anna: Person, words: str) -> None:
        assert anna.hears(f"/punkte {words}") == "An diesem Tag kann ich nicht nachsehen. So geht's: /punkte am 1.3."

    def test_a_buyer_types_anything_and_sees_his_card(self, anna: Person) -> None:
        assert anna.hears("/punkte 🧦 Maria").startswith("Deine Stempelkarte")

    def test_a_name_that_looks_like_a_day_is_a_name(self, maria: Person) -> None:
        maria.hears('/kauf "Anna Montag" 25')
        assert maria.hears("/punkte Anna Montag").startswith("Stempelkarte von Anna Montag")


class TestHandingOver:
    """[Belohnung übergeben]: a voucher used up without a purchase."""

    def test_a_reward_is_handed_over_and_taken_back(self, world: World, maria: Person) -> None:
        buy(maria, 12)
        maria.hears("/punkte Anna")
        card = maria.last().text
        said = without_codes(world, maria.tap("Belohnung übergeben"))
        assert said == "✅ Anna hat bekommen: Belohnung für die volle Karte (Gutschein CODE)"
        assert card in [one.text for one in world.messages]
        assert states(world) == ["used"]
        said = without_codes(world, maria.tap("Rückgängig"))
        assert said == "↩️ Wieder offen für Anna:\nCODE · Belohnung für die volle Karte · bis 2. August 2026"
        assert states(world) == ["open"]

    def test_a_double_tap_hands_over_one_reward(self, world: World, maria: Person) -> None:
        buy(maria, 10)
        maria.hears("/punkte Anna")
        card = maria.last()
        maria.tap("Belohnung übergeben", card)
        maria.tap("Belohnung übergeben", card)
        assert world.notices == ["Schon erledigt."]
        assert states(world) == ["used"]

    def test_each_of_several_has_its_button(self, world: World, maria: Person) -> None:
        buy(maria, 1)
        first, second = give(world, "Tee", "Kerze")
        maria.hears("/punkte Anna")
        assert {f"Übergeben: Tee ({first})", f"Übergeben: Kerze ({second})"} <= set(maria.last().buttons)
        assert maria.tap(f"Übergeben: Kerze ({second})") == f"✅ Anna hat bekommen: Kerze (Gutschein {second})"
        assert states(world) == ["open", "used"]

    @pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
    def test_one_reward_is_handed_over_once_from_two_messages(self, world: World, maria: Person) -> None:
        buy(maria, 10)
        maria.hears("/punkte Anna")
        older = maria.last()
        maria.hears("/punkte Anna")
        maria.tap("Belohnung übergeben")
        said = maria.tap("Belohnung übergeben", older)
        assert "ist schon eingelöst (am 4. Mai 2026)" in said
        with world.engine.begin() as db:
            assert ledger.balance(db, 1, 1, MONDAY) == (15, 0)

    def test_what_a_purchase_has_used_is_not_reopened(self, world: World, maria: Person) -> None:
        """Handed over, taken back, used for a purchase: an older "undo" must not free it."""
        buy(maria, 1)
        give(world, "Tee")
        maria.hears("/punkte Anna")
        maria.tap("Belohnung übergeben")
        handed = maria.last()
        with world.engine.begin() as db:
            voucher_use.unuse(db, 1, 1)
            voucher_use.use(db, 1, vouchers.get(db, 1, 1), 1, MONDAY)
        assert "Es hat sich nichts geändert" in maria.tap("Rückgängig", handed)
        assert states(world) == ["used"]

    def test_an_amount_is_used_with_a_purchase_only(self, maria: Person) -> None:
        """Handed over without one, all that is on it would be gone."""
        buy(maria, 1)
        maria.hears("/gutschein Anna 50 €")
        maria.hears("/punkte Anna")
        assert list(maria.last().buttons) == ["Verlauf"]

    def test_a_past_one_has_no_button(self, world: World, maria: Person) -> None:
        buy(maria, 1)
        give(world, "Tee")
        world.days_later(91)
        maria.hears("/punkte Anna")
        assert list(maria.last().buttons) == ["Verlauf"]

    def test_no_buyer_gets_a_button_for_it(self, world: World, anna: Person) -> None:
        give(world, "Tee")
        anna.hears("/punkte")
        assert list(anna.last().buttons) == [
            "Verlauf",
            "Abzeichen",
            "Quittung nach jedem Kauf: aus",
            "Persönliche Nachrichten: aus",
        ]


class TestBadges:
    """What a buyer has earned by coming back."""

    def test_more_months_in_a_row_than_the_newest_says_are_counted_beside_it(self, maria: Person, anna: Person) -> None:
        for day in ("7.2.", "5.3.", "6.4."):
            maria.hears(f"/kauf Anna 5 am {day}")
        maria.hears("/kauf Anna 5 am 1.5.")
        assert "\nNeuestes Abzeichen: Fünf Käufe · 4 Monate in Folge dabei" in anna.hears("/punkte")

    def test_the_newest_and_the_months_in_a_row(self, maria: Person, anna: Person) -> None:
        for day in ("5.3.", "6.4."):
            maria.hears(f"/kauf Anna 5 am {day}")
        said = anna.hears("/punkte")
        assert said.endswith("\nNeuestes Abzeichen: Drei Monate in Folge dabei")
        assert anna.tap("Abzeichen") == (
            "🏅 Deine Abzeichen bei Shop von Maria\n"
            "4. Mai 2026 – Drei Monate in Folge dabei\n"
            "4. Mai 2026 – Drei Käufe\n"
            "5. März 2026 – Erster Kauf\n"
            "3 Monate in Folge dabei"
        )

    def test_who_has_not_bought_reads_how_it_begins(self, world: World, anna: Person) -> None:
        take_back(world)
        assert "Abzeichen:" not in anna.hears("/punkte")
        assert anna.tap("Abzeichen") == "Das erste Abzeichen gibt es mit dem ersten Einkauf bei Shop von Maria."

    def test_a_new_one_is_told_to_the_seller_once_and_only_the_highest(self, world: World, maria: Person) -> None:
        assert "Abzeichen" not in maria.hears("/kauf Anna 5 #wolle #tee")
        assert "Abzeichen" not in maria.hears("/kauf Anna 5")
        said = maria.hears("/kauf Anna 5 #kerzen")
        assert "🏅 Neues Abzeichen für Anna: Drei Sparten entdeckt" in said
        assert said.count("Abzeichen") == 1
        take_back(world)
        assert "Abzeichen" not in maria.hears("/kauf Anna 5 #kerzen")

    def test_one_of_long_ago_is_no_news(self, maria: Person) -> None:
        for day in ("1.2.2025", "2.2.2025", "3.2.2025"):
            assert "Abzeichen" not in maria.hears(f"/kauf Anna 5 am {day}")
        assert "🏅 Neues Abzeichen für Anna: Ein Jahr treu" in maria.hears("/kauf Anna 5")

    def test_nobody_elses_count(self, maria: Person, petra: Person) -> None:
        for _ in range(2):
            maria.hears("/kauf Anna 5")
            petra.hears("/kauf Anna 5")
            maria.hears("/kauf Berta 5")
        assert "Drei Käufe" in maria.hears("/kauf Anna 5")
        assert "Abzeichen" not in maria.hears("/kauf Cora 5")


class TestTyped:
    """What stands under the card as a button can be typed too."""

    def test_the_history_in_each_shop(self, petra: Person, anna: Person) -> None:
        petra.hears("/kauf Anna 7 Vase")
        join(anna, petra, "Anna")
        said = anna.hears("/verlauf")
        assert said == (
            "Verlauf bei Shop von Maria\nNoch 1,00 € bis zum nächsten Punkt\n"
            "04.05.26 +25 Punkte, +1 Stempel – Kauf: Wollsocken\n"
            "Verlauf bei Shop von Petra\nNoch 1,00 € bis zum nächsten Punkt\n"
            "04.05.26 +7 Punkte, +1 Stempel – Kauf: Vase"
        )

    @pytest.mark.usefixtures("anna")
    def test_the_seller_names_whose(self, maria: Person) -> None:
        assert "Kauf: Wollsocken" in maria.hears("/verlauf Anna")
        maria.hears("/verlauf")
        assert maria.tap("Anna").startswith("Verlauf von Anna")
        maria.hears("/abzeichen")
        assert maria.tap("Anna") == maria.hears("/abzeichen Anna")
        assert maria.hears("/abzeichen Anna").startswith("🏅 Abzeichen von Anna\n")

    def test_the_badges(self, anna: Person) -> None:
        assert anna.hears("/abzeichen").startswith("🏅 Deine Abzeichen bei Shop von Maria\n")
        anna.hears("/punkte")
        assert anna.tap("Abzeichen") == anna.hears("Abzeichen")

    def test_who_has_no_badge_yet(self, maria: Person) -> None:
        maria.hears("/kauf Ben 10")
        maria.tap("Rückgängig")
        assert maria.hears("/abzeichen Ben") == "Ben hat noch kein Abzeichen. Das erste gibt es mit dem ersten Kauf."

    @pytest.mark.usefixtures("anna")
    def test_another_shops_buyers_are_not_found(self, petra: Person) -> None:
        assert "finde ich nicht" in petra.hears("/verlauf Anna")
        assert "finde ich nicht" in petra.hears("/abzeichen Anna")


def test_nobody_sees_the_card_of_another_shop(world: World, maria: Person, anna: Person, petra: Person) -> None:
    assert petra.id == OTHER_SELLER
    assert "Wollsocken" not in petra.hears("/punkte Anna")
    assert "25 Punkte" not in petra.last().text
