"""VIP proposals: the top of the shop, asked rarely, and never against a no."""

from datetime import date, timedelta

import pytest

from rules.occasions import vip_proposal
from rules.occasions.facts import Facts, Occasion, Seen, ShopRules

TODAY = date(2026, 5, 3)
SHOP = ShopRules(vip_from_cents=50_000)
BOUGHT = date(2026, 5, 1)
ANNA = Facts(buyer_id=1, first_day=date(2025, 1, 1), last_day=BOUGHT, purchases=14, net_cents=81_200)


def proposed(facts: Facts, shop: ShopRules = SHOP, today: date = TODAY) -> Occasion | None:
    return vip_proposal.due(facts, shop, today)


def test_whoever_belongs_to_the_top_is_proposed_with_the_purchase_that_brought_him_there() -> None:
    found = proposed(ANNA)
    assert found is not None
    assert (found.due, found.until) == (BOUGHT, BOUGHT + timedelta(days=180))
    assert found.reason == {"cents": 81_200, "purchases": 14}


@pytest.mark.parametrize(
    ("facts", "shop", "expected"),
    [
        pytest.param(ANNA._replace(net_cents=50_000), SHOP, True, id="paid as much as the last of the top"),
        pytest.param(ANNA._replace(net_cents=49_999), SHOP, False, id="a cent less"),
        pytest.param(ANNA._replace(purchases=5), SHOP, True, id="5 purchases"),
        pytest.param(ANNA._replace(purchases=4), SHOP, False, id="4 purchases: one large order is no loyalty"),
        pytest.param(ANNA._replace(vip=True), SHOP, False, id="VIP already"),
        pytest.param(ANNA, ShopRules(), False, id="the shop has too few buyers"),
        pytest.param(Facts(1), SHOP, False, id="bought nothing"),
    ],
)
def test_only_the_top_is_proposed(facts: Facts, shop: ShopRules, expected: bool) -> None:
    assert (proposed(facts, shop) is not None) is expected


@pytest.mark.parametrize(
    ("seen", "due"),
    [
        pytest.param(Seen(date(2026, 1, 1)), date(2026, 6, 30), id="not answered: after 180 days"),
        pytest.param(
            Seen(date(2026, 1, 1), made=date(2026, 2, 1)),
            date(2026, 7, 31),
            id="shown later than due: from that day on",
        ),
        pytest.param(Seen(date(2025, 10, 1)), BOUGHT, id="long ago: with the next purchase"),
        pytest.param(
            Seen(date(2025, 8, 1), made=date(2025, 8, 1), done=date(2025, 8, 4)),
            date(2026, 8, 4),
            id="a no: after a year",
        ),
        pytest.param(Seen(date(2025, 3, 1), made=date(2025, 3, 2), done=date(2025, 3, 2)), BOUGHT, id="an old no"),
    ],
)
def test_it_is_not_asked_again_at_once(seen: Seen, due: date) -> None:
    found = proposed(ANNA._replace(seen={"vip_proposal": seen}))
    assert found is not None
    assert found.due == due


@pytest.mark.parametrize(
    ("silent", "expected"),
    [
        pytest.param(180, True, id="180 days after the purchase: still"),
        pytest.param(181, False, id="day 181: win him back first"),
    ],
)
def test_whoever_stays_away_is_not_proposed(silent: int, expected: bool) -> None:
    assert (proposed(ANNA, today=BOUGHT + timedelta(days=silent)) is not None) is expected


def test_a_no_that_lasts_longer_than_the_interest_ends_it() -> None:
    seen = {"vip_proposal": Seen(BOUGHT, made=TODAY, done=TODAY)}
    assert proposed(ANNA._replace(seen=seen)) is None


@pytest.mark.parametrize(("buyers", "top"), [(0, 0), (9, 0), (10, 1), (19, 1), (20, 2), (40, 4), (105, 10)])
def test_one_in_ten_belongs_to_the_top_from_ten_buyers_on(buyers: int, top: int) -> None:
    assert vip_proposal.top(buyers) == top
