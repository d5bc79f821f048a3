"""Which errors mean that the whole transaction is lost."""

import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.outage import TransactionLostError, is_outage


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
