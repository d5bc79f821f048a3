"""Which words of a purchase line are the buyer's name, and which are the item."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from rules.parsing.known_names import find_known, find_recipient
from rules.parsing.names import MAX_WORDS, GroupedLine, IsKnown, first_name, knows
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
    """Name and item: a certain name first (`leading`, @username, quoted), then a known one, then the likeliest.

    Behind a leading amount, an unknown word is a name only if a word such as "for" says so.
    """
    sides = _sides(rest)
    if leading:
        name = tuple(leading)
        other = () if typed.is_group(name[0]) else _longer(name, sides, words)
        return Named(name, _item(words, sides.before, sides.after), other)
    is_known = cache(is_known)
    return (
        _set_aside(typed, sides, words, is_known)
        or _known_before(typed, sides, words, is_known)
        or _known_after(typed, sides, words, is_known)
        or (_unknown_before(sides, words) if sides.before else _unknown_after(sides.after, words))
    )


def item_only(rest: str, words: Vocabulary) -> Named:
    """Nobody is named: every word belongs to the item."""
    sides = _sides(rest)
    return Named((), _item(words, sides.before, sides.after))


def _sides(rest: str) -> _Sides:
    before, mark, after = rest.partition(AMOUNT_MARK)
    head, _, tail = before.partition(DAY_MARK)
    parts = (_words(head), _words(tail)) if head.strip() else (_words(tail), ())
    return _Sides(*parts, _words(after), bool(mark))


def _words(text: str) -> Words:
    return tuple(word for word in text.split() if word != DAY_MARK)


def _item(words: Vocabulary, *parts: Words) -> Words:
    return tuple(word for part in parts for word in _without_loose_ends(part, words))


def _without_loose_ends(part: Words, words: Vocabulary) -> Words:
    kept = [at for at, word in enumerate(part) if word.casefold().rstrip(".") not in words.loose_ends]
    return part[kept[0] : kept[-1] + 1] if kept else ()


def _longer(name: Words, sides: _Sides, words: Vocabulary) -> Words:
    """A name followed by more words that look like one, and then by the amount and an item, may be a longer, new name."""
    head = _without_loose_ends(sides.head, words)
    longer = name + head
    open_ended = bool(head and _item(words, sides.after, sides.tail)) and len(longer) in _AMBIGUOUS_WORDS
    return longer if open_ended and not any(word[0].islower() or _is_number(word) for word in longer[1:]) else ()


def _set_aside(typed: GroupedLine, sides: _Sides, vocabulary: Vocabulary, is_known: IsKnown) -> Named | None:
    words = sides.before + sides.after
    for at, word in enumerate(words):
        stands_first = at in {0, len(sides.before)} and not sides.before[:at]
        if typed.is_group(word) and (stands_first or typed.is_username(word) or knows(typed, [word], is_known)):
            return Named((word,), _item(vocabulary, words[:at], words[at + 1 :]))
    return None


def _known_before(typed: GroupedLine, sides: _Sides, words: Vocabulary, is_known: IsKnown) -> Named | None:
    """A known name among the words before the amount, or among all of them if the amount leads."""
    segment, behind = (sides.before, sides.after) if sides.before else (sides.after, ())
    span = find_known(typed, segment, words, is_known)
    if span is None:
        return None
    start, end = span
    other = _longer((), sides, words) if sides.before[end - start :] else ()
    return Named(segment[start:end], _item(words, segment[:start], segment[end:], behind), other)


def _known_after(typed: GroupedLine, sides: _Sides, words: Vocabulary, is_known: IsKnown) -> Named | None:
    """A known name behind an amount that follows other words; those can be an unknown name."""
    span = find_recipient(typed, sides.after, words, is_known) if sides.before else None
    if span is None:
        return None
    item = _item(words, sides.before, sides.after[: span[0]])
    return Named(sides.after[slice(*span)], item, _first_name(sides.before, words))


def _unknown_before(sides: _Sides, words: Vocabulary) -> Named:
    """The words before the amount: all of them if something follows, else the first one and an item."""
    head, tail = (_without_loose_ends(part, words) for part in (sides.head, sides.tail))
    sides = _Sides(head, tail, _item(words, sides.after), sides.has_amount)
    at = _recipient_at(sides.before, words.for_whom, words)
    if at:
        item = _item(words, sides.before[: at - 1], sides.after)
        return Named(sides.before[at:], item, _first_name(sides.before[: at - 1], words))
    if _is_all_name(sides):
        return Named(head[:MAX_WORDS], head[MAX_WORDS:] + tail + sides.after)
    name = _first_name(sides.before, words)
    return Named(name, sides.before[len(name) :] + sides.after, _other(sides.before, len(name)))


def _unknown_after(segment: Words, words: Vocabulary) -> Named:
    """The words behind a leading amount: a name only where a word says so; the first one may be meant as a name."""
    if len(segment) > 1 and segment[0].casefold() in words.recipients and not _is_number(segment[1]):
        name = _first_name(segment[1:], words)
        return Named(name, _item(words, segment[1 + len(name) :]))
    at = _recipient_at(segment, words.recipients, words)
    if at:
        return Named(segment[at:], segment[: at - 1], _first_name(segment, words))
    item = _item(words, segment)
    return Named((), item, _first_name(item, words))


def _recipient_at(segment: Words, recipients: frozenset[str], words: Vocabulary) -> int:
    """Where a name begins that ends these words, behind one such as "for"; 0 if none does."""
    at = next((at for at in range(len(segment) - 1, 0, -1) if segment[at - 1].casefold() in recipients), 0)
    name = segment[at:]
    likely = first_name(name, words) == len(name) or (len(name) == 2 and not any(map(str.islower, name)))
    return at if at > 1 and likely and not _is_number(name[0]) else 0


def _first_name(segment: Words, words: Vocabulary) -> Words:
    return () if segment and _is_number(segment[0]) else segment[: first_name(segment, words)]


def _is_number(word: str) -> bool:
    """A number, or a count with its unit: no name unless somebody has it."""
    return word[0].isdigit()


def _other(segment: Words, count: int) -> Words:
    possible = len(segment) in _AMBIGUOUS_WORDS and len(segment) > count > 0
    return segment if possible and not any(map(_is_number, segment)) else ()


def _is_all_name(sides: _Sides) -> bool:
    if any(map(_is_number, sides.head)):
        return False
    if sides.has_amount:
        return bool(sides.after or sides.tail)
    return len(sides.head) in range(1, 4)
