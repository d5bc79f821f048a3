"""What /statistik takes: `python -m benchmarks.figures --buyers 10000 --purchases 100000`.

The figures by the bot (one pass of the database, and every buyer as one value), and beside them a naive pass that loads every
purchase as an object and counts by hand: both must come to the same. Then the picture. With the purchase log of
`benchmarks.winback` (or a CSV file with id,date,amount) the figures of that log are checked, too. Each measurement has a
process of its own.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

from sqlalchemy import Connection
from sqlmodel import Session, select

from benchmarks.bots import memory_mb
from benchmarks.databases import databases
from benchmarks.figures_naive import Sale, key_of, periods, shares
from benchmarks.figures_shop import SELLER, TODAY, drawn, fill
from benchmarks.planner import alone
from benchmarks.winback_log import rows as log_rows
from handlers.pictures import render
from handlers.statistik import recipe
from handlers.statistik.facts import Facts, facts_of
from rules.statistics import UNITS, first_day
from storage import shops
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.tables.buyers import Buyer
from storage.tables.purchases import Purchase

REPETITIONS = 5
SHOP, EMPTY = 1, 2


class Measured(NamedTuple):
    """Median seconds of the clock and of the processor, the peak of the memory above what was used before, and what came out."""

    seconds: float
    cpu: float
    growth_mb: float
    found: dict[str, int]


def _measured(work: Callable[[], dict[str, int]], repetitions: int) -> Measured:
    before, taken, found = memory_mb(os.getpid()), [], {}
    for _ in range(repetitions):
        begun, cpu = perf_counter(), process_time()
        found = work()
        taken.append((perf_counter() - begun, process_time() - cpu))
    growth = _peak_mb() - before
    clock, processor = (median(column) for column in zip(*taken, strict=True))
    return Measured(clock, processor, max(growth, 0.0), found)


def _peak_mb() -> float:
    """The most memory this process has had; `ru_maxrss` would know of the one that has started it, too."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def prepare(url: str, sales: Sequence[Sale]) -> None:
    """Migrate and fill an empty database."""
    engine = open_engine(url)
    upgrade(engine)
    with engine.begin() as db:
        furnish(db, sales)
    engine.dispose()


def furnish(db: Connection, sales: Sequence[Sale]) -> None:
    """A shop with these purchases, and an empty one."""
    shop = fill(db, sales)
    shops.found(db, SELLER + 1, shop.name, shop.timezone, shop.created_at)


def measure_bot(url: str, today: date) -> Measured:
    """Everything that /statistik says; what is loaded for an empty shop is there already."""
    with open_engine(url).connect() as db:
        shop, empty = shops.get(db, SHOP), shops.get(db, EMPTY)
        facts_of(db, empty, today)
        return _measured(lambda: _by_bot(facts_of(db, shop, today)), REPETITIONS)


def measure_naive(url: str) -> Measured:
    """Every purchase and every buyer as an object."""

    def work() -> dict[str, int]:
        with Session(open_engine(url)) as session:
            present = {one.id for one in session.exec(select(Buyer)).all()}
            bought = session.exec(select(Purchase)).all()
            kept = [Sale(one.buyer_id, one.day, one.cents - one.refunded_cents) for one in bought]
            return _by_hand([sale for sale in kept if sale.cents > 0 and sale.buyer in present], TODAY)

    return _measured(work, 1)


def picture_of(url: str) -> dict[str, object]:
    """The recipe of the picture of the months."""
    with open_engine(url).connect() as db:
        return recipe.of(facts_of(db, shops.get(db, SHOP), TODAY))


def measure_picture(drawn_by: dict[str, object]) -> Measured:
    """The picture; the first one, which loads the library and its sprites, counts for the memory alone."""
    first = _measured(lambda: {"bytes": len(render(drawn_by))}, 1)
    return _measured(lambda: {"bytes": len(render(drawn_by))}, 21)._replace(growth_mb=first.growth_mb)


def _by_bot(facts: Facts) -> dict[str, int]:
    """All figures under one name each."""
    figures = facts.figures
    found = {
        "buyers": figures.buyers,
        "repeat": figures.repeat.percent,
        "repeat_cents": figures.repeat_cents.percent,
        "top_cents": figures.top_cents.percent,
        "value_cents": figures.value_cents,
        "frequency_tenths": figures.frequency_tenths,
    }
    for unit in UNITS:
        for period in figures.periods[unit]:
            name = key_of(first_day(period.bucket.number, unit), unit)
            said = {**period.bucket._asdict(), "returning": period.returning, "retention": period.retention or 0}
            found |= {f"{unit} {name} {one}": int(said[one]) for one in _NAMES}
    return found


_NAMES = ("purchases", "cents", "new_cents", "buyers", "new", "returning", "retention")


def _by_hand(sales: Sequence[Sale], today: date) -> dict[str, int]:
    found = dict(shares(sales, today))
    for unit in UNITS:
        for name, sums in periods(sales, unit).items():
            found |= {f"{unit} {name} {one}": sums[one] or 0 for one in _NAMES}
    return found


def differences(by_bot: dict[str, int], by_hand: dict[str, int]) -> list[str]:
    """Figures that the two do not agree on; of periods only those that the bot shows."""
    return [
        f"{name}: {value} by the bot, {by_hand.get(name, 0)} by hand"
        for name, value in by_bot.items()
        if by_hand.get(name, 0) != value
    ]


def compare(sales: Sequence[Sale], kind: str) -> str:
    """A shop with these purchases, measured; gives the closing line."""
    with databases(kind) as create:
        url = create("statistics")
        alone(partial(prepare, sales=sales), url)
        bot, naive = alone(partial(measure_bot, today=TODAY), url), alone(measure_naive, url)
        picture = alone(measure_picture, alone(picture_of, url))
    _expect_none(differences(bot.found, naive.found))
    print(
        f"{kind}: {len(bot.found)} figures agree. /statistik {bot.cpu:.2f} s of CPU ({bot.seconds:.2f} s), "
        f"+{bot.growth_mb:.0f} MB; naive {naive.cpu:.2f} s ({naive.seconds:.2f} s), +{naive.growth_mb:.0f} MB: "
        f"1/{naive.seconds / bot.seconds:.0f}. Picture {1000 * picture.cpu:.0f} ms, +{picture.growth_mb:.0f} MB, "
        f"{picture.found['bytes'] / 1000:.0f} kB",
        flush=True,
    )
    return (
        f"database={kind} purchases={len(sales)} cpu_s={bot.cpu:.3f} seconds={bot.seconds:.3f} "
        f"growth_mb={bot.growth_mb:.1f} naive_cpu_s={naive.cpu:.2f} naive_seconds={naive.seconds:.2f} "
        f"naive_growth_mb={naive.growth_mb:.0f} speedup={naive.seconds / bot.seconds:.1f} "
        f"picture_ms={1000 * picture.cpu:.1f} picture_growth_mb={picture.growth_mb:.1f} differences=0"
    )


def _expect_none(found: Sequence[str]) -> None:
    if found:
        raise SystemExit("\n".join(found[:20]))


def check_log(path: Path | None) -> str:
    """The figures of a purchase log, at its last day and at every half-year before."""
    sales = _sales(log_rows(path))
    last, checked = max(sale.day for sale in sales), 0
    with databases("sqlite") as create:
        for number, today in enumerate(_half_years(min(sale.day for sale in sales), last)):
            url, until = create(f"log_{number}"), [sale for sale in sales if sale.day <= today]
            prepare(url, until)
            found = measure_bot(url, today).found
            _expect_none(differences(found, _by_hand(until, today)))
            checked += len(found)
    print(f"purchase log: {len(sales)} purchases, {checked} figures agree")
    return f"log_purchases={len(sales)} log_figures={checked} log_differences=0"


def _sales(rows: Iterable[tuple[str, date, float]]) -> list[Sale]:
    numbers: dict[str, int] = {}
    return [
        Sale(numbers.setdefault(buyer, len(numbers) + 1), day, round(100 * amount))
        for buyer, day, amount in rows
        if amount > 0
    ]


def _half_years(first: date, last: date) -> Iterable[date]:
    day = last
    while day > first:
        yield day
        day -= timedelta(days=182)


def main() -> None:
    """Prints the figures and a closing line for each database, and for the log."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.figures", description=__doc__)
    parser.add_argument("--buyers", type=int, default=10_000)
    parser.add_argument("--purchases", type=int, default=100_000)
    parser.add_argument("--database", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    parser.add_argument("--log", type=Path, nargs="?", const=Path(), help="check a purchase log, too")
    asked = parser.parse_args()
    lines = [compare(drawn(asked.buyers, asked.purchases), kind) for kind in asked.database]
    if asked.log is not None:
        lines.append(check_log(asked.log if asked.log.name else None))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
