"""Words as they are compared in a search: capitals, umlauts and accents do not count, nor does a slip of the finger."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

_FOLD = {"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "ø": "oe", "å": "a", "ł": "l"}
_MARKS = re.compile("[\u0300-\u036f]+")
"""What is left of an accent when its letter is taken apart."""
SHORTEST = 2
"""Letters that a word to be looked for has at least."""
_ONE_SLIP, _TWO_SLIPS = 4, 8
_STEM = 4
"""Letters that are left of a word without its ending, at least."""
_ENDINGS = ("en", "n", "s", "e")
_PIECES = re.compile(r"[^\W_]+|[^\w\s]")


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


def words_in(text: str) -> list[str]:
    """The words of a text as they are written, each once, and its pictures, each as a word."""
    found = dict.fromkeys(_PIECES.findall(unicodedata.normalize("NFC", text)))
    return [piece for piece in found if piece.isalnum() or unicodedata.category(piece) == "So"]


def is_enough(words: Iterable[str]) -> bool:
    """Whether there are two letters, or a picture, to be looked for."""
    found = list(words)
    return sum(map(len, found)) >= SHORTEST or not all(map(str.isalnum, found))


def stem(word: str) -> str:
    """A word without the ending of its plural, unless too little would be left of it."""
    ending = next((end for end in _ENDINGS if word.endswith(end) and len(word) >= _STEM + len(end)), "")
    return word.removesuffix(ending)


class Pile:
    """Many texts as one, so that looking into all of them costs one pass."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.text = folded("\n".join(text.replace("\n", " ") for text in texts))
        self._starts = list(accumulate((len(line) + 1 for line in self.text.split("\n")), initial=0))

    def lines_with(self, group: Iterable[str]) -> set[int]:
        """The number of every text that has one of these words in it."""
        return {line for word in group for line in self._lines_with(word)}

    def _lines_with(self, word: str) -> Iterator[int]:
        at = self.text.find(word)
        while at >= 0:
            line = bisect_right(self._starts, at) - 1
            yield line
            following = self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text)
            at = self.text.find(word, following)

    def spelled(self) -> dict[str, str]:
        """Every word as it is compared, with how it is written; of several ways the one with a capital."""
        return {folded(word): word for word in sorted(words_in(" ".join(self.texts)), reverse=True)}
