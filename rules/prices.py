"""A price well above what a buyer paid last for the same thing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rules.parsing.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable

RISE_PERCENT = 15
_WORD = re.compile(r"\w+")


class Price(NamedTuple):
    """What was asked for an item, in cents for all pieces together."""

    item: str
    cents: int
    quantity: int = 1


@lru_cache(maxsize=512)  # a shop sells the same things again and again
def item_key(item: str) -> str:
    """The words of an item by which it is the same as another: case, umlauts, emoji and punctuation do not count."""
    return " ".join(_WORD.findall(name_key(item)))


def is_dearer(now: int, before: int) -> bool:
    """Whether cents have risen by more than 15 %."""
    return 100 * now > (100 + RISE_PERCENT) * before


def may_be_dearer(now: Price, least: Iterable[int]) -> bool:
    """Whether a purchase that `risen_from` would find may be among days with these lowest prices of a piece, in full cents."""
    return any(is_dearer(now.cents, cents * now.quantity) for cents in least)


def is_same(one: str, other: str) -> bool:
    """Whether two items are the same thing."""
    key = item_key(one)
    return bool(key) and (one == other or key == item_key(other))


def risen_from(now: Price, earlier: Iterable[Price]) -> Price | None:
    """What the same thing cost the last time (`earlier`: newest first), if a piece of it is much dearer now.

    Of fewer pieces than the last time nothing is said: many at once may cost less.
    """
    last = next((one for one in earlier if is_same(one.item, now.item)), None)
    if last is None or last.quantity > now.quantity or last.cents <= 0:
        return None
    return last if is_dearer(now.cents * last.quantity, last.cents * now.quantity) else None
