"""Birthdays, alone and inside a note. Today is 13 May 2026."""

from datetime import date

import pytest

from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.occasions.facts import Birthday
from rules.parsing.birthdays import find_birthday, parse_birthday

TODAY = date(2026, 5, 13)
WORDS = vocabulary()


@pytest.mark.parametrize(
    ("text", "birthday"),
    [
        ("3.5.", Birthday(3, 5)),
        ("3.5", Birthday(3, 5)),
        ("3/5", Birthday(3, 5)),
        ("dritter Mai", Birthday(3, 5)),
        ("am 3.5.", Birthday(3, 5)),
        ("3. Mai", Birthday(3, 5)),
        ("Geburtstag 3.5.", Birthday(3, 5)),
        ("Geburtstag am 3.5.", Birthday(3, 5)),
        ("Geburtstag: 3. Mai", Birthday(3, 5)),
        ("geb. 3. Mai 1990", Birthday(3, 5, 1990)),
        ("geb 3.5.90", Birthday(3, 5, 1990)),
        ("geboren am 3.5.2001", Birthday(3, 5, 2001)),
        ("03.05.1990", Birthday(3, 5, 1990)),
        ("1990-05-03", Birthday(3, 5, 1990)),
        ("3.5.24", Birthday(3, 5, 2024)),
        ("29.2.", Birthday(29, 2)),
        ("29. Februar 1992", Birthday(29, 2, 1992)),
        ("24. Dez.", Birthday(24, 12)),
        ("🎂 3.5.", Birthday(3, 5)),
    ],
)
def test_a_birthday_is_read(text: str, birthday: Birthday | None) -> None:
    assert parse_birthday(text, TODAY, WORDS) == birthday


@pytest.mark.parametrize(
    ("text", "key", "facts"),
    [
        ("", "birthday.missing", {}),
        ("im Mai", "birthday.unclear", {"text": "im Mai"}),
        ("3. Mao", "birthday.unclear", {"text": "3. Mao"}),
        ("31.2.", "birthday.impossible", {"day": 31, "month": 2, "year": None}),
        ("30. Februar", "birthday.impossible", {"day": 30, "month": 2, "year": None}),
        ("29.2.1999", "birthday.no_leap_year", {"year": 1999}),
        ("3.13.", "birthday.impossible", {"day": 3, "month": 13, "year": None}),
        ("14.5.2026", "birthday.future", {"year": 2026}),
        ("3.5.2030", "birthday.future", {"year": 2030}),
        ("3.5.1905", "birthday.too_old", {"year": 1905, "years": 120}),
    ],
)
def test_it_refuses_with_the_reason(text: str, key: str, facts: dict[str, object]) -> None:
    with pytest.raises(RuleError) as error:
        parse_birthday(text, TODAY, WORDS)
    assert (error.value.key, error.value.facts) == (key, facts)


@pytest.mark.parametrize(
    ("note", "birthday"),
    [
        ("mag Tee, Geburtstag 3.5.", Birthday(3, 5)),
        ("Geburtstag ist am 3.5.", Birthday(3, 5)),
        ("hat am 3.5. Geburtstag", Birthday(3, 5)),
        ("feiert am 3. Mai ihren Geburtstag", Birthday(3, 5)),
        ("geb. 3. Mai 1990, mag Tee", Birthday(3, 5, 1990)),
        ("hat heute Geburtstag", Birthday(13, 5)),
        ("hatte gestern Geburtstag", Birthday(12, 5)),
        ("hat morgen Geburtstag", Birthday(14, 5)),
        ("Übermorgen Geburtstag", Birthday(15, 5)),
        ("Geburtstag vergessen zu fragen", None),
        ("kommt am 3.5. vorbei", None),
        ("Geburtstagskarte gekauft am 3.5.", None),
    ],
)
def test_in_a_note_a_birthday_needs_its_word(note: str, birthday: Birthday | None) -> None:
    assert find_birthday(note, TODAY, WORDS)[0] == birthday
