"""One process on a database."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from storage.engine import open_engine
from storage.lock import DatabaseInUseError, lock_of, take

HOLD = "import sys, time; from storage.engine import open_engine; from storage.lock import lock_of, take; "
HOLD += "take(lock_of(open_engine(sys.argv[1])), 0); print('held', flush=True); time.sleep(60)"


def test_a_second_one_is_told_so(engine: Engine, database_url: str) -> None:
    second = open_engine(database_url)
    lock = lock_of(engine)
    take(lock)
    with pytest.raises(DatabaseInUseError):
        take(lock_of(second), 0)
    lock.release()
    lock.release()
    other = lock_of(second)
    take(other)
    other.release()
    second.dispose()


def test_it_goes_with_a_process_that_is_killed(engine: Engine, database_url: str) -> None:
    command = [sys.executable, "-c", HOLD, database_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:  # noqa: S603  our own words
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(DatabaseInUseError):
            take(lock_of(engine), 0)
        holder.kill()
    lock = lock_of(engine)
    take(lock)
    lock.release()


def test_a_lock_that_is_lost_is_taken_again(engine: Engine, database_url: str) -> None:
    """The server was restarted, or somebody has tidied up the lock file: nobody else can take it afterwards."""
    lock, second = lock_of(engine), open_engine(database_url)
    take(lock)
    assert lock.keep()
    lose(engine)
    assert lock.keep()
    with pytest.raises(DatabaseInUseError):
        take(lock_of(second), 0)
    lock.release()
    second.dispose()


def test_a_lock_that_is_lost_to_another_process_is_not_kept(engine: Engine, database_url: str) -> None:
    lock, second = lock_of(engine), open_engine(database_url)
    take(lock)
    lose(engine)
    other = lock_of(second)
    take(other)
    assert not lock.keep()
    other.release()
    lock.release()
    second.dispose()


def lose(engine: Engine) -> None:
    """What held the lock is gone."""
    if engine.dialect.name == "sqlite":
        Path(f"{engine.url.database}.lock").unlink()
        return
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with engine.connect() as db:
        db.execute(text(others))


def test_a_server_that_is_away_gives_the_lock_to_nobody(tmp_path: Path) -> None:
    """Who cannot reach it cannot write either; it is asked again later."""
    away = create_engine(f"postgresql+psycopg://x@/shop?host={tmp_path}")
    assert lock_of(away).keep()


def test_a_database_in_memory_has_nobody_to_share_with() -> None:
    engine = open_engine("sqlite://")
    take(lock_of(engine), 0)
    take(lock_of(engine), 0)
    assert lock_of(engine).keep()
    engine.dispose()
