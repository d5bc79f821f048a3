"""When Telegram was last heard."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.tables.delivery import listening

THE_ONLY = 1


def last(db: Connection) -> datetime | None:
    """The instant that was stored last; None on a new database."""
    return db.scalar(select(listening.c.heard_at))


def hear(db: Connection, now: datetime) -> None:
    """Telegram was heard now."""
    if not db.execute(update(listening).values(heard_at=now)).rowcount:
        db.execute(insert(listening), {"id": THE_ONLY, "heard_at": now})
