"""Bots as processes of their own, against a local Bot API server in this one."""

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from demo.person import Person
from demo.server import TelegramServer

PEER = ("benchmarks.peer",)
OURS = ("bot.cli", "run")
FIRST_SELLER = 9001
NAMES = ("Anna", "Bernd", "Clara", "David", "Emma", "Felix", "Greta", "Hannes")


def sellers_of(server: TelegramServer, count: int) -> list[Person]:
    """People who may sell."""
    return [server.person(FIRST_SELLER + number, f"Maria{number}") for number in range(count)]


def environment(server: TelegramServer, folder: Path, sellers: int) -> dict[str, str]:
    """Settings of a bot on a SQLite file, without pacing."""
    ids = ",".join(str(FIRST_SELLER + number) for number in range(sellers))
    return os.environ | {
        "BOT_TOKEN": server.token,
        "TELEGRAM_API_URL": server.url,
        "SELLER_IDS": ids,
        "DATABASE_URL": f"sqlite:///{folder / 'shop.db'}",
        "SEND_PER_SECOND": "0",
        "LOG_LEVEL": "ERROR",
    }


async def launch(module: Sequence[str], env: dict[str, str]) -> Process:
    """A bot in a process of its own."""
    return await asyncio.create_subprocess_exec(sys.executable, "-m", *module, env=env)


@asynccontextmanager
async def running(module: Sequence[str], server: TelegramServer, sellers: int) -> AsyncIterator[psutil.Process]:
    """A bot on an empty database, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="stammkunde-bench-") as folder:
        process = await launch(module, environment(server, Path(folder), sellers))
        try:
            yield psutil.Process(process.pid)
        finally:
            process.terminate()
            await process.wait()


def cpu_s(process: psutil.Process) -> float:
    """Processor seconds used so far, all threads."""
    times = process.cpu_times()
    return float(times.user + times.system)
