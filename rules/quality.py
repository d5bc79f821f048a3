"""Complaints that come too often: about the same item, or several in a short time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from rules.prices import item_key

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

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


def named(words: str, items: Sequence[str], not_ware: Collection[str] = ()) -> str:
    """The item that a complaint is about (`items`: newest first): the one it names, else the only one there is; or "".

    Words that begin like one of `not_ware` (keys) complain of something else: the parcel, the price.
    """
    said = item_key(words).split()
    if any(word.startswith(tuple(not_ware)) for word in said):
        return ""
    only = items[0] if len({item_key(item) for item in items}) == 1 else ""
    return next((item for item in items if _is_told(item, said)), only)


def _is_told(item: str, said: Sequence[str]) -> bool:
    """Whether a word of the item is said, or part of a word: "Socken" tells "Wollsocken"."""
    telling = [word for word in item_key(item).split() if len(word) >= TELLING]
    return any(word in other or (other in word and len(other) >= TELLING) for word in telling for other in said)
