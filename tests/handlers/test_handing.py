"""A text goes to the buyer: through the bot if he agreed, otherwise by copying."""

from __future__ import annotations

import pytest

from storage import buyers, invitations, shops
from tests.chat import Person, World


@pytest.fixture
def agreed(world: World, maria: Person, anna: Person) -> Person:
    """Anna wants messages, and a follow-up for her is due."""
    anna.hears("/punkte")
    anna.tap("Persönliche Nachrichten: aus")
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


def test_who_agreed_to_receipts_alone_is_not_written_to(world: World, maria: Person, anna: Person) -> None:
    """Their sentence says nothing of letters."""
    anna.hears("/punkte")
    anna.tap("Quittung nach jedem Kauf: aus")
    anna.tap("Ja, gern")
    world.days_later(7)
    maria.hears("/heute")
    maria.tap("Text")
    assert "Senden" not in maria.last().buttons


def test_the_wording_he_agreed_to_is_logged_for_its_own_purpose(world: World, anna: Person) -> None:
    anna.hears("/punkte")
    question = anna.tap("Persönliche Nachrichten: aus")
    assert "über diesen Bot auch persönlich schreiben" in question
    assert "Abstellen kannst du das in /punkte" in anna.tap("Ja, gern")
    with world.engine.begin() as db:
        (row,) = [one for one in invitations.consents(db, 1, 1) if one.purpose == "letters"]
        assert not buyers.get(db, 1, 1).receipts
    assert (row.given, row.version) == (True, 1)
    assert row.wording.replace("<b>", "").replace("</b>", "") == question


def test_who_agreed_sees_his_card_with_the_way_to_end_it(anna: Person) -> None:
    anna.hears("/punkte")
    anna.tap("Persönliche Nachrichten: aus")
    anna.tap("Ja, gern")
    anna.hears("/punkte")
    assert anna.sees_button("Persönliche Nachrichten: an")


def test_who_declines_is_asked_nothing_more(world: World, anna: Person) -> None:
    anna.hears("/punkte")
    anna.tap("Persönliche Nachrichten: aus")
    assert anna.tap("Nein, danke") == "Gut, dann bleibt es dabei: Shop von Maria schreibt dir nicht persönlich."
    with world.engine.begin() as db:
        assert [one for one in invitations.consents(db, 1, 1) if one.purpose == "letters"] == []


def test_one_tap_under_a_letter_ends_them_and_an_old_button_sends_nothing(agreed: Person, maria: Person) -> None:
    maria.tap("Text")
    first = maria.last()
    maria.tap("Andere Fassung")
    maria.tap("Senden")
    assert agreed.tap("Nicht mehr schicken") == "Gut, Shop von Maria schreibt dir nicht mehr persönlich."
    before = agreed.last()
    maria.tap("Senden", first)
    assert agreed.last() is before
    assert maria.world.notices[-1] == "Anna möchte keine persönlichen Nachrichten über den Bot. Kopieren geht immer."
    agreed.hears("/punkte")
    assert agreed.sees_button("Persönliche Nachrichten: aus")


def test_another_buyer_cannot_agree_for_her(world: World, maria: Person, anna: Person, stranger: Person) -> None:
    anna.hears("/punkte")
    anna.tap("Persönliche Nachrichten: aus")
    stranger.tap("Ja, gern", anna.last())
    with world.engine.begin() as db:
        assert not buyers.get(db, 1, 1).letters


def test_the_polite_form(world: World, anna: Person) -> None:
    with world.engine.begin() as db:
        shops.change(db, 1, address_form="sie")
    anna.hears("/punkte")
    assert "Darf Shop von Maria Ihnen" in anna.tap("Persönliche Nachrichten: aus")
    assert "darf Ihnen jetzt" in anna.tap("Ja, gern")
