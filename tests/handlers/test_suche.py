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
    if typed != "gruen müller":
        assert "Jürgen Müller" in shop.hears(f"/suche {typed}")
        assert list(shop.last().buttons) == ["Jürgen Müller · 1 Kauf, 04.05.26"]
    else:
        assert "steht nirgends" in shop.hears(f"/suche {typed}")


def test_a_slip_says_what_it_was_taken_for(shop: Person) -> None:
    assert "„Wolsoken“ steht nirgends, aber wollsocken bei 1 Person:" in shop.hears("/suche Wolsoken")


def test_several_words_must_all_be_there(shop: Person) -> None:
    assert "Jürgen Müller: mag Wolle in Grün" in shop.hears("/suche grün wolle")
    assert "steht nirgends" in shop.hears("/suche rot wolle")


def test_without_a_word_it_asks(shop: Person) -> None:
    assert "Welches Wort suchst du?" in shop.hears("/suche")
    assert "Cleo" in shop.hears("kerze")


@pytest.mark.parametrize("typed", ["x", "…", "%", "[", "((("])
def test_signs_find_nothing_and_break_nothing(shop: Person, typed: str) -> None:
    assert "/suche wolle" in shop.hears(f"/suche {typed}")


def test_nobody_finds_what_is_in_another_shop(world: World, shop: Person) -> None:
    petra = set_up(world.person(OTHER_SELLER, "Petra"))
    assert "steht nirgends" in petra.hears("/suche wolle")


def test_many_hits_are_counted(maria: Person) -> None:
    for number in range(10):
        maria.hears(f'/kauf "Kundin {chr(65 + number)}" 5 Kerze')
    said = maria.hears("/suche kerze")
    assert "🔎 kerze steht bei 10 Personen:" in said
    assert "und 5 weitere Treffer" in said
    assert "2 weitere Personen passen auch." in said
    assert len(maria.last().buttons) == 8


def test_who_was_erased_is_not_found(shop: Person) -> None:
    shop.hears("/loeschen Anna")
    while labels := [label for label in shop.last().buttons if "öschen" in label]:
        shop.tap(labels[0])
    assert "steht nirgends" in shop.hears("/suche anna")
