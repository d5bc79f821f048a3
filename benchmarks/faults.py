"""Random scripts of faults against the whole bot: `python -m benchmarks.faults --scripts 500 --seed 1`.

Each script (see demo/telegram/script.py) plays while two sellers and their buyers write, tap and block; the clock is put forward
until nothing is left to be said. Then the promise is checked: what was typed is booked once, a seller has read each answer, a
repeat only with its mark, a buyer has read each message once at most and his seller knows of the others, and the bot answers.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select

from benchmarks.crash_script import agree
from benchmarks.faults_promise import Heard, Told, broken_promises
from bot import results
from bot.application import Stammkunde
from bot.settings import Settings
from demo.telegram.chats import Message
from demo.telegram.person import Person
from demo.telegram.server import TelegramServer
from storage import buyers, shops
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.tables.delivery import outbox

SENDING = ("sendMessage", "sendMessage", "sendMessage", "sendPhoto", "editMessageText", "answerCallbackQuery", "*")
KINDS = (
    "429",
    "5xx",
    "5xx_after",
    "403",
    "html_404",
    "hang",
    "slow",
    "cut_before",
    "cut_after",
    "half_body",
    "migrate",
)
OF_POLLS = ("429", "5xx", "html_404", "hang", "cut_before", "cut_after", "half_body", "shuffled", "409")
SHOPS, TYPED, MOST_LINES = 2, 14, 6
FIRST = 50_000
BUYER = "Anna"
MEMORY = Path("/dev/shm")  # noqa: S108  a folder of our own in it
READ_S = 0.12
"""The bot's patience for an answer; shorter than the longest silence of a script."""
STEP = timedelta(seconds=400)
MOST_STEPS = 40
PATIENCE_S = 30.0
SHOWN_EVERY = 50
PENDING = select(func.count()).select_from(outbox).where(outbox.c.state.in_(("queued", "sending")))


def script(chance: random.Random) -> str:
    """A few lines."""
    return "\n".join(_line(chance) for _ in range(chance.randint(1, MOST_LINES)))


def _line(chance: random.Random) -> str:
    pick = chance.random()
    after = f" after {chance.randint(1, 8)}" if chance.random() < 0.6 else ""
    times = f"x{chance.randint(1, 3)}"
    if pick < 0.1:
        return f"updates again x{chance.randint(1, 30)}"
    if pick < 0.4:
        return f"getUpdates {chance.choice(OF_POLLS)} {times} 0.1s{after}"
    seconds = chance.choice(("0.05s", "0.2s", "7s"))
    kind = chance.choice(KINDS)
    if kind in {"hang", "slow"} and seconds == "7s":
        seconds = "0.2s"
    return f"{chance.choice(SENDING)} {kind} {times} {seconds}{after}"


class SetClock:
    """A clock that stands until it is put forward."""

    def __init__(self) -> None:
        """Starts in the morning, before the daily message."""
        self.now = datetime(2026, 5, 4, 6, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time."""
        return self.now


@dataclass
class Shop:
    """A seller, her linked buyer, and what was typed."""

    seller: Person
    buyer: Person
    typed: list[int] = field(default_factory=list)
    taps: int = 0


@dataclass
class World:
    """The bot and everything around it; it outlives a script."""

    server: TelegramServer
    settings: Settings
    engine: Engine
    clock: SetClock = field(default_factory=SetClock)
    bot: Stammkunde | None = None
    number: int = 0

    async def start(self) -> None:
        """The bot is started, if it does not run."""
        if self.bot is None:
            self.bot = Stammkunde(self.settings, self.clock, patience_s=0.005, read_s=READ_S)
            self.server.busy = lambda: self.bot is not None and self.bot.is_busy
            await self.bot.start()

    async def stop(self) -> None:
        """The bot is stopped."""
        bot, self.bot = self.bot, None
        if bot is not None:
            await bot.stop()

    async def play(self, lines: str, chance: random.Random) -> list[str]:
        """One script; what was not kept of the promise."""
        self.clock.now += timedelta(days=1) - (self.clock.now - datetime(2026, 5, 4, 6, 30, tzinfo=UTC)) % timedelta(
            days=1
        )
        people = [self._opened(shop) for shop in range(SHOPS)]
        if chance.random() < 0.2:
            await self.stop()
        faults = self.server.play(lines)
        await self.start()
        for _ in range(TYPED):
            self._type(chance.choice(people), chance)
            await asyncio.sleep(chance.choice((0, 0, 0.002, 0.01)))
        await self._live_on()
        gone = {chat for fault in faults for chat in fault.chats}
        told = [Told(shop.seller.id, shop.buyer.id, tuple(shop.typed)) for shop in people]
        heard = [Heard(one.seller.messages, one.buyer.messages) for one in people]
        with self.engine.connect() as db:
            broken = [
                words for one, what in zip(told, heard, strict=True) for words in broken_promises(db, one, what, gone)
            ]
        return broken + [words for shop in people if (words := await self._silent(shop))]

    def _opened(self, shop: int) -> Shop:
        """A new shop."""
        seller = FIRST + self.number
        self.number += 1
        with self.engine.begin() as db:
            row = shops.found(db, seller, "Wolle", "Europe/Berlin", self.clock())
            shops.change(db, row.id, set_up=True, surprise_budget=0, digest_when_empty=True)
            shops.change(db, row.id, next_digest=self.clock() + timedelta(minutes=30))
            anna = buyers.create(db, row.id, BUYER, self.clock())
            agree(db, row.id, anna, 2 * FIRST + seller, self.clock())
        people = Shop(self.server.person(seller, f"Maria{shop}"), self.server.person(2 * FIRST + seller, BUYER))
        people.seller.chat.started = people.buyer.chat.started = True
        return people

    def _type(self, shop: Shop, chance: random.Random) -> None:
        """A purchase, a picture, or a tap, perhaps a double one."""
        pick = chance.random()
        if pick < 0.1:
            shop.seller.say(f"/punkte {BUYER}")
        elif pick < 0.25 and (message := _with_button(shop.seller)):
            for _ in range(chance.choice((1, 1, 2, 3))):
                shop.seller.tap(message, 0)
        elif pick < 0.3:
            (shop.buyer.block if not shop.buyer.chat.blocked else shop.buyer.unblock)()
        else:
            number = 1000 * self.number + len(shop.typed)
            shop.typed.append(number)
            shop.seller.say(f"/kauf {chance.choice((BUYER, 'Clara'))} {1 + len(shop.typed)},50 Nr{number}")

    async def _live_on(self) -> None:
        """Time passes until everything is said, and no fault is left; what does not come to pass is taken away."""
        for step in range(MOST_STEPS):
            await self._quiet()
            if step > MOST_STEPS // 2:
                self.server.faults.clear()
            if not self.server.faults.planned and not self._pending():
                return
            if step > 2:
                self.server.faults.planned = [fault for fault in self.server.faults.planned if not fault.after]
            self.clock.now += STEP
            if self.bot is not None:
                await self.bot.tick()

    async def _quiet(self) -> None:
        """Nothing happens any more; a bot that took itself for the second instance is started again, as a service would do."""
        async with asyncio.timeout(PATIENCE_S):
            while not self.server.is_idle:
                if self.bot is not None and self.bot.exit_code is not None:
                    await self.stop()
                    await self.start()
                await asyncio.sleep(0.002)

    def _pending(self) -> bool:
        with self.engine.connect() as db:
            return bool(db.execute(PENDING).scalar())

    async def _silent(self, shop: Shop) -> str:
        """Asks for something; says so when nothing comes."""
        self.server.faults.clear()
        try:
            await shop.seller.ask("/hilfe", timeout=PATIENCE_S)
        except TimeoutError:
            return f"{shop.seller.id} gets no answer any more"
        return ""


def _with_button(person: Person) -> Message | None:
    return next((message for message in reversed(person.messages) if message.buttons), None)


async def played(url: str, seeds: Sequence[int]) -> list[tuple[int, str, list[str]]]:
    """All scripts: the seed, the script, and what was broken by it."""
    engine = open_engine(url)
    upgrade(engine)
    results.GATHER_S = 0.0  # in this time there is nothing to wait for
    async with TelegramServer() as server:
        sellers = range(FIRST, FIRST + SHOPS * len(seeds))
        world = World(server, _settings(server, url, sellers), engine)
        found = []
        for seed in seeds:
            found.append((seed, *await _one(world, random.Random(seed))))
            _show(*found[-1])
        await world.stop()
    engine.dispose()
    return found


def _show(seed: int, lines: str, broken: Sequence[str]) -> None:
    if broken:
        print(f"--- script {seed}\n{lines}\n" + "\n".join(f"  {words}" for words in broken), flush=True)
    elif seed % SHOWN_EVERY == 0:
        print(f"up to script {seed}", flush=True)


async def _one(world: World, chance: random.Random) -> tuple[str, list[str]]:
    lines = script(chance)
    random.seed(chance.random())
    try:
        return lines, await world.play(lines, chance)
    except TimeoutError:
        world.server.faults.clear()
        await world.stop()
        return lines, ["it never comes to rest"]


def _settings(server: TelegramServer, url: str, sellers: Sequence[int]) -> Settings:
    return Settings.model_validate(
        {
            "bot_token": server.token,
            "telegram_api_url": server.url,
            "seller_ids": frozenset(sellers),
            "database_url": url,
            "send_per_second": 0,
        }
    )


def run(seeds: Sequence[int]) -> Iterator[tuple[int, str, list[str]]]:
    """The scripts that broke a promise, in a database that goes with it."""
    with tempfile.TemporaryDirectory(prefix="stammkunde-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        found = asyncio.run(played(f"sqlite:///{Path(folder) / 'faults.db'}", seeds))
    return (one for one in found if one[2])


def main() -> None:
    """Prints each script that broke a promise, and the closing line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--scripts", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1, help="of the first script; the others follow")
    asked = parser.parse_args()
    logging.disable()
    found = list(run(range(asked.seed, asked.seed + asked.scripts)))
    print(f"scripts={asked.scripts} broken={len(found)}")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
