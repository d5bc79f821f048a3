"""Stars a buyer gave after a follow-up; they stand on its reminder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select, update

from storage.reminders import Reminder
from storage.tables.reminders import reminder


def give(db: Connection, shop_id: int, row: Reminder, stars: int, day: date) -> None:
    """Note the stars for a follow-up, beside those for the one before it; said again, the last word counts.

    What was given for the next one since stands beside these from now on.
    """
    rated = (reminder.c.shop_id == shop_id, reminder.c.buyer_id == row.buyer_id, reminder.c.stars.is_not(None))
    earlier = select(reminder.c.stars).where(*rated, reminder.c.id < row.id).order_by(reminder.c.id.desc()).limit(1)
    later = select(reminder.c.id).where(*rated, reminder.c.id > row.id).order_by(reminder.c.id).limit(1)
    _note(db, shop_id, row.id, stars=stars, stars_before=db.scalar(earlier), rated_on=day)
    if following := db.scalar(later):
        _note(db, shop_id, following, stars_before=stars)


def _note(db: Connection, shop_id: int, reminder_id: int, **values: object) -> None:
    db.execute(update(reminder).where(reminder.c.shop_id == shop_id, reminder.c.id == reminder_id).values(**values))


def latest(db: Connection, shop_id: int, buyer_id: int, most: int) -> Sequence[Reminder]:
    """The follow-ups a buyer gave stars for, newest first."""
    mine = (reminder.c.shop_id == shop_id, reminder.c.buyer_id == buyer_id, reminder.c.stars.is_not(None))
    newest = (reminder.c.rated_on.desc(), reminder.c.id.desc())
    return db.execute(select(reminder).where(*mine).order_by(*newest).limit(most)).all()
