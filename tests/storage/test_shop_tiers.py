"""Tiers of a shop: earned, given, lost with time; and who belongs to the top."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import event, update

from rules.occasions.facts import Seen
from rules.tiers import NEW, REGULAR, RETURNING, VIP, Missing, TierRule
from storage import falling, fitting, occasions, purchases, raffles, reminders, shops, tiers, vips
from storage.tables.buyers import buyer
from storage.tiers import OwnTier

TODAY = date(2026, 5, 4)
HALF_YEAR = TierRule(REGULAR, purchases=3, within_days=180, downgrade=True)
VIP_BY_HAND = OwnTier(TierRule(VIP), benefits="gratis Versand")


def bought(shop: Any, name: str, *ago: int, cents: int = 2500) -> int:
    who: int = shop.buyer(name)
    for days in ago:
        shop.book(who, cents, TODAY - timedelta(days=days))
    return who


def crowd(shop: Any, size: int, purchases: int = 5) -> list[int]:
    """Buyers who paid 5 €, 10 €, 15 € and so on, the last of them the most."""
    return [bought(shop, f"Kundin {number}", *range(purchases), cents=100 * number) for number in range(1, size + 1)]


def test_tiers_follow_the_purchases(shop: Any) -> None:
    anna = shop.buyer()
    found = [shop.book(anna).buyer.tier for _ in range(4)]
    assert found == [NEW, RETURNING, REGULAR, REGULAR]


def test_the_higher_of_earned_and_given_counts(shop: Any) -> None:
    anna = bought(shop, "Anna", 3, 2, 1)
    assert tiers.standing(shop.row, shop.about(anna)) == REGULAR
    tiers.give(shop.db, shop.id, anna, VIP)
    assert tiers.current(shop.db, shop.row, shop.about(anna), TODAY) == VIP
    tiers.give(shop.db, shop.id, anna, RETURNING)
    assert tiers.standing(shop.row, shop.about(anna)) == REGULAR
    tiers.give(shop.db, shop.id, anna, None)
    assert shop.about(anna).tier_by_hand is None


def test_a_vip_tier_that_only_has_benefits_is_not_earned_by_everybody(shop: Any) -> None:
    tiers.define(shop.db, shop.row, VIP_BY_HAND)
    assert [shop.book(shop.buyer()).buyer.tier for _ in range(2)] == [NEW, NEW]
    assert tiers.benefits(shop.row, VIP) == "gratis Versand"
    assert VIP not in [rule.tier for rule in tiers.rules_of(shop.row)]


def test_a_vip_tier_with_a_rule_is_earned(shop: Any) -> None:
    tiers.define(shop.db, shop.row, OwnTier(TierRule(VIP, cents=10_000)))
    assert shop.book(shop.buyer(), 9_999).buyer.tier == NEW
    row = shop.book(shop.buyer("Ben"), 10_000).buyer
    assert row.tier == VIP
    assert tiers.is_vip(row)


@pytest.mark.parametrize("by_hand", [True, False], ids=["given", "earned"])
def test_vip_points_are_multiplied(shop: Any, by_hand: bool) -> None:
    shops.change(shop.db, shop.id, vip_factor="3/2")
    anna = bought(shop, "Anna", 1, cents=1000)
    if by_hand:
        tiers.give(shop.db, shop.id, anna, VIP)
    else:
        tiers.define(shop.db, shop.row, OwnTier(TierRule(VIP, purchases=1)))
        falling.refresh_tiers(shop.db, shop.row, TODAY)
    assert shop.book(anna, 1000).points == int(10 * Fraction("3/2"))
    assert shop.book(shop.buyer("Ben"), 1000).points == 10


@pytest.mark.parametrize(
    ("earned", "told", "by_hand", "expected"),
    [
        pytest.param(REGULAR, NEW, None, True, id="reached and not told"),
        pytest.param(REGULAR, REGULAR, None, False, id="told before"),
        pytest.param(RETURNING, REGULAR, None, False, id="a higher one was told"),
        pytest.param(NEW, NEW, None, False, id="new is no news"),
        pytest.param(REGULAR, RETURNING, VIP, False, id="VIP by hand is above it"),
        pytest.param(REGULAR, RETURNING, RETURNING, True, id="above what was given"),
        pytest.param(REGULAR, "Wollkönigin", None, True, id="what was told does not exist any more"),
    ],
)
def test_a_tier_is_news_once(shop: Any, earned: str, told: str, by_hand: str | None, expected: bool) -> None:
    anna = shop.buyer()
    shop.db.execute(update(buyer).values(tier=earned, tier_told=told, tier_by_hand=by_hand))
    assert tiers.is_news(shop.row, shop.about(anna)) is expected


@pytest.mark.parametrize(
    ("ago", "following"),
    [
        pytest.param((1,), (RETURNING, Missing(purchases=1)), id="one purchase: one to the next"),
        pytest.param((2, 1), (REGULAR, Missing(purchases=1)), id="two: one to regular"),
        pytest.param((3, 2, 1), None, id="three: nothing above that could be bought"),
    ],
)
def test_what_is_missing_to_the_next_tier(shop: Any, ago: tuple[int, ...], following: object) -> None:
    anna = bought(shop, "Anna", *ago)
    assert tiers.next_of(shop.db, shop.row, shop.about(anna), TODAY) == following


def test_a_tier_falls_with_its_window_and_not_before(shop: Any, other: Any) -> None:
    for one in (shop, other):
        tiers.define(one.db, one.row, OwnTier(HALF_YEAR))
    anna, ben = bought(shop, "Anna", 100, 50, 0), bought(shop, "Ben", 30, 20, 10)
    stranger = bought(other, "Anna", 100, 50, 0)
    tiers.give(shop.db, shop.id, bought(shop, "Carla", 100, 50, 0), VIP)
    assert falling.end_tiers(shop.db, shop.row, TODAY + timedelta(days=80)) == 0
    assert shop.about(anna).tier == REGULAR
    assert falling.end_tiers(shop.db, shop.row, TODAY + timedelta(days=81)) == 2
    assert [shop.about(who).tier for who in (anna, ben)] == [RETURNING, REGULAR]
    assert other.about(stranger).tier == REGULAR
    assert falling.end_tiers(shop.db, shop.row, TODAY + timedelta(days=81)) == 0


def test_only_those_who_are_due_are_read(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tiers.define(shop.db, shop.row, OwnTier(HALF_YEAR))
    anna, _ben = bought(shop, "Anna", 100, 50, 0), bought(shop, "Ben", 30, 20, 10)
    read: list[int] = []
    real = purchases.days_of_all
    monkeypatch.setattr(purchases, "days_of_all", lambda db, at, ids: read.extend(ids) or real(db, at, ids))
    falling.end_tiers(shop.db, shop.row, TODAY + timedelta(days=81))
    assert read == [anna]


def test_the_day_a_tier_falls_follows_the_definitions(shop: Any) -> None:
    anna = bought(shop, "Anna", 100, 50, 0)
    assert shop.about(anna).tier_until is None
    tiers.define(shop.db, shop.row, OwnTier(HALF_YEAR))
    falling.refresh_tiers(shop.db, shop.row, TODAY)
    assert shop.about(anna).tier_until == TODAY + timedelta(days=81)
    tiers.forget(shop.db, shop.row, REGULAR)
    falling.refresh_tiers(shop.db, shop.row, TODAY)
    assert shop.about(anna).tier_until is None


@pytest.mark.parametrize("own", [None, OwnTier(HALF_YEAR)], ids=["the usual tiers", "tiers that are lost"])
def test_the_groups_of_a_raffle_are_counted_in_one_query(shop: Any, own: OwnTier | None) -> None:
    if own:
        tiers.define(shop.db, shop.row, own)
    bought(shop, "Anna", 3, 2, 1)
    bought(shop, "Ben", 100)
    tiers.give(shop.db, shop.id, bought(shop, "Carla", 200), VIP)
    row, asked = shop.row, []
    event.listen(shop.db, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert raffles.sizes(shop.db, row, TODAY) == {"recent": 1, "regular": 2, "vip": 1, "all": 3}
    assert len(asked) == 1
    names = {name: [one.name for one in raffles.segment(shop.db, row, name, TODAY)] for name in raffles.SEGMENTS}
    assert names == {
        "recent": ["Anna"],
        "regular": ["Anna", "Carla"],
        "vip": ["Carla"],
        "all": ["Anna", "Ben", "Carla"],
    }


def test_what_was_given_by_hand_does_not_fall(shop: Any) -> None:
    tiers.define(shop.db, shop.row, OwnTier(HALF_YEAR))
    anna = bought(shop, "Anna", 2, 1, 0)
    tiers.give(shop.db, shop.id, anna, VIP)
    falling.end_tiers(shop.db, shop.row, TODAY + timedelta(days=500))
    assert tiers.standing(shop.row, shop.about(anna)) == VIP


def test_without_downgrade_nothing_falls(shop: Any) -> None:
    tiers.define(shop.db, shop.row, OwnTier(replace(HALF_YEAR, downgrade=False)))
    anna = bought(shop, "Anna", 2, 1, 0)
    assert falling.end_tiers(shop.db, shop.row, TODAY + timedelta(days=2000)) == 0
    assert shop.about(anna).tier == REGULAR


def test_the_stored_tier_is_the_one_of_the_day_in_large_shops_too(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(falling, "CHUNK", 2)
    tiers.define(shop.db, shop.row, OwnTier(HALF_YEAR))
    ids = [bought(shop, f"Kundin {number}", number * 30, number * 30, 0) for number in range(6)]
    for later in (0, 31, 90, 150, 181):
        day = TODAY + timedelta(days=later)
        falling.end_tiers(shop.db, shop.row, day)
        now = [tiers.current(shop.db, shop.row, shop.about(who), day) for who in ids]
        assert [shop.about(who).tier for who in ids] == now


def test_the_top_needs_ten_buyers(shop: Any, other: Any) -> None:
    crowd(other, 12)
    ids = crowd(shop, 9)
    assert vips.from_cents(shop.db, shop.id) is None
    bought(shop, "Kundin 10", 1, cents=10)
    assert vips.from_cents(shop.db, shop.id) == 5 * 900
    assert vips.place(shop.db, shop.id, shop.about(ids[-1])) == (1, 10)
    assert vips.place(shop.db, shop.id, shop.about(ids[0])) == (9, 10)


def test_equals_share_a_place(shop: Any) -> None:
    ids = [bought(shop, name, 1, cents=cents) for name, cents in (("Anna", 500), ("Ben", 500), ("Carla", 100))]
    assert [vips.place(shop.db, shop.id, shop.about(who)).place for who in ids] == [1, 1, 3]


def test_the_daily_message_learns_who_belongs_to_the_top_and_proposes_him(shop: Any) -> None:
    ids = crowd(shop, 20)
    fitted = fitting.fit_shop(shop.db, shop.row, TODAY)
    assert fitted.vip_from_cents == 5 * 1900
    found = {row.id for row, _, due in occasions.due(shop.db, fitted, TODAY) if "vip_proposal" in {o.kind for o in due}}
    assert found == set(ids[-2:])
    assert [row.id for row in vips.candidates(shop.db, fitted, 5, TODAY)] == ids[:-3:-1]


def test_whoever_is_no_longer_in_the_top_is_not_proposed(shop: Any) -> None:
    ids = crowd(shop, 10)
    fitting.fit_shop(shop.db, shop.row, TODAY)
    before = shop.about(ids[-1]).next_due
    for number, who in enumerate(ids[:-1]):
        shop.book(who, 100_000 + number)
    fitted = fitting.fit_shop(shop.db, shop.row, TODAY)
    assert (before, fitted.vip_from_cents) == (TODAY, 5 * 900 + 100_008)
    found = {row.id for row, _, due in occasions.due(shop.db, fitted, TODAY) if "vip_proposal" in {o.kind for o in due}}
    assert found == {ids[-2]}


def test_a_threshold_that_hardly_moves_is_left(shop: Any) -> None:
    ids = crowd(shop, 10)
    before = fitting.fit_shop(shop.db, shop.row, TODAY)
    shop.book(ids[-1], 100)
    assert fitting.fit_shop(shop.db, before, TODAY).vip_from_cents == before.vip_from_cents


def test_a_no_is_remembered_with_its_day(shop: Any) -> None:
    ids = crowd(shop, 10)
    fitted = fitting.fit_shop(shop.db, shop.row, TODAY)
    ((_, _, found),) = [hit for hit in occasions.due(shop.db, fitted, TODAY) if hit[0].id == ids[-1]]
    proposal = next(one for one in found if one.kind == "vip_proposal")
    number = reminders.make(shop.db, shop.id, ids[-1], proposal, TODAY)
    later = TODAY + timedelta(days=9)
    reminders.decline(shop.db, shop.id, number, later)
    (known,) = occasions.facts_of(shop.db, [shop.about(ids[-1])], TODAY)
    assert known.facts.seen["vip_proposal"] == Seen(TODAY, 0, later, later, str(TODAY))


def test_the_vips_are_listed_best_first(shop: Any, other: Any) -> None:
    anna, ben = bought(shop, "Anna", 1, cents=500), bought(shop, "Ben", 1, cents=900)
    for who in (anna, ben):
        tiers.give(shop.db, shop.id, who, VIP)
    tiers.give(other.db, other.id, other.buyer("Fremd"), VIP)
    assert [row.id for row in vips.everybody(shop.db, shop.id)] == [ben, anna]
