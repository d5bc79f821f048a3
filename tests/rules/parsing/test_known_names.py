"""A known buyer is found wherever he stands in the line."""

import pytest

from messages_de.vocabulary import vocabulary
from rules.parsing.known_names import find_known, find_recipient
from rules.parsing.names import grouped

WORDS = vocabulary()
KNOWN = {"anna", "anna maria", "tom", "von berg"}


@pytest.mark.parametrize(
    ("line", "span"),
    [
        ("Anna Maria Socken Tom", (0, 2)),
        ("Socken für Tom Anna", (2, 3)),
        ("Socken Anna Maria rot", (1, 3)),
        ("von Berg Socken", (0, 2)),
        ("Oma Anna Socken", None),
        ("Berta & Anna", None),
        ("Anna & Berta", None),
        ("Socken rot", None),
        ("", None),
    ],
)
def test_the_start_wins_then_a_recipient_then_the_longest(line: str, span: tuple[int, int] | None) -> None:
    assert find_known(grouped(""), line.split(), WORDS, KNOWN.__contains__) == span


@pytest.mark.parametrize(
    ("line", "span"),
    [
        ("Anna", (0, 1)),
        ("für Anna Maria", (1, 3)),
        ("Tasse für Anna", (2, 3)),
        ("Tasse Anna", None),
        ("für Anna blau", None),
        ("Buch von Anna", None),
        ("", None),
    ],
)
def test_behind_the_amount_a_known_name_stands_alone_or_behind_its_word(
    line: str, span: tuple[int, int] | None
) -> None:
    assert find_recipient(grouped(""), line.split(), WORDS, KNOWN.__contains__) == span
