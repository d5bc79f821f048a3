"""Words as they are looked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.searching import Pile, folded, is_enough, stem, words_in


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Anna Mütze", ["Anna", "Mütze"]),
        ("#wolle, rot!", ["wolle", "rot"]),
        ("Mu\u0308tze", ["Mütze"]),
        ("Trude 🧶", ["Trude", "🧶"]),
        ("🧶❤️", ["🧶", "❤"]),
        ("… % [", []),
        ("ja ja", ["ja"]),
    ],
    ids=str,
)
def test_words_and_pictures_are_found(typed: str, words: list[str]) -> None:
    assert words_in(typed) == words


@pytest.mark.parametrize(
    ("typed", "enough"), [("x", False), ("xy", True), ("🧶", True), ("%", False), ("", False)], ids=str
)
def test_one_letter_is_too_little_and_one_picture_is_not(typed: str, *, enough: bool) -> None:
    assert is_enough(words_in(typed)) == enough


@pytest.mark.parametrize(("word", "left"), [("wolle", "woll"), ("kerzen", "kerz"), ("rosen", "rose"), ("tee", "tee")])
def test_an_ending_is_left_out_where_enough_remains(word: str, left: str) -> None:
    assert stem(word) == left


@given(st.lists(st.text(max_size=9)), st.text(st.sampled_from("abü🧶"), min_size=1, max_size=2))
def test_a_pile_finds_what_each_text_by_itself_has(texts: list[str], word: str) -> None:
    alone = {at for at, one in enumerate(texts) if folded(word) in folded(one.replace("\n", " "))}
    assert Pile(texts).lines_with([folded(word)]) == alone
