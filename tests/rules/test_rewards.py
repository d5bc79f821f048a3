"""What a reward takes off a price."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.rewards import KINDS, REDUCING, discount, says_value

CASES = {
    "10 % of 25,00": ("percent", 10, 2500, 250),
    "10 % of 25,04: 2,504 is 2,50": ("percent", 10, 2504, 250),
    "10 % of 25,05: half a cent is rounded up": ("percent", 10, 2505, 251),
    "15 % of 0,03: 0,45 cents are none": ("percent", 15, 3, 0),
    "50 % of 0,01: half a cent is one": ("percent", 50, 1, 1),
    "100 % is all of it": ("percent", 100, 2599, 2599),
    "5 euros off 25,00": ("amount", 500, 2500, 500),
    "5 euros off 3,00: never below nothing": ("amount", 500, 300, 300),
    "a product takes nothing off": ("product", 500, 2500, 0),
    "an experience takes nothing off": ("experience", 10, 2500, 0),
}


@pytest.mark.parametrize(("kind", "value", "price", "off"), CASES.values(), ids=CASES.keys())
def test_what_comes_off(kind: str, value: int, price: int, off: int) -> None:
    assert discount(kind, value, price) == off


@given(st.sampled_from(KINDS), st.integers(1, 100), st.integers(0, 10**8))
def test_nobody_pays_less_than_nothing_or_more_than_the_price(kind: str, value: int, price: int) -> None:
    assert 0 <= discount(kind, value, price) <= price


@given(st.integers(1, 100), st.integers(0, 10**8))
def test_a_percentage_is_off_by_half_a_cent_at_most(value: int, price: int) -> None:
    assert abs(100 * discount("percent", value, price) - price * value) <= 50


NAMES = {
    "10 % Rabatt": ("percent", 10, True),
    "10% auf alles": ("percent", 10, True),
    "Treuerabatt": ("percent", 10, False),
    "Rabatt für 100 Punkte": ("percent", 10, False),
    "5 € Nachlass": ("amount", 500, True),
    "12,50 € Gutschein": ("amount", 1250, True),
    "5 € auf Socken Größe 39": ("amount", 3900, True),
    "Gutschein": ("amount", 500, False),
    "5 Teelichter": ("product", 5, False),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_tells_the_value_needs_no_repetition(name: str) -> None:
    kind, value, says = NAMES[name]
    assert says_value(name, kind, value) is says


def test_two_kinds_take_something_off() -> None:
    assert {kind for kind in KINDS if discount(kind, 5, 1000)} == set(REDUCING)
