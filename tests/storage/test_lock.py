"""One process on a database."""

import subprocess
import sys

import pytest
from sqlalchemy import Engine

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


def test_a_database_in_memory_has_nobody_to_share_with() -> None:
    engine = open_engine("sqlite://")
    take(lock_of(engine), 0)
    take(lock_of(engine), 0)
    engine.dispose()
