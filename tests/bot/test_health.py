"""What programs on the same machine can ask the bot."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families
from toy import SetClock, Stage, toy_app

from bot.application import Stammkunde
from bot.settings import Settings
from storage.backup import backup
from storage.outbox import DEAD, NewLetter
from tests.processes import loaded


@pytest.fixture
def backend() -> str:
    """The figures of both databases are tested with /status."""
    return "sqlite"


@pytest.fixture
async def watched(on: Stage, settings: Settings, clock: SetClock) -> AsyncIterator[Stammkunde]:
    """A running bot that can be asked."""
    bot = Stammkunde(settings.model_copy(update={"health_port": 0}), clock, toy_app(), patience_s=0.05)
    await bot.start()
    yield bot
    await bot.stop()


async def asked(bot: Stammkunde, path: str) -> tuple[int, str]:
    """Status and words of the answer."""
    assert bot._health
    address = f"http://{bot._health.port.host}:{bot._health.port.number}{path}"
    async with ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.text()


async def metrics(bot: Stammkunde) -> dict[str, float]:
    """Every figure by its name (and label)."""
    status, words = await asked(bot, "/metrics")
    assert status == 200
    samples = [sample for family in text_string_to_metric_families(words) for sample in family.samples]
    return {" ".join([sample.name, *sample.labels.values()]): sample.value for sample in samples}


async def test_all_is_well(watched: Stammkunde) -> None:
    assert watched._health
    assert watched._health.port.host == "127.0.0.1"
    status, words = await asked(watched, "/health")
    assert (status, words) == (200, '{"ok": true, "database": true, "telegram": true, "clock": true}')


async def test_a_clock_that_stands_still_is_noticed(watched: Stammkunde, clock: SetClock) -> None:
    clock.forward(minutes=4)
    status, words = await asked(watched, "/health")
    assert (status, '"clock": false' in words) == (503, True)


async def test_a_telegram_out_of_reach_is_noticed(watched: Stammkunde) -> None:
    watched._intake._answered -= 200  # type: ignore[union-attr]
    status, words = await asked(watched, "/health")
    assert (status, '"telegram": false' in words) == (503, True)


async def test_a_database_that_does_not_answer_is_noticed(watched: Stammkunde, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures that are known without it are there all the same."""

    async def broken(_: Any) -> None:
        raise OSError

    monkeypatch.setattr(watched._writer, "run", broken)
    status, words = await asked(watched, "/health")
    assert (status, '"database": false' in words) == (503, True)
    figures = await metrics(watched)
    assert figures["stammkunde_database_up"] == 0
    assert "stammkunde_database_bytes" not in figures


async def test_the_figures(watched: Stammkunde, on: Stage, clock: SetClock) -> None:
    before = await metrics(watched)
    assert (before["stammkunde_updates_total"], before["stammkunde_last_backup_timestamp_seconds"]) == (0, 0)
    await on.maria.ask("/echo da")
    await on.quiet()
    on.put(NewLetter(1, "stranger", "sendMessage", "{}"), DEAD)
    backup(watched.engine, clock())
    after = await metrics(watched)
    now = clock().timestamp()
    assert after["stammkunde_updates_total"] == 1
    assert after["stammkunde_last_update_timestamp_seconds"] == now
    assert after["stammkunde_last_backup_timestamp_seconds"] == now
    assert after["stammkunde_start_time_seconds"] == now
    assert after["stammkunde_outbox_letters dead"] == 1
    assert after["stammkunde_outbox_letters waiting"] == 0
    assert after["stammkunde_database_bytes"] > 100_000
    assert (after["stammkunde_database_up"], after["stammkunde_failed_updates"]) == (1, 0)


async def test_nobody_listens_unless_it_is_wanted(bot: Stammkunde) -> None:
    assert bot._health is None


async def test_anything_else_is_not_there(watched: Stammkunde) -> None:
    assert (await asked(watched, "/"))[0] == 404


def test_what_is_not_switched_on_is_not_loaded() -> None:
    assert loaded("bot.application", "aiohttp.web", "prometheus_client") == ["bot.application"]
    assert loaded("aiohttp.web", "prometheus_client", first=["bot.health"]) == ["aiohttp.web"]
