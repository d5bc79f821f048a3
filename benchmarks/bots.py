"""Bots as processes of their own, against a local Bot API server in this one."""

import asyncio
import os
import subprocess
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from demo.telegram.person import Person
from demo.telegram.server import TelegramServer
from storage.engine import open_engine
from storage.migrate import upgrade

PEER = ("benchmarks.peer",)
OURS = ("bot.cli", "run")
FIRST_SELLER = 9001
NAMES = ("Anna", "Bernd", "Clara", "David", "Emma", "Felix", "Greta", "Hannes")


def sellers_of(server: TelegramServer, count: int) -> list[Person]:
    """People who may sell."""
    return [server.person(FIRST_SELLER + number, f"Maria{number}") for number in range(count)]


def environment(server: TelegramServer, folder: Path, sellers: int, pace: float = 0) -> dict[str, str]:
    """Settings of a bot on a SQLite file; without pacing unless it is asked for."""
    ids = ",".join(str(FIRST_SELLER + number) for number in range(sellers))
    return os.environ | {
        "BOT_TOKEN": server.token,
        "TELEGRAM_API_URL": server.url,
        "SELLER_IDS": ids,
        "DATABASE_URL": f"sqlite:///{folder / 'shop.db'}",
        "SEND_PER_SECOND": str(pace),
        "LOG_LEVEL": "ERROR",
    }


async def launch(module: Sequence[str], env: dict[str, str]) -> Process:
    """A bot in a process of its own."""
    return await asyncio.create_subprocess_exec(sys.executable, "-m", *module, env=env)


def finished(module: Sequence[str], env: dict[str, str]) -> int:
    """How such a process has ended."""
    command, silent = (sys.executable, "-m", *module), subprocess.DEVNULL
    return subprocess.run(command, env=env, stdout=silent, stderr=silent, check=False).returncode


@asynccontextmanager
async def running(module: Sequence[str], server: TelegramServer, sellers: int, pace: float = 0) -> AsyncIterator[int]:
    """The process number of a bot on a migrated, empty database, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="stammkunde-bench-") as folder:
        env = environment(server, Path(folder), sellers, pace)
        await asyncio.to_thread(_migrated, env["DATABASE_URL"])
        process = await launch(module, env)
        try:
            yield process.pid
        finally:
            process.terminate()
            await process.wait()


def _migrated(url: str) -> None:
    """The tables are made once in a bot's life, not at every start."""
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


def cpu_s(pid: int) -> float:
    """Processor seconds used so far, all threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Resident memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
