"""Faults between bot and Telegram: what the bot sees, and whether the message was stored."""

from datetime import timedelta
from time import monotonic

import pytest
from telegram import Bot
from telegram.error import ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from demo.telegram.faults import KINDS
from demo.telegram.person import Person
from demo.telegram.server import TelegramServer

OUTCOMES: dict[str, tuple[type[TelegramError], bool]] = {
    "429": (RetryAfter, False),
    "5xx": (NetworkError, False),
    "5xx_after": (NetworkError, True),
    "403": (Forbidden, False),
    "409": (Conflict, False),
    "html_404": (InvalidToken, False),
    "hang": (NetworkError, False),
    "cut_before": (NetworkError, False),
    "cut_after": (NetworkError, True),
    "half_body": (NetworkError, True),
    "migrate": (ChatMigrated, False),
}


@pytest.fixture(autouse=True)
def _waits_are_timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot warns until one opts in."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.mark.parametrize("kind", OUTCOMES)
async def test_a_fault_shows_the_bot_an_error(server: TelegramServer, bot: Bot, maria: Person, kind: str) -> None:
    """Some faults come after the message was stored: the bot cannot know."""
    maria.start()
    server.faults.add(kind, method="sendMessage", seconds=0.05)
    error, stored = OUTCOMES[kind]
    with pytest.raises(error):
        await bot.send_message(maria.id, "Hallo")
    assert len(server.sent_to(maria.id)) == int(stored)
    assert await bot.send_message(maria.id, "Jetzt aber")


def test_every_kind_of_fault_is_tested() -> None:
    assert set(KINDS) == {*OUTCOMES, "slow", "shuffled"}


async def test_a_slow_answer_comes_after_all(server: TelegramServer, bot: Bot, maria: Person) -> None:
    maria.start()
    server.faults.add("slow", seconds=0.2)
    started = monotonic()
    assert await bot.send_message(maria.id, "Hallo")
    assert monotonic() - started >= 0.2


async def test_a_fault_hits_its_method_as_often_as_planned(server: TelegramServer, bot: Bot, maria: Person) -> None:
    maria.start()
    fault = server.faults.add("5xx", method="sendMessage", times=2)
    assert await bot.get_me()
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(maria.id, "Hallo")
    assert await bot.send_message(maria.id, "Hallo")
    assert fault.hits == 2


async def test_the_wait_of_a_429_is_told(server: TelegramServer, bot: Bot, maria: Person) -> None:
    maria.start()
    server.faults.add("429", seconds=7)
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(maria.id, "Hallo")
    assert caught.value.retry_after == timedelta(seconds=7)


async def test_cleared_faults_are_gone(server: TelegramServer, bot: Bot) -> None:
    server.faults.add("5xx", times=99)
    server.faults.clear()
    assert await bot.get_me()


async def test_an_unknown_fault_names_the_known_ones(server: TelegramServer) -> None:
    with pytest.raises(ValueError, match="cut_after"):
        server.faults.add("Hagel")
