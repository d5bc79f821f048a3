"""`python -m benchmarks.import`: a file of 10,000 purchases is looked at and read in, beside one who books as most people would.

The peer reads the same file row by row through the ORM: finds the buyer by name, adds the purchase, commits. Both run in processes
of their own on a new SQLite file as the bot opens it, one after the other, several times; medians count.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine, insert

SELLER = 1
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
TODAY = date(2026, 5, 4)
ITEMS = ("Wollsocken", "Tee", "Kerze", "Schal, grün", "Mütze")
OF_PEER = 0.1
"""The peer gets a tenth of the rows: he takes long."""
ROW_AT_MOST_S, MEGABYTES = 30 / 10_000, 100
"""The promise: 10,000 rows in 30 seconds with less than 100 MB more."""


def file_of(rows: int, people: int) -> bytes:
    """A CSV file as German Excel writes it."""
    chance = random.Random(7)
    lines = ["Käufer;Datum;Betrag;Artikel;Geburtstag;Notiz"]
    for _ in range(rows):
        who, day = chance.randrange(people), TODAY - timedelta(days=chance.randrange(1500))
        born = f"{1 + who % 28}.{1 + who % 12}." if who % 3 == 0 else ""
        money = f"{chance.randrange(3, 90)},{chance.randrange(100):02}"
        lines.append(f"Kundin Nr {who};{day:%d.%m.%Y};{money};{chance.choice(ITEMS)};{born};")
    return "\r\n".join(lines).encode("cp1252")


def ours(engine: Engine, content: bytes) -> Iterator[tuple[str, float]]:
    """Every step as the bot does it, on a connection like the bot's, with the time it took."""
    from handlers.einlesen import files, planning, working  # noqa: PLC0415  counted as memory, as in the bot
    from storage import imports, shops  # noqa: PLC0415
    from storage.prepared import PreparedConnection  # noqa: PLC0415

    writer = PreparedConnection(engine)
    with writer.begin():
        db: Connection = writer
        shop = shops.found(db, SELLER, "Laden", "Europe/Berlin", NOW)
        imports.begin(db, shop.id, SELLER, "1:1", ("x", "x.csv", len(content)), NOW)
    begun = perf_counter()
    sheets = files.read(content, TODAY)
    rows = working.cells(sheets)
    yield "read", perf_counter() - begun

    def job(db: Connection) -> imports.Job:
        return imports.get(db, shop.id, 1)

    for start in range(0, len(rows), 400):
        slice_ = rows[start : start + 400]
        yield from _timed(writer, "stored", partial(_stored, job=job, rows=slice_))
    yield from _timed(writer, "stored", lambda db: working.fetched(db, job(db), sheets))
    yield from _timed(writer, "planned", lambda db: working.show(db, job(db), planning.planned(db, job(db))))
    for state, work in ((imports.RUNNING, working.run), (imports.UNDOING, working.undo)):
        with writer.begin():
            imports.change(writer, job(writer), state)
        done = working.Done(is_last=False)
        while not done.is_last:
            begun = perf_counter()
            with writer.begin():
                done = work(writer, job(writer), NOW)
            yield state, perf_counter() - begun
            begun = perf_counter()
            if done.is_to_learn:
                with writer.begin():
                    learnt = working.lesson(writer, job(writer), NOW)
                yield f"{state} beside", perf_counter() - begun
                yield from _timed(writer, state, lambda db: working.learn(db, job(db), learnt, NOW))  # noqa: B023  at once
    writer.close()


def _stored(db: Connection, job: Callable[[Connection], Any], rows: Sequence[Any]) -> None:
    from storage import imports  # noqa: PLC0415  as above

    imports.store_rows(db, job(db), rows)


def _timed(writer: Connection, name: str, work: Callable[[Connection], object]) -> Iterator[tuple[str, float]]:
    begun = perf_counter()
    with writer.begin():
        work(writer)
    yield name, perf_counter() - begun


def peer(engine: Engine, content: bytes) -> Iterator[tuple[str, float]]:
    """As it is usually written: an object a row, a query for its buyer, and a commit."""
    import csv  # noqa: PLC0415
    import io  # noqa: PLC0415

    from sqlmodel import Session, select  # noqa: PLC0415

    from storage import shops  # noqa: PLC0415
    from storage.tables.buyers import Buyer  # noqa: PLC0415
    from storage.tables.purchases import Purchase  # noqa: PLC0415

    with engine.begin() as db:
        shop = shops.found(db, SELLER, "Laden", "Europe/Berlin", NOW)
    begun = perf_counter()
    rows = list(csv.DictReader(io.StringIO(content.decode("cp1252")), delimiter=";"))
    with Session(engine) as session:
        for row in rows[: int(len(rows) * OF_PEER)]:
            name = row["Käufer"]
            found = session.exec(select(Buyer).where(Buyer.shop_id == shop.id, Buyer.name == name)).first()
            if found is None:
                found = Buyer(shop_id=shop.id, name=name, name_key=name.lower(), created_at=NOW)
                session.add(found)
                session.flush()
            day = datetime.strptime(row["Datum"], "%d.%m.%Y").date()
            cents = round(float(row["Betrag"].replace(",", ".")) * 100)
            session.add(
                Purchase(
                    shop_id=shop.id, buyer_id=found.id or 0, day=day, cents=cents, item=row["Artikel"], created_at=NOW
                )
            )
            found.purchases, found.net_cents = found.purchases + 1, found.net_cents + cents
            session.commit()
    yield "running", perf_counter() - begun


def _one(kind: str, rows: int, people: int) -> None:
    """A run in this process; its figures as JSON."""
    from storage.engine import open_engine  # noqa: PLC0415
    from storage.migrate import upgrade  # noqa: PLC0415
    from storage.tables.delivery import processed_update  # noqa: PLC0415

    content = file_of(rows, people)
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'shop.db'}")
        upgrade(engine)
        with engine.begin() as db:
            db.execute(insert(processed_update), {"update_id": 1, "created_at": NOW})
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        spent: dict[str, float] = {}
        longest = 0.0
        for name, seconds in {"ours": ours, "peer": peer}[kind](engine, content):
            spent[name] = spent.get(name, 0.0) + seconds
            longest = max(longest, seconds if name in {"stored", "running", "undoing"} else 0.0)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        engine.dispose()
    print(json.dumps({"spent": spent, "longest": longest, "megabytes": grown}))


def _run(kind: str, rows: int, people: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.import", "--one", kind, "--rows", str(rows), "--people", str(people)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
    spent = found["spent"]
    reading = sum(spent.get(name, 0.0) for name in ("read", "stored", "planned", "running", "running beside"))
    told = " ".join(f"{name} {seconds:.2f} s" for name, seconds in spent.items())
    print(f"{kind}: {told}, longest step {1000 * found['longest']:.0f} ms, {found['megabytes']:.0f} MB more")
    return {"seconds": reading, "longest": found["longest"], "megabytes": found["megabytes"]}


def main(arguments: list[str]) -> int:
    """Print the figures; 1 when the promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.import", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=2_500, help="as many different names")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.one:
        _one(given.one, given.rows, given.people)
        return 0
    runs = [
        (_run("ours", given.rows, given.people), _run("peer", given.rows, given.people)) for _ in range(given.times)
    ]
    seconds = median(one["seconds"] for one, _ in runs)
    each = median(other["seconds"] for _, other in runs) / (given.rows * OF_PEER)
    memory, longest = max(one["megabytes"] for one, _ in runs), max(one["longest"] for one, _ in runs)
    ratio = each / (seconds / given.rows)
    kept = seconds / given.rows <= ROW_AT_MOST_S and memory < MEGABYTES
    figures = f"rows_per_s={given.rows / seconds:.0f} megabytes={memory:.0f} longest_step_ms={1000 * longest:.0f}"
    print(f"seconds={seconds:.1f} {figures} ratio_to_orm={ratio:.2f} kept={int(kept)}")
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
