"""What a line about a reward is read with: the words of one language, the day, the shop's currency and cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.errors import RuleError
from rules.parsing.numbers import UnreadableNumberError, cents_of
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
    pieces: frozenset[str]
    least: frozenset[str]
    """Words before the least that must be bought for."""
    since: frozenset[str]
    until: frozenset[str]
    kinds: Mapping[str, str]
    """Words that name a kind, before a colon."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line is read with."""

    today: date
    words: Vocabulary
    around: RewardWords
    currency: str = "EUR"
    card_size: int = 10

    @property
    def coin(self) -> str:
        """A pattern for the shop's currency."""
        return any_of(word for word, code in self.words.currencies.items() if code == self.currency)


def cents(number: str) -> int:
    """The cents of an amount; RuleError reward.amount for one that is 0, too large or unclear."""
    try:
        found = cents_of(number)
    except UnreadableNumberError:
        found = 0
    if not 0 < found <= 100 * MOST:
        raise RuleError("reward.amount")
    return found


def count(number: str | None) -> int:
    """A whole number, 1 if none was typed, capped at a million."""
    return min(int((number or "1").replace(".", "")), MOST)
