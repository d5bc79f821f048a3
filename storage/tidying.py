"""Whose data may not be needed any more: buyers who have long bought nothing, and notes that are old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from rules.keeping import ASKED_EVERY, BUYER_YEARS, NOTE_YEARS, years_before
from storage.buyers import Buyer
from storage.tables.buyers import buyer, note


def _silent(shop_id: int, today: date) -> ColumnElement[bool]:
    """No purchase for years, and nobody said in the last year that he is still needed."""
    since = years_before(today, BUYER_YEARS)
    bought = or_(buyer.c.last_day <= since, and_(buyer.c.last_day.is_(None), buyer.c.created_at < _midnight(since)))
    needed = or_(buyer.c.needed_on.is_(None), buyer.c.needed_on <= today - ASKED_EVERY)
    return and_(buyer.c.shop_id == shop_id, buyer.c.merged_into.is_(None), bought, needed)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def silent(db: Connection, shop_id: int, today: date, most: int) -> Sequence[Buyer]:
    """Buyers to decide about, the longest silent first."""
    wanted = select(buyer).where(_silent(shop_id, today)).order_by(buyer.c.last_day, buyer.c.id)
    return db.execute(wanted.limit(most)).all()


def count_silent(db: Connection, shop_id: int, today: date) -> int:
    """How many buyers there are to decide about."""
    return int(db.execute(select(func.count()).select_from(buyer).where(_silent(shop_id, today))).scalar_one())


def old_notes(db: Connection, shop_id: int, today: date, most: int) -> Sequence[Any]:
    """Notes to decide about, with their buyer's name, the oldest first; a preference lives as long as its buyer."""
    old = (note.c.shop_id == shop_id, note.c.kind == "note", note.c.day <= years_before(today, NOTE_YEARS))
    joined = select(note.c.id, note.c.text, note.c.day, buyer.c.name).join(buyer, buyer.c.id == note.c.buyer_id)
    return db.execute(joined.where(*old).order_by(note.c.day, note.c.id).limit(most)).all()
