"""A quiet word to the seller when complaints add up."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from messages_de import Html, text
from rules.quality import ITEM_WITHIN, Complained, pattern
from storage import complaints
from storage.shops import Shop


def watch(db: Connection, shop: Shop, day: date) -> Html | None:
    """What the latest complaint of a local day adds up to, with those before; None if there was none, or nothing to say."""
    found = [Complained(row.day, item) for row, item in complaints.about_items(db, shop.id, day - ITEM_WITHIN)]
    latest = next((one for one in reversed(found) if one.day == day), None)
    seen = pattern(latest, found) if latest else None
    if seen is None:
        return None
    key = "quality.item" if seen.item else "quality.many"
    return text(key, number=seen.number, days=seen.days, item=seen.item)
