"""A text goes to the buyer: through the bot if he agreed, otherwise by copying."""

from __future__ import annotations

import pytest

from tests.chat import Person, World


@pytest.fixture
def agreed(world: World, maria: Person, anna: Person) -> Person:
    """Anna wants messages, and a follow-up for her is due."""
    anna.hears("/punkte")
    anna.tap("Quittung nach jedem Kauf: aus")
    anna.tap("Ja, gern")
    world.days_later(7)
    maria.hears("/heute")
    return anna


def test_a_linked_buyer_who_agreed_reads_it_from_the_shop(agreed: Person, maria: Person) -> None:
    words = maria.tap("Text").split("\n\n")[1]
    said = maria.tap("Senden")
    assert said.startswith("✓ An Anna gesendet")
    assert words in agreed.last().text
    assert "Maria" in agreed.last().text.split("\n")[0]


def test_it_is_sent_once(agreed: Person, maria: Person) -> None:
    maria.tap("Text")
    first = maria.last()
    maria.tap("Andere Fassung", first)
    maria.tap("Senden")
    before = len([said for said in maria.world.messages if said.chat == agreed.id])
    maria.tap("Senden", first)
    assert maria.world.notices[-1] == "Dazu habe ich Anna schon einen Text gesendet."
    assert len([said for said in maria.world.messages if said.chat == agreed.id]) == before


def test_with_that_the_reminder_is_dealt_with(agreed: Person, maria: Person) -> None:
    maria.tap("Text")
    maria.tap("Senden")
    assert "Nachfragen" not in maria.hears("/heute")


def test_who_has_not_agreed_is_not_written_to(world: World, maria: Person, anna: Person) -> None:
    world.days_later(7)
    maria.hears("/heute")
    maria.tap("Text")
    assert "Senden" not in maria.last().buttons
    assert "Kopieren" in maria.last().buttons
    assert f"tg://user?id={anna.id}" in maria.last().html


def test_without_an_account_there_is_no_link(world: World, maria: Person) -> None:
    maria.hears("/kauf Ben 20")
    world.days_later(7)
    maria.hears("/heute")
    maria.tap("Text")
    assert "tg://" not in maria.last().html
