"""What a handler is given: who asked, what was typed or tapped, and the open transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from storage.shops import Shop, local_date, today_of


class Person(NamedTuple):
    """A Telegram account (or, without an id, a name that Telegram shows but hides the account of)."""

    id: int | None
    name: str
    username: str | None = None


class Attached(NamedTuple):
    """A file that came with a message: by which id Telegram hands it out, its name, and its size in bytes."""

    file_id: str
    name: str
    size: int


class Message(NamedTuple):
    """The message that was written: its id, its words, and whom it points at."""

    id: int
    text: str
    edited: bool = False
    about: Person | None = None
    """The author of the message that was forwarded or replied to."""
    forwarded: bool = False
    shared: tuple[Person, ...] = ()
    """People chosen with the contact picker, or a shared contact."""
    written_at: datetime | None = None
    """When it was first written; "gestern" means the day before that, however late it arrives or is edited."""
    file: Attached | None = None


NOTHING: Mapping[str, Any] = {}


class Call(NamedTuple):
    """One update, ready for a handler. `words` is what follows the command, or the whole text."""

    db: Connection
    now: datetime
    bot_name: str
    person: Person
    role: str
    shop_row: Shop | None = None
    sellers: frozenset[int] = frozenset()
    """Those who may sell on this bot now."""
    words: str = ""
    message: Message | None = None
    data: Mapping[str, Any] = NOTHING
    """What the tapped button carries, or what the open dialog knows so far."""
    below: int | None = None
    """The message whose button was tapped, if it can still be changed."""

    def but(self, **changes: object) -> Call:
        """The same call with other facts; `_replace` takes twice as long."""
        return Call._make(map(changes.get, self._fields, self))

    @property
    def user_id(self) -> int:
        """The numeric Telegram id of the person who asked."""
        if self.person.id is None:
            raise ValueError("a call comes from an account")
        return self.person.id

    @property
    def shop(self) -> Shop:
        """The seller's shop; asking for it on behalf of anybody else is a programming error."""
        if self.shop_row is None:
            raise ValueError("only a seller has a shop here")
        return self.shop_row

    @property
    def today(self) -> date:
        """The local date of the seller's shop."""
        return local_date((self.shop_row or self.shop).timezone, self.now)

    @property
    def written_on(self) -> date:
        """The local date on which the message was written; today for a tap."""
        written_at = self.message.written_at if self.message else None
        return min(self.today, today_of(self.shop, written_at)) if written_at else self.today

    @property
    def source(self) -> str | None:
        """The chat message behind this call, as it is stored with what it books."""
        return f"{self.user_id}:{self.message.id}" if self.message else None
