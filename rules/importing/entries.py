"""What one row of a file says: who, what is known about him, what he bought, or what was booked on his card."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from rules.errors import RuleError
from rules.occasions.facts import Birthday
from rules.parsing.text import visible
from rules.points import Rate

NO_POINTS = Rate(0, 100, "1")
"""The rate of what was sold before: it never earns, and gives nothing back."""
_DATED = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4}): (?=\S)")
_GOES_ON = "\n  "


class Sale(NamedTuple):
    """A purchase as the file tells it; `stamps` and `rate` are those of another shop's books, or none."""

    day: date
    cents: int
    quantity: int = 1
    item: str = ""
    tags: str = ""
    channel: str = ""
    ref: str = ""
    discount: int = 0
    refunded: int = 0
    void: bool = False
    rate: Rate = NO_POINTS
    stamps: int = 0
    stamp_min: int = 0


class Posting(NamedTuple):
    """A booking of points or stamps, as our own files have them."""

    unit: str
    amount: int
    open: int
    reason: str
    reference: str
    until: date | None
    why: str
    day: date
    ref: str = ""


class Text(NamedTuple):
    """A note or a preference; the day on which it was written down, where the file says so."""

    kind: str
    words: str
    day: date | None = None


class Entry(NamedTuple):
    """All that one row says."""

    name: str
    ref: str = ""
    aliases: tuple[str, ...] = ()
    birthday: Birthday | None = None
    texts: tuple[Text, ...] = ()
    vip: bool = False
    sale: Sale | None = None
    posting: Posting | None = None
    doubt: str = ""
    """What is said of the purchase that sounds as if some of it had come to nothing."""
    left: tuple[RuleError, ...] = ()
    """What in it cannot be read, and is left out."""


def joined(texts: Sequence[str]) -> str:
    """Several texts in one cell, each in a line of its own; `unjoined` takes them apart again."""
    return "\n".join(text.replace("\n", _GOES_ON) for text in texts)


def dated(text: str, day: date) -> str:
    """A note behind its day; `undated` takes them apart again."""
    return f"{day:%d.%m.}{day.year:04}: {text}"


def undated(line: str, today: date) -> tuple[str, date | None]:
    """A note and its day, if it begins with one that has been; tomorrow has begun elsewhere, and counts as today."""
    found = _DATED.match(line)
    day = _day(found) if found else None
    return (line[found.end() :], min(day, today)) if found and day and day <= latest(today) else (line, None)


def latest(today: date) -> date:
    """The last day that our own files may tell of: it is tomorrow already where the shop is that gave them out."""
    return today + timedelta(1)


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def unjoined(cell: str) -> list[str]:
    """The texts that were put into one cell."""
    mark = "\0"
    lines = cell.replace(_GOES_ON, mark).splitlines()
    return [text for line in lines if (text := visible(line.replace(mark, "\n")).strip())]


def written_rate(rate: Rate, stamp_min: int) -> str:
    """A rate in one cell, as `Reader` reads it again."""
    return f"{rate.points}:{rate.per_cents}:{rate.factor}:{stamp_min}"


def rate_in(cell: str) -> tuple[Rate, int]:
    """A rate, and the least that a stamp costs, as `written_rate` writes them. RuleError import.rate."""
    parts = cell.split(":")
    if not cell:
        return NO_POINTS, 0
    try:
        points, per_cents, factor, stamp_min = parts
        rate = Rate(int(points), int(per_cents), factor)
        if rate.per_cents <= 0 or not _is_factor(factor):
            raise RuleError("import.rate", cell=cell)
        return rate, int(stamp_min)
    except ValueError:
        raise RuleError("import.rate", cell=cell) from None


def _is_factor(factor: str) -> bool:
    over, _, under = factor.partition("/")
    return over.isdecimal() and (not under or (under.isdecimal() and int(under) > 0)) and len(factor) < 20
