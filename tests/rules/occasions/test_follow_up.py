"""The question a few days after a purchase."""

from datetime import date, timedelta

import pytest

from rules.occasions import follow_up
from rules.occasions.facts import Facts, Seen, ShopRules

BOUGHT = date(2026, 5, 3)
ANNA = Facts(buyer_id=1, first_day=BOUGHT, last_day=BOUGHT, purchases=1, net_cents=2500)
SHOP = ShopRules()


@pytest.mark.parametrize(
    ("after", "days_since"),
    [
        pytest.param(0, 6, id="day 0: planned for day 6"),
        pytest.param(5, 6, id="day 5: patience"),
        pytest.param(6, 6, id="day 6: due"),
        pytest.param(16, 16, id="day 16: still worth asking"),
        pytest.param(17, None, id="day 17: too late"),
    ],
)
def test_it_is_due_six_days_after_a_purchase(after: int, days_since: int | None) -> None:
    occasion = follow_up.due(ANNA, SHOP, BOUGHT + timedelta(days=after))
    if days_since is None:
        assert occasion is None
    else:
        assert occasion is not None
        assert (occasion.due, occasion.until) == (date(2026, 5, 9), date(2026, 5, 19))
        assert occasion.reason == {"purchase_day": BOUGHT, "days_since": days_since}


def test_the_shop_says_after_how_many_days() -> None:
    occasion = follow_up.due(ANNA, ShopRules(follow_up_days=10), BOUGHT)
    assert occasion is not None
    assert occasion.due == date(2026, 5, 13)


def test_it_asks_once_about_a_purchase_day() -> None:
    asked = ANNA._replace(seen={"follow_up": Seen(date(2026, 5, 9), key="2026-05-03")})
    assert follow_up.due(asked, SHOP, date(2026, 5, 9)) is None


def test_it_does_not_ask_again_when_the_shop_waits_longer_from_now_on() -> None:
    asked = ANNA._replace(seen={"follow_up": Seen(date(2026, 5, 9), key="2026-05-03")})
    assert follow_up.due(asked, ShopRules(follow_up_days=9), date(2026, 5, 10)) is None


def test_on_the_day_of_the_purchase_it_asks_once_too() -> None:
    same_day = ShopRules(follow_up_days=0)
    asked = ANNA._replace(seen={"follow_up": Seen(BOUGHT, key="2026-05-03")})
    assert follow_up.due(ANNA, same_day, BOUGHT) is not None
    assert follow_up.due(asked, same_day, BOUGHT) is None


def test_the_next_purchase_starts_the_clock_again() -> None:
    again = ANNA._replace(
        last_day=date(2026, 5, 10), purchases=2, seen={"follow_up": Seen(date(2026, 5, 9), key="2026-05-03")}
    )
    occasion = follow_up.due(again, SHOP, date(2026, 5, 10))
    assert occasion is not None
    assert (occasion.due, occasion.key) == (date(2026, 5, 16), "2026-05-10")


def test_a_purchase_that_is_entered_late_is_asked_about_too() -> None:
    """Asked on the 9th about the 3rd, she learns on the 10th that he bought on the 8th."""
    late = ANNA._replace(last_day=date(2026, 5, 8), seen={"follow_up": Seen(date(2026, 5, 9), key="2026-05-03")})
    occasion = follow_up.due(late, SHOP, date(2026, 5, 10))
    assert occasion is not None
    assert occasion.due == date(2026, 5, 14)


def test_a_later_purchase_that_was_asked_about_and_taken_back_is_enough() -> None:
    gone = ANNA._replace(seen={"follow_up": Seen(date(2026, 5, 16), key="2026-05-10")})
    assert follow_up.due(gone, SHOP, date(2026, 5, 16)) is None


def test_nothing_bought_nothing_to_ask() -> None:
    assert follow_up.due(Facts(buyer_id=1), SHOP, BOUGHT) is None
