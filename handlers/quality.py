"""A quiet word to the seller when complaints add up."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from messages_de import Html, plain, text
from rules.quality import ITEM_WITHIN, Complained, named, pattern
from storage import complaints
from storage.shops import Shop


def watch(db: Connection, shop: Shop, day: date) -> Html | None:
    """What the latest complaint of a local day adds up to, with those before; None if there was none, or nothing to say."""
    not_ware = plain("quality.not_ware").split("|")
    rows = complaints.with_items(db, shop.id, day - ITEM_WITHIN)
    found = [Complained(row.day, named(row.words, items, not_ware)) for row, items in rows]
    latest = next((one for one in reversed(found) if one.day == day), None)
    seen = pattern(latest, found) if latest else None
    if seen is None:
        return None
    key = "quality.item" if seen.item else "quality.many"
    return text(key, number=seen.number, days=seen.days, item=seen.item)
