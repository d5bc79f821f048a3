"""/trennen: a card and an account part again."""

from typing import Any

from sqlalchemy import select

from storage import invitations
from storage.tables.delivery import outbox
from tests.chat import BUYER, Person, World, invitation, join, rows


def consents(world: World) -> list[tuple[str, bool]]:
    with world.engine.begin() as db:
        return [(row.purpose, row.given) for row in invitations.consents(db, 1, 1)]


def test_the_seller_parts_them_and_the_buyer_is_told(world: World, maria: Person, anna: Person) -> None:
    assert "Käufe, Punkte und Gutscheine bleiben" in maria.hears("/trennen Anna")
    assert "Getrennt. Anna bleibt" in maria.tap("Ja, trennen")
    assert "nicht mehr mit diesem Konto verbunden" in anna.last().text
    assert world.menus[BUYER] == ["start", "punkte", "datenschutz"]
    assert "persönlichen Link" in anna.hears("/punkte")
    assert "25 Punkte" in maria.hears("/punkte Anna")


def test_what_he_agreed_to_is_withdrawn_in_the_log(world: World, maria: Person, anna: Person) -> None:
    anna.hears("/quittung")
    anna.tap("Ja, gern")
    maria.hears("/trennen Anna")
    maria.tap("Ja, trennen")
    assert consents(world) == [("stamp_card", True), ("receipts", True), ("stamp_card", False), ("receipts", False)]


def test_nothing_that_waits_is_said_to_him_any_more(world: World, maria: Person, anna: Person) -> None:
    anna.hears("/quittung")
    anna.tap("Ja, gern")
    later: dict[str, Any] = {"state": "queued", "attempts": 0, "next_try": world.now, "created_at": world.now}
    letter = {
        "shop_id": 1,
        "buyer_id": 1,
        "chat_id": BUYER,
        "audience": "buyer",
        "method": "sendMessage",
        "payload": "{}",
        "purpose": "receipts",
    }
    maria.hears("/trennen Anna")
    with world.engine.begin() as db:
        db.execute(outbox.insert(), letter | later)
    maria.tap("Ja, trennen")
    before = len(world.messages)
    maria.hears("/kauf Anna 30")
    assert all(said.chat != BUYER for said in world.messages[before:])
    with world.engine.begin() as db:
        assert db.execute(select(outbox).where(outbox.c.chat_id == BUYER)).all() == []


def test_the_buyer_does_it_himself_and_the_seller_is_told(maria: Person, anna: Person) -> None:
    assert "bei Shop von Maria von diesem Telegram-Konto trennen?" in anna.hears("/trennen")
    assert "kennt dieses Telegram-Konto nicht mehr" in anna.tap("Ja, trennen")
    assert maria.last().text.startswith("Anna hat die Stempelkarte vom eigenen Telegram-Konto getrennt.")
    assert "persönlichen Link" in anna.hears("/punkte")


def test_old_buttons_show_nothing_any_more(world: World, maria: Person, anna: Person) -> None:
    anna.hears("/punkte")
    card = anna.last()
    maria.hears("/trennen Anna")
    maria.tap("Ja, trennen")
    before = rows(world)
    for button in card.buttons.values():
        assert anna.tap_data(card, button["callback_data"]) == []
    assert rows(world) == before


def test_a_card_elsewhere_stays(world: World, maria: Person, petra: Person, anna: Person) -> None:
    petra.hears("/kauf Anna 7")
    join(anna, petra, "Anna")
    maria.hears("/kunde Anna")
    maria.tap("Konto trennen")
    maria.tap("Ja, trennen")
    assert "punkte" in world.menus[BUYER]
    said = anna.hears("/punkte")
    assert "Shop von Petra" in said
    assert "Shop von Maria" not in said


def test_he_may_come_back_by_a_new_link(maria: Person, anna: Person) -> None:
    anna.hears("/trennen")
    anna.tap("Ja, trennen")
    anna.hears(f"/start {invitation(maria, 'Anna')}")
    anna.tap("Ja, gern")
    maria.tap("Ja, verbinden")
    assert "Deine Stempelkarte" in anna.hears("/punkte")


def test_leaving_it_changes_nothing(world: World, maria: Person, anna: Person) -> None:
    maria.hears("/trennen Anna")
    before = rows(world, "tap")
    assert maria.tap("Lieber nicht") == "Alles bleibt, wie es ist."
    assert rows(world, "tap") == before


def test_whoever_has_no_account_is_named_with_the_way_to_one(maria: Person) -> None:
    maria.hears("/kauf Ben 10")
    assert "/einladen Ben" in maria.hears("/trennen Ben")


def test_a_seller_who_buys_elsewhere_parts_her_own_card(maria: Person, petra: Person) -> None:
    petra.hears("/kauf Maria 25")
    join(maria, petra, "Maria")
    assert "Shop von Petra" in maria.hears("/trennen")
    maria.tap("Ja, trennen")
    assert "Um wen geht es?" in maria.hears("/trennen") or "noch leer" in maria.last().text


def test_two_taps_part_once(maria: Person, anna: Person) -> None:
    maria.hears("/trennen Anna")
    first = maria.last()
    maria.hears("/trennen Anna")
    maria.tap("Ja, trennen")
    assert "kein Telegram-Konto" in maria.tap("Ja, trennen", first)
