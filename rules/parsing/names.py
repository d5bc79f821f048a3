"""Names: the key they are looked up by, and how they are told apart from the rest of a line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rules.errors import RuleError
from rules.parsing.text import one_line, trimmed

if TYPE_CHECKING:
    from rules.parsing.vocabulary import Vocabulary

MAX_WORDS = 5
MAX_CHARACTERS = 64

IsKnown = Callable[[str], bool]
"""Says whether a buyer with this name key exists."""

_QUOTES = "\"'`´„“”‟»«›‹‚‘’‛"
_FOLD: dict[int, str | None] = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", 0xFE0E: None, 0xFE0F: None}
_FOLD |= dict.fromkeys(map(ord, _QUOTES))
_GROUP = re.compile(
    r"(?<!\w)@\w{2,32}|[„\"“”»«][^„\"“”»«]{1,64}[\"“”»«]|(?<!\w)['‚‘][^'‚‘’]{1,64}['‘’](?!\w)",
)
_OPENING = re.compile("[@„\"“”»«'‚‘]")
_EMOJI = re.compile(
    "[\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u20e3\U0001f000-\U0001faff]"
    "[\u200d\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
)
_DOTS = re.compile(r"(?<=\w)\.+(?= |$)")
_FIRST_STAND_IN = 0xE000
_STAND_INS = 256


@lru_cache(maxsize=512)  # one line asks for the same name several times, a shop for the same people
def name_key(text: str) -> str:
    """The form a name is looked up by: case, umlauts (ae, oe, ue, ss), quotes, spaces and a leading @ do not count.

    Nor do the dot behind a word, and emoji beside letters.
    """
    text = one_line(text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        text = _without_emoji(text.translate(_FOLD))
    text = " ".join(text.casefold().translate(_FOLD).split())
    return (_DOTS.sub("", text) if "." in text else text).lstrip("@ ")


def _without_emoji(text: str) -> str:
    bare = _EMOJI.sub(" ", text)
    return bare if any(map(str.isalpha, bare)) else text


@dataclass(frozen=True, slots=True)
class GroupedLine:
    """A line in which each quoted group and each @username is one private character, so that nothing else is read into it."""

    line: str
    groups: tuple[str, ...] = ()

    def typed(self, text: str) -> str:
        """The text with its groups as they were typed."""
        for number, group in enumerate(self.groups):
            text = text.replace(chr(_FIRST_STAND_IN + number), group)
        return text

    def name(self, words: Sequence[str]) -> str:
        """These words as a name: without quotes around groups. RuleError name.too_long (limit in characters)."""
        name = trimmed(self.unquoted(words)).strip(_QUOTES)
        if len(name) > MAX_CHARACTERS:
            raise RuleError("name.too_long", limit=MAX_CHARACTERS)
        return name

    def unquoted(self, words: Sequence[str]) -> str:
        """These words without quotes around groups."""
        text = " ".join(words)
        for number, group in enumerate(self.groups):
            text = text.replace(chr(_FIRST_STAND_IN + number), group.strip(_QUOTES).strip())
        return text

    def is_group(self, word: str) -> bool:
        """A quoted group or an @username stands alone in this word."""
        return bool(self.groups) and 0 <= ord(word[0]) - _FIRST_STAND_IN < len(self.groups)

    def is_username(self, word: str) -> bool:
        """An @username stands in this word."""
        return self.is_group(word) and self.groups[ord(word[0]) - _FIRST_STAND_IN].startswith("@")


def grouped(line: str) -> GroupedLine:
    """The line with its quoted groups and @usernames set aside; `line` comes from `text.one_line`."""
    if _OPENING.search(line) is None:
        return GroupedLine(line)
    groups = [match.group() for match in _GROUP.finditer(line)][:_STAND_INS]
    if not groups:
        return GroupedLine(line)
    stand_ins = iter(range(len(groups)))
    text = _GROUP.sub(lambda _: f" {chr(_FIRST_STAND_IN + next(stand_ins))} ", line, count=len(groups))
    return GroupedLine(re.sub(r" (?=[,;:.!?])", "", " ".join(text.split())), tuple(groups))


def known_prefix(typed: GroupedLine, words: Sequence[str], is_known: IsKnown) -> int:
    """How many of the first words are the longest known name; 0 if none is."""
    for count in range(min(MAX_WORDS, len(words)), 0, -1):
        if knows(typed, words[:count], is_known):
            return count
    return 0


def leading_name(typed: GroupedLine, is_known: IsKnown, connectors: frozenset[str] = frozenset()) -> int:
    """How many words at the start of the line are certainly a name (set aside or known); 0 if that is open.

    A known name may end with a number ("Lisa 2"); behind the first word with a digit it cannot go on. A connector behind
    it ("& Tom") makes it another name.
    """
    words = typed.line.split(" ", MAX_WORDS)[:MAX_WORDS]
    if words and words[0] and typed.is_group(words[0]):
        return 1
    with_digit = next((at for at, word in enumerate(words) if any(map(str.isdigit, word))), len(words))
    count = known_prefix(typed, words[: with_digit + 1], is_known)
    return 0 if count < len(words) and words[count].casefold() in connectors else count


def first_name(words: Sequence[str], vocabulary: Vocabulary) -> int:
    """How many of the first words are the first name, with its title, a leading emoji and "& Tom"; 0 without words."""
    count = min(1, len(words))
    while count and count < min(MAX_WORDS, len(words)) and _goes_on(words[count - 1], words[count], vocabulary):
        count += 1
    return count


def knows(typed: GroupedLine, words: Sequence[str], is_known: IsKnown) -> bool:
    """These words are the name of somebody known."""
    key = name_key(trimmed(typed.unquoted(words)))
    return bool(key) and len(key) <= MAX_CHARACTERS and is_known(key)


def _goes_on(last: str, following: str, vocabulary: Vocabulary) -> bool:
    return (
        last.casefold().rstrip(".") in vocabulary.titles | vocabulary.connectors
        or following.casefold() in vocabulary.connectors
        or not any(map(str.isalnum, last))
    )
