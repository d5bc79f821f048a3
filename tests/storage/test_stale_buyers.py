"""A buyer's row that was read before somebody else changed him."""

import pytest
from sqlalchemy import Engine

from storage import booking, buyers, purchases, refunds, shops
from storage.purchases import NewPurchase
from tests.storage.conftest import NOW, TODAY


@pytest.mark.parametrize("backend", ["postgresql"])
def test_figures_are_those_under_the_lock(private_engine: Engine) -> None:
    with private_engine.begin() as db:
        shop = shops.found(db, 1, "Wollecke", "Europe/Berlin", NOW)
        anna = buyers.create(db, shop.id, "Anna", NOW)
        bought = booking.book(db, shop, anna, NewPurchase(TODAY, 2500), NOW).purchase_id
    with private_engine.begin() as one:
        known = buyers.named(one, shop.id, "Anna")[0]
        with private_engine.begin() as two:
            refunds.refund(two, shop, purchases.get(two, shop.id, bought), NOW)
        booking.book(one, shop, anna, NewPurchase(TODAY, 2500), NOW, known)
    with private_engine.begin() as db:
        row = buyers.get(db, shop.id, anna)
        assert (row.purchases, row.net_cents, row.last_day) == (1, 2500, TODAY)
