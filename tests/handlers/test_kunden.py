"""/kunden: the list by last purchase, in pages, and the search."""

import pytest

from tests.chat import Person


@pytest.fixture
def twenty(maria: Person) -> Person:
    """A shop with twenty buyers."""
    for number in range(20):
        maria.hears(f'/kauf "Kundin {chr(65 + number)}" {number + 1} am {number + 1}.4.')
    return maria


def test_an_empty_list_says_how_to_fill_it(maria: Person) -> None:
    assert maria.hears("/kunden") == "Deine Liste ist noch leer. Der erste Kauf füllt sie: /kauf Anna 25 Socken"


def test_one_page_needs_no_buttons_to_turn(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    assert maria.hears("/kunden") == "1 Kunde"
    maria.hears("/kauf Ben 25")
    assert maria.hears("/kunden") == "2 Kunden, letzter Kauf zuerst"
    assert list(maria.last().buttons) == ["Ben · 1 Kauf, 04.05.26", "Anna · 1 Kauf, 04.05.26"]


def test_pages_are_turned_in_the_same_message(twenty: Person) -> None:
    assert twenty.hears("/kunden") == "20 Kunden, letzter Kauf zuerst · Seite 1 von 3"
    page = twenty.last()
    assert next(iter(page.buttons)) == "Kundin T · 1 Kauf, 20.04.26"
    assert "Seite 2 von 3" in twenty.tap("ältere ›")
    assert "Seite 3 von 3" in twenty.tap("ältere ›")
    assert twenty.last() is page
    assert list(page.buttons) == [
        *(f"Kundin {name} · 1 Kauf, 0{day}.04.26" for name, day in zip("DCBA", (4, 3, 2, 1), strict=True)),
        "‹ neuere",
    ]
    assert "Seite 2 von 3" in twenty.tap("‹ neuere")


def test_a_name_on_the_list_opens_the_buyer(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/kunden")
    assert maria.tap("Anna · 1 Kauf, 04.05.26").startswith("Anna · Neu")


@pytest.mark.parametrize("typed", ["ann", "anna", "ANNA", "Berg", "Anna Berk", "Ana Berg", "Amna", "Berk"])
def test_the_search_finds_parts_and_forgives_slips(maria: Person, typed: str) -> None:
    maria.hears('/kauf "Anna Berg" 25')
    maria.hears("/kauf Zacharias 25")
    assert maria.hears(f"/kunden {typed}") == f"Ein Treffer für „{typed}“:"
    assert list(maria.last().buttons) == ["Anna Berg · 1 Kauf, 04.05.26"]


def test_a_search_without_a_hit_says_so(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    assert "„Zebra“ finde ich nicht" in maria.hears("/kunden Zebra")


def test_percent_and_underscore_are_letters(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    assert "finde ich nicht" in maria.hears("/kunden %")
    assert "finde ich nicht" in maria.hears("/kunden a_n")
