"""How often the seller is reminded of one buyer: once in the quiet period, together on one card, and not for ever."""

from datetime import date, timedelta

import pytest

from storage import shops
from tests.chat import Person, World


def days_with_cards(world: World, days: int) -> dict[int, list[str]]:
    """The cards of the next daily messages, by day from now."""
    start, found = world.today(), {}
    for ahead in range(1, days + 1):
        world.go_to(start + timedelta(days=ahead), 9)
        if texts := [message.text for message in world.tick()[1:]]:
            found[ahead] = texts
    return found


@pytest.fixture
def jubilee(world: World, maria: Person) -> Person:
    """It is Anna's anniversary on 10 May; she has bought on 1 May."""
    world.go_to(date(2026, 5, 4))
    maria.hears("/kauf Anna 25 am 10.5.2025")
    maria.hears("/kauf Anna 25 am 28.4.2026")
    return maria


def test_the_question_and_the_anniversary_are_a_quiet_period_apart(world: World, jubilee: Person) -> None:
    found = days_with_cards(world, 12)
    assert list(found) == [1, 7]
    assert "Nachfragen" not in found[7][0]
    assert "seit einem Jahr" in found[7][0]


def test_a_note_is_a_contact(world: World, jubilee: Person) -> None:
    """On the phone on the 8th: nothing before the 14th."""
    world.go_to(date(2026, 5, 8))
    jubilee.hears("/notiz Anna telefoniert")
    assert min(days_with_cards(world, 12)) == 6


def test_a_text_that_was_handed_over_is_a_contact(world: World, jubilee: Person) -> None:
    world.go_to(date(2026, 5, 5), 9)
    world.tick()
    world.go_to(date(2026, 5, 8))
    jubilee.hears("/heute")
    jubilee.tap("Erledigt")
    assert min(days_with_cards(world, 12)) == 6


def test_done_taken_back_is_no_contact(world: World, jubilee: Person) -> None:
    world.go_to(date(2026, 5, 5), 9)
    world.tick()
    world.go_to(date(2026, 5, 8))
    jubilee.hears("/heute")
    jubilee.tap("Erledigt")
    jubilee.tap("Zurück")
    assert min(days_with_cards(world, 12)) == 3


def test_another_quiet_period(world: World, jubilee: Person) -> None:
    with world.engine.begin() as db:
        shops.change(db, 1, quiet_days=10)
    assert list(days_with_cards(world, 14)) == [1, 11]


def test_what_is_put_off_is_a_contact_to_come(world: World, jubilee: Person) -> None:
    """Put off from the 10th to the 13th: the anniversary waits for it, instead of coming two days before."""
    world.go_to(date(2026, 5, 5), 9)
    world.tick()
    world.go_to(date(2026, 5, 10))
    jubilee.hears("/heute")
    jubilee.tap("Später")
    jubilee.tap("In 3 Tagen")
    assert "auf den Mi., 13. Mai verschoben: Angebote und Jahrestage warten bis Di., 19. Mai" in jubilee.hears(
        "/warum Anna"
    )
    assert list(days_with_cards(world, 12)) == [3, 9]


def test_a_birthday_takes_along_what_waits(world: World, jubilee: Person) -> None:
    """Birthday on the 10th, too: one message, not two."""
    jubilee.hears("/geburtstag Anna 10.5.")
    found = days_with_cards(world, 12)
    (on_the_day,) = found[6]
    assert on_the_day.startswith("🎂 Anna hat heute Geburtstag")
    assert on_the_day.endswith("Und gleich mit: ein Jahr Kundschaft")
    assert not any("seit einem Jahr" in card for cards in found.values() for card in cards)


def test_done_settles_the_whole_card(world: World, jubilee: Person) -> None:
    jubilee.hears("/geburtstag Anna 10.5.")
    world.go_to(date(2026, 5, 5), 9)
    world.tick()
    jubilee.tap("Erledigt")
    world.go_to(date(2026, 5, 10), 9)
    world.tick()
    jubilee.tap("Erledigt")
    assert "Heute steht niemand an" in jubilee.hears("/heute")


def test_a_purchase_leaves_the_other_half_of_a_card(world: World, maria: Person) -> None:
    """The question about the last purchase is pointless now, the anniversary is not."""
    maria.hears("/kauf Anna 25 am 10.5.2025")
    maria.hears("/kauf Anna 25 am 4.5.2026")
    world.go_to(date(2026, 5, 10), 9)
    _, card = world.tick()
    assert "Und gleich mit: ein Jahr Kundschaft" in card.text
    maria.hears("/kauf Anna 5")
    assert "🎉 Anna kauft seit einem Jahr" in maria.hears("/heute")


def test_after_two_win_backs_without_an_answer_there_is_silence(world: World, maria: Person) -> None:
    for day in ("1.10.2025", "30.10.2025", "1.12.2025", "2.1.2026"):
        maria.hears(f"/kauf Wilma 40 Schal am {day}")
    found = days_with_cards(world, 400)
    assert list(found) == [1, 61]
    assert "zweite Versuch" not in found[1][0]
    assert "Danach lasse ich Wilma ein Jahr in Ruhe" in found[61][0]


def test_a_purchase_ends_the_silence(world: World, maria: Person) -> None:
    for day in ("1.10.2025", "30.10.2025", "1.12.2025", "2.1.2026"):
        maria.hears(f"/kauf Wilma 40 Schal am {day}")
    days_with_cards(world, 70)
    maria.hears("/kauf Wilma 40 Schal")
    assert 6 in days_with_cards(world, 10)
