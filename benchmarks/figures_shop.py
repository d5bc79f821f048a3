"""A shop with many purchases for `benchmarks.figures`: written straight into the tables, every buyer's row as the bot derives it."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, insert, update

from benchmarks.figures_naive import Sale
from rules.rhythm import rhythm_of
from rules.tiers import tier_of
from storage import shops
from storage.shops import Shop
from storage.tables.buyers import Buyer, buyer
from storage.tables.purchases import Purchase, purchase

SELLER, TODAY, YEARS = 1, date(2026, 9, 2), 4
NOON = time(12)
CHANNELS = ("Vinted", "Instagram", "Markt", "")
THINGS = ("Kerze", "Schal", "Tee", "Tasche", "Bild", "")
CHUNK = 5_000


def drawn(buyers: int, purchases: int, seed: int = 1) -> list[Sale]:
    """Few buy often, many once."""
    draw = random.Random(seed)
    often = [draw.paretovariate(1.2) for _ in range(buyers)]
    chosen = [*range(buyers), *draw.choices(range(buyers), often, k=max(0, purchases - buyers))]
    days = 365 * YEARS
    return [Sale(one + 1, TODAY - timedelta(days=draw.randrange(days)), draw.randrange(300, 9000)) for one in chosen]


def fill(db: Connection, sales: Sequence[Sale]) -> Shop:
    """A shop with these purchases and nothing else."""
    now = datetime.combine(TODAY, NOON, UTC)
    shop = shops.found(db, SELLER, "Wollstübchen", "UTC", now - timedelta(days=365 * YEARS))
    his = defaultdict[int, list[Sale]](list)
    for sale in sales:
        his[sale.buyer].append(sale)
    _write(db, buyer, (_buyer(shop.id, number, sold, now) for number, sold in sorted(his.items())))
    _write(db, purchase, (_purchase(shop.id, number, sale, now) for number, sale in enumerate(sales, 1)))
    db.execute(update(buyer).where(buyer.c.id % 3 == 0).values(birthday_day=5, birthday_month=buyer.c.id % 12 + 1))
    return shop


def _write(db: Connection, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == CHUNK:
            db.execute(insert(table), waiting)
            waiting = []
    if waiting:
        db.execute(insert(table), waiting)


def _buyer(shop_id: int, number: int, sold: Sequence[Sale], now: datetime) -> dict[str, Any]:
    days, name = sorted(sale.day for sale in sold), f"Kundin {number}"
    rhythm = rhythm_of(set(days))
    return Buyer(
        id=number,
        shop_id=shop_id,
        name=name,
        name_key=name.casefold(),
        purchases=len(sold),
        net_cents=sum(sale.cents for sale in sold),
        first_day=days[0],
        last_day=days[-1],
        tier=tier_of(len(sold)),
        rhythm_gaps=rhythm.gaps,
        rhythm_log_sum=rhythm.log_sum,
        created_at=now,
    ).model_dump()


def _purchase(shop_id: int, number: int, sale: Sale, now: datetime) -> dict[str, Any]:
    return Purchase(
        id=number,
        shop_id=shop_id,
        buyer_id=sale.buyer,
        day=sale.day,
        cents=sale.cents,
        item=THINGS[number % len(THINGS)],
        tags="deko" if number % 7 == 0 else "",
        channel=CHANNELS[number % len(CHANNELS)],
        created_at=now,
    ).model_dump()
