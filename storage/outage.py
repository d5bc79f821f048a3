"""Telling a database that is out of order from a statement that is wrong."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError

SQLITE_OUTAGES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
POSTGRES_OUTAGES = ("08", "40", "53", "55", "57", "58", "XX")
"""SQLSTATE classes: connection, rollback (deadlock), resources, locks, shutdown, system, corruption."""


FULL, LOCKED, DAMAGED, READ_ONLY, UNREACHABLE = "full", "locked", "damaged", "read_only", "unreachable"
"""What is wrong with a database, as far as the operator can do something about it."""
_SQLITE_REASONS = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_READONLY: READ_ONLY,
}
_POSTGRES_REASONS = (("53100", FULL), ("55", LOCKED), ("40", LOCKED), ("25006", READ_ONLY), ("XX", DAMAGED))


class TransactionLostError(Exception):
    """The database has rolled the whole transaction back by itself."""


def is_outage(error: BaseException) -> bool:
    """True when the whole transaction is lost and may succeed later, whoever asked; False for a wrong statement.

    What fails while an outage is handled (a savepoint that is gone with its transaction) is part of that outage.
    """
    if error.__context__ is not None and is_outage(error.__context__):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return (getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF in SQLITE_OUTAGES
    if not isinstance(error, DBAPIError):
        return isinstance(error, TransactionLostError)
    state = getattr(cause, "sqlstate", None)
    return error.connection_invalidated or (state or "08").startswith(POSTGRES_OUTAGES)


def reason(error: BaseException) -> str | None:
    """What is wrong with the database: FULL, LOCKED, DAMAGED, READ_ONLY or UNREACHABLE; None when it is no outage."""
    if not is_outage(error):
        return None
    if error.__context__ is not None and (deeper := reason(error.__context__)):
        return deeper
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _SQLITE_REASONS.get((getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF, UNREACHABLE)
    state = getattr(cause, "sqlstate", None) or ""
    return next((known for start, known in _POSTGRES_REASONS if state.startswith(start)), UNREACHABLE)
