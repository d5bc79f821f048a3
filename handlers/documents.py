"""The files the bot sends, by a recipe that JSON can keep until they are sent.

`content` makes the recipe of a file whose content is known: it waits in the outbox, and leaves the database when Telegram has
taken it. `BACKUP` is the recipe of a backup, which is made when it is sent, beside the database thread.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

CONTENT = "content"
BACKUP: Mapping[str, object] = {"kind": "backup"}
LARGEST = 49_000_000
"""Bytes that Telegram takes from a bot, with room for what is said along."""


def content(name: str, data: bytes, mime: str = "application/octet-stream") -> Mapping[str, object]:
    """The recipe of a file of this name, e.g. `Document(content("kunden.csv", table, "text/csv"), caption)`."""
    return {"kind": CONTENT, "name": name, "mime": mime, "data": b64encode(data).decode()}


def data_of(recipe: Mapping[str, Any]) -> bytes:
    """The content in such a recipe."""
    return b64decode(recipe["data"])
