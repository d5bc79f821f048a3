"""/vorlagen: own texts, checked, read with real buyers, kept, changed, deleted and brought back."""

from __future__ import annotations

import pytest

from tests.chat import Person, World

OWN = "Hallo {name}, wie geht es deinem Einkauf ({artikel}) nach {tage} Tagen? Dein {shop}"


@pytest.fixture
def writing(maria: Person) -> Person:
    """Maria has buyers, and is asked for a text to follow up with."""
    maria.hears("/kauf Anna 25 Wollsocken")
    maria.hears("/kauf Ben 10")
    maria.hears("/vorlagen")
    maria.tap("Nachfragen")
    maria.tap("Neuer Text")
    return maria


def test_a_text_is_read_with_real_buyers_before_it_is_kept(writing: Person) -> None:
    said = writing.hears(OWN)
    assert "Anna: Hallo Anna, wie geht es deinem Einkauf (Wollsocken) nach 0 Tagen?" in said
    assert "Ben:" not in said
    assert "Bei einer weiteren Person fehlt mir etwas davon" in said
    assert writing.tap("Speichern").startswith("✓ Gemerkt für „Nachfragen“")
    writing.hears("/vorlagen")
    assert "Nachfragen · 1" in writing.last().buttons


def test_a_text_may_be_typed_as_soon_as_the_kind_is_chosen_and_again_after_the_preview(maria: Person) -> None:
    maria.hears("/kauf Anna 25 Socken")
    maria.hears("/vorlagen")
    maria.tap("Nachfragen")
    assert "Hallo Anna!" in maria.hears("Hallo {name}!")
    assert "Grüß dich, Anna!" in maria.hears("Grüß dich, {name}!")
    maria.tap("Speichern")
    assert "Grüß dich" in maria.last().text


def test_at_most_three_buyers_are_shown(writing: Person) -> None:
    for name in ("Cleo", "Dora", "Emil"):
        writing.hears(f"/kauf {name} 10")
    writing.hears("/vorlagen")
    writing.tap("Nachfragen")
    writing.tap("Neuer Text")
    assert writing.hears("Hallo {name}!").count(": Hallo") == 3


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Hallo {nmae}", "„{nmae}“ kenne ich nicht. Es gibt {name}, {artikel}, {vorliebe}, {tage}, {shop}"),
        ("Hallo {name", "Bei „{name“"),
        ("Hallo {}", "Bei „{}“"),
        ("x" * 301, "301 Zeichen"),
    ],
    ids=["unknown", "open brace", "empty braces", "long"],
)
def test_what_cannot_be_filled_is_explained(writing: Person, typed: str, said: str) -> None:
    assert said in writing.hears(typed)
    assert "Anna: Hallo Anna" in writing.hears("Hallo {name}")


def test_the_own_text_comes_first_and_only_where_it_fits(world: World, writing: Person) -> None:
    writing.hears(OWN)
    writing.tap("Speichern")
    world.days_later(7)
    writing.hears("/heute")
    texts = [
        writing.tap("Text", card) for card in list(world.messages) if card.chat == writing.id and "Text" in card.buttons
    ]
    assert any("(Wollsocken) nach 7 Tagen? Dein" in words for words in texts)
    assert any("Ben" in words and "deinem Einkauf (" not in words for words in texts)


def test_delete_and_undo(writing: Person) -> None:
    writing.hears("Hallo {name}, alles gut?")
    writing.tap("Speichern")
    writing.hears("/vorlagen")
    writing.tap("Nachfragen · 1")
    assert writing.tap("1. löschen").startswith("Gelöscht")
    assert writing.tap("Rückgängig").startswith("Wieder da")
    writing.hears("/vorlagen")
    assert "Nachfragen · 1" in writing.last().buttons


def test_a_new_text_can_be_taken_back(writing: Person) -> None:
    writing.hears("Hallo {name}, alles gut?")
    writing.tap("Speichern")
    assert writing.tap("Rückgängig").startswith("Zurückgenommen")
    writing.hears("/vorlagen")
    assert "Nachfragen" in writing.last().buttons


def test_a_text_is_changed_and_the_change_taken_back(writing: Person) -> None:
    writing.hears("Hallo {name}, alles gut?")
    writing.tap("Speichern")
    writing.hears("/vorlagen")
    writing.tap("Nachfragen · 1")
    writing.tap("1. ändern")
    writing.hears("Hallo {name}, passt alles?")
    assert "passt alles?" in writing.tap("Speichern")
    assert "alles gut?" in writing.tap("Rückgängig")


def test_another_shop_sees_nothing_of_it(writing: Person, petra: Person) -> None:
    writing.hears("Hallo {name}, alles gut?")
    writing.tap("Speichern")
    petra.hears("/vorlagen")
    assert "Nachfragen" in petra.last().buttons


def test_a_text_that_its_gaps_make_too_long_for_everybody_is_refused(maria: Person) -> None:
    maria.hears("/kauf Cleo 25 Handgestrickte Wollsocken in Dunkelblau mit Zopfmuster")
    maria.hears("/vorlagen")
    maria.tap("Nachfragen")
    maria.tap("Neuer Text")
    assert "Für Cleo ausgefüllt wären das" in maria.hears("Hallo {name}! " + "{artikel} " * 25)
    assert "Cleo: Hallo Cleo!" in maria.hears("Hallo {name}! {artikel}")


def test_who_would_get_too_long_a_text_gets_another(world: World, writing: Person) -> None:
    writing.hears("/abbrechen")
    writing.hears("/kauf Cleo 25 Handgestrickte Wollsocken in Dunkelblau mit Zopfmuster")
    writing.hears("/vorlagen")
    writing.tap("Nachfragen")
    writing.tap("Neuer Text")
    said = writing.hears("Hallo {name}! " + "{artikel} " * 25)
    assert "Anna: Hallo Anna!" in said
    assert "Cleo:" not in said
    writing.tap("Speichern")
    world.days_later(7)
    cleo = next(card for card in world.tick() if "Cleo" in card.text)
    words = writing.tap("Text", cleo).split("\n\n")[1]
    assert len(words) <= 400
    assert words.count("Wollsocken") < 2
