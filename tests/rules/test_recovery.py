"""The recovery code is found however it is typed, and nothing else is one."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.codes import ALPHABET
from rules.recovery import LENGTH, shown, typed

CODES = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


def test_nobody_guesses_it() -> None:
    assert LENGTH * math.log2(len(ALPHABET)) >= 128


@given(CODES, st.sampled_from(["-", " ", "", " - ", "–", "\u00a0"]), st.booleans())
def test_it_is_read_as_it_was_written_down(code: str, between: str, low: bool) -> None:
    words = shown(code).replace("-", between)
    assert typed(words.lower() if low else words) == code


@given(st.text())
def test_what_is_typed_is_a_code_or_nothing(words: str) -> None:
    found = typed(words)
    assert found is None or (len(found) == LENGTH and set(found) <= set(ALPHABET))


@pytest.mark.parametrize("words", ["", "K7QM", "0" * LENGTH, "A" * (LENGTH + 1), "ß" * LENGTH, "ſ" * LENGTH])
def test_what_cannot_be_one(words: str) -> None:
    assert typed(words) is None


def test_it_is_shown_in_groups_of_four() -> None:
    assert shown("ABCDEFGHJKMNPQRSTUVWXYZ23456") == "ABCD-EFGH-JKMN-PQRS-TUVW-XYZ2-3456"
