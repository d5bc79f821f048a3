"""Due days that depend on what a buyer has, and on the tier that a purchase brought."""

from datetime import date, timedelta

import pytest

from rules.occasions import next_due, reward_near
from storage import buyers, byhand, cards, lots, occasions, refunds, reminders, rewards, shops
from storage.ledger import POINTS, Balance, Entry
from storage.purchases import Purchase, last_of
from storage.rewards import NewReward
from tests.storage.conftest import NOW, TODAY, Shop

GAP = 10


def kinds(shop: Shop, buyer: int, day: date) -> set[str]:
    """What is due for a buyer on a day, as the planner sees it."""
    return {one.kind for row, _, found in occasions.due(shop.db, shop.row, day) if row.id == buyer for one in found}


def regular(shop: Shop, purchases: int = 5) -> int:
    """Buys for 25 euros every ten days, the last time today."""
    shops.change(shop.db, shop.id, thank_you=False, follow_up_days=0, quiet_days=0)
    anna = shop.buyer()
    for back in range(GAP * (purchases - 1), -1, -GAP):
        shop.book(anna, day=TODAY - timedelta(days=back))
    return anna


def _latest(shop: Shop, buyer: int) -> Purchase:
    last = last_of(shop.db, shop.id, buyer)
    assert last is not None
    return last


def recomputed(shop: Shop, buyer: int) -> date | None:
    (known,) = occasions.facts_of(shop.db, [shop.about(buyer)], TODAY)
    return next_due(known.facts, shops.rules_of(shop.row), TODAY)


def test_a_card_that_wants_one_more_stamp_is_told_at_the_usual_time(shop: Shop) -> None:
    shops.change(shop.db, shop.id, stamps_per_card=6)
    anna = regular(shop)
    assert "reward_near" not in kinds(shop, anna, TODAY + timedelta(days=GAP - 1))
    assert "reward_near" in kinds(shop, anna, TODAY + timedelta(days=GAP))


def test_the_purchase_that_fills_the_card_is_no_reminder(shop: Shop) -> None:
    shops.change(shop.db, shop.id, stamps_per_card=5)
    anna = regular(shop)
    assert "reward_near" not in kinds(shop, anna, TODAY + timedelta(days=GAP))


@pytest.mark.parametrize(("cost", "near"), [(120, False), (150, True), (151, False)])
def test_a_reward_is_near_from_what_one_purchase_brings(shop: Shop, cost: int, near: bool) -> None:
    """He has 125 points and usually gets 25."""
    rewards.add(shop.db, shop.id, NewReward("Tee", cost), NOW)
    anna = regular(shop)
    assert ("reward_near" in kinds(shop, anna, TODAY + timedelta(days=GAP))) is near


@pytest.mark.parametrize("event", ["credit", "debit", "refund", "retire"])
def test_whatever_changes_the_balance_or_the_catalogue_moves_the_stored_day(shop: Shop, event: str) -> None:
    tea = rewards.add(shop.db, shop.id, NewReward("Tee", 150), NOW)
    anna = regular(shop)
    if event == "credit":
        byhand.credit(shop.db, shop.row, anna, 30, "x", NOW, why="Danke")
    elif event == "debit":
        lots.spend(shop.db, shop.id, anna, Entry(POINTS, -30, "debit", "x"), TODAY, NOW)
    elif event == "refund":
        refunds.refund(shop.db, shop.row, _latest(shop, anna), NOW)
    else:
        rewards.change(shop.db, shop.id, tea, retired=True)
        occasions.refresh_all(shop.db, shop.row, TODAY)
    assert "reward_near" not in kinds(shop, anna, TODAY + timedelta(days=GAP))
    assert shop.about(anna).next_due == recomputed(shop, anna)


def test_a_reminder_is_dropped_once_the_reward_is_out_of_reach(shop: Shop) -> None:
    rewards.add(shop.db, shop.id, NewReward("Tee", 150), NOW)
    anna, later = regular(shop), TODAY + timedelta(days=GAP)
    (found,) = [
        one for _, _, due in occasions.due(shop.db, shop.row, later) for one in due if one.kind == reward_near.KIND
    ]
    number = reminders.make(shop.db, shop.id, anna, found, later)
    lots.spend(shop.db, shop.id, anna, Entry(POINTS, -1, "debit", "x"), later, NOW)
    assert reminders.get(shop.db, shop.id, number).state == "moot"


def test_the_third_purchase_brings_the_tier_and_the_fourth_does_not(shop: Shop) -> None:
    anna = regular(shop, 3)
    assert shop.about(anna).tier_reached == "regular"
    assert "tier_up" in kinds(shop, anna, TODAY)
    shop.book(anna, day=TODAY + timedelta(days=1))
    assert shop.about(anna).tier_reached is None


def test_a_tier_stays_news_after_it_was_told_and_is_none_when_it_comes_back(shop: Shop) -> None:
    anna = regular(shop, 3)
    buyers.change(shop.db, shop.id, anna, tier_told="regular")
    occasions.refresh(shop.db, shop.row, anna, TODAY)
    assert shop.about(anna).tier_reached == "regular"
    refunds.refund(shop.db, shop.row, _latest(shop, anna), NOW)
    assert shop.about(anna).tier_reached is None
    shop.book(anna)
    assert shop.about(anna).tier_reached is None


@pytest.mark.parametrize(("stamps", "left"), [(9, 9), (10, 0), (23, 3), (-2, -2)])
def test_what_is_left_once_full_cards_are_vouchers(stamps: int, left: int) -> None:
    assert cards.left(Balance(5, stamps), 10) == Balance(5, left)
