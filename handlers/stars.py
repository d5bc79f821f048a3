"""The question how many stars it deserves, under a follow-up that the bot sends."""

from __future__ import annotations

from handlers.answers import Button, Rows
from messages_de import plain
from rules.occasions import follow_up
from storage.reminders import Reminder

MOST = 5


def asks_for_stars(row: Reminder) -> bool:
    """Only the question whether all is well is answered with stars."""
    return bool(row.kind == follow_up.KIND)


def stars_row(row: Reminder) -> Rows:
    """One to five, in one tap."""
    numbers = range(1, MOST + 1) if asks_for_stars(row) else ()
    data = {"shop": row.shop_id, "reminder": row.id}
    buttons = [Button(plain("rating.button", number=n), "rating.give", {**data, "stars": n}) for n in numbers]
    return [buttons] if buttons else []
