"""Answers are values: a handler returns them, the outbox sends them after the commit."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from messages_de import Html

SELLER, BUYER, STRANGER = "seller", "buyer", "stranger"
NOTHING: Mapping[str, object] = {}
FILE = "file"
"""The kind of recipe that holds a whole file."""
EXPORT = "export"
"""The kind of recipe for a file with what a shop has when it is sent."""
BACKUP = "backup"
"""The kind of recipe for a sealed backup of the database as it is when it is sent."""


class Button(NamedTuple):
    """A button under a message: it runs an action, opens a link, or copies a text (256 characters at most)."""

    label: str
    action: str = ""
    data: Mapping[str, object] = NOTHING
    once: bool = False
    url: str = ""
    copy: str = ""


Rows: TypeAlias = Sequence[Sequence[Button]]


@dataclass(frozen=True, slots=True)
class To:
    """Somebody else than the person who asked."""

    chat_id: int
    audience: str
    shop_id: int | None
    buyer_id: int | None = None
    purpose: str = ""
    """For a buyer: the purpose he agreed to (see `storage.consents`); without it nothing is sent."""
    since: int = 0
    """The first version of the wording that covers it."""


class Say(NamedTuple):
    """A message. `picker` shows Telegram's contact picker under that label; `quiet` rings nobody's phone."""

    text: Html
    buttons: Rows = ()
    to: To | None = None
    quiet: bool = False
    picker: str = ""
    remove_picker: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """The message whose button was tapped, rewritten."""

    text: Html
    buttons: Rows = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its recipe (see `handlers.pictures`), drawn when it is sent.

    With `instead` it takes the place of the picture whose button was tapped.
    """

    recipe: Mapping[str, object]
    caption: Html
    buttons: Rows = ()
    to: To | None = None
    instead: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is sent as it is: its name with the ending, what kind it is, and its content.

    One with `made` has none of these: it is made under that name when it is sent (see `bot.attachments`).
    """

    name: str
    mime: str
    content: bytes
    caption: Html
    to: To | None = None
    buttons: Rows = ()
    made: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    """What it is made of."""

    @property
    def recipe(self) -> Mapping[str, object]:
        """The file as it stands in the outbox until it is sent."""
        if self.made:
            return {**self.facts, "kind": self.made}
        content = b64encode(self.content).decode()
        return {"kind": FILE, "name": self.name, "mime": self.mime, "content": content}


@dataclass(frozen=True, slots=True)
class Toast:
    """A short notice over the chat after a tap; 200 characters at most."""

    text: str


@dataclass(frozen=True, slots=True)
class Menu:
    """The command menu of the person who asked (or of somebody else): that of a seller or of a buyer."""

    role: str
    to: To | None = None


Answer: TypeAlias = Say | Edit | Picture | Document | Toast | Menu
Answers: TypeAlias = Sequence[Answer]
