"""A month or a year as a whole, as it is typed: October, oct 2025, 2025."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rules.statistics import MONTH, YEAR, number_of

if TYPE_CHECKING:
    from rules.parsing.vocabulary import Vocabulary

_FIRST, _LAST = 1900, 9998
_YEAR_LETTERS = 4


def read_period(text: str, vocabulary: Vocabulary, today: date) -> tuple[str, int] | None:
    """The unit and the number of the period; a month without a year is the latest that has begun. None for other words."""
    words = [word.rstrip(".") for word in text.casefold().split() if word not in vocabulary.month_announcers]
    year = _year(words[-1]) if words else None
    month = vocabulary.months.get(words[0]) if words else None
    match len(words), month, year:
        case 1, None, int():
            return YEAR, year
        case 1, int(), None:
            number = number_of(today.replace(month=month, day=1), MONTH)
            return MONTH, number - 12 * (month > today.month)
        case 2, int(), int():
            return MONTH, number_of(date(year, month, 1), MONTH)
    return None


def _year(word: str) -> int | None:
    is_year = word.isascii() and word.isdecimal() and len(word) == _YEAR_LETTERS
    return int(word) if is_year and _FIRST <= int(word) <= _LAST else None
