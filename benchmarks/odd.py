"""Odd updates: real ones of every kind with values taken out, exchanged, or of another type altogether."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Protocol

SELLER, BUYER, STRANGER = 1, 2, 3
GROUP = -100_123
DATE = 1_777_881_600


class Source(Protocol):
    """Where the choices come from: a fuzzer, or a property test."""

    def number(self, most: int) -> int:
        """From 0 to `most`."""

    def text(self) -> str:
        """Any text, half characters and zero bytes included."""


def _person(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": "Wer", "last_name": "Auch", "username": "wer"}


def _message(number: int, **content: Any) -> dict[str, Any]:
    chat = {"id": number, "type": "private", "first_name": "Wer"}
    return {"message_id": 7, "date": DATE, "chat": chat, "from": _person(number), **content}


_BELOW = _message(SELLER, text="x") | {"from": {"id": 9, "is_bot": True, "first_name": "Bot"}, "photo": []}
_ORIGIN = {"type": "user", "date": DATE, "sender_user": _person(BUYER)}
_SHARED = {"request_id": 1, "users": [{"user_id": BUYER, "first_name": "Anna"}]}
_STATUS = {"status": "kicked", "user": _person(9), "until_date": 0}
_CHANGE = {"chat": {"id": BUYER, "type": "private"}, "from": _person(BUYER), "date": DATE, "new_chat_member": _STATUS}
UPDATES: tuple[dict[str, Any], ...] = (
    *(
        {"message": _message(person, text=words)}
        for person in (SELLER, BUYER, STRANGER)
        for words in ("/start", "/punkte")
    ),
    *(
        {"message": _message(SELLER, text=words)}
        for words in ("/kauf Anna 25 Socken", "/notiz Anna mag Blau", "25", "")
    ),
    {"message": _message(SELLER, text="/start e_AAAAAAAAAAAAAAAAAAAAAA")},
    {"message": _message(STRANGER, text="/uebernahme K7QM-3XWP-9RTD-HC4Y-V2NE-8BJG-6FSU")},
    {"message": _message(SELLER, text="hallo", forward_origin=_ORIGIN)},
    {
        "message": _message(
            SELLER, text="hi", forward_origin={"type": "hidden_user", "sender_user_name": "A", "date": 1}
        )
    },
    {"message": _message(SELLER, users_shared=_SHARED)},
    {"message": _message(SELLER, contact={"phone_number": "1", "first_name": "Anna", "user_id": BUYER})},
    {"message": _message(SELLER, caption="/notiz Anna mag Blau", photo=[{"file_id": "x"}])},
    {"message": _message(SELLER, text="5", reply_to_message=_message(BUYER, text="Hallo"))},
    {"message": _message(SELLER, text="/kauf@StammkundeBot") | {"chat": {"id": GROUP, "type": "supergroup"}}},
    {"edited_message": _message(SELLER, text="/kauf Anna 30 Socken", edit_date=DATE)},
    {"callback_query": {"id": "1", "from": _person(SELLER), "chat_instance": "1", "data": "x.0", "message": _BELOW}},
    {"callback_query": {"id": "1", "from": _person(BUYER), "inline_message_id": "1", "data": "x.0"}},
    {"my_chat_member": _CHANGE},
    {"channel_post": _message(SELLER, text="/kauf Anna 1")},
    {"business_message": _message(SELLER, text="/kauf Anna 1", business_connection_id="1")},
)
"""One of each shape that matters here."""


def odd_update(source: Source) -> dict[str, Any]:
    """A real update with up to five changes anywhere in it; its number stays, without one nothing reaches the bot."""
    update = deepcopy(UPDATES[source.number(len(UPDATES) - 1)])
    for _ in range(source.number(5)):
        _change(update, source)
    return update


def _change(node: dict[str, Any] | list[Any], source: Source) -> None:
    """Go down to somewhere and change what is there."""
    keys = list(node) if isinstance(node, dict) else list(range(len(node)))
    if not keys:
        return
    key: Any = keys[source.number(len(keys) - 1)]
    inner = node[key]
    if isinstance(inner, dict | list) and inner and source.number(3):
        _change(inner, source)
    elif source.number(4) == 0:
        del node[key]
    else:
        node[key] = odd_value(source)


def odd_value(source: Source) -> Any:
    """Anything that JSON can say where something else is meant."""
    values: tuple[Any, ...] = (None, True, False, 0, -1, 2**31, 2**53, 2**63, 10**30, 1e308, float("nan"), "", [], {})
    chosen = source.number(len(values) + 4)
    if chosen < len(values):
        return deepcopy(values[chosen])
    if chosen == len(values):
        return [odd_value(source)]
    if chosen == len(values) + 1:
        return {source.text(): odd_value(source)}
    return source.text()
