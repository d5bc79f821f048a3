"""A raw update as the handlers know it: who, what was typed or tapped, and whom it points at.

Read from the JSON itself: python-telegram-bot's objects cost 30 times as much (docs/decisions/raw-updates.md).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from handlers.call import Attached, Message, Person

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
LONGEST_NAME = 100
LARGEST = 2**53
"""No id of Telegram is larger."""


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
    chat, words = message["chat"], _message(message, edited=edited)
    return Incoming(
        number, _person(writer), _id(chat["id"]), is_private=_is_between_two(chat, writer["id"]), message=words
    )


def _edited(number: int, message: Raw) -> Incoming:
    return _written(number, message, edited=True)


def _tapped(number: int, query: Raw) -> Incoming:
    below = query.get("message")
    if below is None or "data" not in query:
        return Incoming(number)
    return Incoming(
        number,
        _person(query["from"]),
        _id(below["chat"]["id"]),
        is_private=_is_between_two(below["chat"], query["from"]["id"]),
        callback=str(query["data"]),
        callback_id=str(query["id"]),
        message_id=_id(below["message_id"]) if below["date"] else None,
        has_photo="photo" in below or "document" in below,
    )


def _membership(number: int, change: Raw) -> Incoming:
    if change["chat"]["type"] != "private":
        return Incoming(number)
    return Incoming(number, chat_id=_id(change["chat"]["id"]), blocked=change["new_chat_member"]["status"] == "kicked")


def _is_between_two(chat: Raw, writer_id: object) -> bool:
    """The chat of this person with the bot: not a group, and not somebody else's chat that he writes or taps in."""
    return (chat["type"], chat["id"]) == ("private", writer_id)


def _id(value: object) -> int:
    """A number of Telegram's; raises ValueError for one that no database could store."""
    number = int(str(value))
    if abs(number) > LARGEST:
        raise ValueError("no id of Telegram's")
    return number


def _clean(words: object) -> str:
    """The words without half characters and zero bytes, which no database stores."""
    text = str(words)
    if not text.isascii():
        text = text.encode(errors="ignore").decode()
    return text.replace("\0", "") if "\0" in text else text


_READERS = {"message": _written, "edited_message": _edited, "callback_query": _tapped, "my_chat_member": _membership}


def _message(message: Raw, *, edited: bool) -> Message:
    return Message(
        _id(message["message_id"]),
        _words(message),
        edited=edited,
        about=_about(message),
        forwarded="forward_origin" in message,
        shared=_shared(message),
        written_at=datetime.fromtimestamp(message["date"], UTC) if "date" in message else None,
        file=_file(message["document"]) if "document" in message else None,
    )


def _file(document: Raw) -> Attached:
    name = _clean(document.get("file_name") or "")[:LONGEST_NAME]
    return Attached(_clean(document["file_id"]), name, _id(document.get("file_size") or 0))


def _words(message: Raw) -> str:
    """What the person wrote; what another bot wrote for him to pass on is no word of his."""
    return "" if "via_bot" in message else _clean(message.get("text") or message.get("caption") or "")


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
        return Person(None, _clean(origin["sender_user_name"]))
    return _human(origin.get("sender_user"))


def _human(user: Raw | None) -> Person | None:
    return _person(user) if user and not user["is_bot"] else None


def _person(user: Raw) -> Person:
    return Person(_id(user["id"]), _name(user), _username(user))


def _shared(message: Raw) -> tuple[Person, ...]:
    if picked := message.get("users_shared"):
        return tuple(Person(_id(user["user_id"]), _name(user), _username(user)) for user in picked["users"])
    if contact := message.get("contact"):
        return (Person(_id(contact["user_id"]) if contact.get("user_id") else None, _name(contact)),)
    return ()


def _name(user: Raw) -> str:
    return " ".join(_clean(part) for part in (user.get("first_name"), user.get("last_name")) if part)


def _username(user: Raw) -> str | None:
    return _clean(user["username"]) if user.get("username") else None
