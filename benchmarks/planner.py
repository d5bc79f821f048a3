"""The planner's daily pass over shops of several sizes: `python -m benchmarks.planner --buyers 10000 100000 1000000`.

A digest with 0.9 % of the buyers due, and one with nobody due, each with its message; beside them what a naive pass takes that
loads every buyer as an object and asks each whether he is due. What is learnt before the digest (beside the database thread, in
a reading transaction) is a figure of its own. Each measurement has a process of its own.
"""

from __future__ import annotations

import argparse
import os
import resource
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from multiprocessing import get_context
from statistics import median
from time import perf_counter
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, text
from sqlmodel import Session, select

from benchmarks.bots import memory_mb
from benchmarks.databases import KINDS, databases
from benchmarks.planner_shop import SELLER, TODAY, YESTERDAY, fill, instant
from bot.dispatch import compose, post
from bot.letters import Asked
from handlers import build_app, digest
from handlers.collecting import MOST
from handlers.registry import App, Operator
from storage import shops
from storage.engine import READING, open_engine
from storage.migrate import upgrade
from storage.prepared import PreparedConnection
from storage.tables.buyers import Buyer
from storage.tables.reminders import Reminder

Argument = TypeVar("Argument")
Result = TypeVar("Result")
REPETITIONS, IDLE_REPETITIONS = 5, 51


class Measured(NamedTuple):
    """Median seconds, and by how much the peak of the memory exceeds what was used before."""

    seconds: float
    growth_mb: float = 0.0


class Figures(NamedTuple):
    """What one size on one database came to."""

    buyers: int
    due: Measured
    learning: Measured
    naive: Measured


def _measure(work: Callable[[], object], repetitions: int) -> Measured:
    before, seconds, growth = memory_mb(os.getpid()), [], 0.0
    for number in range(repetitions):
        seconds.append(_seconds(work))
        if not number:
            growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6 - before
    return Measured(median(seconds), max(growth, 0.0))


def _seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def _digest(app: App, db: Connection, day: date) -> int:
    """The planner's work for a shop, in a transaction that is taken back; gives how many messages there were."""
    now = instant(day)
    with db.begin() as transaction:
        (shop,) = shops.with_due_digest(db, now)
        answers = digest.run(app, db, shop, now)
        post(db, compose(db, answers, Asked(0), now), now)
        transaction.rollback()
    return len(answers)


def _expect(messages: int, wanted: int) -> None:
    if messages != wanted:
        raise ValueError(f"{messages} messages instead of {wanted}")


def measure_due(url: str) -> Measured:
    """The digest of the day on which 0.9 % are due."""
    app = build_app(Operator(sellers=frozenset({SELLER})))
    with PreparedConnection(open_engine(url)) as db:
        found = _measure(lambda: _digest(app, db, TODAY), REPETITIONS)
        _expect(_digest(app, db, TODAY), 1 + MOST)
    return found


def measure_idle(urls: Sequence[str]) -> list[Measured]:
    """The digest of the day on which nobody is due, in shops of all sizes by turns."""
    app = build_app(Operator(sellers=frozenset({SELLER})))
    opened = [PreparedConnection(open_engine(url)) for url in urls]
    turns = [[_seconds(partial(_digest, app, db, YESTERDAY)) for db in opened] for _ in range(IDLE_REPETITIONS)]
    _expect(sum(_digest(app, db, YESTERDAY) for db in opened), 0)
    for db in opened:
        db.close()
    return [Measured(median(column)) for column in zip(*turns, strict=True)]


def measure_learning(url: str) -> Measured:
    """What is learnt before a digest."""
    with open_engine(url).connect().execution_options(**{READING: True}) as db, db.begin():
        (shop,) = shops.with_due_digest(db, instant(TODAY), claim=False)
        return _measure(lambda: digest.learn(db, shop, instant(TODAY)), 1)


def measure_naive(url: str) -> Measured:
    """Every buyer as an object; the most valuable of those who are due are reminded of."""

    def work() -> None:
        with Session(open_engine(url)) as session:
            due = [one for one in session.exec(select(Buyer)).all() if one.next_due and one.next_due <= TODAY]
            for one in sorted(due, key=lambda one: -one.net_cents)[:MOST]:
                session.add(_reminder(one))
            session.flush()
            session.rollback()

    return _measure(work, 1)


def _reminder(of: Buyer) -> Reminder:
    return Reminder(
        shop_id=of.shop_id,
        buyer_id=of.id or 0,
        kind="follow_up",
        key=str(TODAY),
        due=TODAY,
        until=TODAY,
        reason="{}",
        priority=2,
        shown_on=TODAY,
    )


def prepare(url: str, count: int) -> float:
    """Migrate and fill an empty database; gives the seconds it took."""
    begun, engine = perf_counter(), open_engine(url)
    upgrade(engine)
    with PreparedConnection(engine) as db, db.begin():
        fill(db, count)
        _analyse(db)
    engine.dispose()
    return perf_counter() - begun


def _analyse(db: Connection) -> None:
    """What a PostgreSQL server does by itself after a while."""
    if db.dialect.name == "postgresql":
        db.execute(text("ANALYZE"))


def alone(work: Callable[[Argument], Result], argument: Argument) -> Result:
    """The result of work in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, argument).result()


def compare(url: str, count: int) -> Figures:
    """A size, filled and measured."""
    print(f"  {count:>9,} buyers filled in {alone(partial(prepare, count=count), url):.0f} s", flush=True)
    found = Figures(count, *(alone(work, url) for work in (measure_due, measure_learning, measure_naive)))
    print(
        f"  {'':9} due {found.due.seconds:.3f} s, +{found.due.growth_mb:.0f} MB; naive {found.naive.seconds:.2f} s, "
        f"+{found.naive.growth_mb:.0f} MB: 1/{found.naive.seconds / found.due.seconds:.0f}; "
        f"learning beside it {found.learning.seconds:.2f} s, +{found.learning.growth_mb:.0f} MB",
        flush=True,
    )
    return found


def closing(kind: str, found: Sequence[Figures], idle: Sequence[Measured]) -> str:
    """The largest size, and how idle passes grow from the smallest to it."""
    last = found[-1]
    return (
        f"database={kind} buyers={last.buyers} due_s={last.due.seconds:.3f} naive_s={last.naive.seconds:.2f} "
        f"speedup={last.naive.seconds / last.due.seconds:.1f} growth_mb={last.due.growth_mb:.1f} "
        f"naive_growth_mb={last.naive.growth_mb:.0f} idle_ms={1000 * idle[-1].seconds:.2f} "
        f"idle_ratio={idle[-1].seconds / idle[0].seconds:.2f} learning_s={last.learning.seconds:.2f}"
    )


def run(kind: str, sizes: Sequence[int]) -> str:
    """All sizes on one database; gives the closing line."""
    print(kind, flush=True)
    with databases(kind) as create:
        urls = {size: create(f"shop_{size}") for size in sorted(sizes)}
        found = [compare(url, size) for size, url in urls.items()]
        idle = alone(measure_idle, list(urls.values()))
    print(
        "  nobody due: "
        + ", ".join(f"{size:,}: {1000 * one.seconds:.1f} ms" for size, one in zip(urls, idle, strict=True))
    )
    return closing(kind, found, idle)


def main() -> None:
    """Prints the figures and a closing line for each database."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.planner", description=__doc__)
    parser.add_argument("--buyers", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="thousands")
    parser.add_argument("--database", choices=KINDS, nargs="+", default=KINDS)
    asked = parser.parse_args()
    for line in [run(kind, asked.buyers) for kind in asked.database]:
        print(line)


if __name__ == "__main__":
    main()
