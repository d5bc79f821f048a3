"""A shop changes its programme: what is out keeps its promise, and what the new rules ask for happens at once."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from rules.tiers import NEW, REGULAR, RETURNING, VIP, TierRule
from storage import buyers, occasions, programme, tiers, voucher_use, vouchers
from storage.programme import Changed
from storage.tiers import OwnTier
from storage.trial import on_trial
from tests.storage.conftest import NOW, TODAY


def changed(shop: Any, *own: OwnTier, **settings: Any) -> Changed:
    return programme.change(shop.db, shop.row, settings, own, NOW)


def regular_from(number: int) -> OwnTier:
    return OwnTier(TierRule(REGULAR, purchases=number))


def bought(shop: Any, times: int, name: str = "Anna") -> int:
    buyer: int = shop.buyer(name)
    for _ in range(times):
        shop.book(buyer)
    return buyer


def test_a_smaller_card_turns_full_cards_into_rewards_at_once(shop: Any, other: Any) -> None:
    anna, ben, stranger = bought(shop, 7), bought(shop, 4, "Ben"), bought(other, 7)
    made = changed(shop, stamps_per_card=5)
    assert [row.buyer_id for row in made.vouchers] == [anna]
    assert (shop.balance(anna).stamps, shop.balance(ben).stamps, other.balance(stranger).stamps) == (2, 4, 7)


def test_a_much_smaller_card_may_be_full_twice(shop: Any) -> None:
    anna = bought(shop, 7)
    assert len(changed(shop, stamps_per_card=3).vouchers) == 2
    assert shop.balance(anna).stamps == 1


def test_a_larger_card_leaves_stamps_and_vouchers(shop: Any) -> None:
    anna = bought(shop, 12)
    assert changed(shop, stamps_per_card=15).vouchers == ()
    assert shop.balance(anna).stamps == 2
    assert len(vouchers.of_buyer(shop.db, shop.id, anna)) == 1


def test_rewards_of_a_smaller_card_that_was_a_mistake_are_stamps_again(shop: Any) -> None:
    anna = bought(shop, 7)
    made = changed(shop, stamps_per_card=5)
    changed(shop, stamps_per_card=10)
    programme.take_back(shop.db, shop.row, [row.id for row in made.vouchers], NOW)
    assert shop.balance(anna).stamps == 7
    assert vouchers.of_buyer(shop.db, shop.id, anna) == []


def test_a_reward_that_was_used_meanwhile_stays(shop: Any) -> None:
    anna = bought(shop, 7)
    (row,) = changed(shop, stamps_per_card=5).vouchers
    voucher_use.use(shop.db, shop.id, row, None, TODAY)
    changed(shop, stamps_per_card=10)
    programme.take_back(shop.db, shop.row, [row.id], NOW)
    assert shop.balance(anna).stamps == 2


def test_a_rule_for_regulars_moves_everybody(shop: Any, other: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(occasions, "CHUNK", 2)
    numbers = [bought(shop, times, f"Kundin {times}") for times in range(1, 6)]
    stranger = bought(other, 4)
    changed(shop, regular_from(4))
    assert [shop.about(number).tier for number in numbers] == [NEW, RETURNING, RETURNING, REGULAR, REGULAR]
    assert other.about(stranger).tier == REGULAR


def test_nobody_is_congratulated_because_of_a_rule(shop: Any) -> None:
    """Who rises by it counts as told; what was to be told before is still to be told; the highest told stays."""
    rises, waits, falls = bought(shop, 2), bought(shop, 4, "Ben"), bought(shop, 3, "Cora")
    buyers.change(shop.db, shop.id, falls, tier_told=REGULAR)
    changed(shop, regular_from(4))
    assert [(shop.about(one).tier, shop.about(one).tier_told) for one in (waits, falls)] == [
        (REGULAR, NEW),
        (RETURNING, REGULAR),
    ]
    changed(shop, regular_from(2))
    assert (shop.about(rises).tier, shop.about(rises).tier_told) == (REGULAR, REGULAR)


def test_a_name_alone_moves_nobody(shop: Any) -> None:
    anna = bought(shop, 3)
    changed(shop, OwnTier(TierRule(VIP), name="Gold"), OwnTier(TierRule(RETURNING, purchases=2), name="Freundin"))
    assert shop.about(anna).tier == REGULAR
    assert tiers.own_name(shop.row, VIP) == "Gold"


def test_what_is_done_on_trial_leaves_nothing(shop: Any) -> None:
    anna = bought(shop, 7)
    with on_trial(shop.db):
        assert changed(shop, regular_from(20), stamps_per_card=5, points_per_unit=9).vouchers
        assert shop.about(anna).tier == RETURNING
    assert (shop.row.stamps_per_card, shop.row.points_per_unit, shop.row.tiers) == (10, 1, "[]")
    assert (shop.about(anna).tier, shop.balance(anna).stamps) == (REGULAR, 7)


def test_a_trial_that_fails_leaves_nothing_either(shop: Any) -> None:
    with pytest.raises(IntegrityError), on_trial(shop.db):
        changed(shop, points_per_unit=9, stamps_per_card=2)
    assert shop.row.points_per_unit == 1


def test_regulars_are_those_of_the_tier_and_above(shop: Any, other: Any) -> None:
    anna, ben = bought(shop, 3), bought(shop, 1, "Ben")
    bought(shop, 2, "Cora")
    bought(other, 3)
    tiers.give(shop.db, shop.id, ben, VIP)
    assert {row.id for row in programme.reaching(shop.db, shop.row, REGULAR)} == {anna, ben}


def test_the_nearest_to_a_purchase_and_the_fullest_card(shop: Any, other: Any) -> None:
    assert (programme.before_purchase(shop.db, shop.row, 10), programme.fullest(shop.db, shop.id)) == (None, None)
    bought(other, 8)
    anna, ben = bought(shop, 3), bought(shop, 12, "Ben")
    shop.book(ben, day=date(2026, 5, 4) - timedelta(days=1))
    nearest, fullest = programme.before_purchase(shop.db, shop.row, 10), programme.fullest(shop.db, shop.id)
    assert (nearest and nearest.id, fullest and fullest.id) == (anna, anna)
