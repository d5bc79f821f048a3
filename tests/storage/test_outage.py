"""Which errors mean that the whole transaction is lost."""

import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from storage import outage
from storage.outage import TransactionLostError, is_outage, reason


def _sqlite(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "lost"),
    [
        pytest.param(OperationalError("x", {}, _sqlite(sqlite3.SQLITE_FULL)), True, id="disk full"),
        pytest.param(_sqlite(sqlite3.SQLITE_FULL), True, id="disk full, at a savepoint"),
        pytest.param(_sqlite(sqlite3.SQLITE_ERROR), False, id="a wrong statement"),
        pytest.param(IntegrityError("x", {}, _sqlite(sqlite3.SQLITE_CONSTRAINT)), False, id="a row that is there"),
        pytest.param(TransactionLostError(), True, id="rolled back by itself"),
        pytest.param(ZeroDivisionError(), False, id="a fault of ours"),
    ],
)
def test_an_outage_is_told_from_a_fault(error: Exception, lost: bool) -> None:
    assert is_outage(error) is lost


def test_what_fails_while_an_outage_is_handled_belongs_to_it() -> None:
    """The savepoint went with the transaction: "no such savepoint" is no wrong statement."""
    error = _sqlite(sqlite3.SQLITE_ERROR)
    error.__context__ = OperationalError("x", {}, _sqlite(sqlite3.SQLITE_FULL))
    assert is_outage(error)


def _postgres(kind: type[psycopg.Error]) -> OperationalError:
    return OperationalError("x", {}, kind("x"))


@pytest.mark.parametrize(
    ("error", "why"),
    [
        pytest.param(OperationalError("x", {}, _sqlite(sqlite3.SQLITE_FULL)), outage.FULL, id="disk full"),
        pytest.param(_sqlite(sqlite3.SQLITE_BUSY), outage.LOCKED, id="locked"),
        pytest.param(_sqlite(sqlite3.SQLITE_CORRUPT | 256), outage.DAMAGED, id="damaged, in detail"),
        pytest.param(_sqlite(sqlite3.SQLITE_NOTADB), outage.DAMAGED, id="no database at all"),
        pytest.param(_sqlite(sqlite3.SQLITE_READONLY), outage.READ_ONLY, id="read only"),
        pytest.param(_sqlite(sqlite3.SQLITE_CANTOPEN), outage.UNREACHABLE, id="no such folder"),
        pytest.param(_sqlite(sqlite3.SQLITE_ERROR), None, id="a wrong statement"),
        pytest.param(_postgres(psycopg.errors.DiskFull), outage.FULL, id="the server's disk is full"),
        pytest.param(_postgres(psycopg.errors.LockNotAvailable), outage.LOCKED, id="a row is locked"),
        pytest.param(_postgres(psycopg.errors.DataCorrupted), outage.DAMAGED, id="the server's file is damaged"),
        pytest.param(_postgres(psycopg.errors.AdminShutdown), outage.UNREACHABLE, id="the server stops"),
        pytest.param(_postgres(psycopg.OperationalError), outage.UNREACHABLE, id="no server"),
        pytest.param(ZeroDivisionError(), None, id="a fault of ours"),
    ],
)
def test_the_operator_is_told_what_is_wrong(error: Exception, why: str | None) -> None:
    assert reason(error) == why


def test_what_is_wrong_is_named_by_the_outage_behind() -> None:
    error = _sqlite(sqlite3.SQLITE_ERROR)
    error.__context__ = OperationalError("x", {}, _sqlite(sqlite3.SQLITE_FULL))
    assert reason(error) == outage.FULL
