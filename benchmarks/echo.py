"""/kauf, durable and safe against redelivery, against a bare echo bot: `python -m benchmarks.echo`.

Both against the same local Bot API server in this process, by turns, medians of the repetitions.
"""

import argparse
import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

from benchmarks.bots import NAMES, OURS, PEER, cpu_s, memory_mb, running, sellers_of
from demo.telegram.person import Person
from demo.telegram.server import TelegramServer

SELLERS = 20
PATIENCE_S = 60


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of one bot: processor milliseconds an update, updates a second, latencies in milliseconds at 50/s."""

    cpu_ms: float
    rate: float
    p50: float
    p99: float
    start_s: float
    memory_mb: float


def line(number: int, person: Person) -> str:
    """What a seller types."""
    return f"/kauf {NAMES[(number + person.id) % len(NAMES)]} {1 + number % 90},50 Wollsocken"


async def all_answered(people: Sequence[Person], count: int) -> None:
    """Returns when each of the people has read that many answers."""
    await asyncio.gather(*(person.answers(count, timeout=120) for person in people))


async def flood(people: Sequence[Person], each: int) -> None:
    """Everybody types everything at once; returns when all is answered."""
    for person in people:
        for number in range(each):
            person.say(line(number, person))
    await all_answered(people, each)


async def latency_ms(person: Person, words: str, since: int, nth: int) -> float:
    """From typing to reading the answer to it: the `nth` in this chat `since` then.

    Whoever types again before he has read counts what is open as read; here every answer is one to a line of its own.
    """
    begun = perf_counter()
    person.say(words)
    async with asyncio.timeout(PATIENCE_S):
        while sum(one.is_answer for one in person.cloud.journal.since(since, person.id)) < nth:
            await person.cloud.journal.changed(person.id)
    return 1000 * (perf_counter() - begun)


async def paced(people: Sequence[Person], count: int, per_second: float) -> list[float]:
    """Messages at a steady rate, each from the next person, whether or not the one before is answered."""
    tasks, since, begun = [], people[0].cloud.journal.last_id, perf_counter()
    for number in range(count):
        await asyncio.sleep(begun + number / per_second - perf_counter())
        turn, place = divmod(number, len(people))
        person = people[place]
        tasks.append(asyncio.create_task(latency_ms(person, line(number, person), since, turn + 1)))
    return list(await asyncio.gather(*tasks))


async def measure(module: Sequence[str], each: int, count: int, per_second: float) -> Measured:
    """One run of one bot."""
    async with TelegramServer() as server:
        people = sellers_of(server, SELLERS)
        people[0].say(line(0, people[0]))
        async with running(module, server, SELLERS) as process:
            begun = perf_counter()
            await people[0].answers(1, timeout=30)
            start_s = perf_counter() - begun
            for person in people:
                person.say(line(0, person))
            await all_answered(people, 1)
            await flood(people, len(NAMES))
            cpu, begun = cpu_s(process), perf_counter()
            await flood(people, each)
            took, cpu = perf_counter() - begun, cpu_s(process) - cpu
            latencies = await paced(people, count, per_second)
            memory = memory_mb(process)
    total = each * len(people)
    cuts = quantiles(latencies, n=100)
    return Measured(1000 * cpu / total, total / took, median(latencies), cuts[98], start_s, memory)


async def compare(repetitions: int, each: int, count: int, per_second: float) -> str:
    """All runs by turns; the closing line."""
    pairs: list[tuple[Measured, Measured]] = []
    for number in range(repetitions):
        order = [PEER, OURS]
        random.shuffle(order)
        runs = {module: await measure(module, each, count, per_second) for module in order}
        pairs.append((runs[PEER], runs[OURS]))
        print(f"{number + 1}: peer {runs[PEER]}\n   ours {runs[OURS]}", flush=True)
    return closing(pairs)


def closing(pairs: Sequence[tuple[Measured, Measured]]) -> str:
    """Medians of the ratios, ours to the peer's."""
    fields = ("cpu_ms", "rate", "p50", "p99", "start_s", "memory_mb")
    ratio = {name: median(getattr(ours, name) / getattr(peer, name) for peer, ours in pairs) for name in fields}
    print(f"start_ratio={ratio['start_s']:.2f} memory_ratio={ratio['memory_mb']:.2f}")
    return (
        f"cpu_ratio={ratio['cpu_ms']:.2f} rate_ratio={ratio['rate']:.2f} "
        f"p50_ratio={ratio['p50']:.2f} p99_ratio={ratio['p99']:.2f}"
    )


def main() -> None:
    """Prints each run and the closing line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--each", type=int, default=100, help="messages of each of the 20 sellers at full speed")
    parser.add_argument("--paced", type=int, default=500, help="messages at a steady rate")
    parser.add_argument("--per-second", type=float, default=50.0)
    chosen = parser.parse_args()
    print(asyncio.run(compare(chosen.repetitions, chosen.each, chosen.paced, chosen.per_second)))


if __name__ == "__main__":
    main()
