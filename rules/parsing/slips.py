"""Words with one slip of the finger behind their first letter: one left out, added, wrong, or changed with its neighbour."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from string import ascii_lowercase

from rules.parsing.vocabulary import Vocabulary

_SHORTEST = 6
"""In a shorter word one other letter soon makes another word."""

_LONG = 9
_LONG_WORD = re.compile(rf"(?<![\w-])[^\W\d_]{{{_LONG - 1},{_LONG + 6}}}(?![\w-])")


@lru_cache(maxsize=8)
def day_slips(words: Vocabulary) -> dict[str, str]:
    """The words for a day near today with one slip each, in lower case, and what was meant."""
    return _slips_of(words.relative_days, _SHORTEST)


def without_birthday_slips(text: str, words: Vocabulary) -> str:
    """A text whose long words for a birthday have no slip any more."""
    slips = _birthday_slips(words)
    return _LONG_WORD.sub(lambda match: slips.get(match.group().casefold(), match.group()), text)


@lru_cache(maxsize=8)
def _birthday_slips(words: Vocabulary) -> dict[str, str]:
    return _slips_of(words.birthdays, _LONG)


def _slips_of(words: Iterable[str], shortest: int) -> dict[str, str]:
    meant = [word for word in words if len(word) >= shortest]
    slips = {slip: word for word in meant for slip in _slips(word)}
    return {slip: word for slip, word in slips.items() if slip[0] == word[0] and slip not in meant}


def _slips(word: str) -> set[str]:
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    missing = {before + behind[1:] for before, behind in parts}
    swapped = {before + behind[1] + behind[0] + behind[2:] for before, behind in parts if len(behind) > 1}
    wrong = {before + letter + behind[1:] for before, behind in parts for letter in ascii_lowercase}
    added = {before + letter + behind for before, behind in parts for letter in ascii_lowercase}
    return missing | swapped | wrong | added
