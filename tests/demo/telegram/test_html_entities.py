"""Telegram's HTML: entities in UTF-16 units, as the Bot API counts them."""

import pytest

from demo.telegram.errors import ApiError
from demo.telegram.formatting import formatted, parse_html, units


def kinds(source: str) -> list[tuple[str, int, int]]:
    """Kind, offset and length of each entity."""
    return [(one["type"], one["offset"], one["length"]) for one in formatted(source, "HTML").entities]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        pytest.param("<b>a</b>", "a", [("bold", 0, 1)], id="bold"),
        pytest.param("🧦<i>b</i>", "🧦b", [("italic", 2, 1)], id="emoji are two units"),
        pytest.param("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)], id="nested"),
        pytest.param("  <u>a</u> ", "a", [("underline", 0, 1)], id="trimmed"),
        pytest.param("<s> a</s>", "a", [("strikethrough", 0, 1)], id="trimmed inside"),
        pytest.param("<pre><code class='language-py'>x</code></pre>", "x", [("pre", 0, 1)], id="code inside pre"),
        pytest.param("<code>/kauf Anna</code>", "/kauf Anna", [("code", 0, 10)], id="no command inside code"),
        pytest.param("a &lt;b&gt; &amp; c &#8364;", "a <b> & c €", [], id="escaped"),
        pytest.param("<b></b>leer", "leer", [], id="empty entity"),
        pytest.param("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)], id="expandable"),
        pytest.param('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)], id="spoiler"),
    ],
)
def test_html_becomes_text_and_entities(source: str, text: str, expected: list[tuple[str, int, int]]) -> None:
    assert formatted(source, "HTML").text == text
    assert kinds(source) == expected


def test_a_link_carries_its_address() -> None:
    [link] = parse_html('<a href="https://t.me/x?a=1&amp;b=2">hier</a>').entities
    assert link["url"] == "https://t.me/x?a=1&b=2"


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        pytest.param("<b>a", 'end tag corresponding to start tag "b"', id="never closed"),
        pytest.param("a</b>", "Unexpected end tag at byte offset 1", id="never opened"),
        pytest.param("<b><i>a</b></i>", 'expected "</i>", found "</b>"', id="crossed"),
        pytest.param("ü<script>", 'start tag "script" at byte offset 2', id="unknown, counted in bytes"),
        pytest.param('<span class="x">a</span>', 'start tag "span"', id="span of another class"),
        pytest.param("1 < 2", 'start tag "" at byte offset 2', id="bare sign"),
    ],
)
def test_broken_html_is_refused_with_its_place(source: str, problem: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert problem in caught.value.description
    assert caught.value.status == 400


def test_without_a_parse_mode_tags_are_plain_text() -> None:
    assert formatted("<b>a</b>", "").text == "<b>a</b>"


def test_another_parse_mode_is_refused() -> None:
    with pytest.raises(ApiError, match="parse_mode"):
        formatted("*a*", "MarkdownV2")


def test_units_count_as_utf_16() -> None:
    assert [units(text) for text in ("abc", "äöü", "🧦", "👩‍🦰")] == [3, 3, 2, 5]
