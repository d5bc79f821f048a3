"""Copies of the SQLite file: made in use, encrypted, tried out, and cleared up."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.prepare import prepare
from rules.retention import DAILY, WEEKLY
from storage import migrate
from storage.backup import MIGRATIONS_KEPT, DamagedError, Shelf, backup, made, schema_of, unpacked
from storage.engine import open_engine
from storage.migrate import Schema
from storage.sealing import Cost

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


def test_seven_days_and_four_weeks_are_kept(url: str) -> None:
    engine = open_engine(url)
    for age in range(1, 60):
        stamp = f"{NOW - timedelta(days=age):%Y%m%d-%H%M%S-%f}"
        Path(url.removeprefix("sqlite:///")).with_name(f"shop-{stamp}.backup.db").touch()
    newest = backup(engine, NOW)
    ages = sorted((NOW - one.at).days for one in made(engine))
    assert (len(ages), ages[:DAILY]) == (DAILY + WEEKLY, list(range(DAILY)))
    assert copies(url)[-1] == newest
    engine.dispose()


def test_a_copy_from_before_a_migration_does_not_give_way_to_the_nightly_one(url: str) -> None:
    engine = open_engine(url)
    before = [backup(engine, NOW + timedelta(minutes=minute), before_migration=True) for minute in range(5)]
    backup(engine, NOW + timedelta(hours=2))
    backup(engine, NOW + timedelta(hours=3))
    kept = [one.path for one in made(engine) if one.before_migration]
    assert kept == before[-MIGRATIONS_KEPT:]
    assert len(copies(url)) == MIGRATIONS_KEPT + 1
    engine.dispose()


SEALED = Shelf(passphrase="Wolle und Tee", cost=Cost(log2n=1, r=1, p=1))


def test_with_a_passphrase_it_is_encrypted_and_nothing_else_is_left(url: str, tmp_path: Path) -> None:
    engine = open_engine(url)
    with engine.begin() as db:
        db.execute(text("INSERT INTO dead_letter VALUES (1, 'in', 'Annas Socken', '', '2026-05-04 08:00:00')"))
    copy = backup(engine, NOW, SEALED)
    assert copy is not None
    assert b"Annas Socken" not in copy.read_bytes()
    assert copy.stat().st_mode & 0o077 == 0
    assert {path.name for path in tmp_path.iterdir()} <= {"shop.db", "shop.db-wal", "shop.db-shm", copy.name}
    assert unpacked(copy, tmp_path / "again.db", "Wolle und Tee") == NOW
    with sqlite3.connect(tmp_path / "again.db") as opened:
        assert opened.execute("SELECT content FROM dead_letter").fetchall() == [("Annas Socken",)]
    opened.close()
    engine.dispose()


def test_it_lies_where_the_operator_wants_it(url: str, tmp_path: Path) -> None:
    engine = open_engine(url)
    shelf = Shelf(tmp_path / "elsewhere" / "backups")
    assert [one.path for one in made(engine, shelf)] == []
    copy = backup(engine, NOW, shelf)
    assert [(one.at, one.path, one.is_sealed) for one in made(engine, shelf)] == [(NOW, copy, False)]
    assert copies(url) == []
    assert (tmp_path / "elsewhere" / "backups").stat().st_mode & 0o077 == 0
    engine.dispose()


def broken(url: str) -> Path:
    """A database file whose middle is overwritten."""
    path = Path(url.removeprefix("sqlite:///"))
    content = bytearray(path.read_bytes())
    content[8192 : 8192 + 40_000] = bytes(40_000)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("shelf", [Shelf(), SEALED], ids=["plain", "encrypted"])
def test_a_damaged_database_makes_no_backup_and_costs_none(url: str, shelf: Shelf) -> None:
    engine = open_engine(url)
    good = backup(engine, NOW, shelf)
    engine.dispose()
    broken(url)
    for day in range(1, 20):
        with pytest.raises(DamagedError):
            backup(engine, NOW + timedelta(days=day), shelf)
    assert [one.path for one in made(engine, shelf)] == [good]
    assert schema_of(good) if shelf is not SEALED and good else good
    engine.dispose()


def test_what_a_crash_left_in_the_middle_goes_with_the_next_backup(url: str, tmp_path: Path) -> None:
    engine = open_engine(url)
    left = tmp_path / ".backup-abc"
    left.mkdir()
    (left / "copy.db").write_bytes(b"Annas Socken")
    backup(engine, NOW)
    assert not left.exists()
    engine.dispose()


def test_a_full_disk_is_no_damage(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told from a broken file, and leaves nothing half done."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    engine = open_engine(url)
    monkeypatch.setattr("storage.sealing.seal", full)
    with pytest.raises(OSError, match="No space"):
        backup(engine, NOW, SEALED)
    assert made(engine, SEALED) == []
    assert list(Path(url.removeprefix("sqlite:///")).parent.glob(".backup-*")) == []
    engine.dispose()


def test_people_book_while_it_is_made(url: str) -> None:
    """A transaction that is open, and one that is committed meanwhile, do not wait for it."""
    engine, other = open_engine(url), open_engine(url)
    with engine.begin() as db:
        db.execute(text("INSERT INTO processed_update VALUES (1, '2026-05-04 08:00:00')"))
        copy = backup(other, NOW)
        db.execute(text("INSERT INTO processed_update VALUES (2, '2026-05-04 08:00:00')"))
    assert copy is not None
    with sqlite3.connect(copy) as opened:
        assert opened.execute("SELECT count(*) FROM processed_update").fetchone() == (0,)
    opened.close()
    for one in (engine, other):
        one.dispose()


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
