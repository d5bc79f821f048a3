"""Quality watch: complaints that add up."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.quality import Complained, Pattern, named, pattern

DAY = date(2026, 5, 4)


def case(back: int, item: str = "") -> Complained:
    return Complained(DAY - timedelta(days=back), item)


@pytest.mark.parametrize(
    ("before", "found"),
    [
        pytest.param([], None, id="one complaint is an accident"),
        pytest.param([case(89, "wollsocken 🧦")], Pattern(2, 90, "Wollsocken"), id="the same item within 90 days"),
        pytest.param([case(90, "Wollsocken")], None, id="the same item long ago"),
        pytest.param([case(3, "Mütze")], None, id="another item"),
        pytest.param([case(13, "Mütze"), case(1)], Pattern(3, 14), id="three in two weeks, whatever about"),
        pytest.param([case(14, "Mütze"), case(1)], None, id="three in more than two weeks"),
        pytest.param([case(2, "Wollsocken"), case(1)], Pattern(2, 90, "Wollsocken"), id="the item is the better clue"),
    ],
)
def test_complaints_add_up(before: list[Complained], found: Pattern | None) -> None:
    latest = case(0, "Wollsocken")
    assert pattern(latest, [*before, latest]) == found


@given(st.lists(st.builds(case, st.integers(0, 200), st.sampled_from(["", "Socken", "Mütze"])), max_size=12))
def test_nobody_knows_of_what_is_the_same_thing(before: list[Complained]) -> None:
    latest = case(0)
    found = pattern(latest, [*before, latest])
    assert found is None or found.item == ""
    assert (found is not None) is (sum((DAY - one.day).days < 14 for one in before) >= 2)


@pytest.mark.parametrize(
    ("words", "item"),
    [
        ("Naht offen", ""),
        ("Loch in den wollsocken 😡", "Wollsocken"),
        ("Loch in der Socke", "Wollsocken"),
        ("die Mütze, blau, färbt ab", "Mütze blau"),
        ("rot", ""),
        ("Porto für den Schal zu teuer", ""),
    ],
)
def test_a_complaint_is_about_what_it_names(words: str, item: str) -> None:
    assert named(words, ["Schal", "Wollsocken", "Mütze blau", "Tee rot"], ["porto", "teuer"]) == item


@pytest.mark.parametrize(("words", "item"), [("Naht offen", "Schal"), ("Paket kam nicht an", "")])
def test_else_about_the_only_thing_that_was_bought_if_it_is_about_a_thing(words: str, item: str) -> None:
    assert named(words, ["Schal", "schal"], ["paket"]) == item


def test_who_bought_nothing_complains_about_nothing() -> None:
    assert named("Naht offen", []) == ""
