"""What somebody else does between a read and a write, on PostgreSQL; SQLite has one writer."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from rules.tiers import RETURNING, VIP, TierRule
from storage import booking, buyers, byhand, ledger, lots, merging, purchases, shops, tiers
from storage.purchases import NewPurchase
from storage.tiers import OwnTier
from tests.storage.conftest import NOW, SELLER, TODAY

LATER = NOW + timedelta(days=2)


@pytest.fixture
def backend() -> str:
    return "postgresql"


@pytest.fixture
def anna(engine: Engine) -> int:
    with engine.begin() as db:
        shop = shops.found(db, SELLER, "Wollstübchen", "Europe/Berlin", NOW)
        number = buyers.create(db, shop.id, "Anna", NOW)
        booking.book(db, shop, number, NewPurchase(TODAY, 1000), NOW)
    return number


@pytest.fixture
def meanwhile(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Does something in a second transaction when a function is called first, as far as it need not wait."""
    threads: list[Thread] = []

    def at(module: Any, name: str, act: Callable[[Connection], object]) -> None:
        real = getattr(module, name)

        def run() -> None:
            with engine.begin() as db:
                act(db)

        def hooked(*given: Any, **named: Any) -> Any:
            found = real(*given, **named)
            if not threads:
                threads.append(Thread(target=run))
                threads[0].start()
                threads[0].join(1)
            return found

        monkeypatch.setattr(module, name, hooked)

    at.finish = lambda: [thread.join() for thread in threads]  # type: ignore[attr-defined]
    return at


def test_figures_do_not_lose_a_purchase(engine: Engine, anna: int, meanwhile: Any) -> None:
    """A note derives them from the purchases while another process books one."""
    meanwhile(purchases, "days", lambda db: booking.book(db, shops.get(db, 1), anna, NewPurchase(TODAY, 5000), NOW))
    with engine.begin() as db:
        booking.note_contact(db, shops.get(db, 1), anna, NOW)
    meanwhile.finish()
    with engine.begin() as db:
        row = buyers.get(db, 1, anna)
    assert (row.purchases, row.net_cents) == (2, 6000)


def test_a_lot_expires_once(engine: Engine, anna: int, meanwhile: Any) -> None:
    """The daily message closes all lots while another process books for one of the buyers."""
    with engine.begin() as db:
        byhand.credit(db, shops.get(db, 1), anna, 50, "c", NOW, why="Markttag", until=TODAY)
    meanwhile(lots, "Entry", lambda db: lots.close_expired(db, 1, LATER.date(), LATER, anna))
    with engine.begin() as db:
        assert lots.close_expired(db, 1, LATER.date(), LATER) == 50
    meanwhile.finish()
    with engine.begin() as db:
        assert ledger.balance(db, 1, anna, LATER.date()).points == 10


def test_a_purchase_goes_to_whom_the_buyer_was_merged_into(engine: Engine, anna: int) -> None:
    """The other process has read the name before, and books after."""
    with engine.begin() as db:
        anni = buyers.create(db, 1, "Anni", NOW)
    with engine.begin() as db:
        (found,) = buyers.named(db, 1, "Anni")
        with engine.begin() as other:
            merging.merge_into(other, shops.get(other, 1), anna, anni, NOW)
        done = booking.book(db, shops.get(db, 1), found.id, NewPurchase(TODAY, 700), NOW)
    assert (done.buyer.id, done.balance.points, done.buyer.purchases) == (anna, 17, 2)


@pytest.mark.usefixtures("anna")
def test_of_two_definitions_at_the_same_moment_none_is_lost(engine: Engine, meanwhile: Any) -> None:
    """Two devices of one seller."""
    with engine.begin() as db:
        before = shops.get(db, 1)
    meanwhile(shops, "locked", lambda db: tiers.define(db, before, OwnTier(TierRule(VIP), "Goldkunde")))
    with engine.begin() as db:
        tiers.define(db, before, OwnTier(TierRule(RETURNING, purchases=2), "Freundin"))
    meanwhile.finish()
    with engine.begin() as db:
        assert [one.name for one in tiers.own(shops.get(db, 1))] == ["Freundin", "Goldkunde"]


@pytest.mark.parametrize(
    "claim", [shops.locked, lambda db, _: shops.with_due_digest(db, LATER)], ids=["settings", "daily message"]
)
def test_a_purchase_does_not_wait_for_settings_or_the_daily_message(engine: Engine, anna: int, claim: Any) -> None:
    with engine.begin() as db:
        shops.change(db, 1, next_digest=NOW)
    with engine.begin() as db, engine.begin() as other:
        assert claim(db, 1)
        other.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
        done = booking.book(other, shops.get(other, 1), anna, NewPurchase(TODAY, 500), NOW)
    assert done.balance.points == 15
