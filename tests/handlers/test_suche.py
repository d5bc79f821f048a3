"""/suche: one word over names, notes and purchases."""

from __future__ import annotations

import pytest

from tests.chat import OTHER_SELLER, Person, World, set_up


@pytest.fixture
def shop(maria: Person) -> Person:
    """Three people, of whom two have to do with wool."""
    maria.hears("/kauf Anna 25 Wollsocken")
    maria.hears('/kauf "Jürgen Müller" 12 Tee')
    maria.hears("/notiz Jürgen Müller mag Wolle in Grün")
    maria.hears("/kauf Cleo 5 Kerze")
    return maria


def test_a_word_is_found_wherever_it_stands(shop: Person) -> None:
    said = shop.hears("/suche woll")
    assert said == (
        "🔎 woll steht bei 2 Personen:\n\nNotizen und Vorlieben\nJürgen Müller: mag Wolle in Grün\n\n"
        "Gekauft\nAnna: Wollsocken, zuletzt am 04.05.26"
    )
    assert list(shop.last().buttons) == ["Jürgen Müller · 1 Kauf, 04.05.26", "Anna · 1 Kauf, 04.05.26"]
    assert shop.tap("Anna · 1 Kauf, 04.05.26").startswith("Anna · Neu")


@pytest.mark.parametrize("typed", ["müller", "MUELLER", "Mueler", "muller", "Jürgn", "gruen müller", "juergen"])
def test_umlauts_capitals_and_slips_do_not_matter(shop: Person, typed: str) -> None:
    assert "Jürgen Müller" in shop.hears(f"/suche {typed}")
    assert list(shop.last().buttons) == ["Jürgen Müller · 1 Kauf, 04.05.26"]


def test_a_slip_says_what_it_was_taken_for(shop: Person) -> None:
    assert "„Wolsoken“ steht nirgends, aber Wollsocken bei 1 Person:" in shop.hears("/suche Wolsoken")


def test_several_words_must_all_be_there(shop: Person) -> None:
    assert "Jürgen Müller: mag Wolle in Grün" in shop.hears("/suche grün wolle")
    assert shop.hears("/suche rot wolle").endswith("/suche rot")


@pytest.mark.parametrize(
    "typed", ["anna wollsocken", "WOLLSOCKEN anna", "anna wolsocken", "anna vinted", "wolle winter"]
)
def test_each_word_may_stand_somewhere_else_about_the_same_person(shop: Person, typed: str) -> None:
    shop.hears("/kauf Anna 9 Mütze #winter über Vinted")
    assert "bei 1 Person:" in shop.hears(f"/suche {typed}")
    assert [label.partition(" · ")[0] for label in shop.last().buttons] == ["Anna"]


def test_words_about_different_people_find_nobody(shop: Person) -> None:
    assert shop.hears("/suche anna kerze").startswith("Bei niemandem steht alles davon: „anna kerze“.")


def test_categories_and_channels_are_searched_and_what_kunden_finds(shop: Person) -> None:
    shop.hears("/kauf Cleo 9 Mütze #winter über Instagram")
    assert "Gekauft\nCleo: Mütze über Instagram, zuletzt am" in shop.hears("/suche insta")
    assert "Cleo: Mütze #winter, zuletzt am" in shop.hears("/suche winter")
    assert "Anna: Wollsocken" in shop.hears("/suche wolle")


def test_what_was_meant_is_spelled_as_it_was_written(shop: Person) -> None:
    shop.hears("/kauf Cleo 9 Handyhülle")
    assert "aber Handyhülle bei" in shop.hears("/suche Handyhule")
    assert "aber Jürgen bei" in shop.hears("/suche jurgen")


@pytest.mark.parametrize("command", ["/suche", "/kunden"])
def test_one_emoji_is_enough(shop: Person, command: str) -> None:
    shop.hears('/kauf "Oma Trude 🧶" 5 Tee')
    assert "🧶" in shop.hears(f"{command} 🧶")
    assert [label.partition(" · ")[0] for label in shop.last().buttons] == ["Oma Trude 🧶"]


def test_an_empty_shop_reads_what_to_do_first(maria: Person) -> None:
    assert maria.hears("/suche wolle").startswith("Deine Liste ist noch leer.")


def test_nothing_found_advises_something_else_than_was_typed(shop: Person) -> None:
    assert shop.hears("/suche xylophon").endswith("/suche xyl")
    assert shop.hears("/suche xyl").endswith("/kunden")


def test_without_a_word_it_asks(shop: Person) -> None:
    assert "Welches Wort suchst du?" in shop.hears("/suche")
    assert "Cleo" in shop.hears("kerze")


@pytest.mark.parametrize("typed", ["x", "…", "%", "[", "(((", "%x"])
def test_signs_find_nothing_and_break_nothing(shop: Person, typed: str) -> None:
    assert "/suche wolle" in shop.hears(f"/suche {typed}")


def test_nobody_finds_what_is_in_another_shop(world: World, shop: Person) -> None:
    petra = set_up(world.person(OTHER_SELLER, "Petra"))
    petra.hears("/kauf Otto 5 Brot")
    assert "steht nirgends" in petra.hears("/suche wolle")


def test_many_hits_are_counted(maria: Person) -> None:
    for number in range(10):
        maria.hears(f'/kauf "Kundin {chr(65 + number)}" 5 Kerze')
    said = maria.hears("/suche kerze")
    assert "🔎 kerze steht bei 10 Personen:" in said
    assert said.endswith("Das sind die Personen 1 bis 8 von 10. Mit einem weiteren Wort werden es weniger.")
    assert len(maria.last().buttons) == 9
    page = maria.last()
    assert "Das sind die Personen 9 bis 10 von 10." in maria.tap("Weiter ›")
    assert maria.last() is page
    assert len(page.buttons) == 3
    assert "Das sind die Personen 1 bis 8 von 10." in maria.tap("Weiter ›")


def test_who_was_erased_is_not_found(shop: Person) -> None:
    shop.hears("/loeschen Anna")
    while labels := [label for label in shop.last().buttons if "öschen" in label]:
        shop.tap(labels[0])
    assert "steht nirgends" in shop.hears("/suche anna")
