"""Stars in one tap, for linked buyers who agreed to messages, and what the seller learns."""

from datetime import timedelta

import pytest

from tests.chat import BUYER, Person, World

STARS = [f"{number} ⭐" for number in range(1, 6)]


@pytest.fixture
def asked(world: World, maria: Person, anna: Person) -> Person:
    """Anna wants messages, and was asked whether all is well."""
    anna.hears("/punkte")
    anna.tap("Persönliche Nachrichten: aus")
    anna.tap("Ja, gern")
    ask(world, maria)
    return anna


def ask(world: World, maria: Person) -> None:
    world.days_later(7)
    maria.hears("/heute")
    maria.tap("Text")
    maria.tap("Senden")


def rate(world: World, maria: Person, anna: Person, *numbers: int) -> None:
    """Buy, be asked, tap; again and again."""
    for number in numbers:
        maria.hears("/kauf Anna 20 Tee")
        ask(world, maria)
        anna.tap(f"{number} ⭐")


def to_maria(world: World, maria: Person) -> list[str]:
    return [said.text for said in world.messages if said.chat == maria.id and said.text.startswith("⭐ Anna gibt")]


def test_the_question_whether_all_is_well_asks_for_stars(asked: Person) -> None:
    assert list(asked.last().buttons)[:5] == STARS
    assert asked.last().text.endswith("Wie zufrieden bist du? Ein Tipp genügt, 5 Sterne sind das Beste.")


def test_other_messages_do_not(world: World, maria: Person, asked: Person) -> None:
    maria.hears("/geburtstag Anna 20.5.")
    world.days_later(9)
    maria.hears("/heute")
    maria.tap("Text")
    maria.tap("Senden")
    assert not set(STARS) & set(asked.last().buttons)


def test_one_tap_thanks_the_buyer_and_tells_the_seller(world: World, maria: Person, asked: Person) -> None:
    asked.tap("5 ⭐")
    assert world.notices[-1] == "Danke für deine 5 Sterne! Du kannst sie noch ändern."
    assert to_maria(world, maria) == ["⭐ Anna gibt 5 von 5 Sternen."]
    assert "Sterne, die neuesten zuerst: 5 (zuletzt am Mo., 11. Mai)" in maria.hears("/kunde Anna")


def test_the_last_tap_counts_and_the_same_again_tells_nobody(world: World, maria: Person, asked: Person) -> None:
    for label in ("1 ⭐", "1 ⭐", "4 ⭐"):
        asked.tap(label)
    assert to_maria(world, maria) == [
        "⭐ Anna gibt nur einen von 5 Sternen. Frag am besten gleich, was los war.",
        "⭐ Anna gibt 4 von 5 Sternen.",
    ]
    assert "neuesten zuerst: 4 (" in maria.hears("/kunde Anna")


def test_few_stars_lead_to_a_complaint_in_one_tap(maria: Person, asked: Person) -> None:
    asked.tap("2 ⭐")
    assert "schiefgegangen" in maria.tap("Reklamation")


def test_two_stars_fewer_than_before_are_a_warning(world: World, maria: Person, asked: Person) -> None:
    asked.tap("5 ⭐")
    rate(world, maria, asked, 4, 2)
    assert "2 Sterne weniger gegeben als davor" in maria.hears("/heute")
    maria.tap("Erledigt")
    assert "weniger gegeben" not in maria.hears("/heute")


def test_one_star_fewer_is_none(world: World, maria: Person, asked: Person) -> None:
    asked.tap("5 ⭐")
    rate(world, maria, asked, 4, 3)
    assert "weniger gegeben" not in maria.hears("/heute")


def test_a_slip_that_is_put_right_is_no_warning(world: World, maria: Person, asked: Person) -> None:
    asked.tap("5 ⭐")
    rate(world, maria, asked, 1)
    asked.tap("5 ⭐")
    assert "weniger gegeben" not in maria.hears("/heute")


def test_nobody_else_can_give_them(world: World, maria: Person, asked: Person, stranger: Person) -> None:
    message = asked.last()
    stranger.tap_data(message, message.buttons["1 ⭐"]["callback_data"])
    assert to_maria(world, maria) == []
    assert "Sterne" not in maria.hears("/kunde Anna")


def test_who_is_addressed_formally_is_asked_formally(world: World, maria: Person, anna: Person) -> None:
    maria.hears("/einstellungen Shop")
    maria.tap("Anrede")
    maria.tap("Sie")
    maria.tap("Einschalten")
    anna.hears("/punkte")
    anna.tap("Persönliche Nachrichten: aus")
    anna.tap("Ja, gern")
    ask(world, maria)
    assert "Wie zufrieden sind Sie?" in anna.last().text
    anna.tap("1 ⭐")
    assert world.notices[-1] == "Danke für Ihren Stern! Sie können ihn noch ändern."


def test_who_was_merged_with_another_can_still_answer(world: World, maria: Person, asked: Person) -> None:
    maria.hears("/kauf Anni 5")
    maria.hears("/zusammenfuehren Anni Anna")
    maria.tap("Ja, zusammenführen")
    world.now += timedelta(minutes=1)
    asked.tap("3 ⭐")
    assert asked.id == BUYER
    assert "⭐ Anni gibt 3 von 5 Sternen." in [said.text for said in world.messages if said.chat == maria.id]
