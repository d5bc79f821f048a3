"""Codes: unbiased, and understood however they are typed."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.codes import ALPHABET, LONGEST, SHORTEST, bytes_for, code, normalised

lengths = st.integers(SHORTEST, LONGEST)
TYPED = [
    pytest.param("X7K2", "X7K2", id="as issued"),
    pytest.param("x7k2", "X7K2", id="small letters"),
    pytest.param("x7 k2", "X7K2", id="a space"),
    pytest.param("X7-K2", "X7K2", id="a hyphen"),
    pytest.param("X7\u2013K2", "X7K2", id="the phone's dash"),
    pytest.param("\u00a0x 7 k 2\n", "X7K2", id="blanks everywhere"),
    pytest.param("X7K2-M9QP", "X7K2M9QP", id="eight in two groups"),
    pytest.param("", None, id="nothing"),
    pytest.param(" - ", None, id="separators only"),
    pytest.param("X7K", None, id="too short"),
    pytest.param("X" * 17, None, id="too long"),
    pytest.param("X7K0", None, id="zero is in no code"),
    pytest.param("X7K1", None, id="one is in no code"),
    pytest.param("X7Kl", None, id="L is in no code"),
    pytest.param("X7K2!", None, id="another character"),
    pytest.param("X7Kß", None, id="ß is not SS"),
    pytest.param("X7K\u017f", None, id="a long s is not S"),
    pytest.param("X7K\u0662", None, id="an Arabic digit"),
]


@pytest.mark.parametrize(("typed", "expected"), TYPED)
def test_a_code_is_understood_as_people_type_it(typed: str, expected: str | None) -> None:
    assert normalised(typed) == expected


def test_the_alphabet_has_nothing_that_is_mixed_up() -> None:
    assert not set("0O1IL") & set(ALPHABET)
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    assert ALPHABET.upper() == ALPHABET


@given(st.data(), lengths)
def test_every_code_is_recognised_in_small_groups(data: st.DataObject, length: int) -> None:
    issued = code(Random(data.draw(st.integers())).randbytes(bytes_for(length)), length)
    cuts = data.draw(st.lists(st.sampled_from(["", " ", "-", " - "]), min_size=length, max_size=length))
    assert len(issued) == length
    assert normalised("".join(map(str.__add__, cuts, issued.lower()))) == issued


def test_every_character_stands_for_equally_many_bytes() -> None:
    """Each byte on its own: 248 of them give a character, 8 for each, and the other 8 are skipped."""
    rest = bytes(bytes_for(4))
    first = [code(bytes([byte]) + b"\x01" * len(rest), 4)[0] for byte in range(248)]
    assert set(Counter(first).values()) == {8}
    assert {code(bytes([byte]) + b"\x01" * len(rest), 4) for byte in range(248, 256)} == {"3333"}


@pytest.mark.parametrize(
    ("given_bytes", "length"),
    [
        pytest.param(bytes(3), 3, id="too short a code"),
        pytest.param(bytes(99), 17, id="too long a code"),
        pytest.param(bytes(bytes_for(8) - 1), 8, id="a byte too few"),
        pytest.param(b"\xff" * bytes_for(8), 8, id="nothing but bytes to be skipped"),
    ],
)
def test_a_code_is_not_made_of_too_little(given_bytes: bytes, length: int) -> None:
    with pytest.raises(ValueError, match="bytes"):
        code(given_bytes, length)
