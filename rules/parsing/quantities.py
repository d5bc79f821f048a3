"""Numbers with their units, as people type them: "3 purchases in 6 months", "half a year", "5 euros"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from rules.parsing.numbers import UnreadableNumberError, cents_of
from rules.parsing.text import one_line

POINT, STAMP, COIN, MINOR, PURCHASE, ITEM = "point", "stamp", "coin", "minor", "purchase", "item"
DAY, MONTH, PERCENT, TIMES = "day", "month", "percent", "times"

_TOKEN = re.compile(r"[0-9]+(?:[.,'’][0-9]+)*|[^\W\d_]+|[€$%×*/]")
_NEGATIVE = re.compile(r"(?<![\w.])[-−–] ?[0-9]")
_UNFOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, eq=False)
class SettingWords:
    """The words of one language, each as `folded` gives it."""

    units: Mapping[str, tuple[str, int]]
    """What stands behind a number: one of the units, and how many of them (a year is twelve months)."""
    numbers: Mapping[str, Fraction]
    none: frozenset[str]
    """Words for "none at all" or "never"."""
    every: frozenset[str]
    links: frozenset[str]
    """Words that part a number from the unit behind them: "three times a year"."""
    unread: frozenset[str]
    """What words for numbers contain that are none of the above."""


class Quantity(NamedTuple):
    """A number and the unit behind it; a unit alone has no number, a number alone has the unit ""."""

    number: Fraction | None
    unit: str


def folded(text: str) -> str:
    """Small letters, with ae for ä."""
    return text.casefold().translate(_UNFOLDED)


def quantities(text: str, words: SettingWords) -> list[Quantity]:
    """The numbers and units of a text in their order; none at all if a number cannot be read."""
    line = folded(one_line(text))
    tokens = _TOKEN.findall(line)
    if _NEGATIVE.search(line) or any(_is_unread(token, words) for token in tokens):
        return []
    try:
        return list(_quantities(tokens, words))
    except UnreadableNumberError:
        return []


def _is_unread(token: str, words: SettingWords) -> bool:
    return token not in words.numbers and any(part in token for part in words.unread)


def _quantities(tokens: list[str], words: SettingWords) -> Iterator[Quantity]:
    number: Fraction | None = None
    for token in [*tokens, ""]:
        read = _number(token, words)
        unit, times = words.units.get(token, ("", 1))
        if number is not None and (unit or token in words.links or not token or (read or 0) >= 1):
            yield Quantity(number * times if unit else number, unit)
        elif unit:
            yield Quantity(None if times == 1 else Fraction(times), unit)
        number = read if read is not None else None if unit or token in words.links else number


def _number(token: str, words: SettingWords) -> Fraction | None:
    return Fraction(cents_of(token), 100) if token[:1].isdigit() else words.numbers.get(token)


def says_every(text: str, words: SettingWords) -> bool:
    """Whether the text says "every"."""
    return not words.every.isdisjoint(_TOKEN.findall(folded(text)))


def is_none(text: str, words: SettingWords) -> bool:
    """Whether the text says "none" and no number."""
    tokens = _TOKEN.findall(folded(text))
    return any(token in words.none for token in tokens) and not any(token[0].isdigit() for token in tokens)
