"""A restore that is killed at each of its points: the database is the present one or the restored one, and the next try restores."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, insert, select

from benchmarks.bots import finished
from storage import buyers, crash, journal, journal_file, shops
from storage.backup import DamagedError, backup, schema_of
from storage.engine import open_engine
from storage.exchanging import kept_aside
from storage.migrate import upgrade
from storage.tables.buyers import buyer
from storage.tables.delivery import processed_update

RESTORE = ("bot.cli", "restore")
THEN, SINCE = range(1, 301), range(301, 501)
"""Numbers of updates that were processed before the backup, and after it."""
SELLER, BUYER = 1, 2
AGREED = "letters"
BESIDE = ("", "-wal", "-shm")


def restores(kind: str) -> list[tuple[str, str]]:
    """Every moment with what was wrong afterwards; a database on a server is restored by its own means."""
    return [(point, interrupted(point)) for point in (crash.RESTORE if kind == "sqlite" else ())]


def interrupted(point: str) -> str:
    """What is wrong after a kill at this point; nothing if all is well."""
    with tempfile.TemporaryDirectory(prefix="stammkunde-bench-") as folder:
        file = Path(folder) / "shop.db"
        older, copy = left_behind(file)
        if _restore(file, older, point) != -signal.SIGKILL:
            return f"{point} is not passed"
        wrong = [words for words in _after_the_kill(file) if words]
        if _restore(file, copy):
            wrong.append("cannot be made good by the next try")
        wrong += [words for words in _restored(file) if words]
    return f"{point}: {', '.join(wrong)}" if wrong else ""


def left_behind(file: Path) -> tuple[Path, Path]:
    """A database whose bot lost its power: half of it in the log beside it; gives two backups from before."""
    aside = file.with_suffix(".power")
    engine = open_engine(f"sqlite:///{file}")
    upgrade(engine)
    anna = _agreed(engine)
    older = backup(engine, datetime.now(UTC) - timedelta(days=1))
    _process(engine, THEN)
    copy = backup(engine, datetime.now(UTC))
    assert older is not None  # noqa: S101  it is a file
    assert copy is not None  # noqa: S101  as above
    _process(engine, SINCE)
    with engine.begin() as db:
        journal.withdrawn(db, *anna, [AGREED], datetime.now(UTC))
    journal_file.Keeper(engine).keep()
    for ending in BESIDE:
        shutil.copy(f"{file}{ending}", f"{aside}{ending}")
    engine.dispose()
    for ending in BESIDE:
        Path(f"{aside}{ending}").replace(f"{file}{ending}")
    return older, copy


def _agreed(engine: Engine) -> tuple[int, int]:
    now = datetime.now(UTC)
    with engine.begin() as db:
        shop = shops.found(db, SELLER, "Wolle", "Europe/Berlin", now)
        anna = buyers.create(db, shop.id, "Anna", now)
        buyers.change(db, shop.id, anna, telegram_id=BUYER, letters=True)
        return shop.id, anna


def _process(engine: Engine, numbers: range) -> None:
    with engine.begin() as db:
        db.execute(insert(processed_update), [{"update_id": one, "created_at": datetime.now(UTC)} for one in numbers])


def _after_the_kill(file: Path) -> Iterator[str]:
    """There is always a database, the present one or the older backup, and what was there is never lost."""
    found = _rows(file)
    yield "" if found in (0, _count(THEN, SINCE)) else f"{found} rows are left"
    known = [_rows(one) for one in (file, *kept_aside(file))]
    yield "" if _count(THEN, SINCE) in known else "what was there is lost"


def _restored(file: Path) -> Iterator[str]:
    """The backup, without the consent that was withdrawn since; the former database is kept."""
    yield "" if _rows(file) == _count(THEN) else f"{_rows(file)} rows are restored"
    yield "" if _count(THEN, SINCE) in map(_rows, kept_aside(file)) else "the former database is not kept"
    engine = open_engine(f"sqlite:///{file}")
    with engine.connect() as db:
        yield "a withdrawn consent is back" if db.scalar(select(buyer.c.letters)) else ""
    engine.dispose()


def _rows(file: Path) -> int:
    """How many updates a copy of this database knows; -1 when it is damaged."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        for ending in BESIDE:
            if Path(f"{file}{ending}").exists():
                shutil.copy(f"{file}{ending}", f"{copy}{ending}")
        try:
            schema_of(copy)
        except DamagedError:
            return -1
        engine = open_engine(f"sqlite:///{copy}")
        with engine.connect() as db:
            found = len(db.scalars(select(processed_update.c.update_id)).all())
        engine.dispose()
    return found


def _count(*numbers: range) -> int:
    return sum(map(len, numbers))


def _restore(file: Path, copy: Path, point: str = "") -> int:
    env = os.environ | {"DATABASE_URL": f"sqlite:///{file}", "SELLER_IDS": str(SELLER), crash.VARIABLE: point}
    return finished((*RESTORE, str(copy)), env)
