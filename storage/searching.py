"""Words over all that a shop knows about its people: names, notes and preferences, what was bought, of what kind, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Connection, Row, Select, bindparam, func, or_, select, union_all

from rules.searching import Pile, folded, slips, stem, words_in
from storage.tables.buyers import alias, buyer, note
from storage.tables.purchases import purchase

NAME, NOTE, ITEM = "name", "note", "item"
KINDS = (NAME, NOTE, ITEM)
AT_ONCE = 300
"""So many different things that were bought are looked up in one statement."""
MOST_WORDS = 20

_HERE = (buyer.c.shop_id == bindparam("shop"), buyer.c.merged_into.is_(None))
_NAMES = union_all(
    select(buyer.c.id, buyer.c.name.label("text")).where(*_HERE),
    select(buyer.c.id, alias.c.name).join(alias, alias.c.buyer_id == buyer.c.id).where(*_HERE),
)
_NOTES = select(buyer.c.id, note.c.text).join(note, note.c.buyer_id == buyer.c.id).where(*_HERE)
_NOTES = _NOTES.order_by(note.c.day, note.c.id)
_SOLD = (purchase.c.shop_id == bindparam("shop"), purchase.c.void.is_(False))
_THING = (purchase.c.item, purchase.c.tags, purchase.c.channel)
_AS_ONE = purchase.c.item + "\n" + purchase.c.tags + "\n" + purchase.c.channel
_THINGS = select(*_THING).where(*_SOLD, or_(*(column != "" for column in _THING))).distinct()
_BOUGHT: Select[Any] = (
    select(purchase.c.buyer_id, *_THING, func.max(purchase.c.day).label("day"))
    .join(buyer, buyer.c.id == purchase.c.buyer_id)
    .where(*_SOLD, *_HERE, _AS_ONE.in_(bindparam("things", expanding=True)))
    .group_by(purchase.c.buyer_id, *_THING)
)


class Hit(NamedTuple):
    """A text that has one of the words in it, and whose it is; `via` is a channel that has one in its name."""

    kind: str
    buyer_id: int
    text: str
    day: date | None = None
    via: str = ""


class Found(NamedTuple):
    """What a search came to; `meant` are the words that were looked for instead, if nothing has the typed ones."""

    hits: Sequence[Hit]
    meant: Sequence[str] = ()


class _Texts:
    """All the texts of a shop."""

    def __init__(self, db: Connection, shop_id: int) -> None:
        self._db, self._here = db, {"shop": shop_id}
        self._owned = {NAME: db.execute(_NAMES, self._here).all(), NOTE: db.execute(_NOTES, self._here).all()}
        self._things = db.execute(_THINGS, self._here).all()
        self.piles = {kind: Pile([row.text for row in rows]) for kind, rows in self._owned.items()}
        self.piles[ITEM] = Pile([" ".join(row) for row in self._things])

    def hits(self, groups: Sequence[Sequence[str]]) -> list[Hit]:
        """The texts of everybody of whom a word of each group is said somewhere; of each kind those that say most first."""
        said: dict[Hit, set[int]] = defaultdict(set)
        about: dict[int, set[int]] = defaultdict(set)
        for hit, found in (*self._told(groups), *self._bought([[*group, *map(stem, group)] for group in groups])):
            said[hit] |= found
            about[hit.buyer_id] |= found
        known = [hit for hit in said if len(about[hit.buyer_id]) == len(groups)]
        return sorted(known, key=lambda hit: (KINDS.index(hit.kind), -len(said[hit])))

    def _told(self, groups: Sequence[Sequence[str]]) -> Iterator[tuple[Hit, set[int]]]:
        """Names and notes, the latest note first."""
        for kind, rows in self._owned.items():
            found = [self.piles[kind].lines_with(group) for group in groups]
            for line in sorted(set.union(*found), reverse=kind == NOTE):
                yield Hit(kind, rows[line].id, rows[line].text), {at for at, lines in enumerate(found) if line in lines}

    def _bought(self, groups: Sequence[Sequence[str]]) -> Iterator[tuple[Hit, set[int]]]:
        """What was bought, each thing of each buyer once, the latest first."""
        lines = sorted({line for group in groups for line in self.piles[ITEM].lines_with(group)})
        shown = dict[Hit, Row[Any]]()
        for start in range(0, len(lines), AT_ONCE):
            things = ["\n".join(self._things[line]) for line in lines[start : start + AT_ONCE]]
            for row in self._db.execute(_BOUGHT, {**self._here, "things": things}):
                hit = _bought(row, groups)
                if hit not in shown or shown[hit].day < row.day:
                    shown[hit] = row
        for hit, row in sorted(shown.items(), key=lambda one: (-one[1].day.toordinal(), one[0].buyer_id)):
            words = folded(f"{row.item} {row.tags} {row.channel}")
            yield hit._replace(day=row.day), {at for at, group in enumerate(groups) if _has(words, group)}


def _bought(row: Row[Any], groups: Iterable[Iterable[str]]) -> Hit:
    """A thing with its categories and its channel, as far as these are what was looked for."""
    wanted = [word for group in groups for word in group]
    tags = [f"#{tag}" for tag in row.tags.split() if _has(folded(tag), wanted)]
    via = row.channel if _has(folded(row.channel), wanted) else ""
    return Hit(ITEM, row.buyer_id, " ".join([*([row.item] if row.item else []), *tags]), None, via)


def _has(words: str, group: Iterable[str]) -> bool:
    return any(word in words for word in group)


def search(db: Connection, shop_id: int, typed: str) -> Found:
    """Everybody of whom all the typed words are said, each somewhere; if there is nobody, with words that are a slip away."""
    words = [folded(word) for word in words_in(typed)]
    if not words:
        return Found([])
    texts = _Texts(db, shop_id)
    if hits := texts.hits([(word,) for word in words]):
        return Found(_longest(hits))
    spelled = {folded(word): word for word in words_in(typed)}
    for pile in texts.piles.values():
        spelled |= pile.spelled()
    groups = [_near(word, texts.piles.values(), spelled) for word in words]
    hits = texts.hits(groups)
    return Found(_longest(hits), [spelled[near] for group in groups for near in group] if hits else [])


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """Without what is said by a longer text of the same buyer: a preference is often a part of a note."""
    by_buyer: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_buyer[hit.buyer_id].append(hit)
    return [hit for hit in hits if not any(_is_part(hit, other) for other in by_buyer[hit.buyer_id])]


def _is_part(hit: Hit, other: Hit) -> bool:
    return hit.kind == other.kind == NOTE and len(other.text) > len(hit.text) and hit.text in other.text


def _near(word: str, piles: Iterable[Pile], known: Iterable[str]) -> list[str]:
    """Words of the shop that the typed one may be a slip of; itself, if it stands somewhere."""
    if any(word in pile.text for pile in piles):
        return [word]
    found = process.extract(
        word, list(known), scorer=OSA.distance, processor=None, score_cutoff=slips(word), limit=MOST_WORDS
    )
    return [near for near, distance, _ in found if distance <= slips(word) and near != word]
