"""One word over all that a shop knows: names, notes and preferences, and what was bought."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Connection, bindparam, func, select, union_all

from rules.searching import folded, slips
from storage.tables.buyers import alias, buyer, note
from storage.tables.purchases import purchase

NAME, NOTE, ITEM = "name", "note", "item"
KINDS = (NAME, NOTE, ITEM)
MOST_ITEMS = 400
"""So many different things that were bought are looked up; more say that the word is too common."""
MOST_WORDS = 20
_WORD = re.compile(r"[^\W_]+")

_HERE = (buyer.c.shop_id == bindparam("shop"), buyer.c.merged_into.is_(None))
_NAMES = union_all(
    select(buyer.c.id, buyer.c.name).where(*_HERE),
    select(buyer.c.id, alias.c.name).join(alias, alias.c.buyer_id == buyer.c.id).where(*_HERE),
)
_NOTES = select(buyer.c.id, note.c.text).join(note, note.c.buyer_id == buyer.c.id).where(*_HERE).order_by(note.c.id)
_SOLD = (purchase.c.shop_id == bindparam("shop"), purchase.c.void.is_(False), purchase.c.item != "")
_ITEMS = select(purchase.c.item).where(*_SOLD).distinct()
_BOUGHT = (
    select(purchase.c.buyer_id, purchase.c.item, func.max(purchase.c.day).label("day"))
    .join(buyer, buyer.c.id == purchase.c.buyer_id)
    .where(*_SOLD, *_HERE, purchase.c.item.in_(bindparam("items", expanding=True)))
    .group_by(purchase.c.buyer_id, purchase.c.item)
    .order_by(func.max(purchase.c.day).desc(), purchase.c.buyer_id)
)


class Hit(NamedTuple):
    """A text that has the words in it, and whose it is."""

    kind: str
    buyer_id: int
    text: str
    day: date | None = None


class Found(NamedTuple):
    """What a search came to; `meant` are the words that were looked for instead, if nothing has the typed ones."""

    hits: Sequence[Hit]
    meant: Sequence[str] = ()


class _Pile:
    """Many texts as one, so that looking into all of them costs one pass."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.text = folded("\n".join(text.replace("\n", " ") for text in texts))
        self._starts = list(accumulate((len(line) + 1 for line in self.text.split("\n")), initial=0))

    def lines_with(self, word: str) -> Iterator[int]:
        """The number of every text that has the word in it."""
        at = self.text.find(word)
        while at >= 0:
            line = bisect_right(self._starts, at) - 1
            yield line
            following = self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text)
            at = self.text.find(word, following)

    def lines_with_all(self, words: Iterable[Sequence[str]]) -> list[int]:
        """The texts that have one of each of these groups of words in them."""
        found = [{line for word in group for line in self.lines_with(word)} for group in words]
        return sorted(set.intersection(*found)) if found else []


def search(db: Connection, shop_id: int, typed: str) -> Found:
    """Every text of a shop with all the typed words in it; if there is none, with words that are a slip away."""
    words = _WORD.findall(folded(typed))
    here = {"shop": shop_id}
    names, notes = db.execute(_NAMES, here).all(), db.execute(_NOTES, here).all()
    items = list(db.scalars(_ITEMS, here))
    piles = (_Pile([row.name for row in names]), _Pile([row.text for row in notes]), _Pile(items))
    groups: list[Sequence[str]] = [(word,) for word in words]
    lines = [pile.lines_with_all(groups) for pile in piles]
    meant: list[str] = []
    if words and not any(lines):
        groups = [_near(word, piles) for word in words]
        lines = [pile.lines_with_all(groups) for pile in piles]
        meant = [near for group in groups for near in group] if any(lines) else []
    hits = [*(Hit(NAME, names[at].id, names[at].name) for at in lines[0])]
    hits += _longest([Hit(NOTE, notes[at].id, notes[at].text) for at in reversed(lines[1])])
    hits += _sold(db, shop_id, [items[at] for at in lines[2]])
    return Found(hits, meant)


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """Without what is said by a longer note of the same buyer: a preference is often a part of one."""
    by_buyer: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_buyer[hit.buyer_id].append(hit)
    return [hit for hit in hits if not any(_is_part(hit, other) for other in by_buyer[hit.buyer_id])]


def _is_part(hit: Hit, other: Hit) -> bool:
    return len(other.text) > len(hit.text) and hit.text in other.text


def _near(word: str, piles: Iterable[_Pile]) -> list[str]:
    """Words of the shop that the typed one may be a slip of; itself, if it stands somewhere."""
    known = {one for pile in piles for one in _WORD.findall(pile.text)}
    if any(word in one for one in known):
        return [word]
    found = process.extract(
        word, list(known), scorer=OSA.distance, processor=None, score_cutoff=slips(word), limit=MOST_WORDS
    )
    return [near for near, distance, _ in found if distance <= slips(word)]


def _sold(db: Connection, shop_id: int, items: Sequence[str]) -> list[Hit]:
    if not items:
        return []
    rows = db.execute(_BOUGHT, {"shop": shop_id, "items": list(items[:MOST_ITEMS])})
    return [Hit(ITEM, row.buyer_id, row.item, row.day) for row in rows]
