"""A raw update as Telegram sends it, and what is known about it afterwards. python-telegram-bot is the reference."""

from typing import Any

import pytest
from telegram import Update

from bot.incoming import Incoming, read
from handlers.call import Person

MARIA = {"id": 1, "is_bot": False, "first_name": "Maria", "last_name": "Muster", "username": "maria_strickt"}
ANNA = {"id": 5_000_000_002, "is_bot": False, "first_name": "Anna"}
BOT = {"id": 9, "is_bot": True, "first_name": "Stammkunde", "username": "StammkundeBot"}
CHAT = {"id": 1, "type": "private", "first_name": "Maria"}
GROUP = {"id": -100123, "type": "supergroup", "title": "Strickkreis"}
DATE = 1_777_880_000


def message(**content: Any) -> dict[str, Any]:
    """A message of Maria."""
    return {"message_id": 7, "from": MARIA, "chat": CHAT, "date": DATE, **content}


def update(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """An update as the Bot API gives it."""
    return {"update_id": 42, kind: content}


def heard(**content: Any) -> Incoming:
    """What is read from a message of Maria."""
    raw = update("message", message(**content))
    parsed = Update.de_json(raw)
    incoming = read(raw)
    assert parsed.effective_user is not None
    assert parsed.effective_message is not None
    assert incoming.person == Person(
        parsed.effective_user.id, parsed.effective_user.full_name, parsed.effective_user.username
    )
    assert incoming.message is not None
    assert incoming.message.text == (parsed.effective_message.text or parsed.effective_message.caption or "")
    return incoming


def origin(**of: Any) -> dict[str, Any]:
    """Where a forwarded message came from."""
    return {"date": DATE, **of}


def test_a_text() -> None:
    incoming = heard(text="/kauf Anna 25 Socken")
    assert incoming.message is not None
    assert (incoming.update_id, incoming.chat_id, incoming.is_private) == (42, 1, True)
    assert (incoming.message.id, incoming.message.edited, incoming.message.about) == (7, False, None)


def test_a_picture_says_what_stands_under_it() -> None:
    photo = [{"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1}]
    incoming = heard(photo=photo, caption="/notiz Anna mag Blau")
    assert incoming.message is not None
    assert incoming.message.text == "/notiz Anna mag Blau"


def test_a_sticker_says_nothing_but_is_heard() -> None:
    sticker = {"file_id": "x", "file_unique_id": "y", "type": "regular", "width": 1, "height": 1}
    incoming = heard(sticker=sticker | {"is_animated": False, "is_video": False})
    assert incoming.message is not None
    assert incoming.message.text == ""


def test_an_edited_text() -> None:
    incoming = read(update("edited_message", message(text="/kauf Anna 26", edit_date=DATE)))
    assert incoming.message is not None
    assert incoming.message.edited


def test_a_forward_is_about_its_author() -> None:
    incoming = heard(text="Hallo", forward_origin=origin(type="user", sender_user=ANNA))
    assert incoming.message is not None
    assert incoming.message.about == Person(5_000_000_002, "Anna", None)
    assert incoming.message.forwarded


def test_a_hidden_author_has_a_name_only() -> None:
    incoming = heard(text="Hallo", forward_origin=origin(type="hidden_user", sender_user_name="Anna B."))
    assert incoming.message is not None
    assert incoming.message.about == Person(None, "Anna B.")


CHANNEL = {"id": -100999, "type": "channel", "title": "Wolle"}
NOBODY = [
    pytest.param(origin(type="user", sender_user=MARIA), id="the writer herself"),
    pytest.param(origin(type="user", sender_user=BOT), id="a bot"),
    pytest.param(origin(type="channel", chat=CHANNEL, message_id=3), id="a channel"),
    pytest.param(origin(type="chat", sender_chat=GROUP), id="an anonymous group"),
]


@pytest.mark.parametrize("of", NOBODY)
def test_a_forward_of_nobody_in_particular(of: dict[str, Any]) -> None:
    incoming = heard(text="Hallo", forward_origin=of)
    assert incoming.message is not None
    assert (incoming.message.about, incoming.message.forwarded) == (None, True)


def test_a_reply_is_about_whom_it_answers() -> None:
    incoming = heard(text="/kauf 25", reply_to_message=message(text="Hallo") | {"from": ANNA})
    assert incoming.message is not None
    assert incoming.message.about == Person(5_000_000_002, "Anna", None)


def test_a_reply_to_a_forward_is_about_the_author_of_the_forward() -> None:
    replied = message(text="Hallo", forward_origin=origin(type="user", sender_user=ANNA))
    incoming = heard(text="/kauf 25", reply_to_message=replied)
    assert incoming.message is not None
    assert incoming.message.about == Person(5_000_000_002, "Anna", None)


@pytest.mark.parametrize("author", [MARIA, BOT], ids=["herself", "the bot"])
def test_a_reply_to_herself_or_the_bot_is_about_nobody(author: dict[str, Any]) -> None:
    incoming = heard(text="/kauf 25", reply_to_message=message(text="Hallo") | {"from": author})
    assert incoming.message is not None
    assert incoming.message.about is None


def test_people_chosen_with_the_picker() -> None:
    users = [{"user_id": 5, "first_name": "Anna", "last_name": "B.", "username": "anna"}, {"user_id": 6}]
    incoming = heard(users_shared={"request_id": 1, "users": users})
    assert incoming.message is not None
    assert incoming.message.shared == (Person(5, "Anna B.", "anna"), Person(6, ""))


def test_a_contact_without_an_account_has_a_name_only() -> None:
    incoming = heard(contact={"phone_number": "+49", "first_name": "Oma", "last_name": "Erna"})
    assert incoming.message is not None
    assert incoming.message.shared == (Person(None, "Oma Erna"),)


def tapped(below: dict[str, Any]) -> Incoming:
    """What is read from a tap on a button under a message."""
    query = {"id": "77", "from": MARIA, "chat_instance": "1", "data": "token.0", "message": below}
    return read(update("callback_query", query))


def test_a_tap() -> None:
    incoming = tapped(message(text="Hallo") | {"from": BOT})
    assert incoming.person == Person(1, "Maria Muster", "maria_strickt")
    assert (incoming.callback, incoming.callback_id, incoming.message_id) == ("token.0", "77", 7)
    assert (incoming.message, incoming.has_photo, incoming.chat_id) == (None, False, 1)


def test_a_tap_under_a_picture() -> None:
    photo = [{"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1}]
    assert tapped(message(document={"file_id": "x"}, caption="Liste") | {"from": BOT}).has_photo
    assert tapped(message(photo=photo, caption="Karte") | {"from": BOT}).has_photo


def test_a_tap_under_a_message_too_old_to_be_changed() -> None:
    incoming = tapped({"message_id": 7, "chat": CHAT, "date": 0})
    assert incoming.person is not None
    assert incoming.message_id is None


@pytest.mark.parametrize(("status", "blocked"), [("kicked", True), ("member", False)])
def test_blocking_and_letting_in_again(status: str, blocked: bool) -> None:
    member = {"user": BOT, "status": status} | ({"until_date": 0} if blocked else {})
    change = {"chat": CHAT, "from": MARIA, "date": DATE, "old_chat_member": member, "new_chat_member": member}
    incoming = read(update("my_chat_member", change))
    assert (incoming.blocked, incoming.person, incoming.chat_id) == (blocked, None, 1)


def test_a_group_is_no_private_chat() -> None:
    incoming = read(update("message", message(text="/start@StammkundeBot") | {"chat": GROUP}))
    assert (incoming.is_private, incoming.chat_id) == (False, -100123)


SILENT = [
    pytest.param(update("message", message(text="x") | {"from": BOT}), id="another bot"),
    pytest.param(update("message", message(pinned_message=message(text="x"))), id="a notice"),
    pytest.param(
        update("message", {"message_id": 1, "chat": CHANNEL, "date": DATE, "text": "x"}), id="nobody wrote it"
    ),
    pytest.param(update("channel_post", {"message_id": 1, "chat": CHANNEL, "date": DATE, "text": "x"}), id="a channel"),
    pytest.param(update("business_message", message(text="x")), id="a business message"),
    pytest.param(update("something_new", {"whatever": 1}), id="something Telegram invents next year"),
    pytest.param({"update_id": 42}, id="nothing"),
    pytest.param(
        update(
            "callback_query", {"id": "1", "from": MARIA, "chat_instance": "1", "inline_message_id": "x", "data": "y"}
        ),
        id="a tap outside the chat",
    ),
]


@pytest.mark.parametrize("raw", SILENT)
def test_what_nobody_is_to_be_answered_for(raw: dict[str, Any]) -> None:
    incoming = read(raw)
    assert (incoming.update_id, incoming.person, incoming.blocked) == (42, None, None)


BROKEN = [
    pytest.param(update("message", message(text="x") | {"from": {"id": "abc"}}), id="a strange person"),
    pytest.param(update("message", message(text="x") | {"chat": None}), id="no chat"),
    pytest.param(update("callback_query", {"data": "x", "message": message(text="x")}), id="a tap by nobody"),
]


@pytest.mark.parametrize("raw", BROKEN)
def test_what_telegram_does_not_describe_raises(raw: dict[str, Any]) -> None:
    """The dispatcher catches it and puts it aside."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        read(raw)


def test_somebody_elses_chat_is_not_his_own() -> None:
    """A connected business account lets people write and tap in chats with others."""
    written = update("message", message(text="/kunde Anna") | {"chat": {"id": 5, "type": "private"}})
    assert read(written).is_private is False
    below = {"message_id": 7, "chat": {"id": 5, "type": "private"}, "date": DATE}
    assert tapped(below).is_private is False


def test_what_another_bot_wrote_is_no_word_of_his() -> None:
    said = read(
        update("message", message(text="/storno", via_bot={"id": 9, "is_bot": True, "first_name": "Gif"}))
    ).message
    assert said is not None
    assert said.text == ""


@pytest.mark.parametrize("name", ["message_id", "chat"])
def test_an_id_no_database_can_store_is_no_id(name: str) -> None:
    huge = {"message_id": 10**30, "chat": {"id": 10**30, "type": "private"}}
    with pytest.raises(ValueError, match="no id"):
        read(update("message", message(text="x") | {name: huge[name]}))


def test_half_characters_and_zero_bytes_are_left_out_of_words_and_names() -> None:
    author = {"id": 1, "is_bot": False, "first_name": "Ma\0ria", "last_name": "\ud83e"}
    incoming = read(update("message", message(text="Wo\ud83el\0le 🧶") | {"from": author}))
    assert (incoming.person and incoming.person.name, incoming.message and incoming.message.text) == (
        "Maria ",
        "Wolle 🧶",
    )
