"""How the database is: what waits, what failed, how large it is."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select, text

from storage.outbox import DEAD, QUEUED, SENDING, UNCLEAR
from storage.tables.delivery import dead_letter, outbox, processed_update


class Condition(NamedTuple):
    """Figures for the operator."""

    waiting: int
    """Messages that are queued or on their way."""
    unclear: int
    dead: int
    """Messages nobody knows of whether they arrived, and those that cannot be said."""
    failed: int
    """Updates that could not be processed."""
    last_update: datetime | None
    size: int
    """Bytes."""


def condition(db: Connection) -> Condition:
    """How the database is now."""
    counted = select(outbox.c.state, func.count().label("letters")).group_by(outbox.c.state)
    states = Counter({row.state: row.letters for row in db.execute(counted)})
    failed = select(func.count()).select_from(dead_letter).where(dead_letter.c.direction == "in")
    return Condition(
        states[QUEUED] + states[SENDING],
        states[UNCLEAR],
        states[DEAD],
        db.execute(failed).scalar_one(),
        db.execute(select(func.max(processed_update.c.created_at))).scalar(),
        _size(db),
    )


def _size(db: Connection) -> int:
    if db.dialect.name == "postgresql":
        return int(db.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    pages, page = (db.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("page_count", "page_size"))
    return int(pages) * int(page)
