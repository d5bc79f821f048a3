"""Copies of the SQLite file before it is migrated."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.prepare import prepare
from storage import migrate
from storage.backup import KEPT, backup
from storage.engine import open_engine
from storage.migrate import Schema

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


@pytest.fixture
def url(sqlite_template: Path, tmp_path: Path) -> str:
    """A database with something in it."""
    path = tmp_path / "shop.db"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


def copies(url: str) -> list[Path]:
    """The copies beside the file, oldest first."""
    return sorted(Path(url.removeprefix("sqlite:///")).parent.glob("*.backup.db"))


def test_the_copy_holds_what_was_committed_last(url: str) -> None:
    """Also what is still in the write-ahead log."""
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO processed_update VALUES (7, '2026-05-04 08:00:00')"))
        copy = None
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        copy = backup(engine, NOW)
    assert copy is not None
    with sqlite3.connect(copy) as opened:
        assert opened.execute("SELECT update_id FROM processed_update").fetchall() == [(7,)]
    opened.close()
    engine.dispose()


def test_nobody_else_can_read_it(url: str) -> None:
    engine = open_engine(url)
    copy = backup(engine, NOW)
    assert copy is not None
    assert copy.stat().st_mode & 0o077 == 0
    engine.dispose()


def test_the_newest_seven_are_kept(url: str) -> None:
    engine = open_engine(url)
    made = [backup(engine, NOW + timedelta(days=day)) for day in range(KEPT + 3)]
    assert copies(url) == made[-KEPT:]
    engine.dispose()


def test_without_a_file_there_is_nothing_to_copy(tmp_path: Path) -> None:
    assert backup(open_engine(f"sqlite:///{tmp_path}/none.db"), NOW) is None


def test_a_database_on_a_server_is_the_operators_to_copy() -> None:
    assert backup(create_engine("postgresql+psycopg://somewhere/shop"), NOW) is None


def test_an_old_schema_is_copied_before_it_is_migrated(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, known = open_engine(url), migrate.revisions()
    monkeypatch.setattr(migrate, "revisions", lambda: (*known, "9999"))
    assert migrate.state(engine) is Schema.OLD
    prepare(engine, NOW)
    assert len(copies(url)) == 1
    engine.dispose()


@pytest.mark.parametrize("times", [1, 2])
def test_a_current_schema_is_not_copied(url: str, times: int) -> None:
    engine = open_engine(url)
    for _ in range(times):
        assert prepare(engine, NOW) is False
    assert copies(url) == []
    engine.dispose()
