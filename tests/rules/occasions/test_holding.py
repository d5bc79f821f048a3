"""Whether an open reminder is still true after purchases were entered late, corrected or taken back."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.occasions import KINDS
from rules.occasions.facts import Facts, ShopRules
from rules.occasions.holding import CHECKS, holds

FIRST, DAY = date(2025, 5, 4), date(2026, 5, 4)
TEN = Facts(1, FIRST, DAY, purchases=10, net_cents=20_000, tier="regular", stamps=9)
ONCE = Facts(1, DAY, DAY, purchases=1, net_cents=2000)
RULES = ShopRules(vip_from_cents=20_000, surprise_seed="seed")
YEAR = {"years": 1, "first_day": FIRST}


@pytest.mark.parametrize(
    ("kind", "facts", "reason", "is_true"),
    [
        pytest.param("thank_you", ONCE, {}, True, id="thanks: it is his first purchase"),
        pytest.param("thank_you", ONCE._replace(purchases=2), {}, True, id="thanks: two on his first day"),
        pytest.param("thank_you", TEN, {}, False, id="thanks: he had bought before"),
        pytest.param("thank_you", Facts(1), {}, False, id="thanks: he has brought it back"),
        pytest.param("second_purchase", ONCE, {}, True, id="second purchase: there is none"),
        pytest.param("second_purchase", TEN, {}, False, id="second purchase: there was one"),
        pytest.param("milestone", TEN, {"purchase": 10}, True, id="milestone: ten"),
        pytest.param("milestone", TEN._replace(purchases=12), {"purchase": 10}, True, id="milestone: more by now"),
        pytest.param("milestone", TEN._replace(purchases=9), {"purchase": 10}, False, id="milestone: nine again"),
        pytest.param(
            "milestone", TEN._replace(last_day=date(2026, 5, 5)), {"purchase": 10}, False, id="milestone: said anew"
        ),
        pytest.param("tier_up", TEN, {"tier": "regular"}, True, id="tier: he has it"),
        pytest.param("tier_up", TEN._replace(tier="returning"), {"tier": "regular"}, False, id="tier: lost"),
        pytest.param("anniversary", TEN, YEAR, True, id="year: bought in it"),
        pytest.param(
            "anniversary", TEN._replace(last_day=FIRST), YEAR, False, id="year: nothing but the first purchase"
        ),
        pytest.param("anniversary", TEN._replace(first_day=DAY), YEAR, False, id="year: the first purchase is gone"),
        pytest.param("surprise", TEN, {}, True, id="extra: the purchase stands"),
        pytest.param("surprise", TEN._replace(last_day=FIRST), {}, False, id="extra: the purchase is gone"),
        pytest.param("reward_near", TEN, {}, True, id="reward: one stamp is missing"),
        pytest.param("reward_near", TEN._replace(stamps=0), {}, False, id="reward: far away again"),
        pytest.param("vip_proposal", TEN, {}, True, id="proposal: at the top"),
        pytest.param("vip_proposal", TEN._replace(net_cents=19_999), {}, False, id="proposal: no more"),
        pytest.param("birthday", Facts(1), {}, True, id="birthday: purchases say nothing of it"),
    ],
)
def test_what_a_reminder_says_has_to_be_true(kind: str, facts: Facts, reason: dict[str, Any], is_true: bool) -> None:
    assert holds(kind, facts, RULES, reason, f"{DAY}:10") is is_true


@given(
    back=st.integers(1, 900),
    purchases=st.integers(1, 60),
    stamps=st.integers(0, 10),
    tier=st.sampled_from(["returning", "regular", "vip"]),
    ahead=st.integers(0, 40),
)
def test_what_the_rules_ask_for_is_true_at_once(back: int, purchases: int, stamps: int, tier: str, ahead: int) -> None:
    first = DAY - timedelta(days=back) if purchases > 1 else DAY
    facts = Facts(1, first, DAY, purchases, 500 * purchases, tier=tier, tier_reached=tier, stamps=stamps)
    for kind in KINDS:
        if kind.KIND in CHECKS and (one := kind.due(facts, RULES, DAY + timedelta(days=ahead))):
            assert holds(one.kind, facts, RULES, one.reason, one.key)
