"""Lists of German words as they are written down for the parsers: with every spelling that people use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WITHOUT_UMLAUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def words(text: str) -> frozenset[str]:
    """The words of a text in every spelling; "_" joins those that belong together."""
    return frozenset(variant for word in text.split() for variant in variants(word.replace("_", " ")))


def spelled(numbers: Mapping[str, int]) -> dict[str, int]:
    """What words stand for, in every spelling of them."""
    return {variant: number for word, number in numbers.items() for variant in variants(word)}


def variants(word: str) -> Iterable[str]:
    """The word with umlauts, with ae/oe/ue instead, and in the form that `str.casefold` gives typed text."""
    return {word, word.casefold(), word.translate(_WITHOUT_UMLAUT), word.casefold().translate(_WITHOUT_UMLAUT)}
