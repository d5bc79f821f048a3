"""A shop with a buyer, on both databases."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from storage import booking, buyers, ledger, shops
from storage.booking import Booking
from storage.purchases import NewPurchase

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
TODAY = date(2026, 5, 4)
SELLER = 7_000_000_001
"""Telegram ids need more than 32 bits."""


@dataclass
class Shop:
    """Short words for what the tests do."""

    db: Connection
    id: int

    @property
    def row(self) -> shops.Shop:
        return shops.get(self.db, self.id)

    def buyer(self, name: str = "Anna") -> int:
        return buyers.create(self.db, self.id, name, NOW)

    def about(self, buyer: int) -> Any:
        return buyers.get(self.db, self.id, buyer)

    def book(self, buyer: int, cents: int = 2500, day: date = TODAY, **more: Any) -> Booking:
        return booking.book(self.db, self.row, buyer, NewPurchase(day, cents, **more), NOW)

    def balance(self, buyer: int) -> ledger.Balance:
        return ledger.balance(self.db, self.id, buyer, TODAY)


@pytest.fixture
def shop(db: Connection) -> Shop:
    """An open transaction with a shop in it."""
    return Shop(db, shops.found(db, SELLER, "Wollstübchen", "Europe/Berlin", NOW).id)


@pytest.fixture
def watched(engine: Engine) -> Iterator[Shop]:
    """A shop whose statements all go SQLAlchemy's way, which tells of each."""
    with Connection(engine) as db, db.begin():
        yield Shop(db, shops.found(db, SELLER, "Wollstübchen", "Europe/Berlin", NOW).id)


@pytest.fixture
def other(db: Connection, shop: Shop) -> Shop:
    """Another shop beside it."""
    return Shop(db, shops.found(db, SELLER + 1, "Töpferei", "Europe/Berlin", NOW).id)
