"""The whole bot: started, stopped, killed, migrated."""

import asyncio
import json
import re
import signal
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from toy import Stage, environment, texts

from bot import guard, outcomes
from bot.application import SECOND_INSTANCE, STOPPED, Stammkunde
from bot.prepare import prepare
from bot.settings import Settings
from storage.engine import open_engine
from storage.migrate import NewerSchemaError
from storage.outbox import SENDING, NewLetter
from tests.processes import Forked

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
"""For what a process does that does not depend on the kind of database; kills on PostgreSQL: tests/benchmarks/test_crash.py."""


async def test_a_message_an_edit_a_notice(bot: Stammkunde, on: Stage) -> None:
    """The way of one message, through everything."""
    (answer,) = await on.maria.ask("/echo Hallo")
    assert (answer.text, answer.labels) == ("Hallo", ["Ändern", "Hinweis"])
    assert await on.maria.toast(on.maria.tap(answer, "Hinweis")) == "Hallo"
    on.maria.tap(answer, "Ändern")
    assert [message.text for message in await on.maria.answers()] == ["geändert: Hallo"]


async def test_it_starts_without_telegram_and_goes_on_when_it_is_there(on: Stage) -> None:
    """A laptop that boots before its network."""
    planned = on.server.faults.add("html_404", method="getMe", times=2)
    await on.start()
    assert planned.hits == 2
    assert [message.text for message in await on.maria.ask("/echo da")] == ["da"]


async def test_a_webhook_of_former_times_is_removed(on: Stage) -> None:
    on.server.cloud.webhook.set("http://127.0.0.1:9/weg")
    await on.start()
    assert [message.text for message in await on.maria.ask("/echo da")] == ["da"]


async def test_a_broken_feature_is_told_in_friendly_words(bot: Stammkunde, on: Stage) -> None:
    (answer,) = await on.maria.ask("/broken")
    assert "schiefgegangen" in answer.text
    assert [message.text for message in await on.maria.ask("/echo weiter")] == ["weiter"]


async def test_the_command_menu_is_set(bot: Stammkunde, on: Stage) -> None:
    await on.maria.ask("/menu")
    await on.quiet()
    assert {command["command"] for command in on.server.cloud.menu(on.maria.id)} >= {"kauf", "notiz"}


async def test_somebody_who_blocks_the_bot_hears_nothing_until_he_returns(bot: Stammkunde, on: Stage) -> None:
    on.open_shop()
    on.maria.block()
    await on.quiet()
    assert not on.rows("seller")[0]["reachable"]
    assert [message.text for message in await on.maria.ask("/echo wieder da")] == ["wieder da"]
    assert on.rows("seller")[0]["reachable"]


async def test_a_newer_database_is_not_touched(on: Stage) -> None:
    with on.store.begin() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerSchemaError):
        await on.start()


async def test_stopping_twice_is_no_error(on: Stage) -> None:
    bot = await on.start()
    await bot.stop()
    await bot.stop()


@on_sqlite
async def test_a_signal_stops_it_in_good_order(on: Stage, settings: Settings) -> None:
    """`stammkunde run` as the service starts it."""
    command, pipe = (sys.executable, "-m", "bot.cli", "run"), asyncio.subprocess.PIPE
    running = await asyncio.create_subprocess_exec(*command, env=environment(settings), stderr=pipe)
    await on.maria.ask("/hilfe", timeout=20)
    await on.server.wait_until_idle()
    running.send_signal(signal.SIGTERM)
    _, errors = await asyncio.wait_for(running.communicate(), 10)
    assert running.returncode == STOPPED
    assert b"Traceback" not in errors
    assert on.rows("outbox") == []
    started, stopped = [line.partition(": ")[2] for line in errors.decode().splitlines() if " bot.application" in line]
    assert re.fullmatch(r"Stammkunde \S+ runs: (sqlite|postgresql), 1 shop, polling", started)
    assert stopped == "Stammkunde has stopped"


@on_sqlite
async def test_a_second_process_stops_on_the_same_database_and_makes_the_first_one_stop_on_another(
    on: Stage, settings: Settings, tmp_path: Path
) -> None:
    """What the first one is sending is not in doubt, so nobody reads it twice."""
    first = Forked(["run"], environment(settings), tmp_path / "first.txt")
    await on.maria.ask("/hilfe", timeout=20)
    payload = json.dumps({"chat_id": on.maria.id, "text": "unterwegs"})
    on.put(NewLetter(on.maria.id, "seller", "sendMessage", payload), SENDING)
    second = Forked(["run"], environment(settings), tmp_path / "second.txt")
    assert await asyncio.wait_for(second.wait(), 20) == SECOND_INSTANCE
    assert "läuft schon" in second.errors.read_text()
    assert [row["state"] for row in on.rows("outbox")] == [SENDING]
    await on.maria.ask("/hilfe", timeout=20)
    await _started_elsewhere(on, settings, tmp_path, first)


async def _started_elsewhere(on: Stage, settings: Settings, tmp_path: Path, first: Forked) -> None:
    """The first one stops, with words for the operator and an exit code for the service that watches it."""
    elsewhere = f"sqlite:///{tmp_path}/elsewhere.db"
    second = Forked(["run"], environment(settings.model_copy(update={"database_url": elsewhere})))
    assert await asyncio.wait_for(first.wait(), 40) == SECOND_INSTANCE
    assert "läuft schon woanders" in first.errors.read_text()
    await on.maria.ask("/hilfe", timeout=20)
    second.terminate()
    await second.wait()


async def test_who_loses_the_database_to_another_process_stops(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the exit code of a second instance."""
    bot = await on.start()
    assert bot.exit_code is None
    monkeypatch.setattr(bot._lock, "keep", lambda: False)
    bot._guard = [bot._go(guard.keep(bot._lock, 0.01))]
    await asyncio.wait(bot._guard, timeout=5)
    assert bot.exit_code == SECOND_INSTANCE


async def test_two_at_once_on_one_database_say_nothing_twice(on: Stage) -> None:
    """A lock that is lost is noticed late. Meanwhile the other one finds what this one is sending, and takes it for in doubt."""
    bot = await on.start()
    on.open_shop()
    on.server.play("sendMessage slow x2 0.4s")
    on.maria.say("/buyer Angebot")
    async with asyncio.timeout(5):
        while len(on.rows("outbox")) != 2 or any(row["state"] != SENDING for row in on.rows("outbox")):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    with on.store.begin() as db:
        outcomes.recover(db, on.clock())
    await on.quiet()
    await on.later(bot, 60)
    assert texts(on.anna) == ["Angebot"]
    assert texts(on.maria).count("ist unterwegs") == 1
    assert any("Unklar" in words for words in texts(on.maria))


@on_sqlite
async def test_kill_nine_loses_nothing(on: Stage, settings: Settings) -> None:
    """Killed in the middle of fifty messages: afterwards each is answered, and no booking is there twice."""
    killed = Forked(["run"], environment(settings))
    await on.maria.ask("/hilfe", timeout=20)
    for number in range(50):
        on.maria.say(f"/kauf Anna {number + 1} Nr{number}")
    await on.maria.answers(5, timeout=10)
    killed.kill()
    await killed.wait()
    again = Forked(["run"], environment(settings))
    async with asyncio.timeout(30):
        while len({words.split("Nr")[1].split()[0] for words in texts(on.maria) if "Nr" in words}) < 50:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    again.terminate()
    await again.wait()
    assert sorted(row["item"] for row in on.rows("purchase")) == sorted(f"Nr{number}" for number in range(50))


def test_the_folder_of_the_database_is_made_for_its_owner_only(tmp_path: Path, clock: object) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/data/shop.db")
    assert prepare(engine, clock()) is True  # type: ignore[operator]
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    engine.dispose()
