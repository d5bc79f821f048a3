"""Where badges come from, and that each is told once."""

from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from rules.badges import Earned, History
from storage import badges, purchases, refunds, shops
from storage.tables.loyalty import referral
from tests.storage.conftest import NOW, TODAY, Shop

EARLIER = TODAY - timedelta(days=40)


def test_everything_is_read_at_once(shop: Shop) -> None:
    shops.change(shop.db, shop.id, stamps_per_card=3)
    anna, berta = shop.buyer(), shop.buyer("Berta")
    shop.book(anna, day=EARLIER, tags="wolle tee")
    shop.book(anna)
    shop.book(anna)
    friends = {"shop_id": shop.id, "referrer_id": anna, "day": EARLIER, "created_at": NOW}
    shop.db.execute(insert(referral), [{**friends, "friend_id": berta, "paid_on": TODAY}])
    past = badges.past(shop.db, shop.id, anna)
    assert past.history == History(
        purchases=(EARLIER, TODAY, TODAY),
        full_cards=(TODAY,),
        friends=(TODAY,),
        categories=((EARLIER, "wolle"), (EARLIER, "tee")),
    )
    assert past.told == frozenset()


def test_what_was_given_back_does_not_count(shop: Shop) -> None:
    shops.change(shop.db, shop.id, stamps_per_card=3)
    anna = shop.buyer()
    booked = [shop.book(anna) for _ in range(3)]
    refunds.refund(shop.db, shop.row, purchases.get(shop.db, shop.id, booked[-1].purchase_id), NOW)
    history = badges.past(shop.db, shop.id, anna).history
    assert (len(history.purchases), history.full_cards) == (2, ())


def test_a_friend_who_has_not_bought_does_not_count(shop: Shop) -> None:
    anna, berta = shop.buyer(), shop.buyer("Berta")
    row = {"shop_id": shop.id, "referrer_id": anna, "friend_id": berta, "day": TODAY, "created_at": NOW}
    shop.db.execute(insert(referral), row)
    assert badges.past(shop.db, shop.id, anna).history.friends == ()


def test_each_is_told_once(shop: Shop) -> None:
    anna = shop.buyer()
    badges.tell(shop.db, shop.id, anna, [])
    badges.tell(shop.db, shop.id, anna, [Earned("purchases_3", TODAY)])
    assert badges.past(shop.db, shop.id, anna).told == {"purchases_3"}
    with pytest.raises(IntegrityError), shop.db.begin_nested():
        badges.tell(shop.db, shop.id, anna, [Earned("purchases_3", TODAY)])


def test_another_shop_reads_nothing(shop: Shop, other: Shop) -> None:
    anna = shop.buyer()
    shop.book(anna)
    badges.tell(shop.db, shop.id, anna, [Earned("purchases_3", TODAY)])
    assert badges.past(other.db, other.id, anna) == (History(), frozenset())
