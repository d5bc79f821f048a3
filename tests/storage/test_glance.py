"""What a booking learns of a buyer at one glance."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event, insert
from sqlalchemy.exc import NoResultFound

from rules.badges import Earned
from rules.occasions import Occasion
from storage import badges, complaints, heard, notes, promises, reminders, shops, vouchers
from storage.glance import Glance, look
from storage.ledger import Balance
from storage.tables.loyalty import referral
from storage.vouchers import NewVoucher
from tests.storage.conftest import NOW, TODAY, Shop


def test_of_somebody_new_there_is_nothing_to_read(shop: Shop) -> None:
    assert look(shop.db, shop.id, shop.buyer(), TODAY, TODAY) == Glance(
        Balance(0, 0), False, False, False, False, frozenset(), None
    )


def test_everything_that_can_be_read_is_seen(shop: Shop) -> None:
    shops.change(shop.db, shop.id, stamps_per_card=3)
    anna, berta = shop.buyer(), shop.buyer("Berta")
    for _ in range(4):
        shop.book(anna)
    friend = {"shop_id": shop.id, "referrer_id": anna, "friend_id": berta, "day": TODAY, "created_at": NOW}
    shop.db.execute(insert(referral), {**friend, "paid_on": TODAY})
    reminders.mute(shop.db, shop.id, anna, "birthday")
    badges.tell(shop.db, shop.id, anna, [Earned("purchases_3", TODAY), Earned("full_card", TODAY)])
    seen = look(shop.db, shop.id, anna, TODAY, TODAY)
    assert seen == Glance(Balance(100, 1), True, True, True, True, frozenset({"purchases_3", "full_card"}), None)
    assert seen.balance == shop.balance(anna)


def _note(shop: Shop, anna: int) -> object:
    return notes.add(shop.db, shop.id, anna, "Blau", TODAY, NOW, kind="like")


def _remind(shop: Shop, anna: int) -> object:
    return reminders.make(shop.db, shop.id, anna, Occasion("follow_up", "x", TODAY, TODAY, 2), TODAY)


def _promise(shop: Shop, anna: int) -> object:
    return promises.make(shop.db, shop.id, anna, "Fotos", TODAY, TODAY, NOW)


def _complain(shop: Shop, anna: int) -> object:
    return complaints.open_one(shop.db, shop.id, anna, "Naht", TODAY, NOW)


@pytest.mark.parametrize("event", [_note, _remind, _promise, _complain])
def test_whatever_is_written_down_is_heard_of(shop: Shop, event: Callable[[Shop, int], object]) -> None:
    """And read of one buyer as of many."""
    anna = shop.buyer()
    shop.book(anna, day=TODAY - timedelta(days=3))
    event(shop, anna)
    assert look(shop.db, shop.id, anna, TODAY, TODAY).is_heard_of
    told = heard.about_one(shop.db, shop.id, anna, TODAY - timedelta(days=3))
    assert told == heard.about(shop.db, [anna])[anna] != heard.Heard()


def test_a_voucher_counts_for_purchases_up_to_its_last_day(shop: Shop) -> None:
    anna = shop.buyer()
    vouchers.issue(shop.db, shop.row, anna, NewVoucher("Tee", valid_through=TODAY), NOW)
    tomorrow = TODAY + timedelta(days=1)
    assert look(shop.db, shop.id, anna, tomorrow, TODAY).has_vouchers
    assert not look(shop.db, shop.id, anna, tomorrow, tomorrow).has_vouchers


def test_another_shop_sees_nobody(shop: Shop, other: Shop) -> None:
    with pytest.raises(NoResultFound):
        look(other.db, other.id, shop.buyer(), TODAY, TODAY)


def test_the_usual_purchase_takes_few_statements(watched: Shop) -> None:
    """However many there were before."""
    shop, anna = watched, watched.buyer()
    for _ in range(6):
        shop.book(anna)
    said: list[str] = []
    event.listen(shop.db, "before_cursor_execute", lambda *given: said.append(given[2].split(" ", 1)[0]))
    shop.book(anna)
    assert said.count("SELECT") <= 5, said
    assert (said.count("INSERT"), said.count("UPDATE")) == (2, 1)
