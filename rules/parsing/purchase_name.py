"""Which words of a purchase line are the buyer's name, and which are the item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.parsing.names import MAX_WORDS, GroupedLine, IsKnown, first_name, known_prefix, known_suffix
from rules.parsing.text import AMOUNT_MARK, DAY_MARK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.parsing.vocabulary import Vocabulary

_AMBIGUOUS_WORDS = range(2, 4)

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """The words of a line by what they are; `other` is another reading of the name."""

    name: Words
    item: Words = ()
    other: Words = ()


@dataclass(frozen=True, slots=True)
class _Sides:
    """The words on both sides of the amount; `head` is what stands before a day, if the day stands before the amount."""

    head: Words
    tail: Words
    after: Words
    has_amount: bool

    @property
    def before(self) -> Words:
        return self.head + self.tail


def split_name(typed: GroupedLine, leading: Sequence[str], rest: str, words: Vocabulary, is_known: IsKnown) -> Named:
    """Name and item: a certain name first (`leading`, @username, quoted), then a known one, then the likeliest."""
    sides = _sides(rest)
    if leading:
        return _after_leading(typed, tuple(leading), sides)
    return (
        _set_aside(typed, sides, is_known)
        or _known(typed, sides, is_known, words)
        or (_unknown_before(sides, words) if sides.before else _unknown_after(sides.after, words))
    )


def _sides(rest: str) -> _Sides:
    before, mark, after = rest.partition(AMOUNT_MARK)
    head, _, tail = before.partition(DAY_MARK)
    parts = (_words(head), _words(tail)) if head.strip() else (_words(tail), ())
    return _Sides(*parts, _words(after), bool(mark))


def _words(text: str) -> Words:
    return tuple(word for word in text.split() if word != DAY_MARK)


def _after_leading(typed: GroupedLine, name: Words, sides: _Sides) -> Named:
    """A known name followed by more words and then the amount may be a longer, new name."""
    longer = name + sides.head
    open_ended = bool(sides.head and (sides.after or sides.tail)) and not typed.is_group(name[0])
    other = longer if open_ended and len(longer) in _AMBIGUOUS_WORDS else ()
    return Named(name, sides.before + sides.after, other)


def _set_aside(typed: GroupedLine, sides: _Sides, is_known: IsKnown) -> Named | None:
    words = sides.before + sides.after
    for at, word in enumerate(words):
        if typed.is_group(word) and _is_name(
            typed, word, at in {0, len(sides.before)} and not sides.before[:at], is_known
        ):
            return Named((word,), words[:at] + words[at + 1 :])
    return None


def _is_name(typed: GroupedLine, word: str, stands_first: bool, is_known: IsKnown) -> bool:
    return stands_first or typed.is_username(word) or known_prefix(typed, [word], is_known) == 1


def _known(typed: GroupedLine, sides: _Sides, is_known: IsKnown, words: Vocabulary) -> Named | None:
    segment = sides.before or _without_recipient(sides.after, words)
    behind = sides.after if sides.before else ()
    count = known_prefix(typed, segment, is_known)
    if count and not _joined(segment[count:], words):
        return Named(segment[:count], segment[count:] + behind)
    if not sides.before and (count := known_suffix(typed, segment, is_known)):
        item = segment[:-count]
        return Named(segment[-count:], item[:-1] if item[-1:] and item[-1].casefold() in words.recipients else item)
    return None


def _joined(following: Words, words: Vocabulary) -> bool:
    return bool(following) and following[0].casefold() in words.connectors


def _without_recipient(segment: Words, words: Vocabulary) -> Words:
    return segment[1:] if len(segment) > 1 and segment[0].casefold() in words.recipients else segment


def _unknown_before(sides: _Sides, words: Vocabulary) -> Named:
    """The words before the amount: all of them if something follows, else the first one and an item."""
    if _is_all_name(sides):
        return Named(sides.head[:MAX_WORDS], sides.head[MAX_WORDS:] + sides.tail + sides.after)
    count = first_name(sides.before, words)
    return Named(sides.before[:count], sides.before[count:], _other(sides.before, count))


def _unknown_after(segment: Words, words: Vocabulary) -> Named:
    """The words behind a leading amount: the first one, or the last of three with "for" between; the other end is possible."""
    segment = _without_recipient(segment, words)
    if len(segment) == 3 and segment[1].casefold() in words.recipients:
        return Named(segment[2:], segment[:1], segment[:1])
    count = first_name(segment, words)
    return Named(segment[:count], segment[count:], segment[-1:] if len(segment) > count else ())


def _other(segment: Words, count: int) -> Words:
    return segment if len(segment) in _AMBIGUOUS_WORDS and len(segment) > count else ()


def _is_all_name(sides: _Sides) -> bool:
    if sides.has_amount:
        return bool(sides.after or sides.tail)
    return len(sides.head) in range(1, 4)
