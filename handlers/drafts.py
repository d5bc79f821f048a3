"""Ready messages for a buyer, from what is known about him."""

from __future__ import annotations

from functools import cache
from string import Formatter

from sqlalchemy import Connection

from messages_de import catalogue, keys, plain
from storage import buyers, notes, purchases, reminders
from storage.reminders import Reminder
from storage.shops import Shop

OPTIONAL = frozenset({"item", "like"})
"""What a draft may mention when it is known; the wordings that mention most come first."""


def draft(db: Connection, shop: Shop, row: Reminder, number: int) -> str:
    """The message for a reminder; `number` (from 0) goes through the wordings that fit this buyer."""
    known = _known(db, shop, row)
    fitting = _wordings(_kind(row), frozenset(known), row.buyer_id)
    key = fitting[number % len(fitting)]
    return plain(key, form=shop.address_form, **known)


def _kind(row: Reminder) -> str:
    ahead = row.kind == "birthday" and row.key.endswith(":ahead")
    return f"{row.kind}_ahead" if ahead else str(row.kind)


def _known(db: Connection, shop: Shop, row: Reminder) -> dict[str, object]:
    buyer = buyers.get(db, shop.id, row.buyer_id)
    last = purchases.last_of(db, shop.id, row.buyer_id)
    likes = notes.of_buyer(db, shop.id, row.buyer_id, "like", most=1)
    known: dict[str, object] = {"name": buyer.name, "n": reminders.reason_of(row).get("years", 1)}
    if last and last.item:
        known["item"] = last.item
    if likes:
        known["like"] = likes[0].text
    return known


def _wordings(kind: str, known: frozenset[str], turn: int) -> list[str]:
    """Keys of the wordings that need nothing unknown: those that use the item or a preference first, each buyer in turn."""
    needs = _needs(kind)
    possible = [key for key, fields in needs.items() if fields <= known]
    personal = [key for key in possible if needs[key] & OPTIONAL]
    return _turned(personal, turn) + _turned([key for key in possible if key not in personal], turn)


def _turned(keys: list[str], turn: int) -> list[str]:
    start = turn % len(keys) if keys else 0
    return keys[start:] + keys[:start]


@cache
def _needs(kind: str) -> dict[str, frozenset[str]]:
    patterns = catalogue("draft")
    return {
        key: frozenset(name for _, name, _, _ in Formatter().parse(patterns[key]) if name)
        for key in sorted(keys("draft"))
        if key.startswith(f"draft.{kind}.")
    }
