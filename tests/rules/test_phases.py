"""The phase of a buyer's life with a shop."""

import pytest

from rules.phases import phase_of

CASES = {
    "no purchase": (0, "new", "before"),
    "first": (1, "new", "first"),
    "second": (2, "returning", "second"),
    "third": (3, "regular", "third"),
    "fourth": (4, "regular", "regular"),
    "regular by hand": (1, "regular", "regular"),
    "VIP by hand": (1, "vip", "vip"),
    "VIP": (40, "vip", "vip"),
    "a shop's own tier": (2, "gold", "second"),
}


@pytest.mark.parametrize(("purchases", "tier", "phase"), CASES.values(), ids=CASES)
def test_the_phase_follows_purchases_and_tier(purchases: int, tier: str, phase: str) -> None:
    assert phase_of(purchases, tier) == phase
