"""Words as they are compared in a search: capitals, umlauts and accents do not count, nor does a slip of the finger."""

from __future__ import annotations

import re
import unicodedata

_FOLD = {"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "ø": "oe", "å": "a", "ł": "l"}
_MARKS = re.compile("[\u0300-\u036f]+")
"""What is left of an accent when its letter is taken apart."""
SHORTEST = 2
"""Letters that a word to be looked for has at least."""
_ONE_SLIP, _TWO_SLIPS = 4, 8


def folded(text: str) -> str:
    """The text as it is compared; every line stays a line."""
    text = text.casefold()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    for letter, plain in _FOLD.items():
        text = text.replace(letter, plain)
    return text if text.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", text))


def slips(word: str) -> int:
    """How many letters may be wrong, missing, added or swapped in a word of this length."""
    return (len(word) >= _ONE_SLIP) + (len(word) >= _TWO_SLIPS)
