"""Days with slashes or dashes: whether the month stands first, as Americans write it, is settled by the whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from rules.occasions.facts import Birthday

_PARTED = re.compile(
    r"(?<![0-9/:-])([0-9]{1,2})([/-])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2})|(?<=/[0-9])|(?<=/[0-9]{2}))(?![0-9/-])"
)
"""Only between slashes the year may be missing: 4-6 is a size."""
LONGEST = 60
"""Characters of a day or an amount with all that may stand beside it."""


class Order(NamedTuple):
    """How the days of a column are read; `example` is one that the other order would make another day, "" if none is in doubt."""

    month_first: bool = False
    example: str = ""

    def day(self, *, turned: bool = False) -> Birthday:
        """What the example is read as; turned, in the other order."""
        first, last = _numbers(self.example)
        return Birthday(last, first) if self.month_first is not turned else Birthday(first, last)


def order_of(cells: Iterable[str]) -> Order:
    """The month stands first where a day cannot be read otherwise, as 05/13/2026, and none only the German way."""
    short = (cell for cell in dict.fromkeys(cells) if len(cell) <= LONGEST)
    found = {match[0]: _numbers(match[0]) for cell in short if (match := _PARTED.search(cell))}
    is_american = any(0 < first <= 12 < last <= 31 for first, last in found.values())
    is_german = any(0 < last <= 12 < first <= 31 for first, last in found.values())
    if is_german and not is_american:
        return Order()
    twofold = (cell for cell, (first, last) in found.items() if 0 < first <= 12 >= last > 0 and first != last)
    return Order(is_american and not is_german, next(twofold, ""))


def day_first(cell: str) -> str:
    """A day with the month first as Germans write it."""
    return _PARTED.sub(lambda found: f"{found[3]}.{found[1]}.{found[4] or ''}", cell, count=1)


def _numbers(written: str) -> tuple[int, int]:
    first, last, *_ = re.split("[/-]", written)
    return int(first), int(last)
