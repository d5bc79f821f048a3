"""The code on a stamp card, scanned at a market stall."""

import pytest

from storage import buyers
from tests.chat import OTHER_SELLER, SELLER, STRANGER, Person, World, rows

OTHERS = "Das ist der Code einer Stempelkarte. Damit trägt der Laden, zu dem sie gehört, beim Einkauf Punkte und Stempel ein."

UNKNOWN = "Diesen Code kenne ich nicht. Ohne ihn geht es so: /kauf Anna 25 Socken"


@pytest.fixture
def scanned(anna: Person) -> str:
    """What Telegram sends when Anna's card is scanned."""
    anna.hears("/punkte")
    code = str((anna.last().picture or {})["code"])
    return "/start " + code.partition("start=")[2]


def test_the_seller_is_asked_for_the_amount_only(maria: Person, scanned: str) -> None:
    assert maria.hears(scanned).startswith("Wie viel hat Anna bezahlt?")
    assert maria.hears("12,50 Tee").startswith("✅ Anna: 12,50 € · Tee")


def test_an_amount_can_be_tapped(maria: Person, scanned: str) -> None:
    maria.hears(scanned)
    assert maria.tap(next(iter(maria.last().buttons))).startswith("✅ Anna: 25,00 €")


def test_scanned_twice_it_books_what_is_said_once(world: World, maria: Person, scanned: str) -> None:
    maria.hears(scanned)
    maria.hears(scanned)
    maria.hears("12")
    assert rows(world)["purchase"] == 2


def test_an_edit_of_the_amount_corrects_what_was_booked(maria: Person, scanned: str) -> None:
    maria.hears(scanned)
    maria.hears("12 Tee")
    assert "Anna" in maria.edit("/kauf Anna 13 Tee")


@pytest.mark.parametrize("who", ["buyer", "other seller", "stranger"])
def test_nobody_else_learns_or_changes_anything(
    world: World, anna: Person, petra: Person, stranger: Person, scanned: str, who: str
) -> None:
    person = {"buyer": anna, "other seller": petra, "stranger": stranger}[who]
    before = rows(world, "outbox", "keyboard", "dialog")
    assert person.hears(scanned) == (UNKNOWN if who == "other seller" else OTHERS)
    assert rows(world, "outbox", "keyboard", "dialog") == before


@pytest.mark.parametrize("code", ["k_AAAAAAAA", "k_x", "k_" + "A" * 60])
def test_a_code_nobody_has_sounds_the_same(maria: Person, petra: Person, stranger: Person, code: str) -> None:
    for person, said in {SELLER: UNKNOWN, OTHER_SELLER: UNKNOWN, STRANGER: OTHERS}.items():
        (whom,) = (one for one in (maria, petra, stranger) if one.id == person)
        assert whom.hears(f"/start {code}") == said


def test_a_card_of_before_a_merge_still_works(world: World, maria: Person, scanned: str) -> None:
    maria.hears("/kauf Annika 5")
    with world.engine.begin() as db:
        buyers.change(db, 1, 1, merged_into=2)
    assert maria.hears(scanned).startswith("Wie viel hat Annika bezahlt?")
