"""The words of one language that the parsers look for; built in `messages_de`, so that the rules know no language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """All words in lower case (`str.casefold`), without trailing dots; compared by identity, so build it once."""

    months: Mapping[str, int]
    """Month names and abbreviations: 1 to 12."""
    weekdays: Mapping[str, int]
    """Full weekday names: Monday is 0."""
    weekday_abbreviations: Mapping[str, int]
    relative_days: Mapping[str, int]
    """Words for a day near today: how many days back."""
    coming_days: Mapping[str, int]
    """Words for a day still to come: how many days ahead. Never looked for inside a line."""
    day_parts: frozenset[str]
    on: frozenset[str]
    """Words that announce a day."""
    articles: frozenset[str]
    last: frozenset[str]
    this: frozenset[str]
    """As above, but the day may be today."""
    ago: frozenset[str]
    ahead: frozenset[str]
    """Words before a span of time that is still to pass."""
    ago_units: Mapping[str, int]
    """Words for a span of time: its length in days."""
    counts: Mapping[str, int]
    """Number words."""
    ordinals: Mapping[str, int]
    """Words for the day of a month."""
    ordinal_endings: frozenset[str]
    """What can stand behind the number of a day instead of a dot."""
    month_announcers: frozenset[str]
    """Words before a month that is meant as a whole."""
    long_spans: frozenset[str]
    """Spans of time too long to be one day."""
    vague_days: frozenset[str]
    """Words for some day in the past."""
    greetings: frozenset[str]
    """Words before a part of the day that is wished."""
    currencies: Mapping[str, str]
    """Symbols and words: ISO 4217 code."""
    minor_units: frozenset[str]
    """Words for the hundredth part of a currency."""
    times: frozenset[str]
    additions: frozenset[str]
    """Words between two amounts of one sum."""
    percents: frozenset[str]
    shares: frozenset[str]
    """Words between a percentage and what it is taken of."""
    each: frozenset[str]
    """Words between a count and the price of one piece."""
    units: frozenset[str]
    """Units: a number before one of them is not an amount."""
    sizes: frozenset[str]
    size_values: frozenset[str]
    """Sizes that are not numbers."""
    labels: frozenset[str]
    """Words that make the number after them a label, not an amount."""
    channel_words: frozenset[str]
    """The one word after these is a channel."""
    channel_words_if_clear: frozenset[str]
    """As above, but they can belong to an item too."""
    channel_places: frozenset[str]
    """These announce a channel only before a known one."""
    channels: frozenset[str]
    titles: frozenset[str]
    recipients: frozenset[str]
    """Words before the name of the one who buys."""
    for_whom: frozenset[str]
    """Those of them that are no part of a name themselves."""
    loose_ends: frozenset[str]
    """Words that say nothing at the ends of an item."""
    connectors: frozenset[str]
    """Words that join two names or two wishes."""
    contrasts: frozenset[str]
    likes: frozenset[str]
    avoids: frozenset[str]
    negations: frozenset[str]
    fillers: frozenset[str]
    """Words before a wish that say nothing; also several in a row."""
    closing_fillers: frozenset[str]
    """Words behind a wish that say nothing."""
    birthdays: frozenset[str]
    relatives: frozenset[str]
    """Words for people and animals that somebody has, whose birthday is not his own."""
    whose: frozenset[str]
    """Words before one of them that say whose it is."""
    vouchers: frozenset[str]
    """Words before the code of a voucher."""
    voucher_names: frozenset[str]
    """Those of them that mean nothing else."""
    voucher_joints: frozenset[str]
    """Words that may stand before these."""
    voucher_articles: frozenset[str]


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of these words, the longest first; no word at all never matches."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, ordered))})" if ordered else "(?!)"
