"""What the groups of buyers are called, and what they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from messages_de import Html, plain, text
from rules.segments import BIRTHDAY, BOTH, SEGMENTS
from rules.tiers import REGULAR, RETURNING, VIP
from storage import tiers
from storage.shops import Shop

LEAP_YEAR = 2000
TIERS = (RETURNING, REGULAR, VIP)
"""Groups that have the name the shop has given to the tier."""


class Heading(NamedTuple):
    """A list, as far as it stands over it."""

    of: str
    size: int
    sort: str
    find: str
    page: int
    pages: int


def label(shop: Shop, segment: str, spelled: Mapping[str, str], size: int) -> str:
    """A group on its button: "Stammkunden · 12"."""
    return plain("kunden.label", name=called(shop, segment, spelled), n=size)


def called(shop: Shop, segment: str, spelled: Mapping[str, str]) -> str:
    """A group's name, or those of all that are meant together."""
    if BOTH in segment:
        return plain("kunden.name.both", names=" + ".join(called(shop, part, spelled) for part in segment.split(BOTH)))
    kind, _, word = segment.partition(":")
    if kind == BIRTHDAY and word:
        return plain("kunden.name.birthday_in", month=date(LEAP_YEAR, int(word), 1))
    if word:
        return plain(f"kunden.name.{kind}", word=spelled.get(segment, word))
    own = tiers.own_name(shop, segment) if segment in TIERS else ""
    return own or plain(f"kunden.name.{segment}")


def head(shop: Shop, on: Heading, spelled: Mapping[str, str]) -> Html:
    """What stands over a list: who is on it, how many, in which order."""
    order = plain(f"kunden.order.{on.sort}") if on.size > 1 else ""
    order += " " + plain("kunden.page", page=on.page, pages=on.pages) if on.pages > 1 else ""
    if on.find:
        return text("kunden.found" if on.size else "kunden.not_found", n=on.size, words=on.find)
    if not on.of:
        return text("kunden.head", n=on.size, order=order)
    kind = on.of if on.of in SEGMENTS else on.of.partition(":")[0]
    if BOTH in on.of or on.of.startswith(f"{BIRTHDAY}:"):
        kind = "both" if BOTH in on.of else "birthday_in"
    what, name = text(f"kunden.what.{kind}"), called(shop, on.of, spelled)
    return text("kunden.group" if on.size else "kunden.group_empty", n=on.size, name=name, order=order, what=what)
