"""Whether a note may say something of the special kinds of data (Art. 9, 10 GDPR): health, religion, sexuality, origin, politics, crime.

It is a question to be asked, never a prohibition; a word list finds much and understands nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_WORD = re.compile(r"\w+(?:-\w+)*")


@dataclass(frozen=True, eq=False)
class SensitiveWords:
    """The words of one language, as `str.casefold` leaves them; each group by the kind of data it points at."""

    words: Mapping[str, frozenset[str]]
    """Whole words."""
    beginnings: Mapping[str, tuple[str, ...]]
    """Words that begin so."""
    parts: Mapping[str, tuple[str, ...]]
    """What gives a compound away, wherever it stands in the word."""
    phrases: Mapping[str, re.Pattern[str]]
    """Several words in a row, in the text with one space between words."""
    harmless: tuple[str, ...]
    """Words that begin so mean something else, whatever they begin like."""
    bystanders: Mapping[str, frozenset[str]]
    """What makes a kind harmless when it is spoken of: animals, plants and things fall ill, too."""


def sensitive(text: str, known: SensitiveWords) -> str | None:
    """The kind of sensitive data a text seems to hold, the first that is found; None for an everyday note."""
    said = [word for word in _WORD.findall(text.casefold()) if not word.startswith(known.harmless)]
    line = " ".join(said)
    spoken_of = frozenset(said)
    for kind, words in known.words.items():
        if spoken_of & known.bystanders.get(kind, frozenset()):
            continue
        if (
            spoken_of & words
            or known.phrases[kind].search(line)
            or any(_gives_away(word, kind, known) for word in said)
        ):
            return kind
    return None


def _gives_away(word: str, kind: str, known: SensitiveWords) -> bool:
    return word.startswith(known.beginnings[kind]) or any(part in word for part in known.parts.get(kind, ()))
