"""The try-out: the bot as it is, a local Bot API server, an example shop, and two phones or a terminal."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from socket import SO_REUSEADDR, SOL_SOCKET, socket

from bot.application import Stammkunde, prepare
from bot.settings import Settings
from demo import example_shop
from demo.clock import DemoClock
from demo.telegram.person import Person
from demo.telegram.server import TelegramServer
from demo.terminal import play, typed_lines
from demo.web import DemoPage
from handlers import digest
from messages_de import plain
from storage.engine import open_engine
from storage.prepared import PreparedConnection

SELLER_ID, BUYER_ID = 4_900_001, 4_900_002
TOKEN = "4900000:try-out"  # noqa: S105  (opens nothing but the local server)
PORT = 8765
PATIENCE_S = 30
"""A week of daily messages is paced like any other."""


@dataclass(slots=True)
class Stage:
    """Everything the try-out consists of, running."""

    server: TelegramServer
    bot: Stammkunde
    clock: DemoClock
    seller: Person
    buyer: Person

    async def put_clock_forward(self, step: str) -> None:
        """The clock jumps ("next_morning", "day", "week"), and the bot looks at it."""
        for _ in self.clock.jumps(step):
            await self.bot.tick()
        await self.server.wait_until_idle(timeout=PATIENCE_S)


@asynccontextmanager
async def stage(folder: Path, clock: DemoClock | None = None) -> AsyncIterator[Stage]:
    """The try-out with its own database in `folder`; everything ends with it."""
    clock = clock or DemoClock()
    server = TelegramServer(token=TOKEN, clock=clock)
    async with server:
        seller = server.person(SELLER_ID, plain("example.seller"))
        buyer = server.person(BUYER_ID, plain("example.buyer"))
        settings = _settings(server.url, folder)
        _fill(settings, clock())
        bot = Stammkunde(settings, clock=clock)
        server.busy = lambda: bot.is_busy
        await bot.start()
        try:
            yield Stage(server, bot, clock, seller, buyer)
        finally:
            await bot.stop()


def _settings(url: str, folder: Path) -> Settings:
    """Nothing from the environment or a `.env` gets into the try-out."""
    return Settings.model_validate(
        {
            "bot_token": TOKEN,
            "seller_ids": frozenset({SELLER_ID}),
            "database_url": f"sqlite:///{folder / 'try-out.db'}",
            "telegram_api_url": url,
            "log_level": "WARNING",
            "backup_nightly": False,
        }
    )


def _fill(settings: Settings, now: datetime) -> None:
    engine = open_engine(settings.database_url)
    prepare(engine, now)
    with PreparedConnection(engine) as db, db.begin():
        digest.schedule(db, example_shop.found(db, SELLER_ID, now), now)
    engine.dispose()


def free_port(wanted: int = PORT) -> int:
    """The port people know, or any other when something else uses it."""
    with socket() as probe:
        probe.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return 0
    return wanted


async def two_phones(folder: Path) -> None:
    """Open the page and stay until Ctrl+C."""
    async with (
        stage(folder) as on,
        DemoPage(on.server, on.seller, on.buyer, on.put_clock_forward, port=free_port()) as page,
    ):
        on.seller.say("/start")
        print(plain("tryout.open", url=page.url), flush=True)
        await asyncio.to_thread(webbrowser.open, page.url)
        await asyncio.Event().wait()


async def terminal(folder: Path) -> None:
    """Read what is typed until the input ends."""
    async with stage(folder) as on:
        on.seller.chat.started = True
        await play(on.server, on.seller, on.buyer, on.put_clock_forward, typed_lines(sys.stdin), sys.stdout)


def main(*, in_terminal: bool = False) -> int:
    """Run the try-out; the database goes with it."""
    with tempfile.TemporaryDirectory(prefix="stammkunde-") as folder:
        try:
            asyncio.run(terminal(Path(folder)) if in_terminal else two_phones(Path(folder)))
        except KeyboardInterrupt:
            print(plain("tryout.bye"))
    return 0
