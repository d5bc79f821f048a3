"""Stars a buyer gave after a follow-up; they stand on its reminder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select, update

from storage.reminders import Reminder
from storage.tables.reminders import reminder


def give(db: Connection, shop_id: int, row: Reminder, stars: int, day: date) -> None:
    """Note the stars for a follow-up, and those the buyer had given before; said again, the last word counts."""
    others = latest(db, shop_id, row.buyer_id, 1, without=row.id)
    before = others[0].stars if others else None
    mine = (reminder.c.shop_id == shop_id, reminder.c.id == row.id)
    db.execute(update(reminder).where(*mine).values(stars=stars, stars_before=before, rated_on=day))


def latest(db: Connection, shop_id: int, buyer_id: int, most: int, without: int | None = None) -> Sequence[Reminder]:
    """The follow-ups a buyer gave stars for, newest first."""
    mine = [reminder.c.shop_id == shop_id, reminder.c.buyer_id == buyer_id, reminder.c.stars.is_not(None)]
    if without is not None:
        mine.append(reminder.c.id != without)
    newest = (reminder.c.rated_on.desc(), reminder.c.id.desc())
    return db.execute(select(reminder).where(*mine).order_by(*newest).limit(most)).all()
