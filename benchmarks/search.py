"""`python -m benchmarks.search`: a word in a shop of 10,000 buyers with notes and purchases, beside a fuzzy match with each text.

The peer asks rapidfuzz for `WRatio` over every name, note and item, as its documentation suggests for a search.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from rapidfuzz import fuzz, process
from sqlalchemy import Connection, insert, select

from rules.parsing.names import name_key
from rules.tiers import NEW
from storage import searching, shops
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.tables.buyers import buyer, note
from storage.tables.purchases import purchase

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
THINGS = ("Wollsocken", "Schal", "Mütze", "Kerze", "Seife", "Teekanne", "Stulpen", "Kissen", "Vase", "Ring")
COLOURS = ("grün", "blau", "rot", "grau", "weiß", "lila", "türkis", "natur")
TYPED = {"exact": "teekanne", "umlaut": "GRUEN", "slip": "Wolsoken", "name": "Meier 4711", "nothing": "zzzzzz"}
OF_PEER = 4.0
"""So many times as long as the peer a search may take: it finds parts of words and says where, in all three kinds of texts."""


def fill(db: Connection, people: int) -> int:
    """A shop with as many buyers, a note and two purchases each."""
    chance = random.Random(3)
    shop = shops.found(db, 1, "Laden", "Europe/Berlin", NOW)
    blank = {"reachable": True, "tier": NEW, "tier_told": NEW, "receipts": False, "letters": False, "purchases": 0}
    blank |= {"net_cents": 0, "rhythm_gaps": 0, "rhythm_log_sum": 0.0, "shop_id": shop.id, "created_at": NOW}
    names = [f"{chance.choice(('Anna', 'Jürgen', 'Zoë'))} Meier {number}" for number in range(people)]
    rows = [{**blank, "id": at, "name": name, "name_key": name_key(name)} for at, name in enumerate(names, 1)]
    db.execute(insert(buyer), rows)
    said = [f"mag {chance.choice(COLOURS)}, Größe {chance.randrange(36, 44)}, Nr. {at}" for at in range(people)]
    many = {"shop_id": shop.id, "created_at": NOW, "day": date(2026, 1, 1)}
    db.execute(
        insert(note), [{**many, "buyer_id": at, "kind": "note", "text": text} for at, text in enumerate(said, 1)]
    )
    sold = {**many, "cents": 500, "discount_cents": 0, "refunded_cents": 0, "void": False, "rate_points": 1}
    sold |= {"rate_cents": 100, "rate_factor": "1", "stamps": 1, "stamp_min_cents": 0, "quantity": 1, "tags": ""}
    db.execute(
        insert(purchase),
        [
            {
                **sold,
                "channel": "",
                "buyer_id": 1 + at % people,
                "day": date(2026, 5, 4) - timedelta(days=at % 900),
                "item": f"{chance.choice(THINGS)} {chance.choice(COLOURS)} {chance.randrange(200)}",
            }
            for at in range(2 * people)
        ],
    )
    return int(shop.id)


def peer(db: Connection, shop_id: int, typed: str) -> object:
    """Every text, matched one by one."""
    texts = [
        *db.scalars(select(buyer.c.name).where(buyer.c.shop_id == shop_id)),
        *db.scalars(select(note.c.text).where(note.c.shop_id == shop_id)),
        *db.scalars(select(purchase.c.item).where(purchase.c.shop_id == shop_id)),
    ]
    return process.extract(typed, texts, scorer=fuzz.WRatio, processor=str.casefold, limit=20)


def main(arguments: list[str]) -> int:
    """Print the figures; 1 when a search takes too long."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args(arguments)
    spent: dict[str, list[float]] = {name: [] for name in (*TYPED, "peer")}
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'shop.db'}")
        upgrade(engine)
        with engine.begin() as db:
            shop = fill(db, given.people)
            for _ in range(given.times):
                for name, typed in TYPED.items():
                    spent[name].append(_timed(partial(searching.search, db, shop, typed)))
                spent["peer"].append(_timed(partial(peer, db, shop, TYPED["slip"])))
        engine.dispose()
    ms = {name: 1000 * median(found) for name, found in spent.items()}
    slowest = max(ms[name] for name in TYPED)
    figures = " ".join(f"{name}_ms={found:.0f}" for name, found in ms.items())
    print(
        f"people={given.people} {figures} ratio_to_peer={ms['peer'] / slowest:.1f} kept={int(slowest <= OF_PEER * ms['peer'])}"
    )
    return int(slowest > OF_PEER * ms["peer"])


def _timed(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
