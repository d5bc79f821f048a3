"""A database of the first schema, with a shop that has been used, brought up to date."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, select, text

from storage import booking, buyers, ledger, lots, purchases, shops
from storage.engine import open_engine
from storage.ledger import POINTS, STAMPS
from storage.migrate import config, upgrade
from storage.purchases import NewPurchase
from storage.tables.ledger import ledger_entry

TODAY = date(2026, 5, 4)
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)

SHOP = """INSERT INTO shop (id, name, timezone, currency, digest_minute, digest_when_empty, address_form, cents_per_point,
    stamps_per_card, follow_up_days, birthday_ahead_days, surprise_seed, rhythm_mu, rhythm_sigma2, rhythm_kappa, rhythm_a,
    rhythm_b, set_up, created_at)
    VALUES (1, 'Wollstübchen', 'Europe/Berlin', 'EUR', 540, false, '', 50, 10, 6, 3, 'x', 4, 1, 1, 1, 1, true, :now)"""
BUYER = """INSERT INTO buyer (id, shop_id, name, name_key, reachable, purchases, net_cents, rhythm_gaps, rhythm_log_sum,
    created_at) VALUES (1, 1, 'Anna', 'anna', true, 3, 5000, 0, 0, :now)"""
PURCHASE = """INSERT INTO purchase (id, shop_id, buyer_id, day, cents, refunded_cents, quantity, item, tags, channel,
    created_at) VALUES (:id, 1, 1, '2026-04-01', 2500, :refunded, 1, '', '', '', :now)"""
ENTRY = """INSERT INTO ledger_entry (id, shop_id, buyer_id, unit, amount, reason, reference, day, created_at)
    VALUES (:id, 1, 1, :unit, :amount, :reason, :reference, '2026-04-01', :now)"""
ENTRIES = (
    (POINTS, 50, "purchase", "1"),
    (STAMPS, 1, "purchase", "1"),
    (POINTS, 50, "purchase", "2"),
    (STAMPS, 11, "purchase", "2"),
    (POINTS, -50, "refund", "2"),
    (STAMPS, -10, "redeem", "card:1"),
    (STAMPS, -3, "refund", "2"),
)


@pytest.fixture
def upgraded(empty_database_url: str) -> Iterator[Engine]:
    engine = open_engine(empty_database_url)
    with engine.begin() as db:
        command.upgrade(config(db), "0001")
        _fill(db)
    upgrade(engine)
    yield engine
    engine.dispose()


def _fill(db: Connection) -> None:
    now = "2026-04-01 08:00:00+00" if db.dialect.name == "postgresql" else "2026-04-01 08:00:00.000000"
    db.execute(text(SHOP), {"now": now})
    db.execute(text(BUYER), {"now": now})
    for number, refunded in ((1, 0), (2, 2500)):
        db.execute(text(PURCHASE), {"id": number, "refunded": refunded, "now": now})
    for number, (unit, amount, reason, reference) in enumerate(ENTRIES, start=1):
        values = {"id": number, "unit": unit, "amount": amount, "reason": reason, "reference": reference, "now": now}
        db.execute(text(ENTRY), values)
    for name in ("shop", "buyer", "purchase", "ledger_entry") if db.dialect.name == "postgresql" else ():
        db.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 100)"))


def test_every_balance_stays(upgraded: Engine) -> None:
    with upgraded.begin() as db:
        assert ledger.balance(db, 1, 1, TODAY) == (50, -1)


def test_what_is_left_of_each_credit_is_what_was_not_spent(upgraded: Engine) -> None:
    with upgraded.begin() as db:
        rows = db.execute(select(ledger_entry.c.unit, ledger_entry.c.open).order_by(ledger_entry.c.id)).all()
    assert [tuple(row) for row in rows] == [
        *((POINTS, 0), (STAMPS, 0), (POINTS, 50), (STAMPS, 0)),
        *((POINTS, 0), (STAMPS, 0), (STAMPS, -1)),
    ]


def test_a_regular_is_one_already(upgraded: Engine) -> None:
    """Nobody is congratulated on what he has been for long."""
    with upgraded.begin() as db:
        row = buyers.get(db, 1, 1)
    assert (row.tier, row.tier_told) == ("regular", "regular")


def test_an_old_purchase_keeps_the_rate_it_earned_by(upgraded: Engine) -> None:
    with upgraded.begin() as db:
        row, void = purchases.get(db, 1, 1), purchases.get(db, 1, 2)
    assert (row.rate_points, row.rate_cents, row.rate_factor, row.stamps) == (1, 50, "1", 1)
    assert (row.void, void.void) == (False, True)


def test_the_next_purchase_settles_what_was_owed(upgraded: Engine) -> None:
    with upgraded.begin() as db:
        booking.book(db, shops.get(db, 1), 1, NewPurchase(TODAY, 1000), NOW)
        assert ledger.balance(db, 1, 1, TODAY) == (70, 0)
        assert [lot.left for lot in lots.open_lots(db, 1, 1, POINTS, TODAY)] == [50, 20]
        assert lots.open_lots(db, 1, 1, STAMPS, TODAY) == []
