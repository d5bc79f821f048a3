"""After an erasure the SQLite file is written anew: deleted words may survive in pages that were moved, and in the log beside it.

PostgreSQL is its operator's: see docs/betrieb.md.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, exists, or_, select, update

from storage.engine import NO_TEMPORARY_FILES, TEMPORARY_FILES
from storage.tables.delivery import outbox
from storage.tables.erasures import erasure

_OF_IT = or_(outbox.c.shop_id == erasure.c.shop_id, outbox.c.shop_id.is_(None))
"""Letters of the shop, and those that are no shop's: to somebody with cards in several, or whose shop is closed."""
_LAST_WORDS = (_OF_IT, outbox.c.created_at <= erasure.c.created_at, outbox.c.state.in_(("queued", "sending")))
_OPEN = erasure.c.cleaned_at.is_(None)
_UNSAID = select(erasure.c.id).where(_OPEN, exists().where(*_LAST_WORDS))
_WAITING = select(erasure.c.id).where(_OPEN, ~_UNSAID.correlate(None).exists()).limit(1)


def is_due(db: Connection) -> bool:
    """Whether somebody was erased, and all that was still to be said about it is said."""
    return db.dialect.name == "sqlite" and db.execute(_WAITING).first() is not None


def rewrite(connection: Connection) -> bool:
    """Write the whole database file anew and empty its log; only outside of a transaction. False while somebody still reads.

    The copy it is made from is a file: in memory, a large database might not fit.
    """
    dbapi = connection.connection.dbapi_connection
    assert dbapi is not None  # noqa: S101  a connection that is in use
    cursor = dbapi.cursor()
    cursor.execute(TEMPORARY_FILES)
    try:
        cursor.execute("VACUUM")
    finally:
        cursor.execute(NO_TEMPORARY_FILES)
    busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    cursor.close()
    return not busy


def forget_last_words(db: Connection) -> None:
    """What was said about an erasure and could not be delivered goes too."""
    words = select(outbox.c.id).join(erasure, erasure.c.shop_id == outbox.c.shop_id)
    same = (outbox.c.created_at == erasure.c.created_at, outbox.c.state.not_in(("queued", "sending")), _OPEN)
    db.execute(delete(outbox).where(outbox.c.id.in_(words.where(*same))))


def done(db: Connection, now: datetime) -> None:
    """Note that nothing is left of those who were erased until now."""
    db.execute(update(erasure).where(_OPEN, erasure.c.created_at <= now).values(cleaned_at=now))
