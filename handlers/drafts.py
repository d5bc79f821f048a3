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
    fitting = _wordings(_kind(row), frozenset(known))
    key = fitting[(number + row.buyer_id) % len(fitting)]
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


def _wordings(kind: str, known: frozenset[str]) -> list[str]:
    """Keys of the wordings that need nothing unknown; those that use the item or a preference, if there are any."""
    needs = _needs(kind)
    possible = [key for key, fields in needs.items() if fields <= known]
    personal = [key for key in possible if needs[key] & OPTIONAL]
    return personal + [key for key in possible if key not in personal]


@cache
def _needs(kind: str) -> dict[str, frozenset[str]]:
    patterns = catalogue("draft")
    return {
        key: frozenset(name for _, name, _, _ in Formatter().parse(patterns[key]) if name)
        for key in sorted(keys("draft"))
        if key.startswith(f"draft.{kind}.")
    }
