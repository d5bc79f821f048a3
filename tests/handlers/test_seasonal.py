"""Who buys about once a year: one tap on a win-back, and he is thought of in time for the season."""

from datetime import date

import pytest

from tests.chat import Person, World


@pytest.fixture
def missed(world: World, maria: Person) -> Person:
    """Wilma bought every month until January; it is the 5th of May, and Maria is reminded of her."""
    for day in ("1.10.2025", "30.10.2025", "1.12.2025", "2.1.2026"):
        maria.hears(f"/kauf Wilma 40 Schal am {day}")
    world.go_to(date(2026, 5, 5), 9)
    assert "Wilma" in world.tick()[1].text
    return maria


def win_backs(world: World, *days: date) -> list[date]:
    """The days on which the daily message says that somebody has stayed away."""
    found = []
    for day in days:
        world.go_to(day, 9)
        found += [day for said in world.tick() if "Wilma" in said.text and "💤" in said.text]
    return found


def test_she_is_thought_of_before_the_next_season(world: World, missed: Person) -> None:
    assert missed.tap("Kauft saisonal").startswith("Wilma kauft saisonal: Ich denke am Sa., 19. Dezember wieder daran")
    assert "Heute steht niemand an" in missed.hears("/heute")
    assert "Kauft saisonal" in missed.hears("/warum Wilma")
    assert win_backs(world, date(2026, 7, 4), date(2026, 12, 18), date(2026, 12, 19)) == [date(2026, 12, 19)]
    card = missed.last()
    assert "💤 Wilma kauft saisonal, zuletzt am Fr., 2. Januar 2026" in card.text
    assert "Nicht mehr saisonal" in card.buttons


def test_it_can_be_taken_back(world: World, missed: Person) -> None:
    missed.tap("Kauft saisonal")
    assert "Wilma kauft sonst etwa alle" in missed.tap("Zurück")
    assert "Kauft saisonal" not in missed.hears("/warum Wilma")
    missed.hears("/heute")
    assert "Kauft saisonal" in missed.last().buttons


def test_another_seller_cannot_tap_it(missed: Person, petra: Person) -> None:
    petra.tap("Kauft saisonal", missed.last())
    missed.hears("/heute")
    assert "Kauft saisonal" in missed.last().buttons
