"""What packed JSON says: the numbers it gives a name, its words as a person reads them, and who wrote an update."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from typing import Any

Reference = tuple[str, int]
"""A number with its name: ("buyer", 7)."""


def unpacked(text: str) -> Any:
    """The value of a JSON text; the text itself if it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def references(value: Any, name: str = "") -> Iterator[Reference]:
    """Every whole number in a value, with the name of the field it stands in, or its list stands in."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from references(inner, str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner, name)
    elif type(value) is int:
        yield name, value


def words(value: Any) -> Iterator[str]:
    """Every text in a value, names of fields too, without the escapes of JSON and HTML."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words(inner)
    elif isinstance(value, str):
        yield html.unescape(value)


def names_shop(text: str, shop_id: int) -> bool:
    """Whether the JSON of buttons or of a question is about this shop."""
    return ("shop", shop_id) in references(unpacked(text))


def writer(update: Any) -> int | None:
    """Who sent an update of Telegram's: not those it points at, and not the numbers of messages."""
    sent = update.values() if isinstance(update, Mapping) else ()
    senders = (one.get("from") for one in sent if isinstance(one, Mapping))
    return next((one["id"] for one in senders if isinstance(one, Mapping) and type(one.get("id")) is int), None)
