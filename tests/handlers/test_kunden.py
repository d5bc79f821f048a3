"""/kunden: the groups, the list by last purchase, in pages, and the search."""

import pytest

from rules.tiers import TierRule
from storage import shops, tiers
from storage.tiers import OwnTier
from tests.chat import Person


@pytest.fixture
def twenty(maria: Person) -> Person:
    """A shop with twenty buyers."""
    for number in range(20):
        maria.hears(f'/kauf "Kundin {chr(65 + number)}" {number + 1} am {number + 1}.4.')
    return maria


def test_who_was_erased_is_counted_in_no_group(maria: Person) -> None:
    for name in ("Anna", "Ben", "Cleo", "Dora", "Emil", "Fritz"):
        maria.hears(f"/kauf {name} 25 Kerze #kerzen")
    maria.hears("/loeschen Anna")
    maria.tap("Ja, löschen …")
    maria.tap("Endgültig löschen")
    maria.hears("/kunden")
    shown = [label for said in maria.world.messages[-2:] for label in said.buttons]
    assert [label for label in shown if "kerzen" in label] == ["#kerzen · 5"]


def test_an_empty_list_says_how_to_fill_it(maria: Person) -> None:
    assert maria.hears("/kunden") == "Deine Liste ist noch leer. Der erste Kauf füllt sie: /kauf Anna 25 Socken"


def test_one_page_needs_no_buttons_to_turn(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    assert maria.hears("/kunden") == "1 Kunde"
    maria.hears("/kauf Ben 25")
    assert maria.hears("/kunden") == "2 Kunden, letzter Kauf zuerst"
    assert list(maria.last().buttons) == ["Ben · 1 Kauf, 04.05.26", "Anna · 1 Kauf, 04.05.26"]


def test_pages_are_turned_in_the_same_message(twenty: Person) -> None:
    assert twenty.hears("/kunden").endswith("\n20 Kunden, letzter Kauf zuerst · Seite 1 von 3")
    page = twenty.last()
    assert next(iter(page.buttons)) == "Kundin T · 1 Kauf, 20.04.26"
    assert "Seite 2 von 3" in twenty.tap("weiter ›")
    assert "Seite 3 von 3" in twenty.tap("weiter ›")
    assert twenty.last() is page
    assert list(page.buttons) == [
        *(f"Kundin {name} · 1 Kauf, 0{day}.04.26" for name, day in zip("DCBA", (4, 3, 2, 1), strict=True)),
        "‹ zurück",
        "↕ Umsatz",
        "↕ A–Z",
        "Suchen",
    ]
    assert "Seite 2 von 3" in twenty.tap("‹ zurück")


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
    assert "So geht's: /kunden Stammkunden" in maria.hears("/kunden Zebra")


@pytest.fixture
def six(maria: Person) -> Person:
    """A shop with six buyers, in May: Anna a regular, Ben a returning one, Clara asleep, Dora VIP."""
    for line in (
        *["/kauf Anna 10 Duftkerze #deko über Vinted"] * 3,
        *["/kauf Ben 40 Schal über Vinted"] * 2,
        "/kauf Clara 5 Tee am 2.1.2026",
        "/kauf Dora 100 Bild über Etsy",
        "/vip Dora",
        "/kauf Emil 20 Tee #deko",
        "/kauf Deko 1 Tee",
        "/geburtstag Emil 20.5.",
    ):
        maria.hears(line)
    return maria


def names(person: Person) -> list[str]:
    return [label.partition(" · ")[0] for label in person.last().buttons if "," in label]


def test_the_groups_stand_over_the_list_each_with_its_size(six: Person) -> None:
    assert six.hears("/kunden").startswith("👥 Deine 6 Kunden, nach Gruppen.")
    overview = six.world.messages[-2]
    assert list(overview.buttons) == [
        "Neu · 3",
        "Wiederkäufer · 1",
        "Stammkunden · 2",
        "VIP · 1",
        "Top 20 % · 2",
        "Eingeschlafen · 1",
        "Geburtstag im Monat · 1",
        "Immer dasselbe · 1",
        "#deko · 2",
        "über Vinted · 2",
        "über Etsy · 1",
        "Alle · 6",
    ]
    assert six.tap("Stammkunden · 2", overview).startswith("Stammkunden: 2 Leute, letzter Kauf zuerst\nAb dem dritten")
    assert [label.partition(" · ")[0] for label in overview.buttons] == ["⭐ Dora", "Anna", "Alle Gruppen"]
    assert six.tap("Alle Gruppen", overview).startswith("👥 Deine 6 Kunden")
    assert six.tap("Alle · 6", overview).startswith("6 Kunden, letzter Kauf zuerst")


def test_a_group_is_named_and_slips_are_forgiven(six: Person) -> None:
    for typed, head, people in (
        ("Stammkunden", "Stammkunden: 2 Leute", ["⭐ Dora", "Anna"]),
        ("stamkunden", "Stammkunden: 2 Leute", ["⭐ Dora", "Anna"]),
        ("neu", "Neu: 3 Leute", ["Deko", "Emil", "Clara"]),
        ("eingeschlafen", "Eingeschlafen: 1 Person", ["Clara"]),
        ("gefährdet", "Gefährdet: zurzeit niemand.", []),
        ("Geburtstag", "Geburtstag im Monat: 1 Person", ["Emil"]),
        ("top 20 %", "Top 20 %: 2 Leute", ["⭐ Dora", "Ben"]),
        ("immer dasselbe", "Immer dasselbe: 1 Person", ["Anna"]),
        ("VINTED", "über Vinted: 2 Leute", ["Ben", "Anna"]),
        ("vintde", "über Vinted: 2 Leute", ["Ben", "Anna"]),
        ("über vintet", "über Vinted: 2 Leute", ["Ben", "Anna"]),
        ("bestes Fünftel", "Top 20 %: 2 Leute", ["⭐ Dora", "Ben"]),
        ("Geburtstag im Mai", "Geburtstag im Mai: 1 Person", ["Emil"]),
        ("gebutstag im dez", "Geburtstag im Dezember: zurzeit niemand.", []),
        ("geburtstage Dezember", "Geburtstag im Dezember: zurzeit niemand.", []),
        ("schal vinted", "Gekauft: schal + über Vinted: 1 Person", ["Ben"]),
        ("#deko über vintet", "#deko + über Vinted: 1 Person", ["Anna"]),
        ("neu tee", "Neu + Gekauft: tee: 3 Leute", ["Deko", "Emil", "Clara"]),
        ("schal etsy", "Gekauft: schal + über Etsy: zurzeit niemand.", []),
        ("kerzen", "Gekauft: kerzen: 1 Person", ["Anna"]),
        ("Tee", "Gekauft: Tee: 3 Leute", ["Deko", "Emil", "Clara"]),
    ):
        assert six.hears(f"/kunden {typed}").startswith(head), typed
        assert names(six) == people, typed


def test_a_search_in_a_group_without_a_hit_goes_on_among_everybody(twenty: Person) -> None:
    twenty.hears("/kauf Ben 5")
    twenty.hears("/kauf Ben 5")
    twenty.hears("/kunden neu")
    twenty.tap("Suchen")
    assert twenty.hears("ben") == "Auf dieser Liste heißt niemand wie „ben“."
    assert twenty.tap("Unter allen suchen") == "Ein Treffer für „ben“:"
    assert names(twenty) == ["Ben"]


def test_a_word_that_is_a_name_and_a_category_is_both(six: Person) -> None:
    assert six.hears("/kunden deko") == "Ein Treffer für „deko“:"
    assert list(six.last().buttons) == ["Deko · 1 Kauf, 04.05.26", "#deko"]
    assert six.tap("#deko").startswith("#deko: 2 Leute")


def test_a_list_is_sorted_and_searched(six: Person) -> None:
    six.hears("/kunden")
    assert names(six)[-1] == "Clara"
    assert "höchster Umsatz zuerst" in six.tap("↕ Umsatz")
    assert names(six) == ["⭐ Dora", "Ben", "Anna", "Emil", "Clara", "Deko"]
    assert "von A bis Z" in six.tap("↕ A–Z")
    assert names(six) == ["Anna", "Ben", "Clara", "Deko", "⭐ Dora", "Emil"]
    assert "Ein Teil davon genügt" in six.tap("Suchen")
    assert six.hears("DO") == "Ein Treffer für „DO“:"
    assert names(six) == ["⭐ Dora"]
    six.tap("Suchen", six.world.messages[-3])
    assert six.hears("zzz") == "Auf dieser Liste heißt niemand wie „zzz“."


def test_a_shop_that_names_its_tiers_names_its_groups(six: Person) -> None:
    with six.world.engine.begin() as db:
        tiers.define(db, shops.get(db, 1), OwnTier(TierRule("regular", purchases=3), "Wollfreunde"))
    assert six.hears("/kunden stammkunden").startswith("Wollfreunde: 2 Leute")
