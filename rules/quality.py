"""Complaints that come too often: about the same item, or several in a short time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from rules.prices import item_key

if TYPE_CHECKING:
    from collections.abc import Sequence

SAME_ITEM, ANY = 2, 3
"""So many complaints about one item, or about anything, are no accident."""
ITEM_WITHIN, ANY_WITHIN = timedelta(days=90), timedelta(days=14)

TELLING = 4
"""A word of so many letters names a thing."""


class Complained(NamedTuple):
    """A complaint: when, and about what; "" when nothing is known of that."""

    day: date
    item: str = ""


class Pattern(NamedTuple):
    """How many complaints there are about an item, or about anything (""), and within how many days."""

    number: int
    days: int
    item: str = ""


def pattern(latest: Complained, all_: Sequence[Complained]) -> Pattern | None:
    """What the latest of all complaints (itself among them) adds up to, if it adds up to something."""
    key = item_key(latest.item)
    same = sum(
        bool(key) and item_key(one.item) == key and timedelta(0) <= latest.day - one.day < ITEM_WITHIN for one in all_
    )
    if same >= SAME_ITEM:
        return Pattern(same, ITEM_WITHIN.days, latest.item)
    near = sum(timedelta(0) <= latest.day - one.day < ANY_WITHIN for one in all_)
    return Pattern(near, ANY_WITHIN.days) if near >= ANY else None


def named(words: str, items: Sequence[str]) -> str:
    """The item that a complaint names (`items`: newest first), or the newest; "" if there is none."""
    said = set(item_key(words).split())
    return next((item for item in items if said & _telling(item)), items[0] if items else "")


def _telling(item: str) -> set[str]:
    """The words of an item that are long enough to tell it."""
    return {word for word in item_key(item).split() if len(word) >= TELLING}
