"""Gaps in a text of the seller's own."""

import pytest

from rules.placeholders import fields_of, filled, stray_brace


def test_gaps_are_found_whatever_their_capitals() -> None:
    assert fields_of("Hallo {Name}, { artikel }?") == {"name", "artikel"}


def test_gaps_are_filled_once() -> None:
    assert filled("{name}: {NAME}", {"name": "{name}"}) == "{name}: {name}"


@pytest.mark.parametrize(
    ("words", "brace"), [("{name}", None), ("a {", "{"), ("a } b", "}"), ("{a b}", "{a"), ("{}", "{}")]
)
def test_a_stray_brace_is_found(words: str, brace: str | None) -> None:
    assert stray_brace(words) == brace
