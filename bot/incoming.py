"""A raw update as the handlers know it: who, what was typed or tapped, and whom it points at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from telegram import (
    CallbackQuery,
    ChatMemberUpdated,
    Contact,
    MaybeInaccessibleMessage,
    MessageOrigin,
    MessageOriginHiddenUser,
    MessageOriginUser,
    SharedUser,
    Update,
    User,
)
from telegram import Message as TelegramMessage
from telegram.constants import ChatMemberStatus, ChatType

from handlers.call import Message, Person

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""What is asked of Telegram; channel posts, business and guest messages never arrive."""


@dataclass(frozen=True, slots=True)
class Incoming:
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
    """Whether that message is a picture with a caption."""
    blocked: bool | None = None
    """True when the person has just blocked the bot, False when he let it in again."""


def read(raw: Mapping[str, Any]) -> Incoming:
    """Take one raw update apart; raises on one that is not as Telegram describes it."""
    update = Update.de_json(dict(raw))
    if update.callback_query:
        return _tapped(update.update_id, update.callback_query)
    if update.my_chat_member:
        return _membership(update.update_id, update.my_chat_member)
    written = update.message or update.edited_message
    if written is None or written.from_user is None or written.from_user.is_bot or not _says_something(written):
        return Incoming(update.update_id)
    return Incoming(
        update.update_id,
        _person(written.from_user),
        written.chat_id,
        is_private=written.chat.type == ChatType.PRIVATE,
        message=_message(written, edited=update.message is None),
    )


def _says_something(message: TelegramMessage) -> bool:
    """False for notices of Telegram ("pinned a message"), which nobody wrote."""
    return bool(message.text or message.effective_attachment or message.users_shared or message.forward_origin)


def _message(written: TelegramMessage, *, edited: bool) -> Message:
    return Message(
        written.message_id,
        written.text or written.caption or "",
        edited=edited,
        about=_about(written),
        forwarded=written.forward_origin is not None,
        shared=_shared(written),
    )


def _about(message: TelegramMessage) -> Person | None:
    """The author of what was forwarded or replied to, unless it is the bot or the writer himself."""
    author = _origin(message.forward_origin)
    replied = message.reply_to_message
    if author is None and replied is not None:
        author = _origin(replied.forward_origin) or _human(replied.from_user)
    writer = message.from_user
    return None if author and writer and author.id == writer.id else author


def _origin(origin: MessageOrigin | None) -> Person | None:
    match origin:
        case MessageOriginUser():
            return _human(origin.sender_user)
        case MessageOriginHiddenUser():
            return Person(None, origin.sender_user_name)
    return None


def _human(user: User | None) -> Person | None:
    return _person(user) if user and not user.is_bot else None


def _person(user: User) -> Person:
    return Person(user.id, user.full_name, user.username)


def _shared(message: TelegramMessage) -> tuple[Person, ...]:
    if message.users_shared:
        return tuple(_picked(user) for user in message.users_shared.users)
    return (_contact(message.contact),) if message.contact else ()


def _picked(user: SharedUser) -> Person:
    return Person(user.user_id, _joined((user.first_name, user.last_name)), user.username)


def _contact(contact: Contact) -> Person:
    return Person(contact.user_id, _joined((contact.first_name, contact.last_name)))


def _joined(names: Iterable[str | None]) -> str:
    return " ".join(name for name in names if name)


def _tapped(update_id: int, query: CallbackQuery) -> Incoming:
    below = query.message
    if query.data is None or below is None:
        return Incoming(update_id)
    return Incoming(
        update_id,
        _person(query.from_user),
        below.chat.id,
        is_private=below.chat.type == ChatType.PRIVATE,
        callback=query.data,
        callback_id=query.id,
        message_id=_changeable(below),
        has_photo=isinstance(below, TelegramMessage) and bool(below.photo),
    )


def _changeable(message: MaybeInaccessibleMessage) -> int | None:
    return message.message_id if message.is_accessible else None


def _membership(update_id: int, change: ChatMemberUpdated) -> Incoming:
    if change.chat.type != ChatType.PRIVATE:
        return Incoming(update_id)
    blocked = change.new_chat_member.status == ChatMemberStatus.BANNED
    return Incoming(update_id, chat_id=change.chat.id, blocked=blocked)
