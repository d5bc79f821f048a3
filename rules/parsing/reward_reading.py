"""What a line about a reward is read with: the words of one language, the day, the shop's currency and cards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.errors import RuleError
from rules.parsing.numbers import UnreadableNumberError, cents_of
from rules.parsing.text import trimmed
from rules.parsing.vocabulary import Vocabulary, any_of

MOST = 1_000_000
NUMBER = r"[0-9]{1,7}(?:[.,][0-9]{3}(?![0-9]))?(?:[.,][0-9]{1,2}(?![0-9]))?"
COUNT = r"(?P<n>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,7})"


@dataclass(frozen=True, eq=False)
class RewardWords:
    """The words of one language around a reward, in lower case; compared by identity, so build it once."""

    points: frozenset[str]
    stamps: frozenset[str]
    cards: frozenset[str]
    full: frozenset[str]
    one: frozenset[str]
    costs: frozenset[str]
    """Words before the cost."""
    discounts: frozenset[str]
    """Words that make a percentage or an amount one that is taken off."""
    left: frozenset[str]
    """Words before the number that is in stock."""
    limited: frozenset[str]
    """Words behind it, with those of `up_to` before it."""
    up_to: frozenset[str]
    pieces: frozenset[str]
    least: frozenset[str]
    """Words before the least that must be bought for."""
    purchases: frozenset[str]
    """Words behind it."""
    since: frozenset[str]
    until: frozenset[str]
    only: frozenset[str]
    """Words before a day or a month that is the only one."""
    valid: frozenset[str]
    """Words before a span of time in which something can be had."""
    valid_behind: frozenset[str]
    """Words behind such a span."""
    end_of: frozenset[str]
    """Words before a month at whose end something ends."""
    kind_joints: frozenset[str]
    """Words before a kind."""
    numbers: Mapping[str, int]
    """Number words before pieces."""
    day_spans: Mapping[str, int]
    """Words for a span of time: its length in days."""
    month_spans: Mapping[str, int]
    """The same, in months."""
    ends: Mapping[str, str]
    """Words for the end of this week, month or year."""
    feasts: Mapping[str, tuple[int, int]]
    """Days with a name: day and month."""
    kinds: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line is read with."""

    today: date
    words: Vocabulary
    around: RewardWords
    currency: str = "EUR"
    card_size: int = 10

    @property
    def sign(self) -> str:
        """One way to write the shop's currency."""
        return next(word for word, code in self.words.currencies.items() if code == self.currency)

    @property
    def coin(self) -> str:
        """A pattern for the shop's currency."""
        return any_of(word for word, code in self.words.currencies.items() if code == self.currency)


def cents(number: str) -> int:
    """The cents of an amount; RuleError reward.amount for one that is 0 or unclear, .too_much (limit)."""
    try:
        found = cents_of(number)
    except UnreadableNumberError:
        found = 0
    if found > 100 * MOST:
        raise RuleError("reward.too_much", limit=MOST)
    if found <= 0:
        raise RuleError("reward.amount")
    return found


def count(number: str | None) -> int:
    """A whole number, 1 if none was typed, capped at a million."""
    return min(int((number or "1").replace(".", "")), MOST)


def is_aside(line: str, start: int, end: int, reading: Reading) -> bool:
    """Whether what stands there belongs to no name: behind a number or its unit, and before no word but one of a condition."""
    around, behind = reading.around, line[end:].lstrip()
    before = trimmed(line[:start].rstrip(" (")).rpartition(" ")[2].casefold()
    units = around.points | around.stamps | around.cards | around.pieces
    units |= {*reading.words.currencies, *reading.words.percents}
    if before not in units and not any(map(str.isdigit, before)):
        return False
    conditions = any_of(around.left | around.least | around.until | around.since | around.valid)
    return not behind[:1].isalnum() or bool(re.match(rf"{conditions}(?!\w)", behind, re.IGNORECASE))
