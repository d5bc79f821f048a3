"""The statistics against the same figures by hand, on both databases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from benchmarks.figures_naive import Key, Sale, key_of, periods, shares
from benchmarks.figures_shop import NOON, drawn, fill
from benchmarks.figures_shop import TODAY as LATELY
from demo import example_shop
from rules.rhythm import asleep_after, rhythm_of
from rules.statistics import SHOWN, UNITS, Figures, Period, Span, first_day
from storage import erasing, merging, refunds, rewards, shops, statistics
from storage.purchases import get
from storage.rewards import NewReward
from storage.statistics import Points
from storage.tables.purchases import purchase
from tests.storage.conftest import NOW, SELLER, TODAY


def key(period: Period) -> Key:
    """The period as the figures by hand name it."""
    return key_of(first_day(period.bucket.number, period.bucket.unit), period.bucket.unit)


def agree(figures: Figures, sales: list[Sale], today: date) -> None:
    """Every figure is what it comes to by hand."""
    for unit in UNITS:
        by_hand = periods(sales, unit)
        shown = {key(one): one for one in figures.periods[unit]}
        assert (len(shown), max(shown)) == (len(figures.periods[unit]), key_of(today, unit))
        assert len(shown) == SHOWN[unit] or min(shown) == min(by_hand, default=key_of(today, unit))
        assert {name for name in by_hand if name >= min(shown)} <= set(shown)
        for name, period in shown.items():
            expected = by_hand.get(name)
            bucket = period.bucket
            if expected is None:
                assert bucket[2:] == (0, 0, 0, 0, 0, 0)
                continue
            found = {**bucket._asdict(), "returning": period.returning, "retention": period.retention}
            assert {one: found[one] for one in expected} == expected
    by_hand_all = shares(sales, today)
    assert figures.buyers == by_hand_all.pop("buyers")
    for name, value in by_hand_all.items():
        found_value: Any = getattr(figures, name)
        assert (found_value if isinstance(found_value, int) else found_value.percent) == value, name


def sales_of(db: Connection) -> list[Sale]:
    """What was kept of all purchases of the database."""
    rows = db.execute(select(purchase.c.buyer_id, purchase.c.day, purchase.c.cents, purchase.c.refunded_cents))
    return [
        Sale(row.buyer_id, row.day, row.cents - row.refunded_cents) for row in rows if row.cents > row.refunded_cents
    ]


SALES = st.lists(
    st.builds(
        Sale,
        st.integers(1, 4),
        st.builds(lambda ago: LATELY - timedelta(days=ago), st.integers(0, 1500) | st.integers(0, 130)),
        st.integers(1, 9999),
    ),
    max_size=12,
)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sales=SALES)
def test_any_shop_comes_to_what_it_comes_to_by_hand(db: Connection, sales: list[Sale]) -> None:
    with db.begin_nested() as attempt:
        shop = fill(db, sales)
        agree(statistics.of_shop(db, shop, LATELY), sales, LATELY)
        attempt.rollback()


def test_a_shop_of_some_size_does_so_on_both_databases(db: Connection) -> None:
    sales = drawn(40, 300)
    shop = fill(db, sales)
    agree(statistics.of_shop(db, shop, LATELY), sales, LATELY)
    assert statistics.until_now_before(db, shop.id, LATELY, "month") == Span(
        *_span(sales, date(2026, 8, 1), date(2026, 8, 2))
    )
    assert statistics.until_now_before(db, shop.id, LATELY, "year") == Span(
        *_span(sales, date(2025, 1, 1), date(2025, 9, 2))
    )


def _span(sales: list[Sale], first: date, last: date) -> tuple[int, int, int]:
    found = [sale for sale in sales if first <= sale.day <= last]
    return len(found), len({sale.buyer for sale in found}), sum(sale.cents for sale in found)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_example_shop_does_so_too_and_its_lost_are_those_who_are_asleep(db: Connection) -> None:
    now = datetime.combine(LATELY, NOON, UTC)
    shop = example_shop.found(db, SELLER, now)
    figures, sales = statistics.of_shop(db, shop, LATELY), sales_of(db)
    agree(figures, sales, LATELY)
    parameters = shops.rules_of(shop).rhythm
    days = {buyer: {sale.day for sale in sales if sale.buyer == buyer} for buyer in {sale.buyer for sale in sales}}
    lost = [max(his) + timedelta(days=asleep_after(rhythm_of(his), parameters) or 9999) for his in days.values()]
    for unit in UNITS:
        for period in figures.periods[unit]:
            expected = sum(key_of(day, unit) == key(period) for day in lost if day <= LATELY)
            assert period.lost == expected, (unit, key(period))


def test_what_was_given_back_or_is_another_shops_does_not_count(shop: Any, other: Any) -> None:
    anna, ben = shop.buyer("Anna"), shop.buyer("Ben")
    shop.book(anna, 3000, TODAY)
    part = shop.book(anna, 1000, TODAY - timedelta(days=40))
    whole = shop.book(ben, 2000, TODAY)
    refunds.refund(shop.db, shop.row, get(shop.db, shop.id, part.purchase_id), NOW, 400)
    refunds.refund(shop.db, shop.row, get(shop.db, shop.id, whole.purchase_id), NOW)
    shop.book(ben, 0, TODAY, discount_cents=500)
    other.book(other.buyer("Clara"), 7777)
    figures = statistics.of_shop(shop.db, shop.row, TODAY)
    agree(figures, [Sale(anna, TODAY, 3000), Sale(anna, TODAY - timedelta(days=40), 600)], TODAY)
    assert figures.repeat_cents == (3600, 3600)


def test_two_who_are_one_count_as_one_and_the_erased_counts_on(shop: Any) -> None:
    anna, annie, ben = shop.buyer("Anna"), shop.buyer("Annie"), shop.buyer("Ben")
    for number, buyer in enumerate((anna, annie, ben)):
        shop.book(buyer, 1000, TODAY - timedelta(days=20 * number))
    merging.merge_into(shop.db, shop.row, anna, annie, NOW)
    erasing.erase(shop.db, shop.row, ben, "Gelöscht", NOW)
    figures = statistics.of_shop(shop.db, shop.row, TODAY)
    expected = [
        Sale(1, TODAY, 1000),
        Sale(1, TODAY - timedelta(days=20), 1000),
        Sale(2, TODAY - timedelta(days=40), 1000),
    ]
    agree(figures, expected, TODAY)


def test_points_are_worth_what_the_best_reward_gives_for_them(shop: Any, other: Any) -> None:
    anna, ben, clara = shop.buyer("Anna"), shop.buyer("Ben"), shop.buyer("Clara")
    for buyer in (anna, ben, clara):
        shop.book(buyer, 10_050)
    other.book(other.buyer("Dora"), 5000)
    erasing.erase(shop.db, shop.row, clara, "Gelöscht", NOW)
    assert statistics.points(shop.db, shop.id, TODAY) == Points(200, None)
    for cost, cents in ((100, 500), (40, 250)):
        rewards.add(shop.db, shop.id, NewReward(f"{cents}", cost, "amount", cents), NOW)
    rewards.add(shop.db, shop.id, NewReward("Socken", 1), NOW)
    rewards.add(shop.db, shop.id, NewReward("5 €", 1, "amount", 500, "stamps"), NOW)
    assert statistics.points(shop.db, shop.id, TODAY) == Points(200, 1250)


def test_an_empty_shop_has_no_figures(shop: Any) -> None:
    figures = statistics.of_shop(shop.db, shop.row, TODAY)
    agree(figures, [], TODAY)
    assert [len(periods) for periods in figures.periods.values()] == [1, 1, 1]
    assert (figures.value_cents, figures.frequency_tenths, statistics.points(shop.db, shop.id, TODAY)) == (
        0,
        0,
        (0, None),
    )
