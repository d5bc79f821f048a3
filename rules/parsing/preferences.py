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
    sizes = _sizes(list(_size_pattern(words).finditer(text)), words)
    found = sizes + list(_wishes(_size_pattern(words).sub(";", text), words))
    return tuple(dict.fromkeys(preference for preference in found if preference.text))


def stated_preference(text: str, words: Vocabulary) -> Preference | None:
    """What a text that is meant as a preference says without any word for it ("not purple", "tea"); None if nothing."""
    match = _stated_pattern(words).fullmatch(trimmed(text))
    negated, wish = _without_negation(match["wish"] if match else "", words)
    wish = trimmed(wish)
    kind: Kind = "avoid" if negated or (match and match["not"]) else "like"
    return Preference(kind, wish) if wish and wish.casefold() not in words.likes | words.avoids else None


def _sizes(matches: list[re.Match[str]], words: Vocabulary) -> list[Preference]:
    """The sizes by their value; of several, each says what it is the size of, if its word does."""
    several = len({match["word"].casefold() for match in matches}) > 1
    return [_size(match, named=several and match["word"].casefold() not in words.sizes) for match in matches]


def _size(match: re.Match[str], *, named: bool) -> Preference:
    return Preference("size", f"{match['value']} ({match['word']})" if named else match["value"])


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
        refused = _refused_pattern(words).fullmatch(part)
        wish = (refused["behind"] or refused["before"]) if refused else ""
        return ("avoid", wish) if wish[:1].isupper() else (None, part)
    return ("avoid" if match["avoid"] or match["not"] else "like"), match["wish"]


def _without_negation(wish: str, words: Vocabulary) -> tuple[bool, str]:
    """The wish without what says nothing at its end, and whether a negation stood there."""
    negated, parts = False, wish.rstrip(" .!?").split(" ")
    while parts and parts[-1].casefold() in words.closing_fillers | words.negations:
        negated |= parts.pop().casefold() in words.negations
    return negated, " ".join(parts)


@lru_cache(maxsize=8)
def _refused_pattern(words: Vocabulary) -> re.Pattern[str]:
    """One or two words with a negation at either end, and nothing else; `_marked` wants them capitalised."""
    negation, filler = any_of(words.negations), any_of(words.fillers)
    thing = r"[^\W\d_][\w-]*+(?: [^\W\d_][\w-]*+)?"
    return re.compile(
        rf"(?i:{negation})(?: (?i:{filler}))* (?P<behind>{thing})(?: (?i:{filler}))*[.!?]*"
        rf"|(?P<before>{thing}) (?:(?i:{filler}) )*(?i:{negation})(?: (?i:{filler}))*[.!?]*"
    )


@lru_cache(maxsize=8)
def _stated_pattern(words: Vocabulary) -> re.Pattern[str]:
    filler = rf"(?:{any_of(words.fillers)}(?!\w)\s?)*+"
    like = rf"(?:{any_of(words.likes)}(?!\w)\s?)?"
    denied = rf"(?:(?P<not>{any_of(words.negations | words.avoids)})(?!\w)\s?)?"
    return re.compile(rf"{filler}{like}{filler}{denied}{filler}(?P<wish>.*)", re.IGNORECASE | re.DOTALL)


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
