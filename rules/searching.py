"""Words as they are compared in a search: capitals, umlauts and accents do not count, nor does a slip of the finger."""

from __future__ import annotations

import unicodedata

_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "a", "ł": "l"})
SHORTEST = 2
"""Letters that a word to be looked for has at least."""
_ONE_SLIP, _TWO_SLIPS = 4, 8


def folded(text: str) -> str:
    """The text as it is compared; every line stays a line."""
    text = text.casefold()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text).translate(_FOLD)
    if text.isascii():
        return text
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def slips(word: str) -> int:
    """How many letters may be wrong, missing, added or swapped in a word of this length."""
    return (len(word) >= _ONE_SLIP) + (len(word) >= _TWO_SLIPS)
