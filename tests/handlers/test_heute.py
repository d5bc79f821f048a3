"""/heute and the buttons under a reminder."""

from datetime import date, timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.chat import Person, World

DUE = date(2026, 5, 10)


@pytest.fixture
def due(world: World, maria: Person) -> Person:
    """Anna's follow-up is on the seller's screen."""
    maria.hears("/kauf Anna 25 Wollsocken")
    world.go_to(DUE, 9)
    world.tick()
    return maria


def next_days(world: World, days: int) -> dict[int, list[str]]:
    """What the next daily messages remind of, by day from now."""
    start, found = world.today(), {}
    for ahead in range(1, days + 1):
        world.go_to(start + timedelta(days=ahead), 9)
        if texts := [message.text for message in world.tick()[1:]]:
            found[ahead] = texts
    return found


def test_the_answers(world: World, maria: Person, snapshot: SnapshotAssertion) -> None:
    answers = [maria.hears("/heute"), maria.hears("/kauf Anna 25 Wollsocken") and maria.hears("/heute")]
    world.go_to(DUE)
    answers += [maria.hears("/heute"), maria.tap("Text"), maria.tap("Andere Fassung")]
    maria.hears("/heute")
    answers += [
        maria.tap("Später"),
        maria.tap("In 3 Tagen"),
        maria.tap("Zurück"),
        maria.tap("Erledigt"),
        maria.tap("Zurück"),
    ]
    answers += [maria.tap("Nicht mehr"), maria.hears("/heute")]
    assert answers == snapshot


def test_a_reminder_is_shown_again_until_it_is_handled(due: Person) -> None:
    assert due.hears("/heute") == due.hears("/heute")
    assert due.hears("/heute").startswith("Eine Erinnerung ist offen:\n📦 Anna hat vor 6 Tagen gekauft.")


def test_days_are_counted_from_the_day_of_reading(world: World, due: Person) -> None:
    world.go_to(DUE + timedelta(days=2))
    assert "Anna hat vor 8 Tagen gekauft" in due.hears("/heute")


def test_days_to_a_birthday_are_counted_from_the_day_of_reading(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25 am 1.1.2026")
    maria.hears("/geburtstag Anna 20.5.")
    world.go_to(date(2026, 5, 17), 9)
    world.tick()
    world.go_to(date(2026, 5, 19))
    assert "Anna hat morgen Geburtstag" in maria.hears("/heute")


def test_done_moves_the_due_day_on(world: World, due: Person) -> None:
    assert due.tap("Erledigt") == "✓ Anna: Nachfragen – erledigt"
    assert "Heute steht niemand an." in due.hears("/heute")
    assert next_days(world, 20) == {}


def test_later_comes_back_on_that_day(world: World, due: Person) -> None:
    due.tap("Später")
    assert list(due.last().buttons) == ["Morgen", "In 3 Tagen", "In 1 Woche", "Zurück"]
    assert due.tap("In 3 Tagen") == "⏰ Anna: Nachfragen – kommt am Mi., 13. Mai wieder"
    assert "Heute steht niemand an." in due.hears("/heute")
    assert next_days(world, 10) == {3: ["📦 Anna hat vor 9 Tagen gekauft. Frag kurz, ob alles gut angekommen ist."]}


def test_later_works_beyond_the_day_it_would_be_too_late(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25 am 1.1.2026")
    maria.hears("/geburtstag Anna 10.5.")
    world.go_to(DUE, 9)
    world.tick()
    maria.tap("Später")
    maria.tap("In 1 Woche")
    assert next_days(world, 8) == {7: ["🎂 Anna hatte am So., 10. Mai Geburtstag. Nachträglich freut es auch."]}


def test_a_purchase_swallows_what_was_put_off(world: World, due: Person) -> None:
    due.tap("Später")
    due.tap("In 3 Tagen")
    due.hears("/kauf Anna 5")
    assert list(next_days(world, 7)) == [6]


@pytest.mark.usefixtures("no_thanks")
def test_never_mutes_this_kind_for_this_buyer(world: World, due: Person) -> None:
    assert due.tap("Nicht mehr") == "Anna: Nachfragen – daran erinnere ich nicht mehr"
    due.hears("/kauf Anna 5")
    due.hears("/kauf Ben 5")
    said = next_days(world, 7)
    assert list(said) == [6]
    assert "Ben" in said[6][0]
    assert len(said[6]) == 1


def test_never_is_taken_back(world: World, due: Person) -> None:
    due.tap("Nicht mehr")
    assert "Anna hat vor 6 Tagen gekauft" in due.tap("Zurück")
    due.hears("/kauf Anna 5")
    assert list(next_days(world, 7)) == [6]


def test_done_is_taken_back(due: Person) -> None:
    due.tap("Erledigt")
    assert "Anna hat vor 6 Tagen gekauft" in due.tap("Zurück")
    assert list(due.last().buttons) == ["Text", "Erledigt", "Später", "Nicht mehr", "Warum?"]
    assert "Eine Erinnerung ist offen" in due.hears("/heute")


def test_a_draft_is_copied_in_one_tap(due: Person) -> None:
    said = due.tap("Text")
    copied = due.last().buttons["Kopieren"]["copy_text"]["text"]
    assert "Anna" in copied
    assert "Wollsocken" in copied
    assert said == f"Vorschlag für Anna:\n\n{copied}"
    assert "<code>" in due.last().html


def test_each_tap_words_the_draft_differently(due: Person) -> None:
    drafts = [due.tap("Text"), *(due.tap("Andere Fassung") for _ in range(3))]
    assert len(set(drafts)) == 4


def test_done_under_the_draft_leaves_it_readable(due: Person) -> None:
    due.tap("Text")
    draft = due.last()
    words = draft.text
    due.tap("Erledigt", draft)
    assert draft.text == words
    assert due.world.notices == ["Erledigt – Anna"]
    assert "Heute steht niemand an." in due.hears("/heute")


def test_a_second_tap_on_done_says_so(due: Person) -> None:
    card = due.last()
    data = card.buttons["Erledigt"]["callback_data"]
    due.tap_data(card, data)
    due.tap_data(card, data)
    assert due.world.notices == ["Schon erledigt."]


def test_before_the_daily_message_it_shows_the_same(world: World, maria: Person) -> None:
    """What /heute has shown is not news at nine."""
    maria.hears("/kauf Anna 25")
    world.go_to(DUE, 8)
    assert "Anna" in maria.hears("/heute")
    world.go_to(DUE, 9)
    assert world.tick() == []


def test_more_than_seven_move_up_the_next_day(world: World, maria: Person) -> None:
    for number in range(1, 10):
        maria.hears(f'/kauf "Kundin {number}" {number}')
    world.go_to(DUE, 9)
    world.tick()
    assert maria.hears("/heute").startswith("7 Erinnerungen sind offen:")
    maria.tap("Erledigt")
    assert maria.hears("/heute").startswith("6 Erinnerungen sind offen:")
    world.days_later(1)
    assert maria.hears("/heute").startswith("7 Erinnerungen sind offen:")


def test_a_quiet_day_tells_who_is_next(maria: Person) -> None:
    assert maria.hears("/heute") == "Heute steht niemand an."
    maria.hears("/kauf Anna 25")
    assert (
        maria.hears("/heute")
        == "Heute steht niemand an.\nAls Nächstes: für den ersten Kauf danken (Di., 5. Mai) – Anna"
    )


def test_who_stays_away_is_told_with_figures(world: World, maria: Person) -> None:
    for day in ("1.10.2025", "30.10.2025", "1.12.2025", "2.1.2026"):
        maria.hears(f"/kauf Wilma 40 Schal am {day}")
    said = maria.hears("/heute")
    assert "💤 Wilma kauft sonst etwa alle" in said
    assert "jetzt sind es 122." in said
    world.days_later(3)
    assert "jetzt sind es 125." in maria.hears("/heute")


def test_a_card_whose_reason_has_gone_is_not_worked_on(maria: Person, world: World) -> None:
    """She bought again: the old card cannot bring the follow-up back."""
    maria.hears("/kauf Anna 25")
    world.days_later(6)
    world.tick()
    card = maria.last()
    maria.hears("/kauf Anna 10")
    assert "hat sich inzwischen erledigt" in maria.tap("Später", card)


def test_a_purchase_taken_back_takes_its_follow_up_along(maria: Person, world: World) -> None:
    maria.hears("/kauf Anna 25")
    world.days_later(6)
    world.tick()
    maria.hears("/storno")
    maria.tap("Ja, zurücknehmen")
    assert "Heute steht niemand an" in maria.hears("/heute")


def test_seven_a_day_are_seven_however_many_are_done(world: World, maria: Person) -> None:
    """What is dealt with makes no room before tomorrow, whether the daily message or /heute is asked."""
    for number in range(16):
        maria.hears(f"/kauf Kundin{number} 20 Tee")
    world.go_to(DUE, 8)
    assert maria.hears("/heute").startswith("7 Erinnerungen sind offen")
    for card in world.messages[-7:]:
        maria.tap("Erledigt", card)
    assert "Heute steht niemand an" in maria.hears("/heute")
    world.go_to(DUE, 9)
    assert world.tick() == []
    assert [len(found) for found in next_days(world, 3).values()] == [7, 2]


def test_the_next_one_may_be_one_who_was_put_off(world: World, maria: Person, no_thanks: None) -> None:
    maria.hears("/kauf Anna 20 Tee am 29.4.2026")
    maria.hears("/kauf Ben 20 Tee")
    world.go_to(date(2026, 5, 5), 9)
    world.tick()
    maria.tap("Später")
    maria.tap("In 3 Tagen")
    assert maria.hears("/heute") == (
        "Heute steht niemand an.\nAls Nächstes: nachfragen, ob alles passt (Fr., 8. Mai) – Anna"
    )
    maria.tap("Zurück")
    maria.tap("Später")
    maria.tap("In 1 Woche")
    assert maria.hears("/heute").endswith("(So., 10. Mai) – Ben")


def test_what_is_due_beyond_the_seven_comes_tomorrow(world: World, maria: Person, no_thanks: None) -> None:
    for number in range(8):
        maria.hears(f"/kauf Kundin{number} 20 Tee")
    world.go_to(DUE, 9)
    for card in world.tick()[1:]:
        maria.tap("Erledigt", card)
    assert "Als Nächstes: nachfragen, ob alles passt (Mo., 11. Mai)" in maria.hears("/heute")
