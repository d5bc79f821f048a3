"""A running bot against the local Bot API server, and people who write to it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine
from toy import BUYER_ID, SELLER, SetClock, Stage, Start, toy_app

from bot.application import Stammkunde
from bot.settings import Settings
from demo.telegram.server import TelegramServer
from storage.engine import open_engine


@pytest.fixture
def engine(private_engine: Engine) -> Engine:
    """A database of the test's own, which it may fill up, break and wait for."""
    return private_engine


@pytest.fixture
def clock() -> SetClock:
    """The bot's clock."""
    return SetClock()


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    """The local Bot API server."""
    async with TelegramServer() as server:
        yield server


@pytest.fixture
def settings(server: TelegramServer, database_url: str) -> Settings:
    """Settings of a bot on a fresh database, without pacing."""
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        bot_token=SecretStr(server.token),
        seller_ids=frozenset({SELLER}),
        database_url=database_url,
        telegram_api_url=server.url,
        send_per_second=0,
    )


@pytest.fixture
async def start(server: TelegramServer, settings: Settings, clock: SetClock) -> AsyncIterator[Start]:
    """Starts a bot; called again, one more on the same database."""
    async with AsyncExitStack() as bots:

        async def start() -> Stammkunde:
            bot = Stammkunde(settings, clock, toy_app(), patience_s=0.05)
            bots.push_async_callback(bot.stop)
            await bot.start()
            server.busy = lambda: bot.is_busy
            return bot

        yield start


@pytest.fixture
def on(server: TelegramServer, clock: SetClock, settings: Settings, start: Start) -> Iterator[Stage]:
    """Everything but the bot, which a test starts itself or takes as a fixture."""
    store = open_engine(settings.database_url)
    yield Stage(server, clock, store, server.person(SELLER, "Maria"), server.person(BUYER_ID, "Anna"), start)
    store.dispose()


@pytest.fixture
async def bot(start: Start) -> Stammkunde:
    """A running bot."""
    return await start()
