"""What is entered late, corrected or taken back leaves the reminders that are still right, and no others."""

from datetime import date

import pytest

from storage import shops
from tests.chat import Person, World


@pytest.fixture
def asked(world: World, maria: Person, no_thanks: None) -> Person:
    """Anna bought on 4 May; it is the 10th, and Maria is to ask how she likes it."""
    maria.hears("/kauf Anna 20 Tee")
    world.go_to(date(2026, 5, 10), 9)
    assert "Frag kurz" in world.tick()[1].text
    return maria


def follow_ups(world: World, last: date) -> list[date]:
    """The days until `last` on which a daily message says to ask."""
    found = []
    for number in range(world.today().toordinal() + 1, last.toordinal() + 1):
        world.go_to(date.fromordinal(number), 9)
        found += [world.today() for said in world.tick()[1:] if "Frag kurz" in said.text]
    return found


def test_a_corrected_amount_leaves_the_thanks(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 20 Tee")
    world.go_to(date(2026, 5, 5), 9)
    world.tick()
    maria.edit("/kauf Anna 21 Tee")
    assert "zum ersten Mal" in maria.hears("/heute")


def test_a_corrected_amount_leaves_the_question(asked: Person) -> None:
    asked.edit("/kauf Anna 21 Tee")
    assert "Frag kurz" in asked.hears("/heute")


def test_another_buyer_is_asked_instead(asked: Person) -> None:
    asked.edit("/kauf Ben 20 Tee")
    said = asked.hears("/heute")
    assert "Anna" not in said
    assert "Ben" in said


def test_a_purchase_of_long_ago_leaves_the_question(asked: Person) -> None:
    asked.hears("/kauf Anna 12 Schal am 1.2.2026")
    assert "Frag kurz" in asked.hears("/heute")


def test_a_later_purchase_ends_the_question_and_has_its_own(world: World, asked: Person) -> None:
    """Entered on the 10th: bought on the 8th. After the quiet period it is asked about."""
    asked.hears("/kauf Anna 12 Schal am 8.5.2026")
    assert "Frag kurz" not in asked.hears("/heute")
    assert follow_ups(world, date(2026, 5, 30)) == [date(2026, 5, 16)]


def test_a_purchase_before_the_first_one_takes_the_thanks_back(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 20 Tee")
    world.go_to(date(2026, 5, 5), 9)
    world.tick()
    maria.hears("/kauf Anna 12 Schal am 1.2.2026")
    assert "zum ersten Mal" not in maria.hears("/heute")


@pytest.fixture
def tenth(world: World, maria: Person, no_thanks: None) -> Person:
    """Anna has bought ten times, and Maria is told."""
    with world.engine.begin() as db:
        shops.change(db, 1, quiet_days=0)
    for day in range(1, 10):
        maria.hears(f"/kauf Anna 20 Tee am {day}.4.2026")
    maria.hears("/kauf Anna 20 Tee")
    world.go_to(date(2026, 5, 5), 9)
    assert "10. Mal" in " ".join(said.text for said in world.tick())
    return maria


def test_a_tenth_purchase_that_was_taken_back_is_no_reason(tenth: Person) -> None:
    tenth.tap("Rückgängig")
    assert "10. Mal" not in tenth.hears("/heute")


def test_a_year_is_none_when_only_the_first_purchase_is_left(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25 am 10.5.2025")
    maria.hears("/kauf Anna 25")
    second = maria.last()
    world.go_to(date(2026, 5, 10), 9)
    assert "ein Jahr Kundschaft" in world.tick()[1].text
    maria.tap("Rückgängig", second)
    assert "Jahr" not in maria.hears("/heute")
