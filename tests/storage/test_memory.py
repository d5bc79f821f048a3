"""The seller's shop is remembered between updates, and never older than the database."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Engine, delete, text

from storage import dialogs, shops
from storage.prepared import PreparedConnection, savepoint
from storage.tables.shops import seller

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
SELLER = 1


@pytest.fixture
def db(engine: Engine) -> Iterator[PreparedConnection]:
    """The hot path's connection, on which a shop was found and read before; no transaction is open."""
    with PreparedConnection(engine) as connection:
        with connection.begin():
            shops.found(connection, SELLER, "Wolle", "Europe/Berlin", NOW)
            assert _seen(connection) == ("Wolle", None)
        yield connection


def _seen(db: Connection) -> tuple[str, str | None] | None:
    row = shops.of_seller(db, SELLER)
    return row and (row.name, row.open_step)


def test_a_shop_that_nobody_changed_is_not_read_again(db: PreparedConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    with db.begin():
        assert _seen(db) == ("Wolle", None)
        monkeypatch.setattr(PreparedConnection, "execute", None)
        assert _seen(db) == ("Wolle", None)


def test_on_sqlite_it_is_known_in_the_next_transaction_too(
    db: PreparedConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.dialect.name != "sqlite":
        pytest.skip("elsewhere nothing tells whether somebody else has written")
    with db.begin():
        monkeypatch.setattr(PreparedConnection, "execute", None)
        assert _seen(db) == ("Wolle", None)


def _renamed(db: Connection) -> None:
    shops.change(db, 1, name="Garn")


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (_renamed, ("Garn", None)),
        (lambda db: db.execute(text("UPDATE shop SET name = 'Garn'")), ("Garn", None)),
        (lambda db: dialogs.ask(db, SELLER, "kauf.buyer", {}, NOW), ("Wolle", "kauf.buyer")),
        (lambda db: db.execute(delete(seller)), None),
    ],
    ids=["a setting", "in plain SQL", "a question", "no seller any more"],
)
def test_what_was_changed_is_seen_at_once_and_what_was_undone_is_not(
    db: PreparedConnection, change: Callable[[Connection], object], seen: object
) -> None:
    with db.begin():
        for attempt in (savepoint(db), db.begin_nested()):
            with pytest.raises(ZeroDivisionError), attempt:
                _changed_in_vain(db, change, seen)
            assert _seen(db) == ("Wolle", None)
    with pytest.raises(ZeroDivisionError), db.begin():
        _changed_in_vain(db, change, seen)
    with db.begin():
        assert _seen(db) == ("Wolle", None)
        change(db)
        assert _seen(db) == seen
    with db.begin():
        assert _seen(db) == seen


def _changed_in_vain(db: Connection, change: Callable[[Connection], object], seen: object) -> None:
    change(db)
    assert _seen(db) == seen
    raise ZeroDivisionError


def test_what_another_connection_has_written_is_seen_in_the_next_transaction(
    db: PreparedConnection, engine: Engine
) -> None:
    for name in ("Garn", "Faden"):
        with engine.begin() as other:
            shops.change(other, 1, name=name)
        with db.begin():
            assert _seen(db) == (name, None)


def test_outside_a_transaction_nothing_is_remembered(db: PreparedConnection, engine: Engine) -> None:
    assert _seen(db) == ("Wolle", None)
    db.rollback()
    with engine.begin() as other:
        _renamed(other)
    assert _seen(db) == ("Garn", None)
