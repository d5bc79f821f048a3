"""A raw update as the handlers know it: who, what was typed or tapped, and whom it points at.

Read from the JSON itself: python-telegram-bot's objects cost 30 times as much (docs/decisions/raw-updates.md).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from handlers.call import Message, Person

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""What is asked of Telegram; channel posts, business and guest messages never arrive."""

Raw = Mapping[str, Any]

WRITTEN = frozenset(
    {
        *("text", "caption", "forward_origin", "users_shared", "contact", "photo", "document", "sticker", "voice"),
        *("audio", "video", "animation", "video_note", "location", "venue", "poll", "dice", "story"),
    }
)
"""What a message of a person has at least one of; notices of Telegram ("pinned a message") have none."""


class Incoming(NamedTuple):
    """One update, taken apart. `person` is None when nobody is to be answered."""

    update_id: int
    person: Person | None = None
    chat_id: int = 0
    is_private: bool = True
    message: Message | None = None
    callback: str | None = None
    callback_id: str | None = None
    message_id: int | None = None
    """The message whose button was tapped, if it can still be changed."""
    has_photo: bool = False
    """Whether that message is a picture or a file with a caption."""
    blocked: bool | None = None
    """True when the person has just blocked the bot, False when he let it in again."""


def read(raw: Raw) -> Incoming:
    """Take one raw update apart; raises on one that is not as Telegram describes it."""
    number = int(raw["update_id"])
    for kind in KINDS:
        if kind in raw:
            return _READERS[kind](number, raw[kind])
    return Incoming(number)


def _written(number: int, message: Raw, *, edited: bool = False) -> Incoming:
    writer = message.get("from")
    if writer is None or writer["is_bot"] or WRITTEN.isdisjoint(message):
        return Incoming(number)
    chat = message["chat"]
    words = _message(message, edited=edited)
    return Incoming(number, _person(writer), int(chat["id"]), is_private=chat["type"] == "private", message=words)


def _edited(number: int, message: Raw) -> Incoming:
    return _written(number, message, edited=True)


def _tapped(number: int, query: Raw) -> Incoming:
    below = query.get("message")
    if below is None or "data" not in query:
        return Incoming(number)
    return Incoming(
        number,
        _person(query["from"]),
        int(below["chat"]["id"]),
        is_private=below["chat"]["type"] == "private",
        callback=str(query["data"]),
        callback_id=str(query["id"]),
        message_id=int(below["message_id"]) if below["date"] else None,
        has_photo="photo" in below or "document" in below,
    )


def _membership(number: int, change: Raw) -> Incoming:
    if change["chat"]["type"] != "private":
        return Incoming(number)
    return Incoming(number, chat_id=int(change["chat"]["id"]), blocked=change["new_chat_member"]["status"] == "kicked")


_READERS = {"message": _written, "edited_message": _edited, "callback_query": _tapped, "my_chat_member": _membership}


def _message(message: Raw, *, edited: bool) -> Message:
    return Message(
        int(message["message_id"]),
        str(message.get("text") or message.get("caption") or ""),
        edited=edited,
        about=_about(message),
        forwarded="forward_origin" in message,
        shared=_shared(message),
        written_at=datetime.fromtimestamp(message["date"], UTC) if "date" in message else None,
    )


def _about(message: Raw) -> Person | None:
    """The author of what was forwarded or replied to, unless it is the bot or the writer himself."""
    author = _origin(message)
    replied = message.get("reply_to_message")
    if author is None and replied is not None:
        author = _origin(replied) or _human(replied.get("from"))
    return None if author and author.id == message["from"]["id"] else author


def _origin(message: Raw) -> Person | None:
    origin = message.get("forward_origin")
    if origin is None:
        return None
    if origin["type"] == "hidden_user":
        return Person(None, str(origin["sender_user_name"]))
    return _human(origin.get("sender_user"))


def _human(user: Raw | None) -> Person | None:
    return _person(user) if user and not user["is_bot"] else None


def _person(user: Raw) -> Person:
    return Person(int(user["id"]), _name(user), user.get("username"))


def _shared(message: Raw) -> tuple[Person, ...]:
    if picked := message.get("users_shared"):
        return tuple(Person(int(user["user_id"]), _name(user), user.get("username")) for user in picked["users"])
    if contact := message.get("contact"):
        return (Person(contact.get("user_id"), _name(contact)),)
    return ()


def _name(user: Raw) -> str:
    return " ".join(part for part in (user.get("first_name"), user.get("last_name")) if part)
