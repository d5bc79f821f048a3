"""/vip, VIP proposals, and what /kauf says about tiers."""

from datetime import date

import pytest

from messages_de import keys
from rules.tiers import REGULAR, VIP, TierRule
from storage import buyers, occasions, shops, tiers
from storage.tiers import OwnTier
from tests.chat import Person, World, rows

TUESDAY = date(2026, 5, 5)


def tier(maria: Person, name: str = "Anna") -> str:
    """The tier as /kunde shows it, without what is missing to the next."""
    return maria.hears(f"/kunde {name}").split("\n")[0].split(" · ")[1].split(" (noch")[0]


def define(world: World, *own: OwnTier) -> None:
    with world.engine.begin() as db:
        for one in own:
            tiers.define(db, shops.get(db, 1), one)


@pytest.fixture
def regular(maria: Person) -> Person:
    """Anna has bought three times."""
    for _ in range(3):
        maria.hears("/kauf Anna 25")
    return maria


class TestByHand:
    """`/vip Anna`, `/vip Anna aus`."""

    def test_it_asks_nothing_and_hands_over_a_text(self, regular: Person) -> None:
        said = regular.hears("/vip Anna")
        assert said.startswith("🎉 Anna ist jetzt VIP.\n\nEin Text dazu:\n")
        assert list(regular.last().buttons) == ["Kopieren", "Andere Fassung", "Rückgängig"]
        assert regular.last().buttons["Kopieren"]["copy_text"]["text"] == said.split("\n")[-1]
        assert tier(regular) == "VIP (von Hand)"

    def test_another_text_takes_its_place_in_the_message(self, regular: Person) -> None:
        regular.hears("/vip Anna")
        texts = [regular.tap("Andere Fassung") for _ in range(4)]
        assert len(set(texts)) == 4
        assert all("VIP" in text and "Anna" in text for text in texts)
        assert regular.tap("Rückgängig") == "Zurückgenommen. Anna: Stammkunde", "the undo stays under every wording"

    def test_it_can_be_undone_once(self, regular: Person) -> None:
        regular.hears("/vip Anna")
        message = regular.last()
        data = message.buttons["Rückgängig"]["callback_data"]
        assert regular.tap("Rückgängig") == "Zurückgenommen. Anna: Stammkunde"
        regular.hears("/vip Anna")
        regular.tap_data(message, data)
        assert tier(regular) == "VIP (von Hand)"

    def test_a_second_time_changes_nothing(self, regular: Person) -> None:
        regular.hears("/vip Anna")
        before = rows(regular.world, "keyboard")
        assert regular.hears("/vip anna") == "Anna ist schon VIP."
        assert rows(regular.world, "keyboard") == before
        assert "nicht mehr VIP" in regular.tap("VIP beenden")

    @pytest.mark.parametrize("words", ["aus", "Aus", "weg", "nein", "entfernen."])
    def test_it_is_taken_away(self, regular: Person, words: str) -> None:
        regular.hears("/vip Anna")
        assert regular.hears(f"/vip Anna {words}").startswith("Anna ist nicht mehr VIP. Stufe jetzt: Stammkunde.")
        assert tier(regular) == "Stammkunde"
        assert regular.tap("Rückgängig") == "Zurückgenommen. Anna: VIP"
        assert tier(regular) == "VIP (von Hand)"

    def test_a_word_for_on_is_understood_too(self, regular: Person) -> None:
        assert "ist jetzt VIP" in regular.hears("/vip Anna an")

    def test_a_name_may_end_like_the_word_for_off(self, maria: Person) -> None:
        maria.hears('/kauf "Klaus Aus" 25')
        assert "Klaus Aus ist jetzt VIP" in maria.hears("/vip Klaus Aus")

    def test_who_is_no_vip_cannot_lose_it(self, regular: Person) -> None:
        assert regular.hears("/vip Anna aus") == "Anna ist kein VIP. So wird jemand VIP: /vip Anna"

    def test_who_is_vip_by_a_rule_keeps_it(self, world: World, maria: Person) -> None:
        define(world, OwnTier(TierRule(VIP, cents=2000)))
        maria.hears("/kauf Anna 25")
        assert maria.hears("/vip Anna") == "Anna ist schon VIP."
        assert not maria.last().buttons
        assert "nach deiner eigenen Regel VIP" in maria.hears("/vip Anna aus")

    def test_namesakes_are_told_apart_by_buttons(self, maria: Person) -> None:
        maria.hears("/kauf Anna 25")
        maria.hears("/kauf Anna 30")
        maria.hears("/kauf Anna 12 am 1.3.2026")
        with maria.world.engine.begin() as db:
            buyers.create(db, 1, "Anna", maria.world.now)
        assert maria.hears("/vip Anna") == "Es gibt mehrere „Anna“. Wen meinst du?"
        assert "Anna ist jetzt VIP" in maria.tap("Anna · 3 Käufe, zuletzt 04.05.26")
        maria.hears("/vip Anna aus")
        assert "nicht mehr VIP" in maria.tap("⭐ Anna · 3 Käufe, zuletzt 04.05.26")

    def test_a_slip_of_the_finger_is_asked_back(self, regular: Person) -> None:
        assert regular.hears("/vip Ana").startswith("„Ana“ finde ich nicht. Meintest du:")
        assert "„Zoë 🧶“ finde ich nicht." in regular.hears("/vip Zoë 🧶")

    def test_it_is_not_told_again_with_the_next_purchase(self, regular: Person) -> None:
        regular.hears("/vip Anna")
        assert "VIP" not in regular.hears("/kauf Anna 25")

    def test_another_seller_reaches_nobody_here(self, regular: Person, petra: Person) -> None:
        regular.hears("/vip Anna")
        message = regular.last()
        before = tier(regular)
        petra.tap_data(message, message.buttons["Rückgängig"]["callback_data"])
        assert "Anna" not in petra.hears("/vip Anna").replace("„Anna“", "").replace("/kauf Anna", "")
        assert tier(regular) == before

    def test_a_buyer_may_not(self, anna: Person) -> None:
        assert "VIP" not in anna.hears("/vip Anna")


class TestTheList:
    """`/vip`."""

    def test_without_vips_it_says_how_it_works(self, maria: Person) -> None:
        said = maria.hears("/vip")
        assert said.startswith("Du hast noch keine VIPs. /vip Anna macht Anna dazu.")
        assert "zehn Kunden" in said

    def test_vips_are_listed_with_their_figures(self, regular: Person) -> None:
        regular.hears("/vip Anna")
        assert regular.hears("/vip").startswith("⭐ Ein VIP\nAnna · 75,00 € in 3 Käufen\n")

    def test_who_could_be_vip_is_one_tap_away(self, shop_of_ten: Person) -> None:
        shop_of_ten.world.tick()
        assert "Das könnten VIPs werden:\nAnna · 812,00 € in 14 Käufen" in shop_of_ten.hears("/vip")
        assert shop_of_ten.tap("Anna zum VIP machen").startswith("🎉 Anna ist jetzt VIP.")
        shop_of_ten.hears("/vip Anna aus")
        assert "Anna ·" not in shop_of_ten.hears("/vip")

    def test_who_does_not_come_any_more_is_not_among_them(self, shop_of_ten: Person) -> None:
        shop_of_ten.world.tick()
        shop_of_ten.world.go_to(date(2027, 6, 1), 8)
        assert "Anna ·" not in shop_of_ten.hears("/vip")


@pytest.fixture
def shop_of_ten(world: World, maria: Person) -> Person:
    """Ten buyers; Anna bought 14 times for 812 €, on Tuesday at nine the daily message is due."""
    for number in range(9):
        maria.hears(f"/kauf Kundin{number} 10 am 1.1.2025")
    for day in range(1, 15):
        maria.hears(f"/kauf Anna 58 am {day}.4.2026")
    world.go_to(TUESDAY, 9)
    return maria


class TestProposals:
    """The reminder."""

    QUESTION = "⭐ Anna als VIP? Platz 1 von 10: 812,00 € in 14 Käufen."

    def morning(self, maria: Person, day: date = TUESDAY) -> list[str]:
        maria.world.go_to(day, 9)
        return [said.text for said in maria.world.tick()]

    def test_the_best_buyer_is_proposed_with_the_reason(self, shop_of_ten: Person) -> None:
        assert self.QUESTION in self.morning(shop_of_ten)
        card = next(said for said in shop_of_ten.world.messages if said.text == self.QUESTION)
        assert list(card.buttons) == ["Ja, VIP", "Nein", "Später", "Nicht mehr", "Warum?"]

    def test_yes_makes_him_vip_with_a_text_and_can_be_taken_back(self, shop_of_ten: Person) -> None:
        self.morning(shop_of_ten)
        assert shop_of_ten.tap("Ja, VIP") == "🎉 Anna ist jetzt VIP."
        assert tier(shop_of_ten) == "VIP (von Hand)"
        assert shop_of_ten.tap("Text").startswith("Vorschlag für Anna:")
        assert shop_of_ten.tap("Zurück") == self.QUESTION
        assert tier(shop_of_ten) == "Stammkunde"
        assert self.QUESTION in shop_of_ten.hears("/heute")

    def test_no_lasts_a_year(self, shop_of_ten: Person) -> None:
        self.morning(shop_of_ten)
        assert shop_of_ten.tap("Nein") == "Anna: kein VIP. Ich frage frühestens in einem Jahr wieder."
        shop_of_ten.hears("/kauf Anna 58 am 4.5.2026")
        for day, asked in ((date(2026, 11, 20), False), (date(2027, 5, 4), False), (date(2027, 5, 5), True)):
            shop_of_ten.world.go_to(day, 8)
            shop_of_ten.hears("/kauf Anna 58")
            assert any("als VIP?" in said for said in self.morning(shop_of_ten, day)) is asked

    def test_no_can_be_taken_back(self, shop_of_ten: Person) -> None:
        self.morning(shop_of_ten)
        shop_of_ten.tap("Nein")
        assert shop_of_ten.tap("Zurück") == self.QUESTION

    def test_an_unanswered_proposal_comes_again_after_half_a_year(self, shop_of_ten: Person) -> None:
        self.morning(shop_of_ten)
        for day, asked in ((date(2026, 10, 31), False), (date(2026, 11, 1), True)):
            shop_of_ten.world.go_to(day, 8)
            shop_of_ten.hears("/kauf Anna 58")
            assert any("als VIP?" in said for said in self.morning(shop_of_ten, day)) is asked

    def test_who_was_made_vip_meanwhile_is_not_asked_about(self, shop_of_ten: Person) -> None:
        self.morning(shop_of_ten)
        card = next(said for said in shop_of_ten.world.messages if said.text == self.QUESTION)
        shop_of_ten.hears("/vip Anna")
        assert shop_of_ten.tap("Nein", card) == "Anna: VIP-Vorschlag – hat sich inzwischen erledigt"
        assert tier(shop_of_ten) == "VIP (von Hand)"
        assert "als VIP?" not in shop_of_ten.hears("/heute")

    def test_who_is_vip_no_more_is_not_proposed(self, shop_of_ten: Person) -> None:
        shop_of_ten.hears("/vip Anna")
        shop_of_ten.hears("/vip Anna aus")
        assert not any("als VIP?" in said for said in self.morning(shop_of_ten))

    def test_undoing_the_end_allows_proposals_again(self, shop_of_ten: Person) -> None:
        shop_of_ten.hears("/vip Anna")
        undo = shop_of_ten.last()
        shop_of_ten.hears("/vip Anna aus")
        shop_of_ten.tap("Rückgängig")
        shop_of_ten.tap("Rückgängig", undo)
        assert self.QUESTION in self.morning(shop_of_ten)

    def test_later_and_never_work_as_with_other_reminders(self, shop_of_ten: Person) -> None:
        self.morning(shop_of_ten)
        card = next(said for said in shop_of_ten.world.messages if said.text == self.QUESTION)
        assert shop_of_ten.tap("Später", card) == self.QUESTION
        assert "VIP-Vorschlag – kommt am Mi., 6. Mai wieder" in shop_of_ten.tap("Morgen")
        assert self.QUESTION in self.morning(shop_of_ten, date(2026, 5, 6))
        assert "VIP-Vorschlag – daran erinnere ich nicht mehr" in shop_of_ten.tap("Nicht mehr", shop_of_ten.last())

    def test_another_seller_cannot_decide(self, shop_of_ten: Person, petra: Person) -> None:
        self.morning(shop_of_ten)
        card = next(said for said in shop_of_ten.world.messages if said.text == self.QUESTION)
        petra.tap_data(card, card.buttons["Ja, VIP"]["callback_data"])
        assert tier(shop_of_ten) == "Stammkunde"


class TestInTheAnswerToAPurchase:
    """What /kauf says."""

    def test_each_tier_is_told_when_it_is_reached(self, maria: Person) -> None:
        said = [maria.hears("/kauf Anna 25") for _ in range(4)]
        assert ["ist jetzt" in answer for answer in said] == [False, True, True, False]
        assert "🎉 Anna ist jetzt Wiederkäufer." in said[1]
        assert "🎉 Anna ist jetzt Stammkunde." in said[2]
        assert all(len(answer.split("\n")) <= 6 for answer in said)

    def test_a_text_to_congratulate_is_one_tap_away(self, regular: Person) -> None:
        first, *others = regular.tap("Gratulieren"), *(regular.tap("Andere Fassung") for _ in range(2))
        assert len({first, *others}) == 3
        assert all(said.startswith("Vorschlag für Anna:\n\n") and "„Stammkunde“" in said for said in (first, *others))

    def test_a_double_tap_congratulates_once(self, world: World, regular: Person) -> None:
        booked = regular.last()
        assert regular.tap("Gratulieren", booked).startswith("Vorschlag für Anna")
        before = rows(world, "processed_update")
        assert regular.tap("Gratulieren", booked) == ""
        assert world.notices == ["Schon erledigt."]
        assert rows(world, "processed_update") == before
        assert "Zurückgenommen" in regular.tap("Rückgängig", booked)

    @pytest.mark.parametrize("form", ["", "sie"])
    def test_the_texts_keep_the_form_of_address(self, world: World, regular: Person, form: str) -> None:
        with world.engine.begin() as db:
            shops.change(db, 1, address_form=form)
        texts = [regular.tap("Gratulieren"), *(regular.tap("Andere Fassung") for _ in range(3))]
        polite = [any(word in text for word in (" Sie ", "Ihre", "Ihnen", "Ihr ")) for text in texts]
        assert polite == [bool(form)] * 4
        assert len([key for key in keys("draft") if key.startswith("draft.tier_up.")]) >= 4

    def test_a_storno_and_a_new_purchase_do_not_tell_it_again(self, regular: Person) -> None:
        regular.hears("/storno")
        regular.tap("Ja, zurücknehmen")
        assert tier(regular) == "Wiederkäufer"
        assert "ist jetzt" not in regular.hears("/kauf Anna 25")
        assert tier(regular) == "Stammkunde"

    def test_a_corrected_purchase_does_not_tell_it_again(self, regular: Person) -> None:
        regular.hears("/kauf Ben 10")
        regular.hears("/kauf Ben 10")
        assert "ist jetzt" not in regular.edit("/kauf Ben 12")

    def test_of_two_tiers_at_once_the_higher_is_told(self, world: World, maria: Person) -> None:
        define(world, OwnTier(TierRule(REGULAR, purchases=2), "Stammgast"))
        maria.hears("/kauf Anna 25")
        said = maria.hears("/kauf Anna 25")
        assert "🎉 Anna ist jetzt Stammgast." in said
        assert "Wiederkäufer" not in said

    def test_benefits_are_told_in_full_once_and_in_short_later(self, world: World, maria: Person) -> None:
        brings = "gratis Versand, neue Farben eine Woche vor allen anderen, und zu Weihnachten ein Päckchen"
        define(world, OwnTier(TierRule(REGULAR, purchases=2), benefits=brings))
        maria.hears("/kauf Anna 25")
        assert f"🎉 Anna ist jetzt Stammkunde. Das bringt: {brings}" in maria.hears("/kauf Anna 25")
        later = maria.hears("/kauf Anna 25")
        assert "\nStammkunde: gratis Versand, neue Farben eine Woche vor allen anderen…\n" in later
        assert "gratis Versand" not in maria.hears("/kauf Ben 10")

    def test_the_benefits_of_a_vip_are_told(self, world: World, maria: Person) -> None:
        define(world, OwnTier(TierRule(VIP), benefits="gratis Versand"))
        maria.hears("/kauf Anna 25")
        assert "🎉 Anna ist jetzt VIP. Das bringt: gratis Versand" in maria.hears("/vip Anna")
        assert "gratis Versand" in maria.last().text.split("Ein Text dazu:")[1]
        assert "\nVIP: gratis Versand\n" in maria.hears("/kauf Anna 25")

    def test_names_and_benefits_carry_no_markup(self, world: World, maria: Person) -> None:
        define(world, OwnTier(TierRule(REGULAR, purchases=1), "<b>König</b>", "1 < 2 & mehr"))
        maria.hears('/kauf "A<i>" 25')
        assert "&lt;b&gt;König&lt;/b&gt;. Das bringt: 1 &lt; 2 &amp; mehr" in maria.last().html

    def test_a_tier_lost_with_time_is_told_to_nobody_and_comes_back_in_silence(
        self, world: World, maria: Person, anna: Person
    ) -> None:
        define(world, OwnTier(TierRule(REGULAR, purchases=3, within_days=30, downgrade=True)))
        for _ in range(2):
            maria.hears("/kauf Anna 25")
        told = len([said for said in world.messages if said.chat == anna.id])
        world.go_to(date(2026, 6, 5), 9)
        world.tick()
        with world.engine.begin() as db:
            assert buyers.get(db, 1, 1).tier == "returning"
        assert len([said for said in world.messages if said.chat == anna.id]) == told
        answers = [maria.hears("/kauf Anna 25") for _ in range(3)]
        assert not any("ist jetzt" in said for said in answers)
        assert tier(maria) == "Stammkunde"

    def test_vip_points_are_multiplied(self, world: World, regular: Person) -> None:
        with world.engine.begin() as db:
            shops.change(db, 1, vip_factor="3/2")
        regular.hears("/vip Anna")
        assert "+15 Punkte" in regular.hears("/kauf Anna 10")
        regular.hears("/vip Anna aus")
        assert "+10 Punkte" in regular.hears("/kauf Anna 10")

    def test_what_is_due_next_includes_the_question(self, shop_of_ten: Person) -> None:
        shop_of_ten.world.tick()
        with shop_of_ten.world.engine.begin() as db:
            known = next(occasions.facts_of(db, buyers.named(db, 1, "Anna"), shop_of_ten.world.today()))
        assert "vip_proposal" in known.facts.seen
