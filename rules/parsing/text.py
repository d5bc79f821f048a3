"""What was typed, made harmless: odd spaces, invisible marks, half characters. Every step is linear in the length."""

from __future__ import annotations

import re
import unicodedata

AMOUNT_MARK = "\uf000"
"""Stands in a line where the amount was cut out; cannot be typed, as all private characters are removed first."""
DAY_MARK = "\uf001"

_INVISIBLE = re.compile(
    r"[\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ue000-\uf8ff]+"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]+")
_WIDE_SPACE = re.compile(r"[\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_GROUPING_SPACE = re.compile(r"(?<=[0-9])[\xa0\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_EDGES = " \t\n,;:|-–—"


def visible(text: str) -> str:
    """The text without invisible, private and control characters; line breaks and spaces stay as typed."""
    if text.isascii() and text.isprintable():
        return text
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", text.replace("\r\n", "\n")))
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """The visible text in one line with single spaces; a no-break space inside a number is taken out."""
    if not (text.isascii() and text.isprintable()):
        text = _WIDE_SPACE.sub(" ", _GROUPING_SPACE.sub("", visible(text)))
    return " ".join(text.split())


def cut(line: str, start: int, end: int, mark: str = "") -> str:
    """The line without what stands from `start` to `end`, brackets around it, and the punctuation behind it; `mark` takes its place."""
    if line[:start].endswith("(") and line[end:].startswith(")"):
        start, end = start - 1, end + 1
    return " ".join(part for part in (line[:start].strip(), mark, line[end:].lstrip(" .,;:!?")) if part)


def trimmed(text: str) -> str:
    """The text without separating marks at its edges."""
    return text.strip(_EDGES)


def clipped(text: str) -> str:
    """At most 60 characters of what was typed, to be shown in an error."""
    return text if len(text) <= 60 else f"{text[:59]}…"
