"""Accounts, files, messages and chats as Telegram keeps them."""

from dataclasses import dataclass, field
from typing import Any

from demo.telegram.formatting import Entity
from demo.telegram.keyboards import Button, Markup, buttons, pick

MOVED = -1_000_000_000_000
"""Added to the id of a chat that was given another one."""


def moved(chat_id: int) -> int:
    """The other id of a chat."""
    return MOVED - chat_id


def home_of(chat_id: int) -> int:
    """The first id of a chat, whichever of the two is given."""
    return MOVED - chat_id if chat_id <= MOVED else chat_id


@dataclass(frozen=True, slots=True)
class Account:
    """A person or the bot."""

    id: int
    first_name: str
    username: str | None = None
    is_bot: bool = False

    def as_telegram(self) -> dict[str, Any]:
        """The account as a Bot API `User`."""
        user: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        return user if self.is_bot else {**user, "language_code": "de"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A picture or document that was sent; `width` and `height` in pixels, 0 for documents."""

    file_id: str
    name: str
    mime: str
    data: bytes = field(repr=False)
    width: int = 0
    height: int = 0

    def as_telegram(self) -> dict[str, Any]:
        """The fields `PhotoSize`, `Document` and `File` have in common, and those of a picture."""
        common = {"file_id": self.file_id, "file_unique_id": f"u{self.file_id}", "file_size": len(self.data)}
        if self.width:
            return {**common, "width": self.width, "height": self.height}
        return {**common, "file_name": self.name, "mime_type": self.mime}


@dataclass(slots=True, kw_only=True)
class Message:
    """One message; the bot's edits change it in place. `text` is also the caption of a picture."""

    message_id: int
    chat: "Chat"
    sender: Account
    date: int
    text: str = ""
    html: str = ""
    entities: list[Entity] = field(default_factory=list)
    photo: StoredFile | None = None
    document: StoredFile | None = None
    reply_markup: Markup | None = None
    reply_to: "Message | None" = None
    edit_date: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def buttons(self) -> list[Button]:
        """The inline buttons, row by row."""
        return list(buttons(self.reply_markup)) if self.is_inline else []

    @property
    def labels(self) -> list[str]:
        """The words on the inline buttons."""
        return [button["text"] for button in self.buttons]

    def button(self, label: str | int) -> Button:
        """The inline button with these words or this number; LookupError if there is none."""
        return pick(self.buttons, label)

    @property
    def is_inline(self) -> bool:
        """True when the message carries inline buttons."""
        return bool(self.reply_markup and "inline_keyboard" in self.reply_markup)

    @property
    def file(self) -> StoredFile | None:
        """The picture or document, if there is one."""
        return self.photo or self.document

    def as_telegram(self) -> dict[str, Any]:
        """The message as the Bot API shows it."""
        shown: dict[str, Any] = {
            "message_id": self.message_id,
            "from": self.sender.as_telegram(),
            "chat": self.chat.as_telegram(),
            "date": self.date,
            **self._content(),
            **self.extra,
        }
        if self.edit_date:
            shown["edit_date"] = self.edit_date
        if self.reply_to:
            shown["reply_to_message"] = self.reply_to.as_telegram()
            shown["reply_to_message"].pop("reply_to_message", None)
        if self.is_inline:
            shown["reply_markup"] = self.reply_markup
        return shown

    def _content(self) -> dict[str, Any]:
        text, entities = ("caption", "caption_entities") if self.file else ("text", "entities")
        content: dict[str, Any] = {text: self.text} if self.text else {}
        if self.entities:
            content[entities] = self.entities
        if self.photo:
            content["photo"] = [self.photo.as_telegram()]
        if self.document:
            content["document"] = self.document.as_telegram()
        return content


@dataclass(slots=True, kw_only=True)
class Chat:
    """The private chat of one person with the bot."""

    person: Account
    messages: dict[int, Message] = field(default_factory=dict)
    started: bool = False
    blocked: bool = False
    keyboard: Markup | None = None

    def as_telegram(self) -> dict[str, Any]:
        """The chat as a Bot API `Chat`."""
        chat: dict[str, Any] = {"id": self.person.id, "type": "private", "first_name": self.person.first_name}
        return {**chat, "username": self.person.username} if self.person.username else chat
