"""What a buyer likes, avoids and wears, read from the words of a note."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from rules.parsing.amounts import compound_sizes
from rules.parsing.text import trimmed
from rules.parsing.vocabulary import Vocabulary, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["like", "avoid", "size"]


@dataclass(frozen=True, slots=True)
class Preference:
    """One preference in the words of the note."""

    kind: Kind
    text: str


def parse_preferences(text: str, words: Vocabulary) -> tuple[Preference, ...]:
    """All preferences that a text names, in its order per kind, sizes first; never raises."""
    sizes = [_size(match, words) for match in _size_pattern(words).finditer(text)]
    found = sizes + list(_wishes(_size_pattern(words).sub(";", text), words))
    return tuple(dict.fromkeys(preference for preference in found if preference.text))


def _size(match: re.Match[str], words: Vocabulary) -> Preference:
    compound = match["word"].casefold() not in words.sizes
    return Preference("size", f"{match['word']} {match['value']}" if compound else match["value"])


def _wishes(text: str, words: Vocabulary) -> Iterator[Preference]:
    """A part without a word of its own goes on with the last kind behind "and", or as one capitalised word."""
    kind: Kind | None = None
    for joint, part in _parts(text, words):
        own, wish = _marked(part, words)
        goes_on = joint.casefold() in words.connectors or (part[:1].isupper() and " " not in part)
        kind = own or (kind if goes_on else None)
        if kind:
            negated, wish = _without_negation(wish, words)
            yield Preference("avoid" if negated else kind, trimmed(wish).rstrip(".!?"))


def _parts(text: str, words: Vocabulary) -> Iterator[tuple[str, str]]:
    pieces = _joint_pattern(words).split(text)
    joints = ["", *pieces[1::2]]
    for joint, part in zip(joints, pieces[::2], strict=True):
        if trimmed(part):
            yield joint.strip(), trimmed(part)


def _marked(part: str, words: Vocabulary) -> tuple[Kind | None, str]:
    match = _mark_pattern(words).search(part)
    if match is None:
        return None, part
    return ("avoid" if match["avoid"] or match["not"] else "like"), match["wish"]


def _without_negation(wish: str, words: Vocabulary) -> tuple[bool, str]:
    last = wish.rstrip(" .!?").rpartition(" ")
    return (True, last[0]) if last[2].casefold() in words.negations else (False, wish)


@lru_cache(maxsize=8)
def _size_pattern(words: Vocabulary) -> re.Pattern[str]:
    compound = any_of(compound_sizes(words))
    value = rf"[0-9]{{1,3}}(?:[.,/-][0-9]{{1,3}})?(?:\w(?!\w))?|{any_of(words.size_values)}"
    return re.compile(
        rf"(?<!\w)(?P<word>\w{{0,24}}{compound}|{any_of(words.sizes)})\.?:? ?(?P<value>{value})(?!\w)", re.IGNORECASE
    )


@lru_cache(maxsize=8)
def _joint_pattern(words: Vocabulary) -> re.Pattern[str]:
    joint = any_of(words.connectors | words.contrasts)
    return re.compile(rf"(,(?![0-9])|[;\n!]|\.(?=\s)|(?<!\w){joint}(?!\w))", re.IGNORECASE)


@lru_cache(maxsize=8)
def _mark_pattern(words: Vocabulary) -> re.Pattern[str]:
    filler = rf"(?:{any_of(words.fillers)}(?!\w)\s?)*+"
    avoid = rf"(?<!\w)(?P<avoid>{any_of(words.avoids)})(?!\w)"
    like = rf"(?<!\w){any_of(words.likes)}(?!\w)"
    denied = rf"(?:(?P<not>{any_of(words.negations | words.avoids)})(?!\w)\s?)?"
    return re.compile(rf"(?:{avoid}|{like})\s?{filler}{denied}{filler}(?P<wish>.*)", re.IGNORECASE | re.DOTALL)
