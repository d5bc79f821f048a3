"""The purchase line that is typed most: a known name, an amount, an item. Read at once, exactly as the full parser would."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rules.parsing.names import GroupedLine, IsKnown, knows
from rules.parsing.slips import day_slips

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.parsing.vocabulary import Vocabulary

_WORD = r"[A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\xff]+"
"""Latin letters; for them "the same but for its capitals" means the same to the patterns of the full parser and to `casefold`."""
_USUAL = re.compile(
    rf"(?P<name>{_WORD}(?: {_WORD}){{0,2}}) (?P<whole>[1-9][0-9]{{0,4}})(?:,(?P<decimals>[0-9]{{2}}))?"
    rf"(?P<item>(?: {_WORD}){{0,5}})"
)


class UsualLine(NamedTuple):
    """What such a line says."""

    name: str
    cents: int
    item: str


def usual_line(line: str, words: Vocabulary, is_known: IsKnown) -> UsualLine | None:
    """What a line of the usual shape says; None for every other, which is left to the full parser.

    No word of it is one that any parser looks for, so that a number between such words can be nothing but the amount.
    """
    match = _USUAL.fullmatch(line)
    if match is None or _may_mean_more(line.casefold().split(), words):
        return None
    name, whole, decimals, item = match.groups("00")
    named, typed = name.split(), GroupedLine(line)
    longer = line[: match.start("item")].split()
    if knows(typed, longer, is_known) or not knows(typed, named, is_known):
        return None
    return UsualLine(name, 100 * int(whole) + int(decimals), item.strip())


def _may_mean_more(said: list[str], words: Vocabulary) -> bool:
    """Whether one of these words has a meaning, begins with what announces a voucher, or ends with a size."""
    special, beginnings, ends = _meaningful(words)
    return not special.isdisjoint(said) or any(word.startswith(beginnings) or word.endswith(ends) for word in said)


@lru_cache(maxsize=8)
def _meaningful(words: Vocabulary) -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]:
    """All words the parsers look for, also with a slip; only those for vouchers and sizes are found in longer words, too."""
    every = frozenset(part.casefold() for term in _terms(words) for part in term.split())
    return every.union(day_slips(words)), _casefolded(words.vouchers), _casefolded(words.sizes)


def _terms(words: Vocabulary) -> Iterator[str]:
    for field in fields(words):
        value: Mapping[str, object] | frozenset[str] = getattr(words, field.name)
        yield from value


def _casefolded(terms: frozenset[str]) -> tuple[str, ...]:
    return tuple(term.casefold() for term in terms)
