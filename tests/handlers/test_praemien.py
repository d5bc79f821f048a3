"""/praemien: the seller fills the catalogue, a buyer sees what he can have."""

import pytest

from storage import shops
from tests.chat import BUYER, Person, World, invitation, join, rows

LINES = {
    "/praemien Ein Paar Socken 100": "Ein Paar Socken – 100 Punkte",
    "/praemien 10 % Rabatt 50 Punkte": "10 % Rabatt – 50 Punkte",
    "/praemien 10% 50": "10 % Rabatt – 50 Punkte",
    "/praemien Treuebonus: 5 € Nachlass 80": "Treuebonus: 5 € Nachlass – 80 Punkte",
    "/praemien 5€ 1": "5 € Nachlass – 1 Punkt",
    "/praemien Tasse 1 volle Karte": "Tasse – 1 volle Karte",
    "/praemien Tasse 4 Stempel": "Tasse – 4 Stempel",
    "/praemien Tee 30 noch 5 Stück ab 20 € bis 31.12.": (
        "Tee – 30 Punkte · noch 5 da · bis 31. Dezember 2026 · ab 20 € Einkauf"
    ),
    "/praemien Tee 30 nur 1x": "Tee – 30 Punkte · noch 1 da",
    "/praemien Bild 200 Punkte, 5 Stück": "Bild – 200 Punkte · noch 5 da",
    "/praemien 10 % 50 Punkte 3 Monate gültig": "10 % Rabatt – 50 Punkte · bis 4. August 2026",
    "/praemien 5 € Gutschein 80 Punkte ab 30 € Einkauf": "5 € Gutschein – 80 Punkte · ab 30 € Einkauf",
    "/praemien Filzabend 100 Punkte erlebnis": "Filzabend – 100 Punkte\nArt: Erlebnis",
    "/praemien Kaffee nebenan 40 Partner nur 4 Stück": "Kaffee nebenan – 40 Punkte · noch 4 da\nArt: Partner",
    "/praemien Zugang zum Vorverkauf 100": "Zugang zum Vorverkauf – 100 Punkte\nArt: Zugang",
    "/praemien <b>Größe</b> & 🎁 30": "<b>Größe</b> & 🎁 – 30 Punkte",
    "/Praemien Tee 30": "Tee – 30 Punkte",
    "praemien Tee 30": "Tee – 30 Punkte",
}

LAST_DAY = (
    "\nDanach sehen deine Kunden sie nicht mehr. Wer sie vorher einlöst, hat für seinen Gutschein noch 90 Tage Zeit."
)


@pytest.mark.parametrize("line", LINES)
def test_a_reward_in_one_line(maria: Person, line: str) -> None:
    said, until = maria.hears(line), LAST_DAY if "bis" in LINES[line] else ""
    assert said == f"🎁 Neu bei deinen Prämien:\n{LINES[line]}{until}"
    assert LINES[line].partition("\n")[0] in maria.hears("/praemien")


@pytest.mark.parametrize("line", ["/praemien Tee", "/praemien 100", "/praemien 120 % Rabatt 5", "/praemien Tee 0"])
def test_what_is_missing_is_asked_for_with_an_example(world: World, maria: Person, line: str) -> None:
    before = rows(world, "dialog")
    assert "So geht's" in maria.hears(line)
    assert rows(world, "dialog") == before


@pytest.mark.parametrize("again", ["Tee 50", "tee 🍵 20 Punkte", "TEE 1 volle Karte"])
def test_a_second_one_of_the_same_name_is_refused(world: World, maria: Person, again: str) -> None:
    maria.hears("/praemien Tee 30")
    before = rows(world, "outbox")
    said = maria.hears(f"/praemien {again}")
    assert "gibt es schon (30 Punkte). Zum Ändern tippe in /praemien darauf" in said
    assert rows(world, "outbox") == before
    assert "🎁" in maria.hears("/praemien Tee extra 150 Punkte")


@pytest.mark.parametrize("price", ["75 Punkte", "1 volle Karte"])
def test_the_way_out_takes_over_the_typed_price(maria: Person, price: str) -> None:
    maria.hears("/praemien 5 € Nachlass 50")
    said = maria.hears(f"/praemien 5 € Nachlass {price}")
    assert f"eine zweite braucht einen eigenen Namen: /praemien 5 € Nachlass extra {price}" in said
    assert "🎁" in maria.hears(said.split("Namen: ")[1])


@pytest.mark.parametrize("words", ["löschen", "Tee löschen", "Lösche Tee"])
def test_how_one_is_deleted(world: World, maria: Person, words: str) -> None:
    maria.hears("/praemien Tee 30")
    before = rows(world, "outbox")
    assert maria.hears(f"/praemien {words}").startswith("Zum Löschen tippe in /praemien auf die Prämie.")
    assert rows(world, "outbox") == before


def test_what_reads_the_same_is_the_same(maria: Person) -> None:
    maria.hears("/praemien 10 % Rabatt 50")
    assert "„10 % Rabatt“ gibt es schon" in maria.hears("/praemien 10 % 80")


def test_one_that_was_taken_out_may_be_added_again_but_then_not_put_back(maria: Person) -> None:
    maria.hears("/praemien Tee 30")
    maria.tap("Rückgängig")
    out = maria.last()
    assert "🎁" in maria.hears("/praemien Tee 40")
    assert "gibt es schon (40 Punkte)" in maria.tap("Rückgängig", out)
    assert "30 Punkte" not in maria.hears("/praemien")


def test_an_empty_catalogue_shows_how_to_begin(maria: Person) -> None:
    assert "/praemien Ein Paar Socken 100" in maria.hears("/praemien")
    assert maria.sees_button("Neue Prämie")


def test_a_new_one_is_undone_and_that_too(maria: Person) -> None:
    maria.hears("/praemien Tee 30")
    assert "gibt es nicht mehr" in maria.tap("Rückgängig")
    assert "Noch gibt es keine Prämien" in maria.hears("/praemien")
    assert maria.tap("Rückgängig") == "✅ Wieder da:\nTee – 30 Punkte"
    assert "Tee – 30 Punkte" in maria.hears("/praemien")


def test_a_double_tap_adds_one(world: World, maria: Person) -> None:
    maria.hears("/praemien")
    maria.tap("Neue Prämie")
    maria.tap("Produkt")
    maria.hears("Tee")
    maria.tap("50 Punkte")
    asked = maria.last()
    maria.tap("Fertig so", asked)
    maria.tap("Fertig so", asked)
    assert maria.hears("/praemien") == "Deine Prämie\nTee – 50 Punkte"
    assert len(world.notices) == 1


class TestGuided:
    def ask(self, maria: Person, kind: str) -> None:
        maria.hears("/praemien")
        maria.tap("Neue Prämie")
        maria.tap(kind)

    def test_a_product_with_all_its_conditions(self, maria: Person) -> None:
        self.ask(maria, "Erlebnis")
        assert "Was kostet sie?" in maria.hears("Filzabend 🧶")
        assert "Wie viele" in maria.hears("1 volle Karte")
        assert "Wann gibt es sie?" in maria.hears("5 Stück")
        assert "Ab welchem Einkauf" in maria.hears("1.6. bis 31.8.")
        assert maria.tap("20 €") == (
            "🎁 Neu bei deinen Prämien:\n"
            "Filzabend 🧶 – 1 volle Karte · noch 5 da · ab 1. Juni 2026 · bis 31. August 2026 · ab 20 € Einkauf\n"
            f"Art: Erlebnis{LAST_DAY}"
        )

    def test_a_name_that_is_taken_is_asked_for_again(self, maria: Person) -> None:
        maria.hears("/praemien Tee 30")
        self.ask(maria, "Produkt")
        assert "„Tee“ gibt es schon" in maria.hears("Tee")
        assert "Was kostet sie?" in maria.hears("Früchtetee")

    def test_what_is_complete_says_that_it_is_not_kept_yet(self, world: World, maria: Person) -> None:
        unsaved = "Noch nicht gespeichert. Tippe „Fertig so“."
        self.ask(maria, "Prozent")
        assert unsaved not in maria.tap("15 %")
        assert maria.tap("50 Punkte") == f"Wie viele gibt es davon?\n{unsaved}"
        assert rows(world)["reward"] == 0
        assert maria.tap("So viele wie nötig").endswith(unsaved)
        maria.tap("Fertig so")
        maria.tap("Ändern")
        assert unsaved not in maria.tap("Vorrat")

    def test_a_percentage_needs_no_name(self, maria: Person) -> None:
        self.ask(maria, "Prozent")
        for label in ("15 %", "50 Punkte", "So viele wie nötig", "Immer"):
            maria.tap(label)
        assert maria.tap("Ab jedem Einkauf") == "🎁 Neu bei deinen Prämien:\n15 % Rabatt – 50 Punkte"

    @pytest.mark.parametrize(
        ("kind", "typed", "line"), [("Prozent", "12", "12 % Rabatt"), ("Betrag", "7,50", "7,50 € Nachlass")]
    )
    def test_a_value_is_typed(self, maria: Person, kind: str, typed: str, line: str) -> None:
        self.ask(maria, kind)
        maria.hears(typed)
        maria.hears("60")
        assert maria.tap("Fertig so").endswith(f"{line} – 60 Punkte")

    @pytest.mark.parametrize(
        ("kind", "typed"), [("Prozent", "viel"), ("Prozent", "5 €"), ("Betrag", "10 %"), ("Betrag", "nix")]
    )
    def test_another_value_is_asked_for_again(self, maria: Person, kind: str, typed: str) -> None:
        self.ask(maria, kind)
        assert "So geht's" in maria.hears(typed)
        assert "Was kostet sie?" in maria.hears("10 %" if kind == "Prozent" else "5 €")

    def test_what_cannot_be_read_is_asked_again(self, maria: Person) -> None:
        self.ask(maria, "Produkt")
        maria.hears("Tee")
        assert "Wie viel soll" in maria.hears("teuer")
        maria.hears("30")
        assert "Schreib eine Zahl" in maria.hears("viele")
        maria.hears("3")
        assert "Zeitraum" in maria.hears("irgendwann")
        maria.hears("31.12.")
        assert "Betrag" in maria.hears("viel")
        assert "Tee – 30 Punkte · noch 3 da · bis 31. Dezember 2026 · ab 12,50 € Einkauf" in maria.hears("12,50")


class TestChange:
    CHANGES = (
        ("Was", "Grüner Tee", "Grüner Tee – 30 Punkte"),
        ("Kosten", "40", "Tee – 40 Punkte"),
        ("Kosten", "1 volle Karte", "Tee – 1 volle Karte"),
        ("Vorrat", "0", "Tee – 30 Punkte · noch 0 da · gerade aus"),
        ("Zeitraum", "bis 31.12.", "Tee – 30 Punkte · bis 31. Dezember 2026"),
        ("Mindesteinkauf", "20", "Tee – 30 Punkte · ab 20 € Einkauf"),
        ("Art", "Partner", "Tee – 30 Punkte\nArt: Partner"),
    )

    @pytest.mark.parametrize(("button", "typed", "line"), CHANGES, ids=[f"{c[0]} {c[1]}" for c in CHANGES])
    def test_each_part_is_changed(self, maria: Person, button: str, typed: str, line: str) -> None:
        maria.hears("/praemien Tee 30")
        maria.tap("Ändern")
        maria.tap(button)
        assert line in maria.hears(typed)

    def test_another_kind_asks_for_its_value_and_back_for_a_name(self, maria: Person) -> None:
        maria.hears("/praemien Tee 30")
        for label in ("Ändern", "Art", "Prozent"):
            maria.tap(label)
        assert "10 % Rabatt – 30 Punkte\nArt: Prozent" in maria.tap("10 %")
        for label in ("Was", "20 %", "Art", "Produkt"):
            maria.tap(label)
        assert "Tasse – 30 Punkte\nArt: Produkt" in maria.hears("Tasse")

    def test_one_that_is_past_is_still_listed(self, world: World, maria: Person) -> None:
        maria.hears("/praemien Tee 30 bis 10.5.")
        world.days_later(7)
        assert "Tee – 30 Punkte · bis 10. Mai 2026 · abgelaufen" in maria.hears("/praemien")


class TestBuyer:
    def test_the_affordable_come_first_and_the_rest_says_what_is_missing(self, maria: Person, anna: Person) -> None:
        for line in ("Tee 20", "Kekse 26", "Tasse 1 volle Karte", "Bild 100 noch 1 Stück"):
            maria.hears(f"/praemien {line}")
        assert anna.hears("/praemien") == (
            "Prämien bei Shop von Maria\nDu hast 25 Punkte und 1 Stempel.\n\n"
            "Geht jetzt\nTee – 20 Punkte\n\n"
            "Geht bald\nKekse – 26 Punkte (es fehlt 1 Punkt)\nBild – 100 Punkte · noch 1 da (es fehlen 75 Punkte)\n"
            "Tasse – 1 volle Karte (es fehlen 9 Stempel)"
        )
        assert list(anna.last().buttons) == ["Einlösen: Tee"]

    def test_what_is_not_to_be_had_today_is_not_shown(self, maria: Person, anna: Person) -> None:
        for line in ("Tee 20 noch 0", "Kekse 20 ab 1.6."):
            maria.hears(f"/praemien {line}")
        assert "Noch gibt es hier keine Prämien" in anna.hears("/praemien")

    def test_each_shop_of_a_buyer_is_shown(self, maria: Person, petra: Person, anna: Person) -> None:
        petra.hears("/kauf Anna 7")
        join(anna, petra, "Anna")
        petra.hears("/praemien Schale 5")
        maria.hears("/praemien Tee 20")
        said = anna.say("/praemien")
        assert [("Tee" in one.text, "Schale" in one.text) for one in said] == [(True, False), (False, True)]

    def test_a_buyer_cannot_add(self, maria: Person, anna: Person) -> None:
        anna.hears("/praemien Alles 1")
        assert "Alles" not in maria.hears("/praemien")

    def test_polite_shops_say_sie(self, world: World, anna: Person) -> None:
        with world.engine.begin() as db:
            shops.change(db, 1, address_form="sie")
        assert "Sie haben 25 Punkte und 1 Stempel." in anna.hears("/praemien")

    def test_a_stranger_learns_nothing(self, maria: Person, stranger: Person) -> None:
        maria.hears("/praemien Tee 20")
        assert "Tee" not in stranger.hears("/praemien")


def test_a_seller_who_buys_elsewhere_sees_both(world: World, maria: Person, petra: Person) -> None:
    petra.hears("/kauf Maria 7")
    petra.hears("/praemien Schale 5")
    maria.hears("/praemien Tee 20")
    maria.hears(f"/start {invitation(petra, 'Maria')}")
    maria.tap("Ja, gern")
    petra.tap("Ja, verbinden")
    assert [("Tee" in one.text, "Schale" in one.text) for one in maria.say("/praemien")] == [
        (True, False),
        (False, True),
    ]


def test_nobody_else_taps_the_sellers_buttons(world: World, maria: Person, petra: Person) -> None:
    maria.hears("/praemien Tee 20")
    data = maria.last().buttons["Rückgängig"]["callback_data"]
    for person in (petra, world.person(BUYER, "Anna")):
        person.tap_data(maria.last(), data)
    assert "Tee" in maria.hears("/praemien")
