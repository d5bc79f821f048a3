"""Price watch: much dearer than the last time, for the same thing and as many of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.prices import Price, item_key, may_be_dearer, risen_from

SOCKS = Price("Wollsocken", 2400)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wollsocken", "wollsocken"),
        ("Wollsocken 🧦", "Wollsocken"),
        ("Grüne  Mütze", "gruene mütze!"),
        ("Decke, blau", "decke blau"),
        ("Größe 39", "groesse 39"),
    ],
)
def test_the_same_thing_however_it_is_written(one: str, other: str) -> None:
    assert item_key(one) == item_key(other) != ""


@pytest.mark.parametrize(
    ("earlier", "is_told"),
    [
        pytest.param([Price("wollsocken", 2000)], True, id="20 %: told"),
        pytest.param([Price("wollsocken", 2087)], False, id="just under 15 %: not told"),
        pytest.param([Price("wollsocken", 2086)], True, id="just above 15 %: told"),
        pytest.param([Price("wollsocken", 3000)], False, id="cheaper now"),
        pytest.param([Price("Mütze", 500)], False, id="another thing"),
        pytest.param([Price("wollsocken", 2000, 2)], False, id="more at once may cost less"),
        pytest.param([Price("wollsocken", 2400), Price("wollsocken", 1000)], False, id="the last time counts"),
        pytest.param([Price("Mütze", 2400), Price("wollsocken", 1000)], True, id="the last time of this thing"),
        pytest.param([Price("wollsocken", 0)], False, id="a present is no price"),
        pytest.param([], False, id="the first time"),
    ],
)
def test_a_risen_price_is_told(earlier: list[Price], is_told: bool) -> None:
    assert (risen_from(SOCKS, earlier) is not None) is is_told


@pytest.mark.parametrize(
    ("cents", "is_told"),
    [pytest.param(4600, False, id="15 % a piece: not told"), pytest.param(4602, True, id="more: told")],
)
def test_of_more_pieces_the_price_of_a_piece_counts(cents: int, is_told: bool) -> None:
    assert (risen_from(Price("Wollsocken", cents, 2), [Price("Wollsocken", 2000)]) is not None) is is_told


@pytest.mark.parametrize("item", ["", "🧦", "  !"])
def test_without_words_nothing_is_the_same(item: str) -> None:
    assert risen_from(Price(item, 900), [Price(item, 100)]) is None


prices = st.builds(Price, st.sampled_from(["Socken", "socken!", "Mütze", ""]), st.integers(0, 5000), st.integers(1, 3))


@given(prices, st.lists(st.lists(prices, min_size=1, max_size=3), max_size=6))
def test_the_quick_look_misses_nothing(now: Price, days: list[list[Price]]) -> None:
    if risen_from(now, [one for day in days for one in day]):
        assert may_be_dearer(now, [min(one.cents // one.quantity for one in day) for day in days])
