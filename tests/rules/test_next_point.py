"""The remainder towards the next point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.points import Rate, cents_started, cents_to_next_point, points_for

rates = st.builds(
    Rate,
    points=st.integers(1, 5),
    per_cents=st.sampled_from([50, 100, 1000]),
    factor=st.sampled_from(["1", "3/2", "2", "1/2", "1/3"]),
)


@pytest.mark.parametrize(
    ("net", "rate", "missing"),
    [
        pytest.param(340, Rate(), 60, id="3.40: sixty cents"),
        pytest.param(0, Rate(), 100, id="nothing yet: a full unit"),
        pytest.param(300, Rate(), 100, id="just reached: a full unit"),
        pytest.param(999, Rate(1, 1000), 1, id="a point for ten euros"),
        pytest.param(100, Rate(1, 100, "1/2"), 100, id="half a point each: the second unit brings it"),
        pytest.param(200, Rate(1, 100, "1/2"), 200, id="half a point each: two units more"),
        pytest.param(100, Rate(0), None, id="no points: never"),
    ],
)
def test_examples(net: int, rate: Rate, missing: int | None) -> None:
    assert cents_to_next_point(net, rate) == missing


@given(st.integers(0, 10**7), rates)
def test_it_is_the_least_amount_that_brings_a_point(net: int, rate: Rate) -> None:
    missing = cents_to_next_point(net, rate)
    assert missing is not None
    assert points_for(net + missing, rate) > points_for(net, rate)
    assert points_for(net + missing - 1, rate) == points_for(net, rate)


@given(st.integers(0, 10**7), rates)
def test_what_was_begun_is_all_that_brought_no_point_yet(net: int, rate: Rate) -> None:
    begun = cents_started(net, rate)
    assert points_for(net - begun, rate) == points_for(net, rate)
    if net > begun:
        assert points_for(net - begun - 1, rate) < points_for(net, rate)


def test_where_no_amount_brings_a_point_nothing_is_begun() -> None:
    assert cents_started(340, Rate(0)) == 0
