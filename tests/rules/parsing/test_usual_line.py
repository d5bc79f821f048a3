"""The usual purchase line is read at once, exactly as the full parser reads it."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages_de.vocabulary import vocabulary
from rules.parsing import purchase_line
from rules.parsing.names import name_key
from rules.parsing.purchase_line import PurchaseLine, parse_purchase
from rules.parsing.usual_line import UsualLine, usual_line

TODAY = date(2026, 5, 13)
WORDS = vocabulary()
KNOWN = frozenset(map(name_key, ("Anna", "Anna Müller", "Jörg Groß", "Lisa 2", "Frau Weiß", "Mai", "Tom 12,50")))


def _every_term() -> Iterable[str]:
    return sorted({term for field in fields(WORDS) for term in getattr(WORDS, field.name)})


terms = st.sampled_from([*_every_term()])
letters = st.text("abcdefgrstzABGSTZäöüßÄÖÜéÈÿµ×", min_size=1, max_size=6)
plain = st.sampled_from(
    ["Wollsocken", "rote", "Strauß", "Seife", "Maiglöckchen", "Kursgröße", "Gutscheinheft", "Eurobox"]
)
words = st.one_of(
    plain,
    letters,
    terms,
    terms.map(str.title),
    st.builds("{}{}".format, terms, letters),
    st.builds("{}{}".format, letters, terms),
)
names = st.sampled_from(
    ["Anna", "anna", "Anna Müller", "JÖRG GROSS", "Jörg Groß", "Lisa", "Lisa 2", "Frau Weiß", "Mai", "Tom"]
)
usual_amounts = st.one_of(
    st.integers(1, 99_999).map(str), st.builds("{},{:02}".format, st.integers(1, 99_999), st.integers(0, 99))
)
amounts = st.one_of(
    usual_amounts,
    st.integers(0, 200_000).map(str),
    st.sampled_from(["12,50", "12.50", "3.5", "2 x 5", "25 €", "12,5", "007", "0,50"]),
)


def _lines(amounts: st.SearchStrategy[str], items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda name, amount, item: " ".join([name, amount, *item]), names, amounts, st.lists(items, max_size=4)
    )


usual = _lines(usual_amounts, st.one_of(plain, letters))
unusual = _lines(amounts, words)
mixed = st.lists(st.one_of(names, amounts, words), max_size=6).map(" ".join)


def full(line: str) -> PurchaseLine:
    """What the full parser alone says."""
    with patch.object(purchase_line, "usual_line", lambda *_: None):
        return parse_purchase(line, TODAY, WORDS, KNOWN.__contains__)


@settings(max_examples=300, deadline=None)
@given(st.one_of(usual, usual, unusual, mixed))
def test_what_is_read_at_once_is_what_the_full_parser_reads(line: str) -> None:
    if usual_line(line, WORDS, KNOWN.__contains__):
        assert parse_purchase(line, TODAY, WORDS, KNOWN.__contains__) == full(line)


def test_every_word_the_parsers_look_for_leaves_the_line_to_the_full_parser() -> None:
    for term in _every_term():
        for line in (f"Anna 25 {term}", f"Anna {term} 25", f"Anna 25 rote {term.upper()} Socken"):
            assert usual_line(line, WORDS, KNOWN.__contains__) is None, line


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Anna 25 Wollsocken", UsualLine("Anna", 2500, "Wollsocken")),
        ("anna müller 12,50 rote Wollsocken", UsualLine("anna müller", 1250, "rote Wollsocken")),
        ("Jörg Groß 99999,99", UsualLine("Jörg Groß", 9_999_999, "")),
    ],
)
def test_the_usual_line_is_read_at_once(line: str, read: UsualLine) -> None:
    assert usual_line(line, WORDS, KNOWN.__contains__) == read


@pytest.mark.parametrize(
    "line",
    [
        "Berta 25 Socken",
        "Lisa 2 25 Socken",
        "Tom 12,50 Socken",
        "Anna 25 Gutscheinheft",
        "Anna 0 Socken",
        "Anna  25",
        "Anna Seife 25",
    ],
)
def test_a_line_that_asks_for_more_is_left_to_the_full_parser(line: str) -> None:
    """An unknown name, a name with a number, a word that begins like a voucher: whoever reads it has to look closer."""
    assert usual_line(line, WORDS, KNOWN.__contains__) is None
