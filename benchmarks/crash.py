"""kill -9 at random moments and at every named point, under load: `python -m benchmarks.crash --kills 40 --database postgresql`.

After each death the database is compared with an undisturbed run of the same updates (benchmarks/crash_twin.py): it must equal
one of its states. At the end everything typed is booked and answered. Lost: not booked, never answered, a daily message that
never came, a message to a buyer that never came without the seller being told, or a state the undisturbed run was never in.
Doubled: booked twice, or said twice without "(evtl. doppelt)".
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import random
import signal
import socket
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from sqlalchemy import Engine, func, select

from benchmarks.bots import FIRST_SELLER, OURS, launch
from benchmarks.crash_migrations import migrations
from benchmarks.crash_restore import restores
from benchmarks.crash_script import TYPISTS, Script, open_shops, plant, sleeper
from benchmarks.crash_twin import (
    Twin,
    buyer_messages,
    differences,
    people,
    processed,
    seller_answers,
    slept,
    state_of,
)
from benchmarks.databases import KINDS, databases
from demo.telegram.server import TelegramServer
from storage import crash
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.tables.delivery import outbox

PATIENCE_S = 90.0
REST_S = 600.0
"""A letter that was refused again and again waits for minutes."""
DURING_START = 0.2
"""Share of the random kills that hit the bot while it starts."""
BY_WEBHOOK = 0.25
"""Share of the other lives in which Telegram delivers by webhook."""
TRIES = 3
"""Lives in which a point may be missed: what was typed came too late for it."""
ONCE = frozenset(
    {
        *(*crash.START, *crash.REACH, *crash.RECOVERY, *crash.END, *crash.WIPE, *crash.JOURNAL),
        *("evening.written", "evening.committed", "clean.written", "clean.committed", "checkpoint.last"),
    }
)
"""Passed once in a life, others again and again."""
WAITING = select(outbox).where(outbox.c.state.in_(("queued", "sending")))
QUEUED = select(func.count()).select_from(outbox).where(outbox.c.state.in_(("queued", "sending")))


@dataclass(slots=True)
class Verdict:
    """What went wrong, and how long it took to be there again."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    """Points that were not passed."""
    compared: int = 0
    recovery_s: float = 0.0

    def add(self, found: tuple[Sequence[str], Sequence[str]]) -> None:
        """What is missing, and what is there twice."""
        self.lost += found[0]
        self.doubled += found[1]


@dataclass
class Stage:
    """The bot's surroundings, which outlive it."""

    server: TelegramServer
    script: Script
    engine: Engine
    twin: Twin
    env: dict[str, str]
    delivered: dict[str, str]
    """The settings of a life in which Telegram delivers by webhook."""
    verdict: Verdict = field(default_factory=Verdict)
    life: int = 0

    async def live(self, point: str, times: int) -> bool:
        """One life of the bot, until it passes the point; False if it does not, and is killed."""
        plant(self.script, self.engine, point, self.life)
        mode = self.delivered if point in crash.DELIVERY else {}
        recovering = asyncio.create_task(self._recovered())
        process = await launch(OURS, self.env | mode | {crash.VARIABLE: f"{point}:{times}"})
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                if point in crash.END or point == "checkpoint.last":
                    await self._answer()
                    process.terminate()
                await process.wait()
        recovering.cancel()
        return await self._dead(process) == -signal.SIGKILL

    async def live_and_die(self) -> None:
        """One life of the bot, killed at a random moment."""
        mode = self.delivered if random.random() < BY_WEBHOOK else {}
        process = await launch(OURS, self.env | mode)
        with suppress(TimeoutError):
            async with asyncio.timeout(random.uniform(0, 1.5) if random.random() < DURING_START else PATIENCE_S):
                await self._recovered()
                await asyncio.sleep(random.uniform(0, 1))
        await self._dead(process)

    async def live_on(self) -> None:
        """A last life, in which everything is processed and said, and a stop in good order."""
        process = await launch(OURS, self.env)
        try:
            async with asyncio.timeout(REST_S):
                while not (self.server.is_idle and self._all_said()):  # noqa: ASYNC110  another process does it
                    await asyncio.sleep(0.2)
        except TimeoutError:
            self.verdict.lost += ["it never comes to rest", *self._left()]
        process.terminate()
        await process.wait()
        self.compare()

    def compare(self) -> None:
        """The database equals the state of the undisturbed run after as many updates."""
        with self.engine.connect() as db:
            done, ours = processed(db), state_of(db)
        theirs = self.twin.go_to(self.script.updates, len(done))
        in_order = [update["update_id"] for update in self.script.updates[: len(done)]]
        self.verdict.lost += ["updates are processed out of order"] * (done != in_order)
        self.verdict.lost += differences(ours, theirs)
        self.verdict.compared += 1

    def judge(self, lives: Sequence[int]) -> None:
        """Everything that was typed is booked and answered."""
        self.verdict.lost += ["an update"] * (len(self.script.updates) - self.twin.count)
        for seller, buyer in people(self.server):
            self.verdict.add(seller_answers(seller, self.twin.said[seller.id]))
            self.verdict.add(buyer_messages(buyer, seller, self.twin.said[buyer.id]))
        self.verdict.add(slept(self.server, lives))

    async def _recovered(self) -> None:
        """Notes how long it takes from now to the next message of the bot."""
        begun = perf_counter()
        await self._answer()
        self.verdict.recovery_s = max(self.verdict.recovery_s, perf_counter() - begun)

    async def _answer(self) -> None:
        """Returns with the next message of the bot."""
        journal = self.server.cloud.journal
        seen = journal.last_id
        while not any(news.by_bot for news in journal.since(seen)):
            await journal.changed()

    async def _dead(self, process: Process) -> int | None:
        with suppress(ProcessLookupError):
            process.kill()
        code = await process.wait()
        self.server.faults.clear()
        self.life += 1
        self.compare()
        return code

    def _left(self) -> list[str]:
        """The letters that wait."""
        with self.engine.connect() as db:
            return [f"a letter waits: {row.state}, {row.attempts} tries, {row.next_try}" for row in db.execute(WAITING)]

    def _all_said(self) -> bool:
        with suppress(Exception), self.engine.connect() as connection:
            return not connection.execute(QUEUED).scalar()
        return False


def points_of(kind: str) -> list[str]:
    """The points of a life on this kind of database; those of migration and restore are tried by themselves."""
    left_out = {*crash.BACKUP, *crash.RESTORE, *crash.MIGRATION}
    if kind != "sqlite":
        left_out |= set(crash.SQLITE_ONLY)
    return [point for point in crash.POINTS if point not in left_out]


def environment(server: TelegramServer, url: str, lives: int) -> dict[str, str]:
    """Settings of a bot with the shops of those who type and of those who only sleep and read."""
    ids = [FIRST_SELLER + number for number in range(TYPISTS)] + [sleeper(number) for number in range(lives)]
    return os.environ | {
        "BOT_TOKEN": server.token,
        "TELEGRAM_API_URL": server.url,
        "SELLER_IDS": ",".join(map(str, ids)),
        "DATABASE_URL": url,
        "SEND_PER_SECOND": "0",
        "LOG_LEVEL": "CRITICAL",
    }


def by_webhook() -> dict[str, str]:
    """Settings of a bot that Telegram delivers to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {"BOT_MODE": "webhook", "WEBHOOK_URL": f"http://127.0.0.1:{port}/", "WEBHOOK_PORT": str(port)}


def opened(url: str, lives: int) -> Engine:
    """A migrated database with open shops."""
    engine = open_engine(url)
    upgrade(engine)
    open_shops(engine, lives)
    return engine


async def lives(stage: Stage, points: Sequence[str], kills: int) -> list[int]:
    """All lives of the bot; gives those in which a message of the morning or the evening was due."""
    acts = ["" for _ in range(kills)] + list(points)
    random.shuffle(acts)
    due = []
    for point in acts:
        if not point:
            await stage.live_and_die()
            continue
        for _ in range(TRIES):
            if point.startswith(("digest.", "evening.")):
                due.append(stage.life)
            if await stage.live(point, 1 if point in ONCE else random.randint(1, 3)):
                break
        else:
            stage.verdict.missed.append(point)
    return due


async def crashed(url: str, points: Sequence[str], kills: int, per_second: float, seed: int) -> Stage:
    """The bot killed as often as that, with people typing all the time, and what came of it."""
    most = kills + TRIES * len(points)
    with tempfile.TemporaryDirectory(prefix="stammkunde-twin-") as folder:
        engine, twin = opened(url, most), opened(f"sqlite:///{Path(folder) / 'twin.db'}", most)
        async with TelegramServer() as server:
            name = server.cloud.bot.username or ""
            env = environment(server, url, most)
            stage = Stage(server, Script(server, seed), engine, Twin(twin, name), env, by_webhook())
            typing = asyncio.create_task(stage.script.type_on(per_second))
            due = await lives(stage, points, kills)
            stage.script.going = False
            await typing
            await stage.live_on()
            stage.judge(due)
        engine.dispose()
        twin.dispose()
    return stage


@contextmanager
def on(database: str) -> Iterator[tuple[str, str, str]]:
    """The kind of the database, its URL, and the URL of one more that is empty."""
    if database not in KINDS:
        yield database.partition(":")[0], database, ""
        return
    with databases(database) as create:
        yield database, create("shop"), create("old")


def closing(kills: int, stage: Stage) -> str:
    """Prints what went wrong, if anything; gives the line for machines."""
    verdict = stage.verdict
    for words in (*verdict.lost[:20], *verdict.doubled[:20]):
        print(words.replace("\n", " | "))
    print(f"states compared: {verdict.compared}; points not passed: {', '.join(verdict.missed) or 'none'}")
    counted = f"kills={kills} sent={len(stage.script.updates)} lost={len(verdict.lost)}"
    return f"{counted} doubled={len(verdict.doubled)} recovery_s={verdict.recovery_s:.1f}"


def main() -> None:
    """Prints what went wrong, if anything, and the closing line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=40, help="at random moments, besides once at each named point")
    parser.add_argument("--database", default="sqlite", help="sqlite, postgresql, or the URL of an empty database")
    parser.add_argument("--per-second", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--points", nargs="*", default=None, help="these named points only")
    chosen = parser.parse_args()
    random.seed(chosen.seed)
    logging.disable()
    with on(chosen.database) as (kind, url, empty):
        points = points_of(kind) if chosen.points is None else chosen.points
        interrupted = migrations(kind, empty) + restores(kind) if empty and chosen.points is None else []
        stage = asyncio.run(crashed(url, points, chosen.kills, chosen.per_second, chosen.seed))
    stage.verdict.lost += [failure for _, failure in interrupted if failure]
    line = closing(chosen.kills + len(points) + len(interrupted), stage)
    print(line)
    sys.exit(bool(stage.verdict.lost or stage.verdict.doubled or stage.verdict.missed))


if __name__ == "__main__":
    main()
