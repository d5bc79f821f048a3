"""Where in a line a buyer stands whom the shop knows; the number of look-ups does not grow with the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.parsing.names import MAX_WORDS, GroupedLine, IsKnown, knows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rules.parsing.vocabulary import Vocabulary

_SEARCHED_WORDS = 10
_LONGEST_INSIDE = 3
_RECIPIENTS = 2

Span = tuple[int, int]
"""First word, and the one behind the last."""


def find_known(typed: GroupedLine, segment: Sequence[str], words: Vocabulary, is_known: IsKnown) -> Span | None:
    """The known name in these words: at their start, else behind a word such as "for", else anywhere; longest first.

    None if it is only a part of another name: behind a title, or joined to a second name.
    """
    for spans in (_at(0, segment), _behind(words.recipients, segment), _inside(segment)):
        for span in spans:
            if knows(typed, segment[slice(*span)], is_known):
                return None if _is_part(segment, span, words) else span
    return None


def find_recipient(typed: GroupedLine, segment: Sequence[str], words: Vocabulary, is_known: IsKnown) -> Span | None:
    """The known name that these words are, or that follows a word such as "for" and ends them."""
    whole = [(0, len(segment))] if 0 < len(segment) <= MAX_WORDS else []
    for span in [*whole, *_behind(words.for_whom, segment)]:
        if span[1] == len(segment) and knows(typed, segment[slice(*span)], is_known):
            return span
    return None


def _at(start: int, segment: Sequence[str]) -> Iterator[Span]:
    for count in range(min(MAX_WORDS, len(segment) - start), 0, -1):
        yield start, start + count


def _behind(recipients: frozenset[str], segment: Sequence[str]) -> Iterator[Span]:
    """The words behind the last words that announce a name."""
    at = [number for number, word in enumerate(segment) if word.casefold() in recipients]
    for number in reversed(at[-_RECIPIENTS:]):
        yield from _at(number + 1, segment)


def _inside(segment: Sequence[str]) -> Iterator[Span]:
    searched = min(_SEARCHED_WORDS, len(segment))
    for count in range(min(_LONGEST_INSIDE, searched), 0, -1):
        for start in range(1, searched - count + 1):
            yield start, start + count


def _is_part(segment: Sequence[str], span: Span, words: Vocabulary) -> bool:
    start, end = span
    before = segment[start - 1].casefold().rstrip(".") if start else ""
    behind = segment[end].casefold() if end < len(segment) else ""
    return before in words.connectors | words.titles or behind in words.connectors
