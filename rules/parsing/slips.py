"""Words with one slip of the finger behind their first letter: one left out, added, wrong, or changed with its neighbour."""

from __future__ import annotations

from functools import lru_cache
from string import ascii_lowercase

from rules.parsing.vocabulary import Vocabulary

_SHORTEST = 6
"""In a shorter word one other letter soon makes another word."""


@lru_cache(maxsize=8)
def day_slips(words: Vocabulary) -> dict[str, str]:
    """The words for a day near today with one slip each, in lower case, and what was meant."""
    meant = [word for word in words.relative_days if len(word) >= _SHORTEST]
    slips = {slip: word for word in meant for slip in _slips(word)}
    return {slip: word for slip, word in slips.items() if slip[0] == word[0] and slip not in words.relative_days}


def _slips(word: str) -> set[str]:
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    missing = {before + behind[1:] for before, behind in parts}
    swapped = {before + behind[1] + behind[0] + behind[2:] for before, behind in parts if len(behind) > 1}
    wrong = {before + letter + behind[1:] for before, behind in parts for letter in ascii_lowercase}
    added = {before + letter + behind for before, behind in parts for letter in ascii_lowercase}
    return missing | swapped | wrong | added
