"""What the doctor finds while the bot is in use, and what it says to do about it."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from toy import SetClock, Stage, Start

from bot import checks
from bot.findings import Finding
from bot.prepare import prepare
from bot.settings import Settings
from demo.telegram.server import TelegramServer
from storage import lock, outbox, updates
from storage.backup import Shelf, backup, made
from storage.engine import open_engine
from storage.outbox import NewLetter
from storage.sealing import Cost

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
CHEAP = Cost(log2n=1, r=1, p=1)
Check = Callable[..., Iterator[Finding]]


@pytest.fixture
def backend() -> str:
    """Most of it is about files; where a server matters, it is named."""
    return "sqlite"


async def found(check: Check, settings: Settings, *more: Any) -> list[Finding]:
    """What a check finds; it runs beside the local server."""
    return await asyncio.to_thread(lambda: list(check(settings, *more)))


async def one(check: Check, settings: Settings, *more: Any) -> tuple[bool, bool, str]:
    """The one finding: fine, a hint, its words."""
    (finding,) = await found(check, settings, *more)
    return finding.fine, finding.hint, finding.words


async def test_a_bot_that_runs_here_is_not_disturbed(on: Stage, start: Start, settings: Settings) -> None:
    await start()
    polls = on.server.calls["getupdates"]
    assert await one(checks.instance, settings) == (True, False, "Der Bot läuft gerade auf dieser Datenbank.")
    assert on.server.calls["getupdates"] == polls
    assert [message.text for message in await on.maria.ask("/echo da")] == ["da"]


async def test_a_bot_that_runs_elsewhere_is_found_and_survives_it(
    on: Stage, start: Start, settings: Settings, tmp_path: Path
) -> None:
    """The local Telegram ends the older poll with the 409; the real one may answer the newer."""
    await start()
    elsewhere = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}/elsewhere.db"})
    on.server.faults.add("409", method="getUpdates")
    fine, _, words = await one(checks.instance, elsewhere)
    assert (fine, "läuft schon woanders" in words) == (False, True)
    assert [message.text for message in await on.maria.ask("/echo da")] == ["da"]


async def test_nobody_else_is_there(settings: Settings, server: TelegramServer) -> None:
    assert (await one(checks.instance, settings))[0]
    assert server.calls["getupdates"] == 1


async def test_looking_for_another_instance_confirms_no_update(settings: Settings, on: Stage) -> None:
    on.maria.say("/echo bleibt")
    await found(checks.instance, settings)
    assert len(on.server.cloud.updates.pending) == 1


async def test_a_webhook_that_is_left_over_is_named(settings: Settings, on: Stage) -> None:
    on.server.cloud.webhook.set("http://127.0.0.1:9/weg")
    fine, hint, words = await one(checks.instance, settings)
    assert (fine, hint, "Webhook" in words) == (True, True, True)


async def test_an_address_that_telegram_cannot_reach_is_named(settings: Settings, on: Stage) -> None:
    on.server.cloud.webhook.set("http://127.0.0.1:9/weg")
    on.server.cloud.webhook.last_error = "Connection refused"
    chosen = settings.model_copy(update={"bot_mode": "webhook", "webhook_url": "http://127.0.0.1:9/weg"})
    fine, _, words = await one(checks.instance, chosen)
    assert (fine, "Connection refused" in words) == (False, True)


async def test_an_address_of_somebody_else_is_named(settings: Settings, on: Stage) -> None:
    on.server.cloud.webhook.set("http://127.0.0.1:9/fremd")
    chosen = settings.model_copy(update={"bot_mode": "webhook", "webhook_url": "http://127.0.0.1:9/hier"})
    fine, _, words = await one(checks.instance, chosen)
    assert (fine, "http://127.0.0.1:9/fremd" in words, "http://127.0.0.1:9/hier" in words) == (False, True, True)


def test_an_error_that_is_over_is_none(settings: Settings) -> None:
    """Telegram names the last one for ever."""
    chosen = settings.model_copy(update={"bot_mode": "webhook", "webhook_url": "https://a.de"})
    info = {"url": "https://a.de", "last_error_message": "x", "pending_update_count": 0, "last_error_date": 1}
    assert checks._delivery(chosen, info, runs_here=True) is None
    assert checks._delivery(chosen, info | {"pending_update_count": 3}, runs_here=True) is not None
    assert checks._delivery(chosen, info | {"last_error_date": time.time()}, runs_here=False) is not None
    assert checks._delivery(chosen, info | {"url": ""}, runs_here=True) is not None
    assert checks._delivery(chosen, info | {"url": ""}, runs_here=False) is None


async def test_without_a_token_nobody_is_asked(settings: Settings, server: TelegramServer) -> None:
    chosen = Settings.model_validate(settings.model_dump() | {"bot_token": ""})
    assert await found(checks.instance, chosen) == await found(checks.clock, chosen) == []
    assert server.calls == {}


CLOCKS = [
    pytest.param(0, True, "geht richtig", id="right"),
    pytest.param(55, True, "geht richtig", id="under a minute"),
    pytest.param(3600, False, "3.600 Sekunden vor", id="an hour ahead"),
    pytest.param(-300, False, "300 Sekunden nach", id="five minutes behind"),
]


@pytest.mark.parametrize(("off", "fine", "words"), CLOCKS)
async def test_the_clock_is_compared_with_telegrams(settings: Settings, off: int, fine: bool, words: str) -> None:
    """Its answers carry the time."""
    real = datetime.now(UTC).replace(microsecond=0)
    got = await one(checks.clock, settings, lambda: real + timedelta(seconds=off))
    rounded = got[2].replace("3.599", "3.600").replace("301", "300")
    assert (got[0], words in rounded) == (fine, True)


def test_no_answer_says_nothing_about_the_clock() -> None:
    nowhere = Settings.model_validate({"telegram_api_url": "http://127.0.0.1:9", "bot_token": "1:x"})
    assert list(checks.clock(nowhere)) == []


def test_a_damaged_file_is_found(settings: Settings) -> None:
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    assert not checks.is_damaged(file)
    content = bytearray(file.read_bytes())
    content[8192:48192] = bytes(40_000)
    file.write_bytes(content)
    assert checks.is_damaged(file)
    file.write_bytes(b"nothing but noise " * 500)
    assert checks.is_damaged(file)


def test_a_locked_file_is_not_taken_for_a_damaged_one(settings: Settings) -> None:
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN EXCLUSIVE")
        assert not checks.is_damaged(file)


async def test_where_there_is_no_file_there_is_no_damage(settings: Settings, tmp_path: Path) -> None:
    new = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}/new.db"})
    for check in (checks.private, checks.failures, checks.aside):
        assert await found(check, new) == []
    assert not (tmp_path / "new.db").exists()


def sealed(settings: Settings) -> Settings:
    """With a passphrase."""
    return Settings.model_validate(settings.model_dump() | {"backup_passphrase": "Wolle"})


def back_up(settings: Settings, at: datetime = NOW) -> None:
    """A backup of this moment."""
    engine = open_engine(settings.database_url)
    backup(engine, at, Shelf(passphrase=settings.backup_passphrase.get_secret_value(), cost=CHEAP))
    engine.dispose()


async def test_the_last_backup_is_tried_out(settings: Settings) -> None:
    chosen = sealed(settings)
    assert (await one(checks.backups, chosen))[:2] == (True, True)
    back_up(chosen)
    fine, hint, words = await one(checks.backups, chosen, lambda: NOW)
    assert (fine, hint) == (True, False)
    assert "lässt sich öffnen und ist heil" in words


async def test_an_old_backup_is_named(settings: Settings) -> None:
    chosen = sealed(settings)
    back_up(chosen)
    fine, _, words = await one(checks.backups, chosen, lambda: NOW + timedelta(days=9))
    assert (fine, "9 Tage alt" in words) == (False, True)


async def test_a_backup_that_does_not_open_is_named(settings: Settings) -> None:
    """The passphrase was changed, or the disk has a fault."""
    chosen = sealed(settings)
    back_up(chosen)
    other = Settings.model_validate(settings.model_dump() | {"backup_passphrase": "Tee"})
    assert not (await one(checks.backups, other, lambda: NOW))[0]
    (newest,) = made(open_engine(settings.database_url))
    newest.path.write_bytes(newest.path.read_bytes()[:-1])
    fine, _, words = await one(checks.backups, chosen, lambda: NOW)
    assert (fine, newest.path.name in words) == (False, True)


async def test_unsealed_backups_are_a_hint(settings: Settings) -> None:
    back_up(settings)
    plain, newest = await found(checks.backups, settings, lambda: NOW)
    assert (plain.hint, "BACKUP_PASSPHRASE=" in plain.words) == (True, True)
    assert newest.fine
    assert plain.line.startswith("· ")


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_a_server_is_the_operators_to_back_up(settings: Settings, backend: str) -> None:
    assert "pg_dump" in (await one(checks.backups, settings))[2]
    assert await found(checks.private, settings) == []
    assert (await one(checks.failures, settings))[0]


async def test_what_was_left_undone_is_counted(settings: Settings, clock: SetClock) -> None:
    assert (await one(checks.failures, settings))[2] == "Nichts ist liegen geblieben."
    engine = open_engine(settings.database_url)
    with engine.begin() as db:
        updates.bury(db, "in", "{}", "ZeroDivisionError", NOW)
        outbox.put_all(db, [NewLetter(1, "stranger", "sendMessage", "{}")], NOW, outbox.DEAD)
    engine.dispose()
    fine, _, words = await one(checks.failures, settings)
    assert (fine, words.startswith("2 Nachrichten")) == (False, True)


async def test_a_database_kept_aside_is_not_forgotten(settings: Settings) -> None:
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    aside = file.with_name(f"{file.stem}-20260504-080000-000000.aside.db")
    aside.touch()
    assert await found(checks.aside, settings) == []
    later = datetime.now(UTC) + timedelta(days=8)
    _, hint, words = await one(checks.aside, settings, lambda: later)
    assert (hint, str(aside) in words) == (True, True)


async def test_the_lock_is_free_again_afterwards(settings: Settings) -> None:
    await found(checks.instance, settings)
    engine = open_engine(settings.database_url)
    prepare(engine, NOW)
    held = lock.lock_of(engine)
    assert held.take()
    held.release()
    engine.dispose()
