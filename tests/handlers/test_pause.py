"""/pause: a buyer is left in peace."""

from datetime import date

import pytest

from tests.chat import Person, World


@pytest.fixture
def due(maria: Person) -> Person:
    """On 10 May it is time to ask Anna, and her birthday."""
    maria.hears("/kauf Anna 25")
    maria.hears("/geburtstag Anna 10.5.")
    return maria


def cards(world: World, day: date) -> list[str]:
    world.go_to(day, 9)
    return [said.text for said in world.tick()[1:]]


def test_until_that_day_nothing_comes_not_even_the_birthday(world: World, due: Person) -> None:
    assert "bis Mi., 13. Mai" in due.hears("/pause Anna bis 13.5.")
    assert cards(world, date(2026, 5, 10)) == []
    assert cards(world, date(2026, 5, 13)) == []
    assert "gut angekommen" in cards(world, date(2026, 5, 14))[0]


@pytest.mark.parametrize("typed", ["/pause Anna", "/pause anna"])
def test_without_a_day_it_lasts_until_it_is_ended(world: World, due: Person, typed: str) -> None:
    assert "nicht mehr an Anna" in due.hears(typed)
    assert cards(world, date(2026, 5, 10)) == []
    due.hears("/pause Anna aus")
    assert "Anna hat heute Geburtstag" in due.hears("/heute")


def test_it_is_ended_with_a_tap(world: World, due: Person) -> None:
    due.hears("/pause Anna")
    assert due.tap("Pause beenden") == "Anna ist wieder dabei."
    assert cards(world, date(2026, 5, 10)) != []


@pytest.mark.parametrize(
    ("typed", "told"), [("bis 13.5.", "Pause bis Mi., 13. Mai"), ("", "Pause, bis du sie beendest")]
)
def test_the_screen_of_the_buyer_shows_it_and_ends_it(due: Person, typed: str, told: str) -> None:
    due.hears(f"/pause Anna {typed}")
    assert told in due.hears("/kunde Anna").splitlines()
    assert due.tap("Pause beenden") == "Anna ist wieder dabei."
    assert "Pause" not in due.hears("/kunde Anna")
    assert "Pause beenden" not in due.last().buttons


def test_what_is_open_is_dropped(world: World, due: Person) -> None:
    assert cards(world, date(2026, 5, 10)) != []
    due.hears("/pause Anna")
    assert "Heute steht niemand an" in due.hears("/heute")


def test_a_promise_holds_all_the_same(world: World, due: Person) -> None:
    due.hears("/pause Anna")
    due.hears("/versprechen Anna bis 10.5. Fotos schicken")
    assert cards(world, date(2026, 5, 10)) == ["🤝 Anna wartet heute: Fotos schicken."]


def test_what_is_no_day_is_explained(due: Person) -> None:
    assert "/pause Anna bis 1.7." in due.hears("/pause Anna bis irgendwann")
