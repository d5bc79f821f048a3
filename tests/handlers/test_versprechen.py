"""/versprechen: remembered the day before and on the day, kept, put off or broken."""

from datetime import date

import pytest

from tests.chat import Person, World

pytestmark = pytest.mark.usefixtures("no_thanks")

FRIDAY = date(2026, 5, 8)


def cards(world: World, day: date) -> list[str]:
    world.go_to(day, 9)
    return [said.text for said in world.tick()[1:]]


@pytest.fixture
def promised(maria: Person) -> Person:
    """On Monday, 4 May, for Friday."""
    maria.hears("/kauf Anna 25")
    maria.hears("/versprechen Anna bis Freitag Fotos schicken")
    return maria


@pytest.mark.parametrize(
    "words",
    [
        "bis Freitag Fotos schicken",
        "Fotos schicken bis Freitag",
        "bis zum 8.5. Fotos schicken",
        "Freitag Fotos schicken",
    ],
)
def test_the_day_may_stand_before_or_behind(maria: Person, words: str) -> None:
    maria.hears("/kauf Anna 25")
    assert "Gemerkt für Anna: Fotos schicken, bis Fr., 8. Mai." in maria.hears(f"/versprechen Anna {words}")


def test_it_is_remembered_the_day_before_and_on_the_day(world: World, promised: Person) -> None:
    assert cards(world, date(2026, 5, 6)) == []
    assert cards(world, date(2026, 5, 7)) == ["🤝 Anna wartet bis morgen: Fotos schicken."]
    assert cards(world, FRIDAY) == ["🤝 Anna wartet heute: Fotos schicken."]
    assert promised.hears("/heute").startswith("Eine Erinnerung ist offen")
    world.days_later(1)
    assert "Anna wartet seit Fr., 8. Mai: Fotos schicken." in promised.hears("/heute")


def test_kept_is_settled_and_can_be_taken_back(world: World, promised: Person) -> None:
    cards(world, date(2026, 5, 7))
    assert promised.tap("Gehalten") == "✓ Anna: Fotos schicken – gehalten"
    assert cards(world, FRIDAY) == []
    assert "Anna wartet" in promised.tap("Zurück")


def test_kept_late_is_told_so(world: World, promised: Person) -> None:
    world.go_to(date(2026, 5, 9))
    promised.hears("/versprechen Anna")
    assert "gehalten, etwas später" in promised.tap("Gehalten")


def test_later_is_another_day(world: World, promised: Person) -> None:
    cards(world, FRIDAY)
    promised.tap("Später")
    assert "bis Mo., 11. Mai" in promised.tap("In 3 Tagen")
    found = {day: cards(world, date(2026, 5, day)) for day in (9, 11)}
    assert not any("wartet" in card for card in found[9])
    assert "🤝 Anna wartet heute: Fotos schicken." in found[11]


def test_broken_is_settled(world: World, promised: Person) -> None:
    promised.hears("/versprechen Anna")
    assert "nicht gehalten" in promised.tap("Nicht gehalten")
    assert cards(world, FRIDAY) == []


def test_two_promises_are_two_cards_both_on_the_day(world: World, promised: Person) -> None:
    promised.hears("/versprechen Anna bis Freitag Wolle zurücklegen")
    assert [card.removeprefix("🤝 Anna wartet heute: ") for card in cards(world, FRIDAY)] == [
        "Fotos schicken.",
        "Wolle zurücklegen.",
    ]
    assert cards(world, date(2026, 5, 9)) == []


@pytest.mark.parametrize("typed", ["/versprechen Anna Fotos schicken", "/versprechen Anna bis Freitag"])
def test_what_is_missing_is_asked_with_an_example(maria: Person, typed: str) -> None:
    maria.hears("/kauf Anna 25")
    assert "/versprechen Anna bis Freitag Fotos schicken" in maria.hears(typed)


def test_it_is_asked_for(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    assert "versprochen" in maria.hears("/versprechen Anna")
    assert "Gemerkt für Anna" in maria.hears("bis morgen anrufen")
