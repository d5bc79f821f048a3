"""A text goes to the buyer: through the bot if he agreed, otherwise by copying."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from storage import buyers, invitations, shops
from storage.tables.dialogs import keyboard
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


def test_a_text_that_is_sent_days_later_is_a_contact_of_that_day(agreed: Person, maria: Person) -> None:
    maria.tap("Text")
    draft = maria.last()
    agreed.world.days_later(5)
    maria.tap("Senden", draft)
    assert "Zuletzt war am Sa., 16. Mai" in maria.hears("/warum Anna")


def test_an_apology_that_is_sent_is_a_contact(agreed: Person, maria: Person) -> None:
    maria.hears("/reklamation Anna Naht offen")
    complaint = maria.last()
    maria.tap("Senden", complaint)
    maria.tap("Gelöst")
    assert "Zuletzt war am Mo., 11. Mai" in maria.hears("/warum Anna")


def test_a_question_for_what_is_unknown_is_a_contact(world: World, maria: Person) -> None:
    """Birthdays are asked for by a text: the anniversary waits for six days more."""
    for day in ("10.7.2025", "10.9.2025", "10.11.2025", "10.1.2026", "1.5.2026"):
        maria.hears(f"/kauf Ben 25 Tee am {day}")
    for day in (8, 14, 16):
        world.go_to(date(2026, 5, day))
        maria.hears("/heute")
    maria.tap("Text", next(said for said in reversed(world.messages) if "Geburtstag und Vorlieben" in said.text))
    assert "Zuletzt war am Sa., 16. Mai" in maria.hears("/warum Ben")


OVERTAKEN = "Anna: Nachfragen – hat sich inzwischen erledigt"


@pytest.mark.parametrize("dealt_with", [False, True], ids=["open", "dealt with"])
@pytest.mark.parametrize(
    ("typed", "if_open", "if_done"),
    [
        pytest.param("/kauf Anna 9 Tee", OVERTAKEN, OVERTAKEN, id="she bought"),
        pytest.param("/reklamation Anna Naht offen", OVERTAKEN, "Bei Anna ist eine Reklamation offen", id="complained"),
        pytest.param("/pause Anna bis 1.9.", OVERTAKEN, "Anna hat gerade Pause", id="is left in peace"),
    ],
)
@pytest.mark.parametrize("button", ["Senden", "Andere Fassung"])
def test_an_old_text_is_not_sent_after_what_happened_since(
    agreed: Person, maria: Person, button: str, typed: str, if_open: str, if_done: str, dealt_with: bool
) -> None:
    card = maria.last()
    maria.tap("Text", card)
    old = maria.last()
    if dealt_with:
        maria.tap("Erledigt", card)
    maria.hears(typed)
    before = len(maria.world.messages)
    maria.tap(button, old)
    assert len(maria.world.messages) == before
    answered = if_done if dealt_with else if_open
    assert answered in old.text or answered in maria.world.notices[-1]


def test_an_old_text_of_a_kind_that_is_not_wanted_any_more_is_not_sent(agreed: Person, maria: Person) -> None:
    card = maria.last()
    maria.tap("Text")
    draft = maria.last()
    maria.tap("Nicht mehr", card)
    before = len(maria.world.messages)
    maria.tap("Senden", draft)
    assert len(maria.world.messages) == before
    assert maria.world.notices[-1].startswith("Daran erinnere ich bei Anna nicht mehr")
    maria.tap("Zurück", card)
    maria.tap("Andere Fassung", draft)
    maria.tap("Senden")
    assert agreed.last().text.startswith("Shop von Maria\n")


def test_a_promise_is_spoken_of_while_a_complaint_is_open(agreed: Person, maria: Person) -> None:
    maria.hears("/versprechen Anna bis morgen Fotos")
    maria.hears("/reklamation Anna Naht offen")
    agreed.world.days_later(1)
    maria.hears("/heute")
    card = next(said for said in agreed.world.messages if "Fotos" in said.text and "Text" in said.buttons)
    maria.tap("Text", card)
    maria.tap("Senden")
    assert "Fotos" in agreed.last().text


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


def test_the_buyers_answer_reaches_the_seller(agreed: Person, maria: Person) -> None:
    maria.tap("Text")
    maria.tap("Senden")
    assert agreed.hears("Ja, alles gut <3, aber das Porto war teuer") == "Danke! Ich gebe das an Shop von Maria weiter."
    assert maria.last().text == "💬 Anna antwortet: „Ja, alles gut <3, aber das Porto war teuer“"
    assert maria.tap("Als Notiz merken").endswith("✓ Als Notiz gemerkt.")
    assert "Antwort: Ja, alles gut <3" in maria.hears("/notiz Anna")


@pytest.mark.parametrize("wanted", [True, False], ids=["stored", "not stored"])
def test_an_answer_that_sounds_sensitive_is_asked_about(agreed: Person, maria: Person, wanted: bool) -> None:
    """Until the seller is sure nothing is stored; then the buttons with the words are gone."""
    maria.tap("Text")
    maria.tap("Senden")
    agreed.hears("Danke, ich habe Brustkrebs")
    assert maria.tap("Als Notiz merken").startswith("Das klingt nach Gesundheit")
    assert "Brustkrebs" not in maria.hears("/kunde Anna")
    asked = next(said for said in reversed(maria.world.messages) if said.text.startswith("Das klingt nach"))
    said = maria.tap("Trotzdem speichern" if wanted else "Lieber nicht", asked)
    assert ("Als Notiz gemerkt" in said) == wanted
    assert ("Antwort: Danke, ich habe Brustkrebs" in maria.hears("/notiz Anna")) == wanted
    with maria.world.engine.begin() as db:
        assert not any(
            "Brustkrebs" in row.actions and "replying" in row.actions for row in db.execute(select(keyboard))
        )


def test_without_a_message_from_the_shop_nothing_is_passed_on(world: World, agreed: Person, maria: Person) -> None:
    said = len([message for message in world.messages if message.chat == maria.id])
    assert agreed.hears("Guten Appetit zusammen").startswith("Das habe ich nicht verstanden")
    maria.tap("Text")
    maria.tap("Senden")
    world.days_later(15)
    assert agreed.hears("Ach ja, danke, alles gut angekommen").startswith("Das habe ich nicht verstanden")
    assert not any("antwortet" in message.text for message in world.messages[said:] if message.chat == maria.id)
