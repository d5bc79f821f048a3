"""Ready messages for a buyer, from what is known about him."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from string import Formatter

from sqlalchemy import Connection

from messages_de import catalogue, keys, plain
from rules.occasions import expiry, vip_proposal
from rules.tiers import VIP
from storage import buyers, lots, notes, purchases, reminders, tiers
from storage.reminders import Reminder
from storage.shops import Shop

COPIED_AT_MOST = 256
"""Characters that Telegram's copy button takes."""
OPTIONAL = frozenset({"item", "like", "points", "benefits"})
"""What a draft may mention when it is known; the wordings that mention most come first."""


def draft(db: Connection, shop: Shop, row: Reminder, number: int) -> str:
    """The message for a reminder; `number` (from 0) goes through the wordings that fit this buyer."""
    return wording(f"draft.{_kind(row)}", _known(db, shop, row), row.buyer_id, number, shop.address_form)


def wording(prefix: str, known: Mapping[str, object], turn: int, number: int, form: str) -> str:
    """One of the texts whose keys begin so; `number` (from 0) goes through those that need nothing unknown."""
    fitting = _wordings(prefix, frozenset(known), turn)
    return plain(fitting[number % len(fitting)], form=form, **known)


def _kind(row: Reminder) -> str:
    ahead = row.kind == "birthday" and row.key.endswith(":ahead")
    return f"{row.kind}_ahead" if ahead else str(row.kind)


def _known(db: Connection, shop: Shop, row: Reminder) -> dict[str, object]:
    buyer = buyers.get(db, shop.id, row.buyer_id)
    last = purchases.last_of(db, shop.id, row.buyer_id)
    likes = notes.of_buyer(db, shop.id, row.buyer_id, "like", most=1)
    known: dict[str, object] = {"name": buyer.name, "n": reminders.reason_of(row).get("years", 1)}
    known |= _expiring(db, shop, row)
    if row.kind == vip_proposal.KIND and (brings := tiers.benefits(shop, VIP)):
        known["benefits"] = brings
    if last and last.item:
        known["item"] = last.item
    if likes:
        known["like"] = likes[0].text
    return known


def _expiring(db: Connection, shop: Shop, row: Reminder) -> dict[str, object]:
    """The points that a reminder of their expiry is about, and their last day; nothing once they are spent."""
    day = reminders.reason_of(row).get("date") if row.kind == expiry.KIND else None
    points = lots.expiring(db, shop.id, row.buyer_id, row.shown_on, day) if day else 0
    return {"points": plain("count.points", n=points), "day": day} if points else {}


def _wordings(prefix: str, known: frozenset[str], turn: int) -> list[str]:
    """Keys of the wordings that need nothing unknown: those that use the item or a preference first, each buyer in turn."""
    needs = _needs(prefix)
    possible = [key for key, fields in needs.items() if fields <= known]
    personal = [key for key in possible if needs[key] & OPTIONAL]
    return _turned(personal, turn) + _turned([key for key in possible if key not in personal], turn)


def _turned(keys: list[str], turn: int) -> list[str]:
    start = turn % len(keys) if keys else 0
    return keys[start:] + keys[:start]


@cache
def _needs(prefix: str) -> dict[str, frozenset[str]]:
    feature = prefix.split(".", 1)[0]
    patterns = catalogue(feature)
    return {
        key: frozenset(name for _, name, _, _ in Formatter().parse(patterns[key]) if name)
        for key in sorted(keys(feature))
        if key.startswith(f"{prefix}.")
    }
