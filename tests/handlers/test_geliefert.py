"""/geliefert: three days after the parcel has arrived it is time to ask."""

from datetime import date, timedelta

import pytest

from tests.chat import Person, World

pytestmark = pytest.mark.usefixtures("no_thanks")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        pytest.param("/geliefert Anna", 7, id="today: in three days"),
        pytest.param("/geliefert Anna gestern", 6, id="yesterday: in two days"),
    ],
)
def test_the_question_comes_three_days_after_the_delivery(world: World, maria: Person, typed: str, asked: int) -> None:
    maria.hears("/kauf Anna 25 Socken")
    world.days_later(4)
    assert "Das Paket ist bei Anna" in maria.hears(typed)
    world.go_to(date(2026, 5, 4) + timedelta(days=asked - 1), 9)
    assert world.tick() == []
    world.days_later(1)
    _, card = world.tick()
    assert card.text == "📦 Anna hat das Paket seit 3 Tagen. Frag kurz, ob alles passt."


def test_it_is_taken_back(maria: Person) -> None:
    before = maria.hears("/kauf Anna 25 Socken").splitlines()[-1]
    maria.hears("/geliefert Anna")
    assert maria.tap("Rückgängig").splitlines()[-1] == before


def test_without_a_purchase_nothing_was_delivered(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/storno")
    maria.tap("Ja, zurücknehmen")
    assert "steht noch kein Kauf da" in maria.hears("/geliefert Anna")


def test_a_day_to_come_is_no_delivery(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    assert "liegt noch vor uns" in maria.hears("/geliefert Anna morgen")


def test_nobody_named_asks_who(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/geliefert")
    assert "Das Paket ist bei Anna" in maria.tap("Anna")


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("am 31.12.", "Der 31. Dezember 2025 liegt vor dem letzten Kauf von Anna (4. Mai 2026)."),
        ("am 31.2.", "Den 31.2. gibt es nicht."),
        ("morgen", "Der 5. Mai 2026 liegt noch vor uns."),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_an_example_of_the_command(maria: Person, day: str, why: str) -> None:
    maria.hears("/kauf Anna 25")
    said = maria.hears(f"/geliefert Anna {day}")
    assert said.startswith(why)
    assert said.endswith("/geliefert Anna")
    assert "Anna" in maria.hears("/kunde Anna")
