"""Where the name of somebody still stands in what is written about others."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, null, select

from storage.person import Person
from storage.tables.buyers import buyer, note
from storage.tables.reminders import complaint, promise
from storage.tables.texts import template

LONGEST = 60


class Mention(NamedTuple):
    """A text that names him: what it is, whom it is about, and how it begins."""

    kind: str
    about: str
    words: str


def elsewhere(db: Connection, found: Person) -> list[Mention]:
    """Notes, promises and complaints of other buyers, and texts of the seller's own, that say one of his names."""
    texts = ((note, note.c.text), (promise, promise.c.words), (complaint, complaint.c.words))
    of_others = [
        select(buyer.c.name, words.label("words"))
        .join(buyer, buyer.c.id == table.c.buyer_id)
        .where(table.c.shop_id == found.shop_id)
        .order_by(table.c.id)
        for table, words in texts
    ]
    own = select(null().label("name"), template.c.words).where(
        template.c.shop_id == found.shop_id, template.c.retired.is_(False)
    )
    return [
        Mention(kind, row.name or "", row.words[:LONGEST])
        for kind, wanted in zip(("note", "promise", "complaint", "template"), (*of_others, own), strict=True)
        for row in db.execute(wanted)
        if found.is_meant(row.words)
    ]
