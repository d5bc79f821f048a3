"""/reklamation: sorry, something to make up for it, and a look after some days."""

import re
from datetime import date, timedelta

import pytest

from storage import shops
from tests.chat import Person, World

POLITE = re.compile(r"\b(Ihnen|Ihre?[nmr]?|Sie)\b")
FAMILIAR = re.compile(r"\b(du|dich|dir|dein\w*)\b", re.IGNORECASE)
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
    assert said.splitlines()[-1] == copied(maria)
    assert "Anna" in copied(maria)


def copied(seller: Person) -> str:
    return str(seller.last().buttons["Kopieren"]["copy_text"]["text"])


def test_the_apology_is_worded_differently_each_time_and_keeps_the_sellers_words_to_herself(sorry: Person) -> None:
    said = [copied(sorry)]
    for _ in range(6):
        sorry.tap("Andere Fassung")
        said.append(copied(sorry))
    assert len(set(said)) == 7
    assert not any("Naht" in words for words in said)
    assert not any("30 Punkte" in words or "Belohnung" in words for words in said)


@pytest.mark.parametrize(("form", "other"), [("", POLITE), ("sie", FAMILIAR)])
@pytest.mark.parametrize("purchases", [1, 2, 3, 5])
def test_every_phase_has_apologies_in_du_and_sie(
    world: World, maria: Person, form: str, other: re.Pattern[str], purchases: int
) -> None:
    with world.engine.begin() as db:
        shops.change(db, 1, address_form=form)
    for _ in range(purchases):
        maria.hears("/kauf Anna 25 Socken")
    maria.hears("/reklamation Anna Naht offen")
    said = {copied(maria)}
    for _ in range(6):
        maria.tap("Andere Fassung")
        said.add(copied(maria))
    assert len(said) == 7
    assert not [words for words in said if other.search(words)]


def test_the_text_is_offered_again_while_it_is_open(sorry: Person) -> None:
    first = copied(sorry)
    sorry.hears("/reklamation Anna")
    sorry.tap("Text")
    assert copied(sorry) != first


@pytest.fixture
def reached(world: World, maria: Person, anna: Person) -> Person:
    """Anna agreed to be written to; her seam is open."""
    anna.hears("/punkte")
    anna.tap("Persönliche Nachrichten: aus")
    anna.tap("Ja, gern")
    maria.hears("/reklamation Anna Naht offen")
    return anna


def test_the_apology_is_sent_as_the_shop_once(world: World, maria: Person, reached: Person) -> None:
    first, words = maria.last(), copied(maria)
    assert maria.tap("Senden").startswith("✓ An Anna gesendet")
    assert reached.last().text.endswith(words)
    assert "Gelöst" in maria.last().buttons
    maria.tap("Andere Fassung", first)
    assert "Senden" not in maria.last().buttons


def test_who_has_not_agreed_is_not_written_to(maria: Person, anna: Person) -> None:
    maria.hears("/reklamation Anna Naht offen")
    assert anna.last().chat == anna.id
    assert "Senden" not in maria.last().buttons
    assert f"tg://user?id={anna.id}" in maria.last().html


def test_the_look_after_some_days_comes_with_a_text(world: World, sorry: Person) -> None:
    cards(world, 5)
    sorry.tap("Text")
    assert "Erledigt" not in sorry.last().buttons
    assert "Anna" in copied(sorry)
    sorry.hears("/heute")
    assert "Grund zur Klage" in sorry.last().text


def test_another_seller_cannot_touch_it(world: World, sorry: Person, petra: Person) -> None:
    card = sorry.last()
    petra.tap("Gelöst", card)
    assert "Naht offen" in sorry.hears("/reklamation Anna")


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
    said = sorry.tap("30 Punkte")
    assert said.startswith("Gut: 30 Punkte für Anna.")
    assert "55 Punkte" in sorry.hears("/punkte Anna")
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


def test_it_is_made_up_for_once_however_many_messages_are_about_it(world: World, sorry: Person) -> None:
    first = sorry.last()
    sorry.hears("/reklamation Anna")
    second = sorry.last()
    sorry.tap("30 Punkte", first)
    said = sorry.tap("30 Punkte", second)
    assert world.notices[-1] == "Anna hat dafür schon etwas bekommen: 30 Punkte"
    assert "Angeboten: 30 Punkte" in said
    assert "55 Punkte" in sorry.hears("/punkte Anna")


def test_what_is_solved_is_not_made_up_for(world: World, sorry: Person) -> None:
    first = sorry.last()
    sorry.hears("/reklamation Anna")
    sorry.tap("Gelöst")
    sorry.tap(next(name for name in first.buttons if "Gutschein" in name), first)
    assert world.notices[-1] == "Das ist bei Anna schon gelöst."
    assert first.buttons == {}


def test_two_complaints_of_one_day_have_an_apology_each(maria: Person, reached: Person) -> None:
    first = maria.last()
    maria.hears("/reklamation Anna Farbe falsch")
    second = maria.last()
    maria.tap("Senden", second)
    maria.tap("Senden", first)
    assert len([said for said in maria.world.messages if said.text.startswith("✓ An Anna gesendet")]) == 2
    maria.tap("Andere Fassung", second)
    assert "Senden" not in maria.last().buttons
