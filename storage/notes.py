"""Notes and preferences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from storage.tables.buyers import note

Note = Row[Any]


def add(
    db: Connection,
    shop_id: int,
    buyer_id: int,
    text: str,
    day: date,
    now: datetime,
    kind: str = "note",
    source: str | None = None,
) -> int:
    """Write down a note or a preference and return its id; whether it is known already is for `knows` to say."""
    values = {
        "shop_id": shop_id,
        "buyer_id": buyer_id,
        "kind": kind,
        "text": text,
        "day": day,
        "created_at": now,
        "source": source,
    }
    return int(db.execute(insert(note).returning(note.c.id), values).scalar_one())


def knows(db: Connection, shop_id: int, buyer_id: int, kind: str, text: str) -> bool:
    """Whether this is written down already, whatever its capitals and its day."""
    return same(db, shop_id, buyer_id, kind, text) is not None


def same(db: Connection, shop_id: int, buyer_id: int, kind: str, text: str, day: date | None = None) -> Note | None:
    """The note that says this already, whatever its capitals: on that day, where one is given, else on any."""
    his = [note.c.shop_id == shop_id, note.c.buyer_id == buyer_id, note.c.kind == kind]
    his += [note.c.day == day] if day else []
    known = db.execute(select(note).where(*his).order_by(note.c.id))
    return next((one for one in known.all() if one.text.casefold() == text.casefold()), None)


def remove_known(db: Connection, shop_id: int, buyer_id: int, kind: str, text: str) -> None:
    """Forget a preference, whatever its capitals: the opposite was said."""
    same = (note.c.shop_id == shop_id, note.c.buyer_id == buyer_id, note.c.kind == kind)
    db.execute(delete(note).where(*same, func.lower(note.c.text) == text.lower()))


def of_buyer(db: Connection, shop_id: int, buyer_id: int, *kinds: str, most: int = 20) -> Sequence[Note]:
    """The latest notes of these kinds, newest first: a file may bring an old one after a new one was written."""
    wanted = select(note).where(note.c.shop_id == shop_id, note.c.buyer_id == buyer_id, note.c.kind.in_(kinds))
    return db.execute(wanted.order_by(note.c.day.desc(), note.c.id.desc()).limit(most)).all()


def get(db: Connection, shop_id: int, note_id: int) -> Note | None:
    """The note with this id, unless it was deleted."""
    return db.execute(select(note).where(note.c.shop_id == shop_id, note.c.id == note_id)).first()


def rewrite(db: Connection, shop_id: int, note_id: int, text: str) -> bool:
    """Change a note's words; False when it is gone."""
    return bool(
        db.execute(update(note).where(note.c.shop_id == shop_id, note.c.id == note_id).values(text=text)).rowcount
    )


def remove(db: Connection, shop_id: int, note_id: int) -> bool:
    """Delete a note; False when it is gone."""
    return bool(db.execute(delete(note).where(note.c.shop_id == shop_id, note.c.id == note_id)).rowcount)


def remove_from(db: Connection, shop_id: int, source: str) -> bool:
    """Delete what one chat message wrote down; False when it wrote nothing."""
    return bool(db.execute(delete(note).where(note.c.shop_id == shop_id, note.c.source == source)).rowcount)
