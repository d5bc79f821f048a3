"""Ten thousand strangers at 100 messages a second, and the seller in the middle of it: `python -m benchmarks.flood`.

The whole bot at Telegram's pace (30 messages a second), against the local Bot API server. Each stranger is a new account, so that
no limit of a single account helps. The closing line says how long the seller waited and what memory the bot took on.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from statistics import quantiles
from time import perf_counter

from benchmarks.bots import OURS, memory_mb, running, sellers_of
from demo.telegram.person import Person
from demo.telegram.server import TelegramServer

PACE = 30.0
LIMIT_S = 2.0
EVERY_S = 1.2
"""Between two lines of the seller: in one chat a bot may say about one message a second."""
PATIENCE_S = 120.0
FIRST_STRANGER = 1_000_000
FAREWELL = "p95_s={:.2f} p50_s={:.2f} worst_s={:.2f} asked={} strangers={} per_second={:.0f} memory_before_mb={:.0f} memory_after_mb={:.0f}"


async def strangers(server: TelegramServer, count: int, per_second: float) -> float:
    """Each of them writes once; gives how many a second that really were."""
    begun = perf_counter()
    for number in range(count):
        server.person(FIRST_STRANGER + number, "Fremd").say("Hallo")
        due = begun + (number + 1) / per_second
        await asyncio.sleep(max(0.0, due - perf_counter()))
    return count / (perf_counter() - begun)


async def seller(maria: Person, flooding: asyncio.Task[float]) -> list[float]:
    """How long she waited for each answer, in seconds, as long as the flood lasts."""
    waited: list[float] = []
    while not flooding.done():
        begun = perf_counter()
        await maria.ask(f"/kauf Anna {1 + len(waited) % 90},50 Wollsocken", timeout=PATIENCE_S)
        waited.append(perf_counter() - begun)
        await asyncio.sleep(max(0.0, EVERY_S - waited[-1]))
    return waited


async def measured(count: int, per_second: float) -> tuple[list[float], float, float, float]:
    """The waits, the rate, and the bot's memory before and after."""
    async with TelegramServer() as server, running(OURS, server, 1, PACE) as pid:
        (maria,) = sellers_of(server, 1)
        await maria.ask("/kauf Anna 5 Tee", timeout=PATIENCE_S)
        before = memory_mb(pid)
        flooding = asyncio.create_task(strangers(server, count, per_second))
        waited = await seller(maria, flooding)
        return waited, await flooding, before, memory_mb(pid)


def main() -> int:
    """Measure; 1 when the seller waited too long."""
    chosen = argparse.ArgumentParser(description="A flood of strangers and one seller")
    chosen.add_argument("--strangers", type=int, default=10_000)
    chosen.add_argument("--per-second", type=float, default=100.0)
    given = chosen.parse_args()
    waited, rate, before, after = asyncio.run(measured(given.strangers, given.per_second))
    p50, p95 = (quantiles(waited, n=100, method="inclusive")[at - 1] for at in (50, 95))
    print(FAREWELL.format(p95, p50, max(waited), len(waited), given.strangers, rate, before, after))
    return int(p95 > LIMIT_S)


if __name__ == "__main__":
    sys.exit(main())
