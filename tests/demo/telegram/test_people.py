"""What people do becomes the update Telegram would send; what the bot does, they can wait for."""

import asyncio
from typing import Any

import pytest
from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonRequestUsers,
    ReplyKeyboardMarkup,
    Update,
)

from demo.telegram.chats import Account
from demo.telegram.person import Person
from demo.telegram.server import TelegramServer
from demo.telegram.updates import Update as RawUpdate

LINK = "https://t.me/StammkundeDemoBot?start=k-1"


def newest(server: TelegramServer) -> RawUpdate:
    """The last update, as the bot will read it; python-telegram-bot has to understand it."""
    update = server.cloud.updates.pending[-1]
    assert Update.de_json(update).update_id == update["update_id"]
    return update


def parts(message: dict[str, Any]) -> dict[str, str]:
    """The entities of a message by kind."""
    text = message["text"]
    return {one["type"]: text[one["offset"] : one["offset"] + one["length"]] for one in message["entities"]}


async def test_what_somebody_says_carries_its_entities(server: TelegramServer, maria: Person) -> None:
    maria.say("/kauf @anna_w 25 #sport via https://vinted.example/a?b=1")
    message = newest(server)["message"]
    assert message["from"]["first_name"] == "Maria"
    assert message["chat"] == {"id": 1, "type": "private", "first_name": "Maria", "username": "maria_strickt"}
    assert parts(message) == {
        "bot_command": "/kauf",
        "mention": "@anna_w",
        "hashtag": "#sport",
        "url": "https://vinted.example/a?b=1",
    }


@pytest.mark.parametrize("text", ["am 3/5.", "a/kauf", "2/3 Socken", "#12"])
async def test_what_only_looks_like_an_entity_is_none(server: TelegramServer, maria: Person, text: str) -> None:
    maria.say(text)
    assert "entities" not in newest(server)["message"]


async def test_a_deep_link_starts_with_its_payload(server: TelegramServer, anna: Person) -> None:
    anna.start("k-1")
    assert newest(server)["message"]["text"] == "/start k-1"


async def test_an_edited_message_keeps_its_number(server: TelegramServer, maria: Person) -> None:
    message = maria.say("/kauf Anna 25")
    maria.edit(message, "/kauf Anna 35")
    edited = newest(server)["edited_message"]
    assert (edited["message_id"], edited["text"]) == (message.message_id, "/kauf Anna 35")
    assert edited["edit_date"]


async def test_the_bots_messages_cannot_be_edited_by_people(little_bot: Bot, maria: Person) -> None:
    [answer] = await maria.ask("/kauf")
    with pytest.raises(ValueError, match="own message"):
        maria.edit(answer, "anders")


async def test_a_reply_carries_the_message_it_means(server: TelegramServer, maria: Person) -> None:
    first = maria.say("25 Euro?")
    maria.say("/notiz", reply_to=first)
    assert newest(server)["message"]["reply_to_message"]["text"] == "25 Euro?"


async def test_a_forward_names_the_person_unless_hidden(server: TelegramServer, maria: Person, anna: Person) -> None:
    maria.forward(anna, "Ich nehme die blauen")
    assert newest(server)["message"]["forward_origin"]["sender_user"]["id"] == anna.id
    maria.forward(anna, "Ich nehme die blauen", hidden=True)
    assert newest(server)["message"]["forward_origin"]["sender_user_name"] == "Anna"


async def test_the_contact_picker_shares_names_only_if_asked(server: TelegramServer, bot: Bot, maria: Person) -> None:
    maria.start()
    request = KeyboardButtonRequestUsers(7, request_name=True)
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("Aus Kontakten", request_users=request)]], one_time_keyboard=True)
    await bot.send_message(maria.id, "Wer?", reply_markup=keyboard)
    with pytest.raises(ValueError, match="contact picker"):
        maria.press("Aus Kontakten")
    maria.share_users(7, [Account(77, "Çiğdem", "cigdem")])
    shared = newest(server)["message"]["users_shared"]
    assert shared["users"] == [{"user_id": 77, "first_name": "Çiğdem"}]
    assert maria.keyboard_labels == []


async def test_a_pressed_key_says_its_words(server: TelegramServer, bot: Bot, maria: Person) -> None:
    maria.start()
    keys: list[list[str | KeyboardButton]] = [["Anna", "Bernd"], [KeyboardButton("Meine Nummer", request_contact=True)]]
    await bot.send_message(maria.id, "Wer?", reply_markup=ReplyKeyboardMarkup(keys))
    maria.press("anna")
    assert newest(server)["message"]["text"] == "Anna"
    maria.press("Meine Nummer")
    assert newest(server)["message"]["contact"]["user_id"] == maria.id


async def test_a_tapped_button_becomes_a_callback_query(server: TelegramServer, little_bot: Bot, maria: Person) -> None:
    [answer] = await maria.ask("/kauf")
    query = maria.tap(answer, "rückgängig")
    assert newest(server)["callback_query"]["data"] == "undo"
    assert await maria.toast(query) == "Erledigt"
    [edited] = await maria.answers()
    assert edited is answer
    assert edited.text == "25,00 € storniert"


async def test_links_and_copy_buttons_hand_over_what_they_carry(little_bot: Bot, maria: Person) -> None:
    [answer] = await maria.ask("/kauf")
    assert maria.tap(answer, "Link") == LINK
    assert maria.tap(answer, 3) == "Liebe Anna"


async def test_a_space_that_does_not_break_is_typed_as_any_other(little_bot: Bot, maria: Person) -> None:
    maria.start()
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("5\u00a0€ Gutschein", copy_text=CopyTextButton("X7K2"))]])
    await little_bot.send_message(maria.id, "Was?", reply_markup=keys)
    assert maria.tap_latest("5 € Gutschein") == "X7K2"


async def test_a_button_that_is_not_there_names_those_that_are(little_bot: Bot, maria: Person) -> None:
    [answer] = await maria.ask("/kauf")
    with pytest.raises(LookupError, match="Rückgängig"):
        maria.tap(answer, "Löschen")
    with pytest.raises(LookupError, match="Löschen"):
        maria.tap_latest("Löschen")


async def test_blocking_tells_the_bot(server: TelegramServer, maria: Person) -> None:
    maria.start()
    maria.block()
    assert newest(server)["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    maria.unblock()
    assert newest(server)["my_chat_member"]["new_chat_member"]["status"] == "member"


async def test_answers_are_those_after_the_last_action(little_bot: Bot, maria: Person) -> None:
    await maria.ask("eins")
    [answer] = await maria.ask("zwei")
    assert answer.text == "Gebucht: zwei"
    assert maria.news() == []


async def test_missing_answers_say_what_came_instead(bot: Bot, maria: Person) -> None:
    maria.start()
    await bot.send_message(maria.id, "nur eine")
    with pytest.raises(TimeoutError, match=r"1 of 2 answers: \['nur eine'\]"):
        await maria.answers(2, timeout=0.05)


async def test_people_do_not_hear_each_others_answers(little_bot: Bot, maria: Person, anna: Person) -> None:
    maria.say("eins")
    anna.say("zwei")
    assert [one.text for one in await anna.answers()] == ["Gebucht: zwei"]
    assert [one.text for one in await maria.answers()] == ["Gebucht: eins"]


async def test_the_bot_is_idle_when_everything_is_answered(
    server: TelegramServer, little_bot: Bot, maria: Person
) -> None:
    for text in ("eins", "zwei", "drei"):
        maria.say(text)
    await server.wait_until_idle()
    assert [one.text for one in server.sent_to(maria.id)] == ["Gebucht: eins", "Gebucht: zwei", "Gebucht: drei"]


async def test_a_bot_with_something_left_to_send_is_not_idle(server: TelegramServer, little_bot: Bot) -> None:
    server.busy = lambda: True
    with pytest.raises(TimeoutError):
        await server.wait_until_idle(timeout=0.2)


async def test_a_bot_that_does_not_listen_is_not_idle(server: TelegramServer) -> None:
    with pytest.raises(TimeoutError):
        await server.wait_until_idle(timeout=0.1)


async def test_the_same_number_is_the_same_person(server: TelegramServer, maria: Person) -> None:
    maria.start()
    again = server.person(maria.id, "egal")
    assert again.account.first_name == "Maria"
    await asyncio.sleep(0)
    assert len(again.messages) == 1
