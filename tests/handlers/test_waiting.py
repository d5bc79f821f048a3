"""Somebody agreed, and the seller has not said yes yet: he reads what is stored, and may take it back."""

import json
from collections.abc import Callable

import pytest

from storage import joinings, shops
from tests.chat import BUYER, STRANGER, Person, World, invitation, join, rows

STORED = "nur gespeichert, wie du bei Telegram heißt („Anna Beispiel“, @anna_b), deine Telegram-Nummer 2002"
LEAVE = "Zurückziehen und löschen"


@pytest.fixture
def waiting(world: World, maria: Person) -> Person:
    """He opened Anna's link and agreed."""
    maria.hears("/kauf Anna 25")
    who = world.person(BUYER, "Anna Beispiel")
    who.username = "anna_b"
    who.hears(f"/start {invitation(maria, 'Anna')}")
    who.tap("Ja, gern")
    return who


def test_whatever_he_asks_he_reads_what_is_stored_and_how_to_end_it(waiting: Person) -> None:
    for line in (
        "/meinedaten",
        "/loeschen",
        "/trennen",
        "/datenschutz",
        "/punkte",
        "/hilfe",
        "/start",
        "Hallo",
        "Daten",
    ):
        assert STORED in waiting.hears(line), line
        assert any(LEAVE in said.buttons for said in waiting.world.messages[-2:]), line
    assert "zugestimmt hast" in waiting.hears("/meinedaten")
    assert "Datenschutz bei Shop von Maria" in waiting.tap("Datenschutz lesen")


def test_the_file_says_the_same(waiting: Person) -> None:
    waiting.hears("/meinedaten")
    (row,) = json.loads(waiting.last().file)["data"]["joining"]
    assert (row["telegram_id"], row["name"], row["username"]) == (BUYER, "Anna Beispiel", "anna_b")
    assert row["created_at"].startswith("2026-05-04T08:00")
    assert "token_hash" not in row


def by_button(who: Person) -> str:
    who.hears("/loeschen")
    return who.tap(LEAVE)


WAYS: list[Callable[[Person], str]] = [
    by_button,
    lambda who: who.hears("/stopp"),
    lambda who: who.hears("Bitte stoppen!"),
]


@pytest.mark.parametrize("way", WAYS, ids=["a tap", "/stopp", "in words"])
def test_he_withdraws_and_nothing_of_it_stays(world: World, maria: Person, way: Callable[[Person], str]) -> None:
    maria.hears("/kauf Anna 25")
    link, before = invitation(maria, "Anna"), rows(world, "tap", "keyboard", "journal_entry")
    who = world.person(BUYER, "Anna Beispiel")
    who.hears(f"/start {link}")
    who.tap("Ja, gern")
    asked = maria.last()
    assert "nichts mehr gespeichert" in way(who)
    assert "„Anna Beispiel“ hat die Anfrage zurückgezogen" in maria.last().text
    assert maria.tap("Ja, verbinden", asked).startswith("Diese Anfrage wurde zurückgezogen.")
    after = rows(world, "tap", "keyboard", "journal_entry")
    assert after == before | {"invitation": before["invitation"] - 1}
    assert "nichts gespeichert" in who.hears("/meinedaten")
    assert "Link für Anna" in maria.hears("/einladen Anna")


def test_a_tap_too_late_says_so(waiting: Person, maria: Person) -> None:
    waiting.hears("/loeschen")
    shown = waiting.last()
    maria.tap("Ja, verbinden")
    assert "Hier wartet nichts mehr" in waiting.tap(LEAVE, shown)


def test_a_buyer_of_one_shop_may_wait_in_another(world: World, anna: Person, petra: Person) -> None:
    petra.hears("/kauf Anna 9")
    anna.hears(f"/start {invitation(petra, 'Anna')}")
    anna.tap("Ja, gern")
    for line in ("/meinedaten", "/loeschen", "/trennen", "/datenschutz", "/stopp", "/hilfe"):
        said = anna.hears(line)
        assert "Shop von Petra hat noch nicht bestätigt" in said, line
        assert "Shop von Maria" in said or line in {"/stopp", "/hilfe"}, line
    anna.tap(LEAVE)
    assert "Petra" not in anna.hears("/meinedaten")
    assert "Deine Stempelkarte bei Shop von Maria" in anna.hears("/punkte")


def test_a_politely_addressed_shop_speaks_so(world: World, waiting: Person) -> None:
    with world.engine.begin() as db:
        shops.change(db, 1, address_form="sie")
    assert "ob Sie" not in waiting.hears("/meinedaten")
    assert "dass Sie es sind" in waiting.hears("/meinedaten")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/stopp", "nichts abzubestellen"),
        ("Keine Werbung mehr bitte", "nichts abzubestellen"),
        ("/loeschen", "nichts zu löschen"),
        ("/meinedaten", "Von dir ist hier nichts gespeichert"),
        ("/trennen", "nichts zu trennen"),
        ("Daten", "Von dir ist hier nichts gespeichert"),
    ],
)
@pytest.mark.usefixtures("maria")
def test_a_stranger_reads_that_there_is_nothing(stranger: Person, line: str, answer: str) -> None:
    assert answer in stranger.hears(line)


def test_a_card_that_was_there_before_shows_no_wait(world: World, maria: Person) -> None:
    maria.hears("/kauf Ben 5")
    ben = join(world.person(STRANGER, "Ben"), maria, "Ben")
    assert "noch nicht bestätigt" not in ben.hears("/meinedaten")
    with world.engine.begin() as db:
        assert joinings.withdraw(db, 1, STRANGER, world.now) is None
