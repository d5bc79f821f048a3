"""/einstellungen: the programme in taps, each rule shown at work before it is switched on."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from syrupy.assertion import SnapshotAssertion

from handlers.pictures import render
from handlers.pictures.looks import COLOURS, SYMBOLS
from messages_de import keys
from storage import falling, occasions, shops, tables
from tests.chat import BUYER, OTHER_SELLER, SELLER, STRANGER, Person, Said, World, invitation

GROUPS = ("Punkte", "Stempelkarte", "Stufen", "Boni", "Karte", "Tagesnachricht", "Hinweise", "Shop")
BACK, OTHER = "‹", "Selbst schreiben"


def opened(seller: Person, group: str, setting: str) -> Said:
    """The one message with everything in it, at a setting."""
    seller.hears("/einstellungen")
    message = seller.last()
    seller.tap(group, message)
    seller.tap(setting, message)
    return message


def label(message: Said, words: str) -> str:
    """The button with these words, whatever spaces it has."""
    return next(name for name in message.buttons if words in (name, name.replace("\u00a0", " ")))


def proposed(seller: Person, group: str, setting: str, value: str) -> str:
    """What is said when a usual value is tapped."""
    message = opened(seller, group, setting)
    return seller.tap(label(message, value), message)


def typed(seller: Person, group: str, setting: str, words: str) -> str:
    """What is said when a value is typed."""
    opened(seller, group, setting)
    return seller.hears(words)


def switched_on(seller: Person, group: str, setting: str, words: str) -> str:
    """A value is typed and the rule switched on."""
    typed(seller, group, setting, words)
    return seller.tap("Einschalten")


def row(world: World, seller: int = SELLER) -> Any:
    """The seller's shop."""
    with world.engine.begin() as db:
        return shops.of_seller(db, seller)


def state(world: World) -> dict[str, list[Any]]:
    """Everything that is stored, but for buttons, questions and what was said."""
    without = {"processed_update", "alembic_version", "keyboard", "tap", "dialog", "outbox", "ledger_match"}
    with world.engine.begin() as db:
        return {
            name: sorted(map(str, db.execute(select(table))))
            for name, table in tables.metadata.tables.items()
            if name not in without
        }


def buys(seller: Person, *lines: str) -> None:
    for line in lines:
        seller.hears(f"/kauf {line}")


def screens(seller: Person) -> Iterator[tuple[str, str, Said]]:
    """Every setting's question; their labels may change on the way."""
    for group in GROUPS:
        for place in range(len(settings(seller, group))):
            setting = settings(seller, group)[place]
            yield group, setting, opened(seller, group, setting)


def settings(seller: Person, group: str) -> list[str]:
    """The labels of the settings in a group."""
    seller.hears("/einstellungen")
    message = seller.last()
    seller.tap(group, message)
    return [name for name in message.buttons if not name.startswith(BACK)]


class TestLooking:
    def test_the_groups_are_buttons_of_one_message(self, maria: Person) -> None:
        said = maria.hears("/einstellungen")
        assert said.startswith("Einstellungen für Shop von Maria")
        assert tuple(maria.last().buttons) == GROUPS

    @pytest.mark.parametrize("group", GROUPS)
    def test_a_group_shows_each_setting_with_its_value(
        self, maria: Person, group: str, snapshot: SnapshotAssertion
    ) -> None:
        maria.hears("/einstellungen")
        message = maria.last()
        maria.tap(group, message)
        assert message.text == snapshot
        assert list(message.buttons) == snapshot
        assert maria.last() is message

    @pytest.mark.parametrize(
        ("words", "head"),
        [
            ("Stufen", "Stufen"),
            ("stuf", "Stufen"),
            ("Verfall", "Punkte"),
            ("SHOP", "Shop"),
            ("quatsch 🧶", "Einstellungen für Shop von Maria"),
        ],
    )
    def test_a_group_or_a_setting_can_be_named_at_once(self, maria: Person, words: str, head: str) -> None:
        assert maria.hears(f"/einstellungen {words}").split("\n")[0] == head

    def test_a_long_label_has_a_row_of_its_own(self, maria: Person) -> None:
        message = opened(maria, "Stufen", "Wer VIP ist")
        markup = message.payload["reply_markup"]["inline_keyboard"]
        labels = [[button["text"].replace("\u00a0", " ") for button in row] for row in markup]
        assert ["in zwei Jahren nacheinander ein Kauf"] in labels
        assert ["✓ nur von Hand", "10 Käufe"] in labels

    def test_one_finds_the_way_back(self, maria: Person) -> None:
        message = opened(maria, "Punkte", "Verfall")
        maria.tap("‹ Punkte", message)
        maria.tap("‹ Alle Gruppen", message)
        assert tuple(message.buttons) == GROUPS

    def test_each_colour_and_symbol_has_a_name(self) -> None:
        known = keys("einstellungen")
        assert {f"einstellungen.colour.{name}" for name in COLOURS} <= known
        assert {f"einstellungen.symbol.{name}" for name in SYMBOLS} <= known

    def test_each_setting_that_can_be_typed_shows_an_example_that_works(self, maria: Person) -> None:
        buys(maria, "Anna 25")
        for group, setting, message in screens(maria):
            if OTHER in message.buttons:
                maria.tap(OTHER, message)
                example = message.html.split("<code>")[1].split("</code>")[0]
                said = maria.hears(example)
                assert "So geht" not in said, (group, setting)
                assert setting in said, (group, setting)


class TestBefore:
    """What is said before a rule is switched on, and that nothing changes by it."""

    @pytest.mark.parametrize(
        ("group", "setting", "value", "effect"),
        [
            (
                "Punkte",
                "Punkte je Euro",
                "2 Punkte je 1 €",
                "Ab jetzt gilt: 2 Punkte je 1 € (bisher: 1 Punkt je 1 €).\n\nAnna (zuletzt 25,00 €) bekäme für den nächsten Kauf",
            ),
            (
                "Punkte",
                "Punkte je Euro",
                "1 Punkt je 5 €",
                "für den nächsten Kauf über 25,00 € 5 statt 25 Punkte. Punkte, die schon da sind, bleiben.",
            ),
            ("Punkte", "Faktor für alle", "1,5-fach", "37 statt 25 Punkte"),
            (
                "Punkte",
                "Faktor für VIP",
                "doppelt",
                "Als VIP bekäme Anna für den nächsten Kauf über 25,00 € 50 statt 25",
            ),
            (
                "Punkte",
                "Doppelte Punkte",
                "Sa., 9. Mai",
                "Am Sa., 9. Mai bekäme Anna für einen Kauf über 25,00 € 50 statt",
            ),
            (
                "Punkte",
                "Verfall",
                "nach 12 Monaten",
                "würden bis zum 4. Mai 2027 gelten. Die 100 Punkte, die Anna schon",
            ),
            (
                "Stempelkarte",
                "Stempel je Karte",
                "12 Stempel",
                "Anna hat 4 Stempel: Bis zur vollen Karte fehlen dann noch 8",
            ),
            (
                "Stempelkarte",
                "Stempel gibt es",
                "je Artikel",
                "Für einen Kauf mit 3 Artikeln bekäme Anna 3 statt 1 Stempel.",
            ),
            ("Stempelkarte", "Mindestbetrag", "ab 5 €", "weiterhin 1 Stempel, für weniger als 5 € keinen."),
            (
                "Stufen",
                "Wer Stammkunde ist",
                "5 Käufe",
                "0 von 2 wären dann Stammkunde oder höher (jetzt 1).\nNicht mehr da",
            ),
            ("Stufen", "10 % ab dem 3. Kauf", "aus", "stünde dann kein Hinweis mehr in der Antwort auf /kauf"),
            ("Boni", "Zum Geburtstag", "20 Punkte", "Zum Geburtstag hätte Anna dann 120 Punkte statt 100."),
            ("Boni", "Fürs Empfehlen", "50 Punkte", "Nach einer Empfehlung hätte Anna dann 150 Punkte statt 100;"),
            ("Boni", "Für eine Bewertung", "5 Punkte", "Nach einer Bewertung hätte Anna dann 105 Punkte statt 100."),
            ("Boni", "Geschenk", "beim 5. Kauf", "Anna hat 4 Käufe. Mit noch einem Kauf wäre das Geschenk dran."),
            ("Boni", "Geschenk", "keins", "Dann erinnere ich dich an kein Geschenk mehr."),
            (
                "Boni",
                "Rabatt nach einem Jahr",
                "10 %",
                "Ab dem 4. Mai 2027 erinnert dich die Antwort auf /kauf an 10 %.",
            ),
            ("Boni", "Gutscheine gelten", "30 Tage", "würde bis zum 3. Juni 2026 gelten statt bis zum 2. August 2026."),
            ("Shop", "Anrede", "Sie", "„Bei Shop von Maria haben Sie schon eine Stempelkarte"),
        ],
    )
    def test_the_effect_on_a_real_buyer_is_told(
        self, world: World, maria: Person, group: str, setting: str, value: str, effect: str
    ) -> None:
        buys(maria, "Ben 12", "Anna 25", "Anna 25", "Anna 25", "Anna 25")
        before = state(world)
        said = proposed(maria, group, setting, value)
        assert effect in said
        assert state(world) == before

    @pytest.mark.parametrize("lines", [(), ("Anna 25", "Ben 12,50")], ids=["an empty shop", "a small shop"])
    def test_every_value_can_be_looked_at_and_left_alone(
        self, world: World, maria: Person, lines: tuple[str, ...]
    ) -> None:
        """No trial leaves anything behind, and no preview fails."""
        buys(maria, *lines)
        before = state(world)
        for group, setting, message in screens(maria):
            for value in [name for name in message.buttons if name[0] not in "‹✓" and name != OTHER]:
                said = proposed(maria, group, setting, value)
                assert "schiefgegangen" not in said
                if "✅" in said:
                    assert "Zurückgenommen" in maria.tap("Rückgängig")
        after = state(world)
        assert {name for name in before if before[name] != after[name]} <= {"shop"}

    def test_an_empty_shop_gets_an_example(self, maria: Person) -> None:
        said = proposed(maria, "Punkte", "Punkte je Euro", "2 Punkte je 1 €")
        assert "Noch ist kein Kauf eingetragen, darum ein Beispiel:\n\nAnna (zuletzt 25,00 €) bekäme" in said
        assert "noch leer" in maria.hears("/kunde")
        said = proposed(maria, "Stufen", "Wer Stammkunde ist", "5 Käufe")
        assert "Mit dem 5. Kauf über 25,00 € wäre Anna Stammkunde." in said

    def test_the_card_is_shown_with_the_stamps_of_a_buyer(self, maria: Person) -> None:
        buys(maria, "Anna 25", "Anna 25", "Ben 12")
        assert "So sähe die Karte von Ben aus." in proposed(maria, "Karte", "Farbe", "Beere")
        picture = maria.last().picture
        assert picture is not None
        assert (picture["colour"], picture["stamps"], picture["size"]) == ("berry", 1, 10)
        assert render(picture).startswith(b"\x89PNG")

    def test_the_card_of_a_preview_has_the_full_cards_beside_it(self, maria: Person) -> None:
        buys(maria, *["Anna 25"] * 11)
        proposed(maria, "Karte", "Farbe", "Beere")
        picture = maria.last().picture
        assert picture is not None
        assert (picture["stamps"], picture["full"]) == (1, "1 volle Karte")
        assert picture["line"] == "Noch 9 Stempel bis zur vollen Karte"

    def test_a_smaller_card_names_those_whose_cards_are_full(self, world: World, maria: Person) -> None:
        buys(maria, *["Anna 25"] * 6, *["Berta 9"] * 5, "Carl 10")
        before = state(world)
        said = proposed(maria, "Stempelkarte", "Stempel je Karte", "5 Stempel")
        assert "Anna hat 6 Stempel: Damit wäre die Karte voll, und bis zur nächsten fehlen dann noch 4." in said
        assert "2 Karten sind damit voll: Anna, Berta." in said
        assert state(world) == before

    def test_who_would_be_a_regular_is_counted_by_the_real_rules(self, maria: Person) -> None:
        buys(maria, "Anna 120", "Ben 12", "Ben 12", "Ben 12", "Cora 30")
        said = proposed(maria, "Stufen", "Wer Stammkunde ist", "100 € in 12 Monaten")
        assert "1 von 3 wäre dann Stammkunde oder höher (jetzt 1).\nNeu dabei: Anna.\nNicht mehr dabei: Ben." in said

    def test_a_purchase_for_which_something_changes_is_looked_for(self, maria: Person) -> None:
        """The last one was too small to tell."""
        buys(maria, "Anna 25", "Ben 0,40")
        said = proposed(maria, "Punkte", "Faktor für alle", "doppelt")
        assert "Anna (zuletzt 25,00 €) bekäme für den nächsten Kauf über 25,00 € 50 statt 25 Punkte." in said
        assert "Als VIP bekäme Anna" in proposed(maria, "Punkte", "Faktor für VIP", "doppelt")

    def test_where_nothing_changes_that_is_said(self, maria: Person) -> None:
        buys(maria, "Anna 0,40", "Ben 0,30")
        said = proposed(maria, "Punkte", "Faktor für alle", "doppelt")
        assert (
            "An den letzten Käufen würde sich dadurch nichts ändern: "
            "Ben (zuletzt 0,30 €) bekäme für den nächsten Kauf über 0,30 € weiterhin 0 Punkte."
        ) in said

    def test_an_item_more_is_a_stamp_more_however_small_the_last_purchase(self, maria: Person) -> None:
        switched_on(maria, "Stempelkarte", "Mindestbetrag", "10 €")
        buys(maria, "Anna 3")
        assert "bekäme Anna 3 statt 1 Stempel" in proposed(maria, "Stempelkarte", "Stempel gibt es", "je Artikel")

    @pytest.mark.parametrize(
        ("setting", "value", "effect"),
        [
            (
                "Wer Wiederkäufer ist",
                "3 Käufe",
                "2 von 4 wären dann Wiederkäufer oder höher (jetzt 3).\nNicht mehr dabei: Ben.",
            ),
            (
                "Wer Wiederkäufer ist",
                "50 € in 12 Monaten",
                "2 von 4 wären dann Wiederkäufer oder höher (jetzt 3).\nNicht mehr dabei: Ben.",
            ),
            (
                "Wer Stammkunde ist",
                "100 € in 12 Monaten",
                "1 von 4 wäre dann Stammkunde oder höher (jetzt 2).\nNicht mehr dabei: Cora.",
            ),
            ("Wer VIP ist", "500 € in 12 Monaten", "1 von 4 wäre dann VIP (jetzt 0).\nNeu dabei: Dora."),
            ("Wer VIP ist", "in zwei Jahren nacheinander ein Kauf", "0 von 4 wären dann VIP (jetzt 0)."),
        ],
    )
    def test_each_tier_is_defined_in_taps_and_shown_on_real_buyers(
        self, world: World, maria: Person, setting: str, value: str, effect: str
    ) -> None:
        buys(maria, "Anna 12", *["Ben 12"] * 2, *["Cora 20"] * 3, *["Dora 200"] * 3)
        before = state(world)
        assert effect in proposed(maria, "Stufen", setting, value)
        assert state(world) == before
        assert f"✅ {setting}: {value}" in maria.tap("Einschalten").replace("\u00a0", " ")

    def test_an_empty_shop_sees_when_each_tier_would_be_reached(self, maria: Person) -> None:
        said = proposed(maria, "Stufen", "Wer Wiederkäufer ist", "3 Käufe")
        assert "Mit dem 3. Kauf über 25,00 € wäre Anna Wiederkäufer." in said
        said = proposed(maria, "Stufen", "Wer VIP ist", "10 Käufe")
        assert "Mit dem 10. Kauf über 25,00 € wäre Anna VIP." in said
        maria.tap("Einschalten")
        assert "VIP wird dann nur, wen du mit /vip dazu machst." in typed(
            maria, "Stufen", "Wer VIP ist", "nur von Hand"
        )

    def test_who_would_lose_a_tier_and_when(self, world: World, maria: Person) -> None:
        switched_on(maria, "Stufen", "Wer Stammkunde ist", "3 Käufe in 6 Monaten")
        buys(maria, *["Ben 9 am 2.10.2025"] * 3, *["Anna 25 am 3.2."] * 3, "Cora 10")
        before = state(world)
        assert proposed(maria, "Stufen", "Absteigen", "an").split("\n\n")[1].split("\n") == [
            "Gleich nicht mehr Stammkunde: Ben.",
            "Als Nächstes wäre Anna ab dem 5. August 2026 nicht mehr Stammkunde, wenn bis dahin nichts dazukommt.",
        ]
        assert state(world) == before
        maria.tap("Einschalten")
        assert proposed(maria, "Stufen", "Absteigen", "aus").split("\n\n")[1].split("\n") == [
            "Dann verliert niemand mehr seine Stufe.",
            "Wieder Stammkunde: Ben.",
            "Anna wäre sonst ab dem 5. August 2026 nicht mehr Stammkunde gewesen.",
        ]

    def test_nobody_loses_what_was_given_by_hand(self, maria: Person) -> None:
        switched_on(maria, "Stufen", "Wer Stammkunde ist", "3 Käufe in 6 Monaten")
        buys(maria, *["Anna 25"] * 3, "Ben 5")
        maria.hears("/vip Anna")
        assert "Im Moment würde dadurch niemand seine Stufe verlieren." in proposed(maria, "Stufen", "Absteigen", "an")

    def test_an_empty_shop_sees_an_example_of_losing_a_tier(self, maria: Person) -> None:
        switched_on(maria, "Stufen", "Wer Stammkunde ist", "3 Käufe in 6 Monaten")
        said = proposed(maria, "Stufen", "Absteigen", "an")
        assert "Mit dem 3. Kauf über 25,00 € wäre Anna Stammkunde, ohne weiteren Kauf ab dem 3. November 2026" in said

    def test_cents_towards_the_next_point_under_the_old_rate_are_named(self, maria: Person) -> None:
        buys(maria, "Uli 2,90", "Anna 25")
        left = "Angefangene Cent aus der bisherigen Regel (bei Uli 0,90 €) zählen unter der neuen nicht mit."
        assert left in proposed(maria, "Punkte", "Punkte je Euro", "2 Punkte je 1 €")
        assert left in proposed(maria, "Punkte", "Faktor für alle", "doppelt")
        assert "zählen unter der neuen" not in proposed(maria, "Punkte", "Faktor für VIP", "doppelt")
        maria.hears("/vip Uli")
        assert left in proposed(maria, "Punkte", "Faktor für VIP", "doppelt")

    def test_without_such_cents_nothing_is_said_of_them(self, maria: Person) -> None:
        buys(maria, "Anna 25")
        assert "Angefangene" not in proposed(maria, "Punkte", "Punkte je Euro", "2 Punkte je 1 €")

    def test_more_points_are_never_shown_as_fewer(self, maria: Person) -> None:
        """The cents that were carried would bring a point under the old rate, the new one starts anew."""
        buys(maria, "Uli 2,90", "Uli 0,95")
        said = proposed(maria, "Punkte", "Punkte je Euro", "2 Punkte je 1 €")
        assert "bekäme für den nächsten Kauf über 2,90 € 4 statt" in said
        buys(maria, "Ben 0,15")
        assert "0 statt 1" not in proposed(maria, "Punkte", "Faktor für alle", "doppelt")

    def test_where_all_purchases_mislead_a_usual_one_is_shown(self, maria: Person) -> None:
        buys(maria, "Uli 0,95")
        said = proposed(maria, "Punkte", "Punkte je Euro", "2 Punkte je 1 €")
        assert "Uli bekäme zum Beispiel für einen Kauf über 25,00 € 50 statt 25 Punkte." in said

    def test_several_full_cards_of_one_buyer_are_counted_as_cards(self, maria: Person) -> None:
        buys(maria, *["Anna 25"] * 9, *["Ben 9"] * 5)
        said = proposed(maria, "Stempelkarte", "Stempel je Karte", "5 Stempel")
        assert "Damit wäre die Karte voll, und bis zur nächsten fehlt dann noch 1." in said
        said = typed(maria, "Stempelkarte", "Stempel je Karte", "3")
        assert "Anna hat 9 Stempel: Damit wären 3 Karten voll, und bis zur nächsten fehlen dann noch 3." in said
        assert "2 Leute bekommen zusammen 4 Belohnungen, gleich als Gutscheine: Anna, Ben." in said
        assert "2 Leute bekommen zusammen 4 Belohnungen" in maria.tap("Einschalten")

    def test_one_buyer_with_several_full_cards_is_named_alone(self, maria: Person) -> None:
        buys(maria, *["Anna 25"] * 9)
        assert "Anna bekommt 3 Belohnungen, gleich als Gutscheine." in typed(
            maria, "Stempelkarte", "Stempel je Karte", "3"
        )

    def test_one_stamp_is_missing(self, maria: Person) -> None:
        buys(maria, *["Anna 25"] * 4)
        said = proposed(maria, "Stempelkarte", "Stempel je Karte", "5 Stempel")
        assert "Bis zur vollen Karte fehlt dann noch 1 statt 6." in said

    def test_rewards_for_whole_cards_keep_their_price(self, maria: Person) -> None:
        buys(maria, "Anna 25")
        maria.hears("/praemien Tasse 1 volle Karte")
        maria.hears("/praemien Socken 100 Punkte")
        said = proposed(maria, "Stempelkarte", "Stempel je Karte", "12 Stempel")
        assert said.endswith("„Tasse“ kostet weiter 10 Stempel.")
        said = proposed(maria, "Stempelkarte", "Stempel je Karte", "5 Stempel")
        assert said.endswith("„Tasse“ kostet weiter 10 Stempel, dann also 2 volle Karten.")

    def test_every_year_means_two_calendar_years(self, maria: Person) -> None:
        years = "Gezählt werden Kalenderjahre: zum Beispiel ein Kauf 2025 und einer 2026."
        assert years in typed(maria, "Stufen", "Wer VIP ist", "jedes Jahr")
        buys(maria, "Anna 25")
        assert years in typed(maria, "Stufen", "Wer VIP ist", "jedes Jahr")
        assert "Kalenderjahre" not in typed(maria, "Stufen", "Wer VIP ist", "10 Käufe")

    def test_a_day_of_another_year_is_shown_with_its_year(self, maria: Person) -> None:
        said = typed(maria, "Punkte", "Doppelte Punkte", "3.1.")
        assert "Ab jetzt gilt: So., 3. Januar 2027" in said
        assert "Am So., 3. Januar 2027 bekäme Anna" in said
        maria.tap("Einschalten")
        assert "Doppelte Punkte: So., 3. Januar 2027" in maria.hears("/einstellungen Punkte")

    def test_no_changes_nothing_and_leads_back(self, world: World, maria: Person) -> None:
        proposed(maria, "Punkte", "Punkte je Euro", "2 Punkte je 1 €")
        assert maria.tap("Nein").startswith("Punkte")
        assert row(world).points_per_unit == 1

    def test_the_present_value_is_no_change(self, maria: Person) -> None:
        assert proposed(maria, "Punkte", "Verfall", "✓ nie").startswith("So ist es schon: Verfall: nie")
        assert proposed(maria, "Punkte", "Doppelte Punkte", "✓ kein Tag geplant").startswith("So ist es schon")


class TestTyped:
    @pytest.mark.parametrize(
        ("group", "setting", "words", "value"),
        [
            ("Punkte", "Punkte je Euro", "1 Punkt pro 5 Euro", "1 Punkt je 5 €"),
            ("Punkte", "Punkte je Euro", "zwei Punkte je Euro 🧶", "2 Punkte je 1 €"),
            ("Punkte", "Faktor für alle", "anderthalbfach", "1,5-fach"),
            ("Punkte", "Doppelte Punkte", "am Nikolaus", None),
            ("Punkte", "Doppelte Punkte", "am 6.12.", "So., 6. Dez"),
            ("Punkte", "Verfall", "12 Monate", "nach 12 Monaten"),
            ("Stempelkarte", "Stempel je Karte", "7", "7 Stempel"),
            ("Stempelkarte", "Mindestbetrag", "ab 7,50", "ab 7,50 €"),
            ("Stempelkarte", "Belohnung", "Ein Paar  <b>Söckchen</b> 🧦", "Ein Paar <b>Söckchen</b> 🧦"),
            ("Stufen", "Wer Stammkunde ist", "3 kaeufe in 6 monaten", "3 Käufe in 6 Monaten"),
            ("Stufen", "Wer Stammkunde ist", "3 Käufe und 50 € in 45 Tagen", "3 Käufe und 50 € in 45 Tagen"),
            ("Stufen", "Wer Stammkunde ist", "12 Artikel", "12 Artikel"),
            ("Stufen", "Wer Stammkunde ist", "jedes jahr", "in zwei Jahren nacheinander ein Kauf"),
            ("Boni", "Zum Geburtstag", "25", "25 Punkte"),
            ("Boni", "Zum Geburtstag", "zwölf", "12 Punkte"),
            ("Boni", "Zum Geburtstag", "fünfundzwanzig Punkte", "25 Punkte"),
            ("Boni", "Zum Geburtstag", "hundert Punkte", "100 Punkte"),
            ("Boni", "Geschenk", "beim 12. Kauf", "beim 12. Kauf"),
            ("Boni", "Rabatt nach einem Jahr", "8%", "8 %"),
            ("Boni", "Gutscheine gelten", "45 Tage", "45 Tage"),
        ],
    )
    def test_a_typed_rule_is_shown_then_switched_on(
        self, maria: Person, group: str, setting: str, words: str, value: str | None
    ) -> None:
        said = typed(maria, group, setting, words)
        if value is None:
            assert "So geht's" in said
            return
        assert f"{setting}\nAb jetzt gilt: {value}" in said
        assert f"✅ {setting}: {value}" in maria.tap("Einschalten")

    @pytest.mark.parametrize(
        ("group", "setting", "words", "refusal"),
        [
            ("Punkte", "Punkte je Euro", "viele", "„viele“ kann ich nicht als Punkte lesen. So geht's: 1 Punkt je 5 €"),
            ("Punkte", "Punkte je Euro", "-3", "„-3“ kann ich nicht als Punkte lesen. So geht's: 1 Punkt je 5 €"),
            ("Punkte", "Faktor für alle", "-3", "„-3“ passt hier nicht. Schreib eine Zahl, die größer als 0"),
            ("Punkte", "Faktor für alle", "-3/2", "und höchstens 10 ist, zum Beispiel: 1,5"),
            ("Stempelkarte", "Mindestbetrag", "-5", "So geht's: 15 € oder keiner"),
            ("Boni", "Zum Geburtstag", "eine million punkte", "„eine million punkte“ kann ich nicht als Punkte lesen"),
            ("Boni", "Zum Geburtstag", "ein paar punkte", "„ein paar punkte“ kann ich nicht als Punkte lesen"),
            ("Boni", "Zum Geburtstag", "zwei dutzend", "kann ich nicht als Punkte lesen (0 bis 1.000)"),
            ("Punkte", "Punkte je Euro", "zweihundertdrei Punkte je Euro", "So geht's: 1 Punkt je 5 €"),
            ("Punkte", "Faktor für VIP", "50", "höchstens 10 ist, zum Beispiel: 1,5"),
            ("Punkte", "Doppelte Punkte", "3.5.2026", "Der 3. Mai 2026 ist schon vorbei."),
            ("Punkte", "Verfall", "999", "(1 bis 120 Monate). So geht's: 12 Monate oder nie"),
            ("Stempelkarte", "Stempel je Karte", "2", "Eine Karte hat 3 bis 20 Stempel; „2“ passt da nicht."),
            ("Stempelkarte", "Stempel je Karte", "21", "Eine Karte hat 3 bis 20 Stempel"),
            ("Stempelkarte", "Belohnung", "x" * 61, "1 bis 60 Zeichen"),
            ("Stufen", "Wer Stammkunde ist", "treu", "So geht's: 3 Käufe in 6 Monaten oder jedes Jahr"),
            ("Stufen", "Name der 3. Stufe", "x" * 31, "1 bis 30 Zeichen"),
            ("Boni", "Geschenk", "1", "Ein Geschenk gibt es beim 2. bis 200. Kauf."),
            ("Boni", "Rabatt nach einem Jahr", "120 %", "(0 bis 90 %)"),
            ("Boni", "Gutscheine gelten", "0", "(1 bis 1.095 Tage)"),
            ("Tagesnachricht", "Uhrzeit", "25 Uhr", "So geht's: 8:30"),
            ("Hinweise", "Abstand", "15 Tage", "(0 bis 14 Tage)"),
            ("Hinweise", "Nachfragen nach", "0", "(1 bis 30 Tage)"),
            ("Hinweise", "Geburtstag vorher", "bald", "(0 bis 14 Tage)"),
            ("Shop", "Name", "x" * 41, "1 bis 40 Zeichen"),
            ("Shop", "Zeitzone", "Kleinkleckersdorf", "kenne ich nicht als Ort"),
        ],
    )
    def test_what_makes_no_sense_is_asked_for_again(
        self, world: World, maria: Person, group: str, setting: str, words: str, refusal: str
    ) -> None:
        before = row(world)
        assert refusal in typed(maria, group, setting, words)
        assert row(world)._asdict() | {"open_step": ""} == before._asdict() | {"open_step": ""}
        assert row(world).open_step == "einstellungen.typed"

    def test_another_value_shows_how_to_write_it(self, maria: Person) -> None:
        message = opened(maria, "Punkte", "Punkte je Euro")
        assert "Schreib es so: 1 Punkt je 5 €" in maria.tap(OTHER, message)
        assert "10 statt 25 Punkte" in maria.hears("2 Punkte je 5 Euro")

    def test_after_a_value_that_is_set_already_another_one_may_be_typed(self, maria: Person) -> None:
        assert typed(maria, "Punkte", "Verfall", "nie").startswith("So ist es schon")
        assert "nach 18 Monaten" in maria.hears("18")

    def test_after_a_preview_another_value_may_be_typed(self, world: World, maria: Person) -> None:
        assert "nach 12 Monaten" in typed(maria, "Punkte", "Verfall", "12")
        assert "nach 18 Monaten" in maria.hears("18 Monate")
        maria.tap("Einschalten")
        assert row(world).expiry_months == 18
        assert "nicht verstanden" in maria.hears("24")

    def test_after_a_tapped_value_another_one_may_be_typed(self, maria: Person) -> None:
        proposed(maria, "Punkte", "Verfall", "nach 12 Monaten")
        assert "nach 18 Monaten" in maria.hears("18")

    def test_after_a_no_nothing_is_asked(self, maria: Person) -> None:
        typed(maria, "Punkte", "Verfall", "12")
        maria.tap("Nein")
        assert "nicht verstanden" in maria.hears("18")

    def test_a_question_left_open_is_no_trap(self, maria: Person) -> None:
        opened(maria, "Punkte", "Punkte je Euro")
        assert "+25 Punkte" in maria.hears("/kauf Anna 25")
        assert "nicht verstanden" in maria.hears("7")


class TestChanging:
    def test_a_new_rate_counts_from_the_next_purchase_on(self, maria: Person) -> None:
        buys(maria, "Anna 25")
        assert "✅ Punkte je Euro: 2 Punkte je 1 €" in switched_on(maria, "Punkte", "Punkte je Euro", "2")
        assert "+50 Punkte (jetzt 75)" in maria.hears("/kauf Anna 25")

    def test_it_is_undone_once(self, world: World, maria: Person) -> None:
        switched_on(maria, "Punkte", "Verfall", "12 Monate")
        assert row(world).expiry_months == 12
        message = maria.last()
        said = maria.tap("Rückgängig", message)
        assert said == "Zurückgenommen. Verfall: nie"
        assert row(world).expiry_months is None
        assert not any("Rückgängig" in name for name in message.buttons)

    def test_a_double_tap_switches_on_once(self, world: World, maria: Person) -> None:
        typed(maria, "Punkte", "Verfall", "12 Monate")
        message = maria.last()
        data = message.buttons["Einschalten"]["callback_data"]
        maria.tap_data(message, data)
        maria.tap("Rückgängig", message)
        maria.tap_data(message, data)
        assert row(world).expiry_months is None

    def test_what_was_changed_again_is_not_undone(self, world: World, maria: Person) -> None:
        switched_on(maria, "Punkte", "Verfall", "12 Monate")
        first = maria.last()
        switched_on(maria, "Punkte", "Verfall", "24 Monate")
        assert "inzwischen noch einmal geändert" in maria.tap("Rückgängig", first)
        assert row(world).expiry_months == 24

    def test_points_that_are_out_keep_their_time(self, world: World, maria: Person) -> None:
        switched_on(maria, "Punkte", "Verfall", "6 Monate")
        buys(maria, "Anna 25")
        switched_on(maria, "Punkte", "Verfall", "nie")
        buys(maria, "Anna 10")
        with world.engine.begin() as db:
            lots = db.execute(
                select(tables.metadata.tables["ledger_entry"]).where(
                    tables.metadata.tables["ledger_entry"].c.unit == "points"
                )
            ).all()
        assert [(lot.amount, lot.valid_through) for lot in lots] == [(25, date(2026, 11, 4)), (10, None)]

    def test_a_smaller_card_makes_rewards_at_once_and_undo_takes_them_back(self, world: World, maria: Person) -> None:
        buys(maria, *["Anna 25"] * 6, "Ben 5")
        before = state(world)
        assert "1 Karte ist damit voll: Anna." in switched_on(maria, "Stempelkarte", "Stempel je Karte", "5")
        assert "Stempel 2 von 5" in maria.hears("/kauf Anna 1")
        maria.tap("Rückgängig", maria.last())
        message = next(
            said for said in reversed(world.messages) if said.chat == maria.id and "Stempel je Karte: 5" in said.text
        )
        maria.tap("Rückgängig", message)
        after = state(world)
        assert after["shop"] == before["shop"]
        assert "Stempel 7 von 10" in maria.hears("/kauf Anna 1")

    def test_a_new_rule_for_regulars_moves_the_tiers_and_back(self, world: World, maria: Person) -> None:
        buys(maria, "Anna 25", "Anna 25", "Ben 120")

        def tiers() -> dict[str, tuple[str, str]]:
            with world.engine.begin() as db:
                found = db.execute(select(tables.metadata.tables["buyer"]))
                return {one.name: (one.tier, one.tier_told) for one in found}

        told_before = tiers()
        switched_on(maria, "Stufen", "Wer Stammkunde ist", "100 € im Jahr")
        assert tiers()["Ben"] == ("regular", "regular")
        maria.tap("Rückgängig")
        assert {name: tier for name, (tier, _) in tiers().items()} == {n: t for n, (t, _) in told_before.items()}

    def test_only_what_depends_on_it_is_computed_anew(self, maria: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        """Due days follow what a reward is near by; tiers move with their rules, not with their names."""
        maria.hears("/kauf Anna 25 Socken")
        counted: list[str] = []
        for module, name in ((occasions, "refresh_all"), (falling, "refresh_tiers")):
            monkeypatch.setattr(module, name, lambda *_, name=name: counted.append(name))
        typed(maria, "Stufen", "Name der 3. Stufe", "Wollfreundin")
        assert counted == []
        switched_on(maria, "Stempelkarte", "Stempel je Karte", "8")
        assert counted.pop() == "refresh_all"
        assert counted == []
        typed(maria, "Stufen", "Wer Wollfreundin ist", "5 Käufe")
        assert counted == ["refresh_tiers"]
        maria.tap("Einschalten")
        assert counted == ["refresh_tiers"] * 2

    def test_a_tier_has_its_own_name_and_benefit(self, maria: Person) -> None:
        assert typed(maria, "Stufen", "Name der 3. Stufe", "Wollfreund 🧶") == "✅ Name der 3. Stufe: Wollfreund 🧶"
        assert "Vorteil für VIP: Versand ist frei" in typed(maria, "Stufen", "Vorteil für VIP", "Versand ist frei")
        buys(maria, "Anna 25", "Anna 25", "Anna 25")
        said = maria.hears("/einstellungen Stufen")
        assert "Name der 3. Stufe: Wollfreund 🧶" in said
        assert "Wer Wollfreund 🧶 ist: 3 Käufe" in said
        assert "oder höher (jetzt 1)" in proposed(maria, "Stufen", "Wer Wollfreund 🧶 ist", "5 Käufe")
        assert typed(maria, "Stufen", "Name der 3. Stufe", "keiner") == "✅ Name der 3. Stufe: Stammkunde"

    def test_each_tier_can_be_renamed(self, maria: Person) -> None:
        names = {"1.": "Gast", "2.": "Freundin", "3.": "Wollfreund"}
        for number, name in names.items():
            assert typed(maria, "Stufen", f"Name der {number} Stufe", name) == f"✅ Name der {number} Stufe: {name}"
        typed(maria, "Stufen", "Name für VIP", "Goldkunde")
        for times, name in ((1, "Gast"), (2, "Freundin"), (3, "Wollfreund")):
            buys(maria, *[f"Kundin{times} 10"] * times)
            assert name in maria.hears(f"/kunde Kundin{times}")
        maria.hears("/vip Kundin1")
        assert "Goldkunde" in maria.hears("/kunde Kundin1")
        assert typed(maria, "Stufen", "Name der 1. Stufe", "keiner") == "✅ Name der 1. Stufe: Neu"

    @pytest.mark.parametrize("name", ["Neu", "neu", " NEU "])
    def test_two_tiers_never_have_the_same_name(self, maria: Person, name: str) -> None:
        said = typed(maria, "Stufen", "Name der 3. Stufe", name)
        assert said == "„Neu“ heißt schon deine 1. Stufe. Nimm einen anderen Namen, zum Beispiel: Wollfreund"
        assert "Name der 3. Stufe: Wollfreund" in maria.hears("Wollfreund")

    def test_a_usual_name_that_another_tier_took_is_not_taken_back(self, maria: Person) -> None:
        typed(maria, "Stufen", "Name der 3. Stufe", "Wollfreund")
        assert "✅" in typed(maria, "Stufen", "Name der 1. Stufe", "Stammkunde")
        said = proposed(maria, "Stufen", "Name der 3. Stufe", "Stammkunde")
        assert said.startswith("„Stammkunde“ heißt schon deine 1. Stufe.")
        assert "Name der 3. Stufe: Wollfreund" in maria.hears("/einstellungen Stufen")

    def test_labels_follow_the_names_of_the_tiers(self, maria: Person) -> None:
        typed(maria, "Stufen", "Name der 3. Stufe", "Wollfreund")
        typed(maria, "Stufen", "Name für VIP", "Goldkunde")
        said = maria.hears("/einstellungen Stufen")
        assert "Wer Wollfreund ist: 3 Käufe" in said
        assert "Wer Goldkunde ist: nur von Hand" in said
        assert "Wann ist jemand Wollfreund?" in opened(maria, "Stufen", "Wer Wollfreund ist").text
        assert "Faktor für Goldkunde" in maria.hears("/einstellungen Wer Goldkunde ist") + maria.hears(
            "/einstellungen Punkte"
        )
        assert "„Wer Wollfreund ist“" in proposed(maria, "Stufen", "Absteigen", "an")

    def test_a_vip_by_rule_becomes_one_with_the_purchase(self, maria: Person) -> None:
        switched_on(maria, "Stufen", "Wer VIP ist", "500 € im Jahr")
        said = maria.hears("/kauf Anna 600")
        assert "Anna ist jetzt VIP" in said
        assert "Wer VIP ist: 500 € in 12 Monaten" in maria.hears("/einstellungen Stufen").replace("\u00a0", " ")

    def test_who_can_lose_a_tier_needs_a_window(self, maria: Person) -> None:
        assert "Absteigen kann nur" in proposed(maria, "Stufen", "Absteigen", "an")
        switched_on(maria, "Stufen", "Wer Stammkunde ist", "3 Käufe in 30 Tagen")
        buys(maria, "Anna 25 am 1.1.", "Anna 25 am 2.1.", "Anna 25 am 3.1.")
        assert "Gleich nicht mehr Stammkunde: Anna." in proposed(maria, "Stufen", "Absteigen", "an")
        assert "✅ Absteigen: an" in maria.tap("Einschalten")

    def test_names_survive_a_new_rule(self, maria: Person) -> None:
        typed(maria, "Stufen", "Name der 3. Stufe", "Wollfreund")
        switched_on(maria, "Stufen", "Wer Wollfreund ist", "5")
        said = maria.hears("/einstellungen Stufen")
        assert "Wer Wollfreund ist: 5 Käufe" in said
        assert "Name der 3. Stufe: Wollfreund" in said

    def test_a_day_of_double_points_passes(self, world: World, maria: Person) -> None:
        switched_on(maria, "Punkte", "Doppelte Punkte", "morgen")
        assert "+25 Punkte" in maria.hears("/kauf Anna 25")
        world.days_later(1)
        assert "+50 Punkte" in maria.hears("/kauf Anna 25")
        world.days_later(1)
        assert "+25 Punkte" in maria.hears("/kauf Anna 25")
        assert "Doppelte Punkte: kein Tag geplant" in maria.hears("/einstellungen Punkte")

    def test_colour_and_symbol_come_with_their_picture(self, world: World, maria: Person) -> None:
        proposed(maria, "Karte", "Symbol", "Biene")
        said = maria.tap("Einschalten")
        assert said == "✅ Symbol: Biene"
        assert row(world).card_symbol == "bee"

    def test_the_daily_message_moves_with_its_time(self, world: World, maria: Person) -> None:
        buys(maria, "Anna 25")
        assert proposed(maria, "Tagesnachricht", "Uhrzeit", "18:00 Uhr") == "✅ Uhrzeit: 18:00 Uhr"
        world.go_to(world.today() + timedelta(days=6), 9)
        assert world.tick() == []
        world.go_to(world.today(), 18)
        assert world.tick() != []

    def test_the_question_comes_when_the_seller_wants_it(self, maria: Person) -> None:
        buys(maria, "Anna 25")
        proposed(maria, "Hinweise", "Danke nach dem ersten Kauf", "aus")
        assert proposed(maria, "Hinweise", "Nachfragen nach", "3 Tage") == "✅ Nachfragen nach: 3 Tage"
        assert "nachfragen, ob alles passt (Do., 7. Mai)" in maria.hears("/kunde Anna")
        opened(maria, "Hinweise", "Nachfragen nach")
        assert maria.hears("1 Woche") == "✅ Nachfragen nach: 7 Tage"
        assert "(Mo., 11. Mai)" in maria.hears("/kunde Anna")

    def test_the_quiet_period_holds_back_what_is_less_urgent(self, maria: Person) -> None:
        proposed(maria, "Hinweise", "Danke nach dem ersten Kauf", "aus")
        buys(maria, "Anna 25")
        maria.hears("/notiz Anna telefoniert")
        assert "(So., 10. Mai)" in maria.hears("/kunde Anna")
        proposed(maria, "Hinweise", "Abstand", "14 Tage")
        assert "(Mo., 18. Mai)" in maria.hears("/kunde Anna")
        assert typed(maria, "Hinweise", "Abstand", "keiner") == "✅ Abstand: keiner"

    def test_a_birthday_is_told_only_on_its_day(self, maria: Person) -> None:
        buys(maria, "Anna 25")
        maria.hears("/geburtstag Anna 6.5.")
        proposed(maria, "Hinweise", "Danke nach dem ersten Kauf", "aus")
        assert typed(maria, "Hinweise", "Geburtstag vorher", "0") == "✅ Geburtstag vorher: nur am Tag selbst"
        assert "(Mi., 6. Mai)" in maria.hears("/kunde Anna")

    def test_to_be_told_of_birthdays_later_stops_no_message(self, world: World, maria: Person) -> None:
        """Anna's was told a week ahead; with one day ahead it comes once more on the day, and Ben's question on its own."""
        proposed(maria, "Hinweise", "Danke nach dem ersten Kauf", "aus")
        proposed(maria, "Hinweise", "Geburtstag vorher", "7 Tage")
        buys(maria, "Anna 25 am 1.4.2026")
        maria.hears("/geburtstag Anna 20.5.")
        told = []
        for day in range(13, 21):
            world.go_to(date(2026, 5, day), 9)
            told += [(day, message.text[:8]) for message in world.tick()[1:]]
            if day == 13:
                buys(maria, "Ben 20")
                proposed(maria, "Hinweise", "Geburtstag vorher", "1 Tag")
        assert told == [(13, "🎁 Anna h"), (19, "📦 Ben ha"), (20, "🎂 Anna h")]

    def test_a_second_purchase_is_encouraged_if_wanted(self, maria: Person) -> None:
        buys(maria, "Anna 25")
        assert proposed(maria, "Hinweise", "Zum zweiten Kauf ermuntern", "an") == "✅ Zum zweiten Kauf ermuntern: an"

    def test_the_shop_is_renamed(self, maria: Person) -> None:
        assert typed(maria, "Shop", "Name", "Müllers <Woll>stübchen") == "✅ Name: Müllers <Woll>stübchen"
        assert "Name: Shop von Maria" in maria.tap("Rückgängig")

    def test_buyers_are_called_sie(self, world: World, maria: Person) -> None:
        proposed(maria, "Shop", "Anrede", "Sie")
        maria.tap("Einschalten")
        buys(maria, "Anna 25")
        assert "möchte Ihnen" in world.person(BUYER, "Anna").hears(f"/start {invitation(maria, 'Anna')}")


class TestWhatPurchasesSay:
    """The answer to /kauf names what the programme makes due."""

    def test_the_present_is_due_at_its_purchase_alone(self, maria: Person) -> None:
        switched_on(maria, "Boni", "Geschenk", "3")
        said = [maria.hears("/kauf Anna 5") for _ in range(4)]
        assert ["Das Geschenk ist dran" in one for one in said] == [False, False, True, False]

    def test_no_present_is_due_when_there_is_none(self, maria: Person) -> None:
        switched_on(maria, "Boni", "Geschenk", "keins")
        assert not any("Geschenk" in maria.hears("/kauf Anna 5") for _ in range(10))

    def test_ten_percent_can_be_switched_off(self, maria: Person) -> None:
        buys(maria, "Anna 5", "Anna 5", "Anna 5")
        proposed(maria, "Stufen", "10 % ab dem 3. Kauf", "aus")
        maria.tap("Einschalten")
        assert "10 %" not in maria.hears("/kauf Anna 5") + maria.hears("/kauf Anna 5")

    def test_after_a_year_there_is_a_discount(self, world: World, maria: Person) -> None:
        buys(maria, "Anna 5")
        switched_on(maria, "Boni", "Rabatt nach einem Jahr", "8 %")
        world.days_later(364)
        assert "8 %" not in maria.hears("/kauf Anna 5")
        world.days_later(1)
        assert "seit über einem Jahr dabei: 8 % sind dran" in maria.hears("/kauf Anna 5")


class TestOthers:
    def test_a_shop_changes_only_itself(self, world: World, maria: Person, petra: Person) -> None:
        buys(petra, *["Anna 25"] * 7)
        before = row(world, OTHER_SELLER)
        for group, setting, words in [
            ("Stempelkarte", "Stempel je Karte", "5"),
            ("Stufen", "Wer Stammkunde ist", "20"),
            ("Punkte", "Punkte je Euro", "7"),
        ]:
            switched_on(maria, group, setting, words)
        assert row(world, OTHER_SELLER) == before
        assert "Stempel 8 von 10" in petra.hears("/kauf Anna 25")

    def test_names_of_another_shop_are_never_told(self, maria: Person, petra: Person) -> None:
        buys(petra, *["Geheimnis 25"] * 7)
        assert "Geheimnis" not in proposed(maria, "Stempelkarte", "Stempel je Karte", "5 Stempel")
        assert "Geheimnis" not in proposed(maria, "Stufen", "Wer Stammkunde ist", "5 Käufe")

    def test_another_sellers_button_does_nothing(self, world: World, maria: Person, petra: Person) -> None:
        typed(maria, "Punkte", "Verfall", "12 Monate")
        message = maria.last()
        petra.tap_data(message, message.buttons["Einschalten"]["callback_data"])
        assert (row(world).expiry_months, row(world, OTHER_SELLER).expiry_months) == (None, None)

    @pytest.mark.usefixtures("anna")
    @pytest.mark.parametrize("who", [BUYER, STRANGER])
    def test_only_sellers_have_settings(self, world: World, who: int) -> None:
        before = row(world)
        assert "Einstellungen für" not in world.person(who, "Anna").hears("/einstellungen")
        assert row(world) == before
