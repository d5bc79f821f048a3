"""Making up for a fault: in proportion to the purchase."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.compensation import LEAST_CENTS, MOST_CENTS, points_to_offer, voucher_for
from rules.points import Rate

CENTS = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("cents", "voucher", "points"),
    [(0, 300, 10), (1990, 400, 20), (2500, 500, 30), (4700, 900, 50), (25_000, 2000, 250)],
)
def test_the_dearer_the_purchase_the_more_is_offered(cents: int, voucher: int, points: int) -> None:
    assert (voucher_for(cents), points_to_offer(cents, Rate())) == (voucher, points)


def test_points_follow_the_rate_of_the_shop() -> None:
    assert points_to_offer(2500, Rate(1, 500)) == 10
    assert points_to_offer(2500, Rate(10, 100)) == 250


@given(less=CENTS, more=CENTS)
def test_never_less_for_more_and_always_a_full_amount(less: int, more: int) -> None:
    less, more = sorted((less, more))
    assert LEAST_CENTS <= voucher_for(less) <= voucher_for(more) <= MOST_CENTS
    assert voucher_for(more) % 100 == 0
    assert points_to_offer(less, Rate()) <= points_to_offer(more, Rate())
