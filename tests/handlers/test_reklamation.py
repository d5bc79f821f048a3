"""/reklamation: sorry, something to make up for it, and a look after some days."""

from datetime import date, timedelta

import pytest

from tests.chat import Person, World

MONDAY = date(2026, 5, 4)


def cards(world: World, ahead: int) -> list[str]:
    world.go_to(MONDAY + timedelta(days=ahead), 9)
    return [said.text for said in world.tick()[1:]]


@pytest.fixture
def sorry(maria: Person) -> Person:
    """Anna's seam is open."""
    maria.hears("/kauf Anna 25 Socken")
    maria.hears("/reklamation Anna Naht offen")
    return maria


def test_it_is_written_down_with_an_apology_to_copy(maria: Person) -> None:
    maria.hears("/kauf Anna 25 Socken")
    said = maria.hears("/reklamation Anna Naht offen")
    assert said.startswith("Gemerkt: Anna – Naht offen.")
    assert "tut mir leid" in maria.last().buttons["Kopieren"]["copy_text"]["text"]


def test_while_it_is_open_nobody_asks_whether_all_is_well(world: World, sorry: Person) -> None:
    assert [cards(world, ahead) for ahead in (5, 6)] == [
        ["🩹 Anna hatte am Mo., 4. Mai Grund zur Klage: Naht offen. Frag nach, ob jetzt alles gut ist."],
        [],
    ]


def test_an_open_complaint_takes_the_offer_out_of_the_answer(maria: Person) -> None:
    for _ in range(3):
        said = maria.hears("/kauf Anna 25 Socken")
    assert "10 %" in said
    maria.hears("/reklamation Anna Naht offen")
    assert "10 %" not in maria.hears("/kauf Anna 25 Socken")


def test_points_out_of_goodwill_carry_the_reason(world: World, sorry: Person) -> None:
    said = sorry.tap("20 Punkte")
    assert said.startswith("Gut: 20 Punkte für Anna.")
    assert "Kulanz: Naht offen" in sorry.hears("/punkte Anna Verlauf") or "45" in sorry.hears("/punkte Anna")
    assert cards(world, 4) == []
    assert len(cards(world, 5)) == 1


def test_a_voucher_out_of_goodwill(sorry: Person) -> None:
    label = next(name for name in sorry.last().buttons if "Gutschein" in name)
    assert "Gutschein über 5,00 €" in sorry.tap(label)


def test_another_solution_is_typed(sorry: Person) -> None:
    sorry.tap("Andere Lösung")
    assert sorry.hears("neue Socken geschickt").startswith("Gut: neue Socken geschickt für Anna.")
    assert "Angeboten: neue Socken geschickt" in sorry.hears("/reklamation Anna")


def test_solved_ends_it_and_can_be_taken_back(world: World, sorry: Person) -> None:
    cards(world, 5)
    assert sorry.tap("Gelöst") == "✓ Anna: Naht offen – gelöst"
    assert "Naht offen" in sorry.tap("Zurück")
    assert cards(world, 10) != []


def test_still_open_comes_again_after_five_days(world: World, sorry: Person) -> None:
    cards(world, 5)
    assert "noch offen" in sorry.tap("Noch offen")
    assert [ahead for ahead in range(6, 12) if cards(world, ahead)] == [10]


def test_nobody_answers_it_comes_every_five_days(world: World, sorry: Person) -> None:
    assert [ahead for ahead in range(1, 17) if cards(world, ahead)] == [5, 10, 15]


def test_what_went_wrong_is_asked_for(maria: Person) -> None:
    maria.hears("/kauf Anna 25 Socken")
    assert "schiefgegangen" in maria.hears("/reklamation Anna")
    assert maria.hears("Naht offen").startswith("Gemerkt: Anna – Naht offen.")
