"""Long texts in several messages: nothing is lost, no tag is broken, no piece is too long."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.splitting import length, split

TAG = re.compile(r"</?[a-z]+[^>]*>")
TOKENS = st.sampled_from(
    ["a", "ä", "🧦", " ", "\n", "wort ", "&lt;", "&amp;", "<b>", "</b>", "<i>", "</i>", '<a href="x">', "</a>"]
)


def seen(piece: str) -> str:
    """What a person reads."""
    return html.unescape(TAG.sub("", piece))


def balanced(tokens: list[str]) -> str:
    """The tokens with every tag closed, and nothing closed that is not open."""
    made, opened = [], []
    for token in tokens:
        if token.startswith("</"):
            if not opened or not opened[-1].startswith(token[2:-1], 1):
                continue
            opened.pop()
        elif token.startswith("<"):
            opened.append(token)
        made.append(token)
    return "".join(made) + "".join(f"</{re.findall('[a-z]+', tag)[0]}>" for tag in reversed(opened))


@given(st.lists(TOKENS, max_size=300).map(balanced), st.integers(70, 90), st.integers(70, 200))
def test_every_piece_fits_and_nothing_is_lost(text: str, first: int, later: int) -> None:
    pieces = split(text, first, later)
    assert "".join("".join(map(seen, pieces)).split()) == "".join(seen(text).split())
    for number, piece in enumerate(pieces):
        assert len(seen(piece).encode("utf-16-le")) // 2 <= (later if number else first)


@given(st.lists(TOKENS, max_size=300).map(balanced))
def test_tags_are_closed_and_opened_again(text: str) -> None:
    for piece in split(text, 70, 70):
        open_tags: list[str] = []
        for tag in TAG.findall(piece):
            name = re.findall("[a-z]+", tag)[0]
            if tag.startswith("</"):
                assert open_tags.pop() == name
            else:
                open_tags.append(name)
        assert open_tags == []


def test_a_short_text_stays_as_it_is() -> None:
    assert split("<b>Hallo</b>\nDu", 4096, 4096) == ["<b>Hallo</b>\nDu"]


def test_it_is_cut_at_a_line_end() -> None:
    lines = [f"Zeile {number}" for number in range(40)]
    pieces = split("\n".join(lines), 100, 100)
    assert all(line in lines for piece in pieces for line in piece.split("\n"))


def test_a_bold_list_stays_bold() -> None:
    pieces = split("<b>" + "\n".join("x" * 30 for _ in range(6)) + "</b>", 100, 100)
    assert all(piece.startswith("<b>") and piece.endswith("</b>") for piece in pieces)


@pytest.mark.parametrize(("token", "units"), [("a", 1), ("ä", 1), ("🧦", 2), ("&amp;", 1), ("<b>", 0)])
def test_length_is_counted_as_telegram_does(token: str, units: int) -> None:
    assert length(token) == units
