"""The German words that the parsers look for."""

import re
from dataclasses import fields

import pytest

from messages_de.vocabulary import vocabulary
from rules.parsing.vocabulary import any_of

WORDS = vocabulary()


@pytest.mark.parametrize(
    ("word", "month"),
    [
        ("januar", 1),
        ("jänner", 1),
        ("jaenner", 1),
        ("jän", 1),
        ("feb", 2),
        ("märz", 3),
        ("maerz", 3),
        ("mrz", 3),
        ("mär", 3),
        ("apr", 4),
        ("mai", 5),
        ("jun", 6),
        ("juli", 7),
        ("aug", 8),
        ("sep", 9),
        ("sept", 9),
        ("okt", 10),
        ("nov", 11),
        ("dez", 12),
    ],
)
def test_months_are_known_as_people_write_them(word: str, month: int) -> None:
    assert WORDS.months[word] == month


def test_every_month_and_weekday_has_a_name() -> None:
    assert set(WORDS.months.values()) == set(range(1, 13))
    assert set(WORDS.weekdays.values()) == set(WORDS.weekday_abbreviations.values()) == set(range(7))


def test_weekdays_begin_with_monday() -> None:
    assert (WORDS.weekdays["montag"], WORDS.weekdays["sonntag"], WORDS.weekday_abbreviations["fr"]) == (0, 6, 4)


@pytest.mark.parametrize("field", [field.name for field in fields(WORDS)])
def test_every_kind_of_word_is_filled_in_lower_case(field: str) -> None:
    words = list(getattr(WORDS, field))
    assert words
    assert all(word == word.lower() for word in words)


def test_words_are_known_without_umlauts_too() -> None:
    assert {"über", "ueber"} <= WORDS.channel_words_if_clear
    assert {"größe", "grösse", "groesse"} <= WORDS.sizes


def test_it_is_built_once() -> None:
    """The parsers keep their patterns per vocabulary, compared by identity."""
    assert vocabulary() is vocabulary()


def test_the_longest_word_wins_and_no_word_matches_nothing() -> None:
    assert re.match(any_of(["eur", "euro"]), "euro").group() == "euro"
    assert re.search(any_of([]), "") is None
