"""Surprise extras: asked about under a purchase and in the daily message, within the month's budget."""

from datetime import date, timedelta

import pytest

from rules.occasions.surprise import is_drawn
from rules.tiers import TierRule
from storage import shops, tiers
from storage.tables.shops import shop
from storage.tiers import OwnTier
from tests.chat import Person, World

ASKED = "Heute etwas Kleines beilegen?"
FIRST = date(2026, 5, 4)


@pytest.fixture
def fourth(world: World, maria: Person) -> Person:
    """With the fourth purchase, and then the eighth, the first three buyers are drawn; nobody becomes a regular by it."""
    seed = next(
        f"{number}"
        for number in range(99_999)
        if all(is_drawn(f"{number}", buyer, n) for buyer in (1, 2, 3) for n in (4, 8))
    )
    with world.engine.begin() as db:
        db.execute(shop.update().values(surprise_seed=seed))
        tiers.define(db, shops.get(db, 1), OwnTier(TierRule("regular", purchases=50)))
    return maria


def bought(maria: Person, name: str, times: int = 4) -> str:
    return [maria.hears(f"/kauf {name} 12 Tee") for _ in range(times)][-1]


def budget(maria: Person, value: str) -> None:
    maria.hears("/einstellungen Überraschungen")
    maria.tap("Überraschungen")
    maria.tap(value)
    maria.tap("Einschalten")


def test_a_drawn_purchase_asks_and_the_others_do_not(fourth: Person) -> None:
    said = [ASKED in fourth.hears("/kauf Anna 12 Tee") for _ in range(9)]
    assert [number for number, asked in enumerate(said, 1) if asked] == [4, 8]


def test_the_answer_has_the_two_buttons_beside_the_usual_ones(fourth: Person) -> None:
    bought(fourth, "Anna")
    assert list(fourth.last().buttons) == ["Rückgängig", "Notiz", "Kunde", "Beigelegt", "Heute nicht"]


def test_the_last_tap_counts_and_the_purchase_can_still_be_undone(world: World, fourth: Person) -> None:
    budget(fourth, "3 im Monat")
    bought(fourth, "Anna")
    answer = fourth.last()
    for label in ("Beigelegt", "Beigelegt", "Heute nicht", "Beigelegt"):
        fourth.tap(label, answer)
    assert world.notices == [
        "Notiert: Anna bekommt etwas dazu. Das ist Nummer 1 von 3 in diesem Monat.",
        "Notiert: Anna bekommt etwas dazu. Das ist Nummer 1 von 3 in diesem Monat.",
        "Gut, diesmal kein Extra für Anna.",
        "Notiert: Anna bekommt etwas dazu. Das ist Nummer 1 von 3 in diesem Monat.",
    ]
    fourth.tap("Rückgängig", answer)
    assert "36,00 €" in fourth.hears("/kunde Anna")


def test_without_a_budget_nothing_is_counted_aloud(world: World, fourth: Person) -> None:
    bought(fourth, "Anna")
    fourth.tap("Beigelegt")
    assert world.notices == ["Notiert: Anna bekommt etwas dazu."]


def test_what_was_decided_does_not_come_in_the_daily_message(world: World, fourth: Person) -> None:
    bought(fourth, "Anna")
    fourth.tap("Heute nicht")
    bought(fourth, "Ben")
    world.go_to(FIRST + timedelta(days=1), 9)
    assert [card.text for card in world.tick()[1:]] == [
        "✨ Ben hat zum 4. Mal gekauft. Leg unangekündigt etwas Kleines bei."
    ]


def test_in_the_daily_message_it_is_settled_and_taken_back(world: World, fourth: Person) -> None:
    budget(fourth, "3 im Monat")
    bought(fourth, "Ben")
    world.go_to(FIRST + timedelta(days=1), 9)
    world.tick()
    assert list(fourth.last().buttons) == ["Beigelegt", "Heute nicht", "Text", "Später", "Nicht mehr", "Warum?"]
    assert fourth.tap("Beigelegt").endswith("Nummer 1 von 3 in diesem Monat.")
    assert "Leg unangekündigt" in fourth.tap("Zurück")
    assert fourth.tap("Heute nicht") == "Gut, diesmal kein Extra für Ben."
    assert "Heute steht niemand an" in fourth.hears("/heute")
    assert "bisher 0" in effect(fourth)


def effect(maria: Person) -> str:
    maria.hears("/einstellungen Boni")
    maria.tap("Überraschungen")
    return maria.tap("10 im Monat")


def test_a_card_whose_parcel_has_gone_is_not_worked_on(world: World, fourth: Person) -> None:
    bought(fourth, "Ben")
    world.go_to(FIRST + timedelta(days=1), 9)
    world.tick()
    card = fourth.last()
    fourth.hears("/kauf Ben 3")
    assert "hat sich inzwischen erledigt" in fourth.tap("Beigelegt", card)


def test_when_the_budget_is_used_up_no_more_come_until_the_next_month(world: World, fourth: Person) -> None:
    budget(fourth, "3 im Monat")
    fourth.hears("/einstellungen Boni")
    fourth.tap("Überraschungen")
    fourth.hears("1 im Monat")
    assert "Diesen Monat hast du bisher 0 beigelegt." in fourth.last().text
    fourth.tap("Einschalten")
    bought(fourth, "Anna")
    fourth.tap("Beigelegt")
    assert world.notices[-1].endswith("Damit ist das Budget dieses Monats voll (1 von 1).")
    assert ASKED not in bought(fourth, "Ben")
    assert "das Budget dieses Monats ist voll (1 im Monat). Ab 1. Juni geht es weiter." in fourth.hears("/warum Ben")
    world.go_to(FIRST + timedelta(days=1), 9)
    assert "✨" not in " ".join(card.text for card in world.tick())
    world.go_to(date(2026, 6, 2))
    assert ASKED in bought(fourth, "Chris")


def test_an_extra_that_was_asked_for_goes_when_another_uses_the_budget_up(world: World, fourth: Person) -> None:
    bought(fourth, "Ben")
    fourth.hears("/einstellungen Boni")
    fourth.tap("Überraschungen")
    fourth.hears("1")
    fourth.tap("Einschalten")
    bought(fourth, "Anna")
    fourth.tap("Beigelegt")
    world.go_to(FIRST + timedelta(days=1), 9)
    assert "✨" not in " ".join(card.text for card in world.tick())


def test_none_at_all(fourth: Person) -> None:
    budget(fourth, "keine")
    assert ASKED not in bought(fourth, "Anna")
    assert "unter /einstellungen ausgeschaltet" in fourth.hears("/warum Anna")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("8", "8 im Monat"),
        ("  8 Stück im Monat 🙂", "8 im Monat"),
        ("zwei pro monat", "2 im Monat"),
        ("Unbegrenzt.", "unbegrenzt"),
        ("keine", "keine"),
        ("0", "keine"),
    ],
)
def test_the_budget_is_typed_as_people_type(maria: Person, typed: str, shown: str) -> None:
    budget(maria, "5 im Monat")
    maria.hears("/einstellungen Boni")
    maria.tap("Überraschungen")
    maria.hears(typed)
    maria.tap("Einschalten")
    assert f"Überraschungen: {shown}" in maria.hears("/einstellungen Boni")


@pytest.mark.parametrize("typed", ["10 €", "viele", "-3", "1,5", "3 pro Woche", "9999"])
def test_what_is_no_number_a_month_is_answered_with_an_example(maria: Person, typed: str) -> None:
    maria.hears("/einstellungen Boni")
    maria.tap("Überraschungen")
    said = maria.hears(typed)
    assert "So geht's: 5 im Monat" in said or "zum Beispiel: 10" in said
    assert "Überraschungen: unbegrenzt" in maria.hears("/einstellungen Boni")


def test_while_a_complaint_is_open_nothing_is_asked(fourth: Person) -> None:
    bought(fourth, "Anna", 3)
    fourth.hears("/reklamation Anna Naht offen")
    assert ASKED not in fourth.hears("/kauf Anna 12")


def test_another_seller_cannot_tap_it(fourth: Person, petra: Person, world: World) -> None:
    bought(fourth, "Anna")
    answer = fourth.last()
    petra.tap_data(answer, answer.buttons["Beigelegt"]["callback_data"])
    assert "bisher 0" in effect(fourth)


def test_no_two_in_a_row_after_a_purchase_was_taken_back(world: World, fourth: Person) -> None:
    """The third is taken back, and what comes next is the fourth once more."""
    bought(fourth, "Anna", 3)
    third = fourth.last()
    fourth.hears("/kauf Anna 12 Tee")
    fourth.tap("Beigelegt")
    world.days_later(5)
    fourth.tap("Rückgängig", third)
    assert ASKED not in fourth.hears("/kauf Anna 12 Tee")
    said = [ASKED in fourth.hears("/kauf Anna 12 Tee") for _ in range(4)]
    assert said == [False, False, False, True]


def test_what_was_not_packed_leaves_the_next_one(world: World, fourth: Person) -> None:
    bought(fourth, "Anna", 3)
    third = fourth.last()
    fourth.hears("/kauf Anna 12 Tee")
    fourth.tap("Heute nicht")
    world.days_later(5)
    fourth.tap("Rückgängig", third)
    assert ASKED in fourth.hears("/kauf Anna 12 Tee")
