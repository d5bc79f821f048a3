"""kill -9 at random moments under load, then compare what was typed with what is stored: `python -m benchmarks.crash`.

Lost: typed, but not booked or never answered. Doubled: booked twice, or answered twice without "(evtl. doppelt)".
"""

import argparse
import asyncio
import random
import re
import tempfile
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from sqlalchemy import text

from benchmarks.bots import NAMES, OURS, environment, launch, sellers_of
from demo.telegram.person import Person
from demo.telegram.server import TelegramServer
from storage.engine import open_engine

SELLERS = 8
NUMBER = re.compile(r"Nr(\d+)")
MARK = "(evtl. doppelt)"
DURING_START = 0.2
"""Share of the kills that hit the bot while it starts."""


@dataclass(slots=True)
class Typed:
    """What was typed so far, and who goes on typing."""

    people: Sequence[Person]
    count: int = 0
    going: bool = True

    async def type_on(self, per_second: float) -> None:
        """Purchases at a steady rate, the bot running or not."""
        while self.going:
            person = random.choice(self.people)
            self.count += 1
            person.say(f"/kauf {random.choice(NAMES)} {1 + self.count % 80},50 Nr{self.count}")
            await asyncio.sleep(1 / per_second)


@dataclass(slots=True)
class Verdict:
    """The comparison at the end."""

    sent: int
    lost: list[int] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)
    marked: int = 0


async def next_answer(server: TelegramServer) -> None:
    """Returns with the next message of the bot."""
    seen = server.cloud.journal.last_id
    while not any(news.by_bot for news in server.cloud.journal.since(seen)):
        await server.cloud.journal.changed()


async def live_and_die(server: TelegramServer, env: dict[str, str]) -> float | None:
    """One life of the bot; seconds until its first answer, if it got that far."""
    begun = perf_counter()
    process = await launch(OURS, env)
    took = None
    with suppress(TimeoutError):
        async with asyncio.timeout(random.uniform(0, 1.5) if random.random() < DURING_START else 30):
            await next_answer(server)
            took = perf_counter() - begun
            await asyncio.sleep(random.uniform(0, 1))
    process.kill()
    await process.wait()
    return took


async def last_life(server: TelegramServer, env: dict[str, str], database: str, patience_s: float = 120) -> None:
    """A last start, and patience until everything is processed and said."""
    process = await launch(OURS, env)
    engine = open_engine(database)
    async with asyncio.timeout(patience_s):
        while not (server.is_idle and _is_empty(engine, "outbox")):  # noqa: ASYNC110  another process empties it
            await asyncio.sleep(0.2)
    engine.dispose()
    await _end(process)


async def _end(process: Process) -> None:
    process.terminate()
    await process.wait()


def _is_empty(engine: object, table: str) -> bool:
    with suppress(Exception), engine.connect() as connection:  # type: ignore[attr-defined]
        return not connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()  # noqa: S608
    return False


def booked(database: str) -> Counter[int]:
    """How often each typed purchase is stored."""
    engine = open_engine(database)
    with engine.connect() as connection:
        items = connection.execute(text("SELECT item FROM purchase")).scalars().all()
    engine.dispose()
    return Counter(int(found[1]) for item in items if (found := NUMBER.search(item)))


def answered(people: Sequence[Person]) -> tuple[Counter[int], int]:
    """How often each typed purchase was answered without a mark, and how many answers are marked."""
    said = [message.text for person in people for message in person.messages if message.sender.is_bot]
    marked = [words for words in said if MARK in words]
    plain = [words for words in said if MARK not in words]
    return Counter(int(found[1]) for words in plain if (found := NUMBER.search(words))), len(marked)


def compare(typed: Typed, database: str) -> Verdict:
    """What is missing and what is there twice."""
    stored = booked(database)
    said, marked = answered(typed.people)
    heard = {int(n[1]) for p in typed.people for m in p.messages if m.sender.is_bot and (n := NUMBER.search(m.text))}
    numbers = range(1, typed.count + 1)
    lost = [number for number in numbers if not stored[number] or number not in heard]
    doubled = [number for number in numbers if stored[number] > 1 or said[number] > 1]
    return Verdict(typed.count, lost, doubled, marked)


async def crash(kills: int, per_second: float) -> str:
    """All lives of the bot; the closing line."""
    with tempfile.TemporaryDirectory(prefix="stammkunde-crash-") as folder:
        async with TelegramServer() as server:
            env = environment(server, Path(folder), SELLERS) | {"LOG_LEVEL": "CRITICAL"}
            typed = Typed(sellers_of(server, SELLERS))
            typing = asyncio.create_task(typed.type_on(per_second))
            starts = [await live_and_die(server, env) for _ in range(kills)]
            typed.going = False
            await typing
            await last_life(server, env, env["DATABASE_URL"])
            verdict = compare(typed, env["DATABASE_URL"])
    print(f"marked={verdict.marked} lost: {verdict.lost[:20]} doubled: {verdict.doubled[:20]}")
    recovery = max((took for took in starts if took is not None), default=0.0)
    counted = f"kills={kills} sent={verdict.sent} lost={len(verdict.lost)} doubled={len(verdict.doubled)}"
    return f"{counted} recovery_s={recovery:.1f}"


def main() -> None:
    """Prints what went wrong, if anything, and the closing line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--per-second", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=None)
    chosen = parser.parse_args()
    random.seed(chosen.seed)
    print(asyncio.run(crash(chosen.kills, chosen.per_second)))


if __name__ == "__main__":
    main()
