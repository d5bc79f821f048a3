"""A database of the first schema, or of the loyalty programme, with a shop that has been used, brought up to date."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, select, text

from storage import booking, buyers, ledger, lots, merging, purchases, redeeming, refunds, shops, vouchers
from storage.engine import open_engine
from storage.ledger import POINTS, STAMPS
from storage.migrate import config, upgrade
from storage.purchases import NewPurchase
from storage.tables.ledger import ledger_entry
from storage.tables.purchases import refund
from tests.chat import SELLER, World

TODAY = date(2026, 5, 4)
STATES = ("open", "used", "cancelled")
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)

SHOP = """INSERT INTO shop (id, name, timezone, currency, digest_minute, digest_when_empty, address_form, cents_per_point,
    stamps_per_card, follow_up_days, birthday_ahead_days, surprise_seed, rhythm_mu, rhythm_sigma2, rhythm_kappa, rhythm_a,
    rhythm_b, set_up, created_at)
    VALUES (1, 'Wollstübchen', 'Europe/Berlin', 'EUR', 540, false, '', 50, 10, 6, 3, 'x', 4, 1, 1, 1, 1, true, :now)"""
BUYER = """INSERT INTO buyer (id, shop_id, name, name_key, reachable, purchases, net_cents, rhythm_gaps, rhythm_log_sum,
    created_at) VALUES (:id, 1, :name, :name_key, true, 3, 5000, 0, 0, :now)"""
BUYERS = ((1, "Anna"), (2, "Clara"))
SELLS = "INSERT INTO seller (telegram_id, shop_id, reachable) VALUES (1001, 1, true)"
PURCHASE = """INSERT INTO purchase (id, shop_id, buyer_id, day, cents, refunded_cents, quantity, item, tags, channel,
    created_at) VALUES (:id, 1, :buyer, '2026-04-01', 2500, :refunded, 1, '', '', '', :now)"""
ENTRY = """INSERT INTO ledger_entry (id, shop_id, buyer_id, unit, amount, reason, reference, day, created_at)
    VALUES (:id, 1, :buyer, :unit, :amount, :reason, :reference, '2026-04-01', :now)"""
ENTRIES = (
    (POINTS, 50, "purchase", "1"),
    (STAMPS, 1, "purchase", "1"),
    (POINTS, 50, "purchase", "2"),
    (STAMPS, 11, "purchase", "2"),
    (POINTS, -50, "refund", "2"),
    (STAMPS, -10, "redeem", "card:1"),
    (STAMPS, -3, "refund", "2"),
)
OF_CLARA = (
    (STAMPS, 10, "purchase", "3"),
    (STAMPS, -10, "redeem", "card:1"),
    (STAMPS, 10, "redeem_cancel", "card:1"),
    (STAMPS, 13, "purchase", "4"),
)

VOUCHER = """INSERT INTO voucher (id, shop_id, buyer_id, code, name, kind, value, min_cents, unit, cost, origin, state, day,
    created_at) VALUES (:id, 1, 1, :code, '', 'amount', 500, 0, 'points', 0, 'hand', 'open', '2026-04-01', :now)"""
REFUND = """INSERT INTO refund (id, shop_id, buyer_id, purchase_id, key, cents, points, stamps, undone, day, created_at)
    VALUES (:id, 1, 1, 1, :key, :cents, :points, 0, :undone, '2026-04-01', :now)"""
REFUNDS = (
    ("a", 2000, 0, False),
    ("b", 500, 0, True),
    ("voucher:11", 0, 0, False),
    ("voucher:12", 0, 0, True),
    ("voucher:13", 0, 0, False),
    ("c", 500, 0, False),
)
"""The first purchase, given back in parts; one was undone and came again, one of three vouchers is not the purchase's any more."""
MERGE = """INSERT INTO merge (id, shop_id, kept_id, gone_id, moved, undone, day, created_at)
    VALUES (1, 1, 1, 2, :moved, false, '2026-04-01', :now)"""
MOVED = ("purchase", "refund", "note", "voucher", "alias", "reminder", "invitation", "outbox", "badge", "muted")
"""What a merge of then knew; `referrer` and `silent` came with it."""


Copied = Callable[[str, Callable[[str], None]], str]


@pytest.fixture
def upgraded(copied: Copied) -> Iterator[Engine]:
    """What revision 0001 left."""
    engine = open_engine(copied("first", _first))
    yield engine
    engine.dispose()


@pytest.fixture
def from_loyalty(copied: Copied) -> Iterator[Engine]:
    """What revision 0002 left, with vouchers that came back and two buyers who are one."""
    engine = open_engine(copied("loyalty", _loyalty))
    yield engine
    engine.dispose()


def _first(url: str) -> None:
    engine = open_engine(url)
    with engine.begin() as db:
        command.upgrade(config(db), "0001")
        _fill(db)
    upgrade(engine)
    engine.dispose()


def _loyalty(url: str) -> None:
    engine = open_engine(url)
    with engine.connect() as db:
        if db.dialect.name == "sqlite":
            db.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        with db.begin():
            command.upgrade(config(db), "0001")
            _fill(db)
            command.upgrade(config(db), "0002")
            _fill_loyalty(db)
        db.invalidate()
    upgrade(engine)
    engine.dispose()


def _now(db: Connection) -> str:
    return "2026-04-01 08:00:00+00" if db.dialect.name == "postgresql" else "2026-04-01 08:00:00.000000"


def _fill_loyalty(db: Connection) -> None:
    now = _now(db)
    for number in (11, 12, 13):
        db.execute(text(VOUCHER), {"id": number, "code": f"A{number}B", "now": now})
    for number, refunded in enumerate(REFUNDS, start=21):
        values = dict(zip(("key", "cents", "points", "undone"), refunded, strict=True))
        db.execute(text(REFUND), {"id": number, "now": now, **values})
    db.execute(text("UPDATE purchase SET refunded_cents = cents, void = true, discount_cents = 500 WHERE id = 1"))
    rows = {**{name: [] for name in MOVED}, "purchase": [3, 4], "referrer": [], "silent": []}
    facts = {"books": {"since": 100, "worth": [[1, 50, "1", 5000]], "refunds": []}, "rows": rows}
    db.execute(text(MERGE), {"moved": json.dumps({**facts, "kept": {}, "taken": {}, "names": []}), "now": now})
    db.execute(text("UPDATE purchase SET buyer_id = 1 WHERE id IN (3, 4)"))
    db.execute(text("UPDATE buyer SET merged_into = 1 WHERE id = 2"))
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT setval(pg_get_serial_sequence('refund', 'id'), 100)"))


def _fill(db: Connection) -> None:
    now = _now(db)
    db.execute(text(SHOP), {"now": now})
    db.execute(text(SELLS))
    for number, name in BUYERS:
        db.execute(text(BUYER), {"id": number, "name": name, "name_key": name.lower(), "now": now})
    for number, refunded in ((1, 0), (2, 2500), (3, 0), (4, 0)):
        db.execute(text(PURCHASE), {"id": number, "buyer": 1 + number // 3, "refunded": refunded, "now": now})
    entries = [(1, *entry) for entry in ENTRIES] + [(2, *entry) for entry in OF_CLARA]
    for number, entry in enumerate(entries, start=1):
        values = dict(zip(("buyer", "unit", "amount", "reason", "reference"), entry, strict=True))
        db.execute(text(ENTRY), {"id": number, "now": now, **values})
    for name in ("shop", "buyer", "purchase", "ledger_entry") if db.dialect.name == "postgresql" else ():
        db.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 100)"))


def test_every_balance_stays(upgraded: Engine) -> None:
    with upgraded.begin() as db:
        assert ledger.balance(db, 1, 1, TODAY) == (50, -1)


def test_what_is_left_of_each_credit_is_what_was_not_spent(upgraded: Engine) -> None:
    with upgraded.begin() as db:
        wanted = select(ledger_entry.c.unit, ledger_entry.c.open).where(ledger_entry.c.buyer_id == 1)
        rows = db.execute(wanted.order_by(ledger_entry.c.id)).all()
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


def test_an_old_refund_has_a_row_of_its_own(upgraded: Engine) -> None:
    with upgraded.begin() as db:
        (row,) = db.execute(select(refund)).all()
        assert (row.purchase_id, row.cents, row.points, row.stamps, row.undone) == (2, 2500, 50, 3, False)
        wanted = select(ledger_entry.c.reference).where(ledger_entry.c.reason == "refund")
        assert db.scalars(wanted).all() == [str(row.id)] * 2


def test_an_old_refund_can_be_undone(upgraded: Engine) -> None:
    with upgraded.begin() as db:
        number = db.scalars(select(refund.c.id)).one()
        assert refunds.undo(db, shops.get(db, 1), number, NOW).points == 50
        assert ledger.balance(db, 1, 1, TODAY).points == 100


def test_refunds_go_on_beside_the_old_ones(upgraded: Engine) -> None:
    """Their numbers are those of purchases that were given back before."""
    with upgraded.begin() as db:
        shop = shops.get(db, 1)
        bought = booking.book(db, shop, 1, NewPurchase(TODAY, 1000), NOW)
        row = purchases.get(db, 1, bought.purchase_id)
        for _ in range(4):
            refunds.refund(db, shop, row, NOW, 100)
        assert ledger.balance(db, 1, 1, TODAY).points == 50 + 20 - 8


def test_undoing_takes_nobody_elses_refund(upgraded: Engine) -> None:
    with upgraded.begin() as db:
        shop = shops.get(db, 1)
        ben = buyers.create(db, 1, "Ben", NOW)
        row = purchases.get(db, 1, booking.book(db, shop, ben, NewPurchase(TODAY, 10_000), NOW).purchase_id)
        before = ledger.balance(db, 1, ben, TODAY)
        numbers = [refunds.refund(db, shop, row, NOW, cents).id for cents in (500, 6000)]
        for number in reversed(numbers):
            refunds.undo(db, shop, number, NOW)
        assert ledger.balance(db, 1, ben, TODAY) == before


def test_what_a_full_card_brought_is_a_voucher(upgraded: Engine) -> None:
    """Handed over, taken back, and two that are still to be redeemed, as the cards of before without a last day."""
    with upgraded.begin() as db:
        found = {
            who: [(row.state, row.cost, row.valid_through) for row in vouchers.of_buyer(db, 1, who, *STATES)]
            for who in (1, 2)
        }
        assert found == {1: [("used", 10, None)], 2: [("cancelled", 10, None), *[("open", 10, None)] * 2]}
        assert ledger.balance(db, 1, 2, TODAY).stamps == 3
        codes = [row.code for row in vouchers.of_buyer(db, 1, 2, *STATES)]
        assert redeeming.usable(db, shops.get(db, 1), codes[-1], 2, TODAY).cost == 10


def test_an_old_card_can_be_broken_up_again(upgraded: Engine) -> None:
    """Its stamps come back from the lots they were taken from."""
    with upgraded.begin() as db:
        row = vouchers.of_buyer(db, 1, 2)[0]
        vouchers.cancel(db, shops.get(db, 1), row, NOW)
        assert ledger.balance(db, 1, 2, TODAY).stamps == 13
        assert sum(lot.left for lot in lots.open_lots(db, 1, 2, STAMPS, TODAY)) == 13


@pytest.mark.parametrize("name", ["Anna", "Clara"])
def test_the_history_can_be_read(upgraded: Engine, name: str) -> None:
    world = World(upgraded)
    maria = world.person(SELLER, "Maria")
    maria.hears(f"/punkte {name}")
    maria.tap("Verlauf")
    assert "Stempel" in maria.last().text


def test_a_refund_of_then_names_the_vouchers_that_came_back_with_it(from_loyalty: Engine) -> None:
    """They had rows of their own, without money."""
    with from_loyalty.begin() as db:
        wanted = select(refund.c.key, refund.c.vouchers).where(refund.c.purchase_id == 1).order_by(refund.c.id)
        assert [tuple(row) for row in db.execute(wanted)] == [("a", ""), ("b", ""), ("c", "11 13")]


def test_a_purchase_that_stands_again_uses_its_vouchers_of_then_again(from_loyalty: Engine) -> None:
    with from_loyalty.begin() as db:
        refunds.undo(db, shops.get(db, 1), 26, NOW)
        assert {row.id: row.state for row in vouchers.of_buyer(db, 1, 1, *STATES) if row.kind == "amount"} == {
            11: "used",
            12: "open",
            13: "used",
        }


def test_a_purchase_of_then_can_be_given_back(from_loyalty: Engine) -> None:
    with from_loyalty.begin() as db:
        refunds.refund(db, shops.get(db, 1), purchases.get(db, 1, 3), NOW)
        assert purchases.get(db, 1, 3).void


def test_two_who_were_one_then_can_be_parted(from_loyalty: Engine) -> None:
    with from_loyalty.begin() as db:
        kept, gone = merging.undo(db, shops.get(db, 1), 1, NOW)
        assert (kept.name, gone.name, gone.merged_into) == ("Anna", "Clara", None)
        assert [purchases.get(db, 1, number).buyer_id for number in (3, 4)] == [2, 2]
