"""What a seller types behind /notiz. Today is 13 May 2026."""

from datetime import date
from typing import Any

import pytest

from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.occasions.facts import Birthday
from rules.parsing.note_line import NoteLine, parse_note
from rules.parsing.preferences import Preference, parse_preferences, stated_preference

TODAY = date(2026, 5, 13)
WORDS = vocabulary()
KNOWN = {"anna", "anna maria", "lisa 2", "joerg"}


def read(line: str, **options: Any) -> NoteLine:
    return parse_note(line, TODAY, WORDS, KNOWN.__contains__, **options)


@pytest.mark.parametrize(
    ("line", "name", "text"),
    [
        ("Anna mag Blau, Größe 39", "Anna", "mag Blau, Größe 39"),
        ("Anna Maria mag Blau", "Anna Maria", "mag Blau"),
        ("Lisa 2 mag Blau", "Lisa 2", "mag Blau"),
        ("Jörg: mag Blau", "Jörg", "mag Blau"),
        ("Berta mag Blau", "Berta", "mag Blau"),
        ("„Berta Maria“ mag Blau", "Berta Maria", "mag Blau"),
        ('"Berta Maria": mag „Momo“', "Berta Maria", "mag „Momo“"),
        ("@berta_b mag Blau", "@berta_b", "mag Blau"),
        ("Frau Müller wohnt in Köln", "Frau Müller", "wohnt in Köln"),
        ("🦄 Luna mag Glitzer ✨", "🦄 Luna", "mag Glitzer ✨"),
        ("Anna  mag   Blau\n- und  Tee!", "Anna", "mag   Blau\n- und  Tee!"),
        ("Anna\nmag Blau", "Anna", "mag Blau"),
        ("Anna", "Anna", ""),
        ("mag Blau", None, "mag Blau"),
        ("Geburtstag 3.5.", None, "Geburtstag 3.5."),
        ("", None, ""),
    ],
    ids=ascii,
)
def test_the_name_is_told_from_the_text_and_the_text_stays_as_typed(line: str, name: str | None, text: str) -> None:
    note = read(line)
    assert (note.name, note.text) == (name, text)


def like(*texts: str) -> list[tuple[str, str]]:
    return [("like", text) for text in texts]


def avoid(*texts: str) -> list[tuple[str, str]]:
    return [("avoid", text) for text in texts]


def size(*texts: str) -> list[tuple[str, str]]:
    return [("size", text) for text in texts]


@pytest.mark.parametrize(
    ("text", "preferences"),
    [
        ("mag Blau", like("Blau")),
        ("mag gern Blau", like("Blau")),
        ("mag Blau, Größe 39", size("39") + like("Blau")),
        ("liebt Wolle und Blau", like("Wolle", "Blau")),
        ("mag Blau, Grün & Gelb", like("Blau", "Grün", "Gelb")),
        ("mag Blau, wohnt in Köln", like("Blau")),
        ("Sie liebt dicke Wollsocken.", like("dicke Wollsocken")),
        ("Lieblingsfarbe: Grün", like("Grün")),
        ("Lieblingsfarbe ist Grün", like("Grün")),
        ("keine Düfte", avoid("Düfte")),
        ("keine Duefte bitte", avoid("Duefte")),
        ("mag kein Rosa", avoid("Rosa")),
        ("mag Rosa nicht", avoid("Rosa")),
        ("Rosa nicht", avoid("Rosa")),
        ("nicht Lila", avoid("Lila")),
        ("nicht so gern Lila", avoid("Lila")),
        ("mag Blau nicht so gern", avoid("Blau")),
        ("kommt nicht am Montag", []),
        ("nicht da", []),
        ("Schuhgröße 42", size("42")),
        ("mag Blau sehr", like("Blau")),
        ("mag Blau bitte", like("Blau")),
        ("mag es bunt", like("bunt")),
        ("mag ganz viele Sachen wie Holz", like("Holz")),
        ("mag ich sehr", []),
        ("mag gar nicht Rosa", avoid("Rosa")),
        ("mag nicht so gern Lila", avoid("Lila")),
        ("hasst Lavendel", avoid("Lavendel")),
        ("allergisch gegen Nüsse", avoid("Nüsse")),
        ("verträgt keine Wolle", avoid("Wolle")),
        ("mag Blau und keine Düfte", like("Blau") + avoid("Düfte")),
        ("mag Blau aber kein Rosa", like("Blau") + avoid("Rosa")),
        ("keine Düfte, mag Tee", avoid("Düfte") + like("Tee")),
        ("Größe M", size("M")),
        ("Gr. 39", size("39")),
        ("Gr.39,5", size("39,5")),
        ("Grösse: 38/40", size("38/40")),
        ("size XL", size("XL")),
        ("Größe 75B", size("75B")),
        ("Schuhgröße 39, Ringgröße 54", size("39 (Schuhgröße)", "54 (Ringgröße)")),
        ("mag Blau, mag Blau", like("Blau")),
        ("wohnt in Köln, zwei Kinder", []),
        ("keine", []),
        ("Großer Magen", []),
        ("", []),
    ],
)
def test_preferences_are_found_in_what_is_written(text: str, preferences: list[tuple[str, str]]) -> None:
    assert parse_preferences(text, WORDS) == tuple(Preference(kind, text) for kind, text in preferences)


@pytest.mark.parametrize(
    ("text", "preference"),
    [
        ("Tee", Preference("like", "Tee")),
        ("bunt bitte", Preference("like", "bunt")),
        ("nicht lila", Preference("avoid", "lila")),
        ("lila nicht", Preference("avoid", "lila")),
        ("mag ich sehr", None),
        ("kein", None),
        ("", None),
    ],
)
def test_what_is_meant_as_a_preference_needs_no_word_for_it(text: str, preference: Preference | None) -> None:
    assert stated_preference(text, WORDS) == preference


def test_a_note_can_carry_everything_at_once() -> None:
    assert read("Anna mag Blau, Größe 39, geb. 3. Mai 1990, keine Düfte") == NoteLine(
        name="Anna",
        text="mag Blau, Größe 39, geb. 3. Mai 1990, keine Düfte",
        preferences=(Preference("size", "39"), Preference("like", "Blau"), Preference("avoid", "Düfte")),
        birthday=Birthday(3, 5, 1990),
    )


def test_in_a_reply_the_whole_line_is_the_note() -> None:
    assert read("Anna mag Blau", expect_name=False).name is None
    assert read("Anna mag Blau", expect_name=False).text == "Anna mag Blau"


def test_a_birthday_that_does_not_exist_is_refused() -> None:
    with pytest.raises(RuleError) as error:
        read("Anna Geburtstag 31.2.")
    assert (error.value.key, error.value.facts) == ("birthday.impossible", {"day": 31, "month": 2, "year": None})


def test_invisible_characters_are_not_stored() -> None:
    assert read("Anna mag\x00 \u202eBlau\ud800").text == "mag  Blau"
