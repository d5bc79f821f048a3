"""A voucher inside /kauf: what is really paid, what it earns, and the way back."""

import pytest

from storage import ledger, purchases, shops, vouchers
from tests.chat import Person, World, rows
from tests.handlers.test_einloesen import states


def gift(maria: Person, what: str = "5 €", name: str = "Anna") -> str:
    return maria.hears(f"/gutschein {name} {what}").split("\n")[1].split(" ")[0]


def standing(world: World, buyer: int = 1) -> tuple[int, int, int, int]:
    """Paid and taken off by the latest purchase; points and stamps."""
    with world.engine.begin() as db:
        (row,) = purchases.latest(db, 1, 1, buyer)
        balance = ledger.balance(db, 1, buyer, world.today())
    return row.cents, row.discount_cents, balance.points, balance.stamps


WAYS = ["gutschein {}", "Gutschein {}", "mit Gutschein {}", "Code {}", "mit dem Gutschein {}.", "(Gutschein: {})"]


@pytest.mark.usefixtures("anna")
class TestBook:
    @pytest.mark.parametrize("way", WAYS)
    def test_an_amount_is_taken_off_and_the_rest_earns(self, world: World, maria: Person, way: str) -> None:
        code = gift(maria)
        said = maria.hears(f"/kauf Anna 25 Socken {way.format(code)}")
        assert said.startswith("✅ Anna: 20,00 € · Socken\n25,00 € − 5,00 € Gutschein = 20,00 €\n+20 Punkte (jetzt 45)")
        assert (standing(world), states(world)) == ((2000, 500, 45, 2), ["used"])

    @pytest.mark.parametrize("typed", [lambda code: code.lower(), lambda code: f"{code[:2]}-{code[2:]}"])
    def test_a_code_is_read_however_it_is_typed(self, world: World, maria: Person, typed: object) -> None:
        assert callable(typed)
        maria.hears(f"/kauf Anna 25 Gutschein {typed(gift(maria))}")
        assert standing(world) == (2000, 500, 45, 2)

    def test_a_percentage_is_rounded_half_up_to_the_cent(self, maria: Person) -> None:
        assert "25,05 € − 2,51 € Gutschein (10 %) = 22,54 €" in maria.hears(
            f"/kauf Anna 25,05 Socken gutschein {gift(maria, '10 %')}"
        )

    def test_never_below_nothing_and_nothing_earns_nothing(self, world: World, maria: Person) -> None:
        said = maria.hears(f"/kauf Anna 3 Knopf gutschein {gift(maria)}")
        assert "3,00 € − 3,00 € Gutschein = 0,00 €\n" in said
        assert "\nZu bezahlen war nichts: weiterhin 25 Punkte · Stempel 1 von 10" in said
        assert standing(world) == (0, 300, 25, 1)

    def test_a_product_is_used_up_with_the_purchase(self, world: World, maria: Person) -> None:
        code = gift(maria, "Ein Paar Socken")
        said = maria.hears(f"/kauf Anna 25 Mütze gutschein {code}")
        assert f"Gutschein {code} eingelöst: Ein Paar Socken" in said
        assert (standing(world), states(world)) == ((2500, 0, 50, 2), ["used"])

    def test_several_pieces_keep_their_price(self, maria: Person) -> None:
        assert "✅ Anna: 20,00 € · 2 × 12,50 €" in maria.hears(f"/kauf Anna 2x 12,50 gutschein {gift(maria)}")

    def test_the_code_alone_says_whose_purchase_it_is(self, world: World, maria: Person) -> None:
        maria.hears(f"/kauf 25 Socken gutschein {gift(maria)}")
        assert standing(world) == (2000, 500, 45, 2)

    def test_the_amount_can_come_after(self, maria: Person) -> None:
        asked = maria.hears(f"/kauf Anna gutschein {gift(maria)}")
        assert asked.startswith("Was kostet der Einkauf ohne den Gutschein? Den Nachlass ziehe ich ab.")
        assert "25,00 € − 5,00 € Gutschein = 20,00 €" in maria.hears("25 Socken")

    def test_from_the_voucher_itself(self, maria: Person) -> None:
        maria.hears(f"/einloesen {gift(maria)}")
        maria.tap("Mit einem Kauf")
        assert "25,00 € − 5,00 € Gutschein = 20,00 €" in maria.hears("25 Socken")

    def test_a_product_asks_for_what_was_paid(self, maria: Person) -> None:
        code = gift(maria, "Ein Paar Socken")
        assert "Wie viel hat Anna bezahlt?" in maria.hears(f"/kauf Anna gutschein {code}")

    def test_nothing_is_no_price(self, world: World, maria: Person) -> None:
        """A purchase paid by a voucher alone is offered at its full price, and 0 is refused."""
        maria.hears(f"/kauf Anna 3 Knopf gutschein {gift(maria)}")
        maria.hears(f"/einloesen {gift(maria)}")
        maria.tap("Mit einem Kauf")
        assert [*maria.last().buttons] == ["3,00\u00a0€", "25,00\u00a0€"]
        before = rows(world, "outbox")
        assert "0 € kann ich nicht als Kauf eintragen" in maria.hears("0")
        assert rows(world, "outbox") == before


@pytest.mark.usefixtures("anna")
class TestRefused:
    def refused(self, world: World, maria: Person, line: str) -> str:
        before = rows(world, "outbox")
        said = maria.hears(line)
        assert rows(world, "outbox") == before
        return said

    def test_unknown(self, world: World, maria: Person) -> None:
        assert "Einen Gutschein AAA2 gibt es" in self.refused(world, maria, "/kauf Anna 25 gutschein AAA2")

    def test_used(self, world: World, maria: Person) -> None:
        code = gift(maria)
        maria.hears(f"/kauf Anna 25 gutschein {code}")
        assert "schon eingelöst" in self.refused(world, maria, f"/kauf Anna 25 gutschein {code}")

    def test_past(self, world: World, maria: Person) -> None:
        code = gift(maria)
        world.days_later(91)
        assert "galt bis 2. August 2026" in self.refused(world, maria, f"/kauf Anna 25 gutschein {code}")

    def test_the_day_of_the_purchase_counts(self, world: World, maria: Person) -> None:
        code = gift(maria)
        world.days_later(91)
        assert "= 20,00 €" in maria.hears(f"/kauf Anna 25 gestern gutschein {code}")

    @pytest.mark.parametrize("day", ["1.3.2024", "1.8.2026"], ids=["before it was given", "it has passed since"])
    def test_for_an_earlier_day_it_is_offered_only_if_it_was_there_then_and_is_valid_now(
        self, world: World, maria: Person, day: str
    ) -> None:
        gift(maria)
        if day.endswith("2026"):
            world.days_later(91)
        assert "Gutschein" not in maria.hears(f"/kauf Anna 25 am {day}")
        assert not any("Gutschein" in label for label in maria.last().buttons)

    def test_below_its_least(self, world: World, maria: Person) -> None:
        code = gift(maria, "5 € ab 30 €")
        assert "gilt ab einem Einkauf von 30 €" in self.refused(world, maria, f"/kauf Anna 29,99 gutschein {code}")
        assert "= 25,00 €" in maria.hears(f"/kauf Anna 30 gutschein {code}")

    @pytest.mark.parametrize("name", ["Ben", "Jemand"], ids=["another buyer", "somebody new"])
    def test_anothers(self, world: World, maria: Person, name: str) -> None:
        maria.hears("/kauf Ben 5")
        code = gift(maria)
        assert "gehört Anna" in self.refused(world, maria, f"/kauf {name} 25 Socken gutschein {code}")
        assert states(world) == ["open"]

    def test_another_shops(self, world: World, maria: Person, petra: Person) -> None:
        petra.hears("/kauf Anna 5")
        code = gift(maria)
        before = rows(world, "outbox")
        assert f"Einen Gutschein {code} gibt es bei dir nicht" in petra.hears(f"/kauf Anna 25 gutschein {code}")
        assert rows(world, "outbox") == before

    @pytest.mark.parametrize("end", ["gutschein X", "gutschein 3E5O", "mit Gutschein x7", "gutschein", "mit gutschein"])
    def test_a_code_that_is_none(self, world: World, maria: Person, end: str) -> None:
        code = gift(maria)
        said = self.refused(world, maria, f"/kauf Anna 30 Hut {end}")
        assert said.startswith("Hinter „Gutschein“ fehlt ein gültiger Code. Eingetragen ist nichts. ")
        example = f"/kauf Anna 30 € Hut gutschein {code}"
        assert example in said
        assert "= 25,00 €" in maria.hears(example)

    def test_a_code_that_is_none_without_any_voucher(self, world: World, maria: Person) -> None:
        said = self.refused(world, maria, "/kauf Jemand 2x 12,50 Hut #rot gestern über Etsy gutschein X7")
        assert said.endswith("So geht's: /kauf Jemand 2 x 12,50 € Hut #rot über Etsy am 03.05.26")
        assert "2 × Hut · #rot · über Etsy · am So., 3. Mai" in maria.hears(said.split("So geht's: ")[1])

    @pytest.mark.parametrize("again", ["gutschein {}", "und gutschein {}", "gutschein"])
    def test_two_of_them(self, world: World, maria: Person, again: str) -> None:
        one, other = gift(maria), gift(maria)
        said = self.refused(world, maria, f"/kauf Anna 30 Hut gutschein {one} {again.format(other)}")
        assert "Eingetragen ist nichts" in said
        assert f"/kauf Anna 30 € Hut gutschein {one}" in said
        assert states(world) == ["open", "open"]

    def test_the_same_twice_is_one(self, maria: Person) -> None:
        code = gift(maria)
        assert "= 25,00 €" in maria.hears(f"/kauf Anna 30 Hut gutschein {code} gutschein {code}")

    def test_the_example_is_the_line_without_it(self, world: World, maria: Person) -> None:
        code = gift(maria)
        maria.hears(f"/kauf Anna 25 gutschein {code}")
        said = self.refused(world, maria, f"/kauf Anna 29,90 Hut gutschein {code}")
        assert said.endswith("Ohne ihn geht es so: /kauf Anna 29,90 € Hut")
        maria.hears("/kauf Ben 5")
        said = self.refused(world, maria, f"/kauf Ben 30 Hut gutschein {code}")
        assert said.endswith(f"/kauf Anna 30 € Hut gutschein {code}")

    @pytest.mark.parametrize(
        "item", ["Gutschein", "Gutschein Massage", "Massage Gutschein", "2 Gutscheine", "QR Code A4"]
    )
    def test_a_voucher_can_be_what_is_sold(self, maria: Person, item: str) -> None:
        assert item in maria.hears(f"/kauf Anna 30 {item}")
        assert maria.sees_button("Rückgängig")

    def test_whoever_has_one_can_still_buy_one(self, maria: Person) -> None:
        gift(maria)
        assert "✅ Anna: 30,00 € · Gutschein\n" in maria.hears("/kauf Anna 30 Gutschein")
        assert "schreib „Massage-Gutschein“" in maria.hears("/kauf Anna 30 Massage Gutschein")
        assert "✅ Anna: 30,00 € · Massage-Gutschein\n" in maria.hears("/kauf Anna 30 Massage-Gutschein")


@pytest.mark.usefixtures("anna")
class TestWayBack:
    def test_an_edit_drops_it(self, world: World, maria: Person) -> None:
        code = gift(maria)
        maria.hears(f"/kauf Anna 25 Socken gutschein {code}")
        assert "✏️ Korrigiert – Anna: 25,00 € · Socken" in maria.edit("/kauf Anna 25 Socken")
        assert (standing(world), states(world)) == ((2500, 0, 50, 2), ["open"])

    def test_an_edit_adds_it(self, world: World, maria: Person) -> None:
        code = gift(maria)
        maria.hears("/kauf Anna 25 Socken")
        assert "25,00 € − 5,00 € Gutschein = 20,00 €" in maria.edit(f"/kauf Anna 25 Socken gutschein {code}")
        assert (standing(world), states(world)) == ((2000, 500, 45, 2), ["used"])

    def test_an_edit_of_the_amount_keeps_it(self, world: World, maria: Person) -> None:
        code = gift(maria, "10 %")
        maria.hears(f"/kauf Anna 25 Socken gutschein {code}")
        assert "52,00 € − 5,20 € Gutschein (10 %) = 46,80 €" in maria.edit(f"/kauf Anna 52 Socken gutschein {code}")
        assert (standing(world), states(world)) == ((4680, 520, 71, 2), ["used"])

    def test_an_edit_that_is_refused_leaves_all_as_it_is(self, world: World, maria: Person) -> None:
        code = gift(maria, "5 € ab 20 €")
        maria.hears(f"/kauf Anna 25 Socken gutschein {code}")
        assert "gilt ab einem Einkauf" in maria.edit(f"/kauf Anna 19 Socken gutschein {code}")
        assert (standing(world), states(world)) == ((2000, 500, 45, 2), ["used"])

    def test_the_undo_gives_it_back_and_the_undo_of_the_undo_uses_it_again(self, world: World, maria: Person) -> None:
        code = gift(maria)
        maria.hears(f"/kauf Anna 25 Socken gutschein {code}")
        maria.tap("Rückgängig")
        assert states(world) == ["open"]
        with world.engine.begin() as db:
            assert ledger.balance(db, 1, 1, world.today()) == (25, 1)
        maria.tap("Doch nicht")
        assert (standing(world), states(world)) == ((2000, 500, 45, 2), ["used"])
        maria.tap("Doch zurücknehmen")
        assert states(world) == ["open"]

    def test_taken_back_by_storno(self, world: World, maria: Person) -> None:
        code = gift(maria)
        maria.hears(f"/kauf Anna 25 Socken gutschein {code}")
        maria.hears("/storno")
        maria.tap("Ja, zurücknehmen")
        assert (standing(world), states(world)) == ((2500, 0, 25, 1), ["open"])
        assert "= 5,00 €" in maria.hears(f"/kauf Anna 10 gutschein {code}")

    def test_a_bought_voucher_survives_every_change(self, world: World, maria: Person) -> None:
        """20 points for it, then used, dropped, added, undone and taken back: the 20 points are there again."""
        maria.hears("/praemien 5 € Nachlass 20")
        maria.hears("/einloesen Anna Nachlass")
        given = maria.last()
        with world.engine.begin() as db:
            (row,) = vouchers.of_buyer(db, 1, 1)
        maria.hears(f"/kauf Anna 25 gutschein {row.code}")
        maria.edit("/kauf Anna 25")
        maria.edit(f"/kauf Anna 25 gutschein {row.code}")
        assert standing(world) == (2000, 500, 25, 2)
        maria.tap("Rückgängig")
        maria.tap("Rückgängig", given)
        with world.engine.begin() as db:
            assert ledger.balance(db, 1, 1, world.today()) == (25, 1)
        assert states(world) == ["cancelled"]


@pytest.mark.usefixtures("anna")
class TestRest:
    """What a purchase does not need of an amount stays on the voucher."""

    def left(self, world: World) -> tuple[str, int]:
        with world.engine.begin() as db:
            (row,) = vouchers.of_buyer(db, 1, 1, "open", "used")
        return row.state, row.value

    def test_the_rest_stays_and_the_answer_says_so(self, world: World, maria: Person) -> None:
        code = gift(maria, "50 €")
        said = maria.hears(f"/kauf Anna 12 Tee gutschein {code}")
        assert (
            "12,00 € − 12,00 € Gutschein = 0,00 €\n"
            f"Auf dem Gutschein {code} bleiben 38,00 € für das nächste Mal · bis 2. August 2026\n"
        ) in said
        assert self.left(world) == ("open", 3800)
        assert f"{code} · 38 € Nachlass" in maria.hears("/einloesen Anna")

    def test_purchase_by_purchase_until_nothing_is_left(self, world: World, maria: Person) -> None:
        code = gift(maria, "50 €")
        maria.hears(f"/kauf Anna 12 Tee gutschein {code}")
        assert f"Auf dem Gutschein {code} bleiben 8,00 €" in maria.hears(f"/kauf Anna 30 Decke gutschein {code}")
        said = maria.hears(f"/kauf Anna 10 Seife gutschein {code}")
        assert "10,00 € − 8,00 € Gutschein = 2,00 €" in said
        assert "bleiben" not in said
        assert self.left(world)[0] == "used"
        assert "schon eingelöst" in maria.hears(f"/kauf Anna 10 Seife gutschein {code}")

    def test_used_up_to_the_cent_nothing_is_left(self, world: World, maria: Person) -> None:
        assert "bleiben" not in maria.hears(f"/kauf Anna 50 Decke gutschein {gift(maria, '50 €')}")
        assert self.left(world)[0] == "used"

    def test_the_undo_gives_the_part_back_and_its_undo_takes_it_again(self, world: World, maria: Person) -> None:
        code = gift(maria, "50 €")
        maria.hears(f"/kauf Anna 12 Tee gutschein {code}")
        assert f"Guthaben auf Gutschein {code}: 50,00 €" in maria.tap("Rückgängig")
        assert self.left(world) == ("open", 5000)
        assert f"Guthaben auf Gutschein {code}: 38,00 €" in maria.tap("Doch nicht")
        assert self.left(world) == ("open", 3800)

    def test_a_part_comes_back_to_a_voucher_that_was_used_up_since(self, world: World, maria: Person) -> None:
        code = gift(maria, "50 €")
        maria.hears(f"/kauf Anna 12 Tee gutschein {code}")
        first = maria.last()
        maria.hears(f"/kauf Anna 40 Decke gutschein {code}")
        second = maria.last()
        maria.tap("Rückgängig", first)
        assert self.left(world) == ("open", 1200)
        maria.tap("Rückgängig", second)
        assert self.left(world) == ("open", 5000)

    def test_what_was_used_up_elsewhere_cannot_count_again(self, world: World, maria: Person) -> None:
        code = gift(maria, "50 €")
        maria.hears(f"/kauf Anna 12 Tee gutschein {code}")
        maria.tap("Rückgängig")
        undone = maria.last()
        maria.hears(f"/kauf Anna 45 Decke gutschein {code}")
        assert "inzwischen" in maria.tap("Doch nicht", undone)
        assert self.left(world) == ("open", 500)

    def test_an_edit_of_the_price_takes_from_the_whole(self, world: World, maria: Person) -> None:
        code = gift(maria, "50 €")
        maria.hears(f"/kauf Anna 12 Tee gutschein {code}")
        assert "60,00 € − 50,00 € Gutschein = 10,00 €" in maria.edit(f"/kauf Anna 60 Tee gutschein {code}")
        assert self.left(world)[0] == "used"
        assert "bleiben 30,00 €" in maria.edit(f"/kauf Anna 20 Tee gutschein {code}")
        assert self.left(world) == ("open", 3000)
        maria.edit("/kauf Anna 20 Tee")
        assert self.left(world) == ("open", 5000)

    def test_a_name_that_says_the_amount_says_what_is_left_of_it(self, maria: Person) -> None:
        code = gift(maria, "Gutschein 50 €")
        maria.hears(f"/kauf Anna 12 Tee gutschein {code}")
        assert f"{code} · Gutschein 50 € (noch 38,00 €)" in maria.hears(f"/einloesen {code}")

    def test_one_that_is_begun_is_not_taken_back(self, world: World, maria: Person) -> None:
        maria.hears("/praemien 10 € Nachlass 20")
        maria.hears("/einloesen Anna Nachlass")
        given = maria.last()
        with world.engine.begin() as db:
            (row,) = vouchers.of_buyer(db, 1, 1)
        maria.hears(f"/kauf Anna 4 gutschein {row.code}")
        assert "schon ein Teil eingelöst" in maria.tap("Rückgängig", given)
        assert self.left(world) == ("open", 600)

    def test_a_percentage_leaves_nothing(self, world: World, maria: Person) -> None:
        assert "bleiben" not in maria.hears(f"/kauf Anna 12 Tee gutschein {gift(maria, '10 %')}")
        assert self.left(world)[0] == "used"


@pytest.mark.usefixtures("anna")
class TestOffer:
    def test_open_vouchers_are_offered_after_the_booking(self, world: World, maria: Person) -> None:
        code = gift(maria)
        assert f"Noch offen: {code} · 5 € Nachlass · bis 2. August 2026" in maria.hears("/kauf Anna 25 Socken")
        said = maria.tap(f"Gutschein {code} anrechnen?")
        assert said.startswith("✏️ Korrigiert – Anna: 20,00 € · Socken\n25,00 € − 5,00 € Gutschein = 20,00 €")
        assert (standing(world), states(world)) == ((2000, 500, 45, 2), ["used"])

    def test_several_for_the_same_are_one_line_and_two_buttons(self, maria: Person) -> None:
        codes = [gift(maria) for _ in range(4)]
        said = maria.hears("/kauf Anna 25 Socken")
        assert said.endswith(f"Noch offen: 4 × 5 € Nachlass · zuerst {codes[0]} · bis 2. August 2026")
        assert said.count("Noch offen") == 1
        offered = [label for label in maria.last().buttons if label.startswith("Gutschein")]
        assert offered == [f"Gutschein {code} anrechnen?" for code in codes[:2]]

    def test_in_taps_too(self, world: World, maria: Person) -> None:
        code = gift(maria)
        for act in (lambda: maria.hears("/kauf"), lambda: maria.tap("Anna"), lambda: maria.tap("25,00\u00a0€")):
            act()
        maria.tap(f"Gutschein {code} anrechnen?")
        assert standing(world) == (2000, 500, 45, 2)

    def test_a_double_tap_uses_it_once(self, world: World, maria: Person) -> None:
        code = gift(maria)
        maria.hears("/kauf Anna 25 Socken")
        data = maria.last().buttons[f"Gutschein {code} anrechnen?"]["callback_data"]
        maria.tap_data(maria.last(), data)
        maria.tap_data(maria.last(), data)
        assert standing(world) == (2000, 500, 45, 2)

    def test_one_that_was_used_meanwhile_changes_nothing(self, world: World, maria: Person) -> None:
        code = gift(maria)
        maria.hears("/kauf Anna 25 Socken")
        booked = maria.last()
        maria.hears(f"/kauf Anna 10 gutschein {code}")
        assert "schon eingelöst" in maria.tap(f"Gutschein {code} anrechnen?", booked)
        assert standing(world) == (500, 500, 55, 3)

    def test_after_the_undo_it_is_too_late(self, world: World, maria: Person) -> None:
        code = gift(maria)
        maria.hears("/kauf Anna 25 Socken")
        booked = maria.last()
        maria.hears("/storno")
        maria.tap("Ja, zurücknehmen")
        assert "Es hat sich nichts geändert" in maria.tap(f"Gutschein {code} anrechnen?", booked)
        assert (standing(world), states(world)) == ((2500, 0, 25, 1), ["open"])

    def test_what_is_not_allowed_for_this_price_is_not_offered(self, maria: Person) -> None:
        gift(maria, "5 € ab 30 €")
        maria.hears("/kauf Anna 25 Socken")
        assert not any("anrechnen" in label for label in maria.last().buttons)

    def test_the_reward_of_the_card_it_fills_is_for_the_next_time(self, maria: Person) -> None:
        for _ in range(9):
            said = maria.hears("/kauf Anna 1")
        assert "Karte voll" in said
        assert not any("anrechnen" in label for label in maria.last().buttons)
        maria.hears("/kauf Anna 1")
        assert any("anrechnen" in label for label in maria.last().buttons)


def test_capitals_that_are_no_voucher_book_nothing(world: World, maria: Person) -> None:
    """Whoever types a code expects it to count: an unknown one is refused, not taken for the item."""
    answer = maria.hears("/kauf Anna 30 Socken gutschein XXXX")
    assert "XXXX" in answer
    assert "✅" not in answer
    assert "Massage" in maria.hears("/kauf Anna 30 Gutschein Massage")


@pytest.mark.usefixtures("anna")
class TestCorrectOnceTheRestIsUsed:
    """The first purchase took 4 € of 10 €, the second the other 6 €."""

    @pytest.mark.parametrize(
        ("typed", "said", "paid"),
        [
            ("4 Knöpfe", "4,00 € − 4,00 € Gutschein = 0,00 €", (0, 400)),
            ("5 Knopf", "5,00 € − 4,00 € Gutschein = 1,00 €", (100, 400)),
            ("3 Knopf", "3,00 € − 3,00 € Gutschein = 0,00 €", (0, 300)),
        ],
    )
    @pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
    def test_the_correction_has_what_the_first_took(
        self, world: World, maria: Person, typed: str, said: str, paid: tuple[int, int]
    ) -> None:
        code = gift(maria, "10 €")
        maria.hears(f"/kauf Anna 4 Knopf gutschein {code}")
        first = maria.last_id
        maria.hears(f"/kauf Anna 30 Wolle gutschein {code}")
        assert states(world) == ["used"]
        maria.last_id = first
        assert said in maria.edit(f"/kauf Anna {typed} gutschein {code}")
        assert standing(world)[:2] == paid
        assert states(world) == ["open" if paid[1] < 400 else "used"]


@pytest.mark.usefixtures("anna")
class TestTold:
    """What was not a return, and no further purchase, is not called one."""

    def history(self, maria: Person) -> str:
        return maria.hears("/verlauf Anna")

    def test_used_after_the_booking_the_purchase_was_put_right(self, maria: Person) -> None:
        code = gift(maria)
        maria.hears("/kauf Anna 25 Hut")
        maria.tap(f"Gutschein {code} anrechnen?")
        assert "−25 Punkte, −1 Stempel – Kauf berichtigt: Hut (mit Gutschein bezahlt)" in self.history(maria)
        assert "zurückgenommen" not in self.history(maria)

    def test_edited_the_purchase_was_put_right(self, maria: Person) -> None:
        maria.hears("/kauf Anna 25 Hut")
        maria.edit("/kauf Anna 26 Hut")
        maria.edit("/kauf Anna 27 Hut")
        assert self.history(maria).count("Kauf berichtigt: Hut\n") == 2

    def test_taken_back_it_is_a_return(self, maria: Person) -> None:
        maria.hears("/kauf Anna 25 Hut")
        maria.tap("Rückgängig")
        assert "Kauf zurückgenommen: Hut" in self.history(maria)

    def test_paid_by_the_voucher_alone_is_no_further_purchase(self, world: World, maria: Person) -> None:
        with world.engine.begin() as db:
            shops.change(db, 1, gift_at=2)
        code = gift(maria, "50 €")
        assert "2. Kauf: Das Geschenk ist dran." in maria.hears("/kauf Anna 25 Hut")
        assert "Das Geschenk ist dran" not in maria.hears(f"/kauf Anna 3 Knopf gutschein {code}")


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize(
    ("price", "back"), [("10", "Guthaben auf Gutschein"), ("4", "Guthaben auf Gutschein")], ids=["all", "a part"]
)
def test_a_voucher_that_comes_back_expired_can_be_used_for_a_month(
    world: World, maria: Person, price: str, back: str
) -> None:
    """Nobody who gives something back is left with nothing."""
    code = gift(maria, "10 € bis morgen")
    maria.hears(f"/kauf Anna {price} Knopf gutschein {code}")
    bought = maria.last()
    world.days_later(5)
    said = maria.tap("Rückgängig", bought)
    assert back in said
    assert "gilt jetzt bis 8. Juni 2026" in said
    assert "10,00 € Gutschein = 20,00 €" in maria.hears(f"/kauf Anna 30 gutschein {code}")
