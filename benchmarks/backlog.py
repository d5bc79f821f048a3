"""How long a claim takes while many letters wait: `python -m benchmarks.backlog [--queued N] [--database sqlite|postgresql]`.

Everybody has agreed to what waits for him, so each claim also looks at consents. The closing line compares a long queue with a
short one: a claim should cost the same.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, insert, text

from benchmarks.databases import KINDS, databases
from storage import buyers, migrate, outbox, shops
from storage.engine import open_engine
from storage.prepared import PreparedConnection
from storage.tables import metadata

NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)
PEOPLE, SHORT, AT_ONCE, ROUNDS = 1000, 100, 32, 15
FIRST = 1_000_000


def fill(db: Connection, queued: int) -> None:
    """So many letters wait for people who agreed to them."""
    shop_id = shops.found(db, 1001, "Laden", "Europe/Berlin", NOW).id
    people = [(FIRST + number, buyers.create(db, shop_id, f"Person {number}", NOW)) for number in range(PEOPLE)]
    agreed = {"shop_id": shop_id, "purpose": "letters", "given": True, "channel": "telegram", "version": 1}
    agreed |= {"wording": "w" * 300, "created_at": NOW}
    rows: list[dict[str, Any]] = [agreed | {"telegram_id": account, "buyer_id": row} for account, row in people]
    db.execute(insert(metadata.tables["consent"]), rows)
    letter = {"shop_id": shop_id, "audience": "buyer", "method": "sendMessage", "payload": "x" * 400}
    letter |= {"purpose": "letters", "since": 1, "state": "queued", "attempts": 0, "next_try": NOW, "created_at": NOW}
    waiting = (people[number % PEOPLE] for number in range(queued))
    letters = [letter | {"chat_id": account, "buyer_id": row} for account, row in waiting]
    db.execute(insert(metadata.tables["outbox"]), letters)


def measured(url: str, queued: int) -> tuple[float, float]:
    """Milliseconds of a claim, and of the look at what is due next."""
    engine = open_engine(url)
    migrate.upgrade(engine)
    with engine.begin() as db:
        fill(db, queued)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.execute(text("ANALYZE"))
    claims, looks = [], []
    with PreparedConnection(engine) as db:
        for _ in range(ROUNDS):
            with db.begin():
                claims.append(_ms(lambda: outbox.claim(db, NOW + timedelta(seconds=1), AT_ONCE)))
                looks.append(_ms(lambda: outbox.next_try(db)))
    engine.dispose()
    return median(claims), median(looks)


def _ms(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return (perf_counter() - started) * 1000


def main(arguments: list[str]) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.backlog", description=__doc__)
    parser.add_argument("--queued", type=int, default=100_000)
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    options = parser.parse_args(arguments)
    with databases(options.database) as url:
        short, _ = measured(url("short"), SHORT * AT_ONCE)
        claim, look = measured(url("long"), options.queued)
    print(f"queued={options.queued} claim_ms={claim:.2f} next_ms={look:.2f} short_ms={short:.2f} x={claim / short:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
