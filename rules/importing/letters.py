"""The text of a file whose encoding nobody wrote down."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD = ("cp1252", "mac_roman", "cp850")
"""Windows, an old Mac, DOS: one byte a letter."""
_USUAL = frozenset("äöüÄÖÜßéèáàâêôçñ€")
_TWICE = re.compile("Ã[\x80-\xbf\u0152-\u2122]")
"""What UTF-8 looks like that was taken for Windows letters and written down again."""
_LOOK = 4000


def decoded(content: bytes) -> str:
    """The text: by its byte order mark, else as UTF-16 or UTF-8 if it is that, else in the old letters that fit best."""
    text = _decoded(content).replace("\0", "")
    return _once(text) if _TWICE.search(text[:_LOOK]) else text


def _decoded(content: bytes) -> str:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, errors="replace")
    if wide := _wide(content[:_LOOK]):
        return content.decode(wide, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode(_best(content), errors="replace")


def _wide(start: bytes) -> str:
    """UTF-16 without a mark: every other byte is zero."""
    odd, even = start[1::2].count(0), start[::2].count(0)
    half = max(1, len(start) // 2)
    if odd > 0.4 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half else ""


def _best(content: bytes) -> str:
    """Of the old encodings, the one in which most letters beyond ASCII are usual ones; the first of several."""
    high = bytes(byte for byte in content if byte > 0x7F)[:_LOOK]
    return max(_OLD, key=lambda name: sum(letter in _USUAL for letter in high.decode(name, errors="replace")))


def _once(text: str) -> str:
    """Text that was encoded twice, as it was meant; as it is, if that does not come out even."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
