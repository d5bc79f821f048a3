"""A year of daily messages: `python -m benchmarks.year --shops 20 --days 365`.

The bot as it is, with its clock, its outbox and a Bot API server on this machine, in a time that is put forward from hour to hour
and from message to message: shops in zones with and without clock changes, purchases, notes, complaints, promises, holidays;
hours and days on which the machine is off or asleep, restarts, a clock that is set back. Counts what must never happen.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select

from benchmarks.year_counts import Counts, crowded, over_limit
from benchmarks.year_life import START, TYPING, Life, Seller
from bot import results
from bot.application import Stammkunde
from bot.settings import Settings
from demo.telegram.person import Person
from demo.telegram.server import TelegramServer
from handlers import digest
from storage import shops
from storage.engine import READING, open_engine
from storage.migrate import upgrade
from storage.tables.shops import shop as shop_table

MEMORY = Path("/dev/shm")  # noqa: S108  a folder of our own in it
"""Where there is one, the database waits for no disk."""
LOOK_AGAIN_S = 0.001
PATIENCE_S = 60
EXAMPLES = 10


class Watched(Stammkunde):
    """The bot; before each look at the clock, also one that is not due, it is noted whose message has to come."""

    expect: Callable[[], None]

    async def tick(self) -> None:
        """Runs what is due now."""
        self.expect()
        await super().tick()


class SetClock:
    """A clock that stands until it is put forward."""

    def __init__(self) -> None:
        """Starts the day before the year."""
        self.now = datetime.combine(START, time(), UTC) - timedelta(days=1)

    def __call__(self) -> datetime:
        """The time."""
        return self.now


@dataclass
class Year:
    """The bot and its surroundings, and what was counted."""

    server: TelegramServer
    settings: Settings
    clock: SetClock
    sellers: dict[int, Seller]
    """By the number of the shop."""
    life: Life
    engine: Engine
    counts: Counts = field(default_factory=Counts)
    bot: Watched | None = None
    heard: int = 0
    """As far as the journal of the chats is counted."""

    async def start(self) -> None:
        """The bot is started, or started again."""
        self.bot = Watched(self.settings, self.clock, patience_s=0.01)
        self.bot.expect = self._expect
        self.server.busy = lambda: self.bot is not None and self.bot.is_busy
        await self.bot.start()
        await self._settled()

    async def stop(self) -> None:
        """The bot is stopped."""
        bot, self.bot = self.bot, None
        if bot is not None:
            await bot.stop()

    async def tick(self) -> None:
        """A minute in which something may be due."""
        if self.bot is not None:
            await self.bot.tick()
            await self._settled()

    def _expect(self) -> None:
        with self.engine.connect().execution_options(**{READING: True}) as db, db.begin():
            self.counts.tick(db, self.clock())

    async def _settled(self) -> None:
        """Everything is sent; what came is counted."""
        await self.quiet()
        news = defaultdict(list)
        for one in self.server.cloud.journal.since(self.heard):
            self.heard = one.id
            if one.by_bot and one.kind == "message" and one.message:
                news[one.chat_id].append(one.message)
        for shop, seller in self.sellers.items():
            self.counts.read(shop, seller, news[seller.person])
        if news:
            with self.engine.connect().execution_options(**{READING: True}) as db, db.begin():
                self.counts.look(db)

    async def quiet(self) -> None:
        """Returns when the bot has nothing left to do."""
        async with asyncio.timeout(PATIENCE_S):
            while not self.server.is_idle:  # noqa: ASYNC110  idle is many things
                await asyncio.sleep(LOOK_AGAIN_S)

    async def until(self, instant: datetime) -> None:
        """Puts the clock forward, from one due message to the next."""
        while (due := self._next()) is not None and due < instant:
            self.clock.now = max(due, self.clock.now)
            await self.tick()
        self.clock.now = instant
        await self.tick()

    def _next(self) -> datetime | None:
        with self.engine.connect().execution_options(**{READING: True}) as db, db.begin():
            due: datetime | None = db.scalar(select(func.min(shop_table.c.next_digest)))
        return due

    async def typed(self) -> None:
        """What the sellers type in an hour, all at once, and then the buttons they tap."""
        people = [self._says_something(seller) for seller in self.sellers.values()]
        await self.quiet()
        for person in filter(None, people):
            if label := self.life.tap():
                with suppress(LookupError):
                    person.tap_latest(label)
        await self.quiet()

    def _says_something(self, seller: Seller) -> Person | None:
        line = self.life.line(seller, self.clock().date())
        if line is None:
            return None
        person = self.server.person(seller.person, "Maria")
        person.say(line)
        return person


async def _hour(year: Year, now: datetime, what: str, lasting: timedelta) -> None:
    """An hour, or as long as the machine is off or asleep."""
    if what == "off":
        await year.stop()
        year.clock.now = now + lasting
        await year.start()
    elif what == "asleep":
        year.clock.now = now + lasting
        await year.tick()
    else:
        await year.until(now)
        await _awake(year, now, what, lasting)


async def _awake(year: Year, now: datetime, what: str, lasting: timedelta) -> None:
    if what == "restart":
        await year.stop()
        await year.start()
    if what == "set back":
        year.clock.now = now - lasting
        await year.tick()
        year.clock.now = now
    if now.hour in TYPING:
        await year.typed()
        await year.tick()


def _open_shops(engine: Engine, count: int, now: datetime) -> dict[int, Seller]:
    sellers = {}
    with engine.begin() as db:
        for seller in map(Seller, range(count)):
            shop = shops.found(db, seller.person, f"Shop {seller.number}", seller.zone, now)
            shop = shops.change(db, shop.id, digest_minute=seller.minute, digest_when_empty=True, set_up=True)
            digest.schedule(db, shop, now)
            sellers[shop.id] = seller
    return sellers


def _settings(server: TelegramServer, url: str, sellers: dict[int, Seller]) -> Settings:
    return Settings.model_validate(
        {
            "bot_token": server.token,
            "telegram_api_url": server.url,
            "seller_ids": frozenset(seller.person for seller in sellers.values()),
            "database_url": url,
            "send_per_second": 0,
            "log_level": "ERROR",
            "backup_nightly": False,
        }
    )


async def simulate(url: str, count: int, days: int, seed: int) -> str:
    """Live through the year, print the counts, and give the closing line."""
    engine, clock = open_engine(url), SetClock()
    upgrade(engine)
    sellers = _open_shops(engine, count, clock())
    results.GATHER_S = 0.0  # in this time there is nothing to wait for
    async with TelegramServer(clock=clock) as server:
        year = Year(server, _settings(server, url, sellers), clock, sellers, Life(random.Random(seed)), engine)
        for seller in sellers.values():
            server.person(seller.person, "Maria").chat.started = True
        await year.start()
        for now, what, lasting in year.life.hours(days):
            await _hour(year, now, what, lasting)
            if now.day == 1 and not now.hour:
                print(f"{now.date()}: {year.counts.came.total()} messages", flush=True)
        await year.stop()
    line = _counted(year, days)
    engine.dispose()
    return line


def _counted(year: Year, days: int) -> str:
    counts, happened = year.counts, Counter(year.life.counts)
    with year.engine.connect() as db:
        over, full = over_limit(db), crowded(db)
    for kind, waited in sorted(counts.delays.items()):
        print(f"{kind:16} {len(waited):6}   longest delay {max(waited)} days")
    examples: dict[str, Sequence[object]] = {
        "too soon": over,
        "too many": full,
        "not shown without a reason": counts.unexplained,
        "one message too many (shop, day)": counts.doubled,
        "no message (shop, day)": counts.missed,
    }
    for what, which in examples.items():
        for one in which[:EXAMPLES]:
            print(f"{what}: {one}")
    print(", ".join(f"{what}: {number} times" for what, number in happened.items()))
    return (
        f"shops={len(year.sellers)} days={days} digests={counts.came.total()} doubled={len(counts.doubled)} "
        f"missed={len(counts.missed)} over_limit={len(over)} crowded={len(full)} unexplained={len(counts.unexplained)} full_days={counts.full} "
        f"reminders={sum(map(len, counts.delays.values()))} "
        f"longest_delay_days={max(map(max, counts.delays.values()), default=0)}"
    )


def run(count: int, days: int, seed: int) -> str:
    """A year in a database that goes with it."""
    with tempfile.TemporaryDirectory(prefix="stammkunde-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        return asyncio.run(simulate(f"sqlite:///{Path(folder) / 'year.db'}", count, days, seed))


def main() -> None:
    """Read the arguments, run, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.year", description=__doc__)
    parser.add_argument("--shops", type=int, default=20)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(run(asked.shops, asked.days, asked.seed))


if __name__ == "__main__":
    main()
