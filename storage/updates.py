"""Updates that were processed, and letters that could not be."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, not_, or_, select

from rules.keeping import BUTTON_DAYS, FAILURE_DAYS, STRANGER_DAYS
from storage.tables.buyers import buyer, joining
from storage.tables.delivery import dead_letter, outbox, processed_update
from storage.tables.dialogs import keyboard, tap
from storage.tables.shops import guess, seller

KEPT = timedelta(days=3)
"""Telegram redelivers for 24 hours at most; after a quiet week its ids start anew at random."""
FAILURES_KEPT = timedelta(days=FAILURE_DAYS)
"""Time enough for the operator to look at them; they hold what people typed."""
KEYBOARDS_KEPT = timedelta(days=BUTTON_DAYS)
JOININGS_KEPT = timedelta(days=30)
"""Whom the seller has not said yes to by then is forgotten."""
GUESSES_KEPT = timedelta(days=1)
STRANGERS_KEPT = timedelta(days=STRANGER_DAYS)
"""An invitation that nobody answers leaves no trace of the account for longer."""
DOUBTS_KEPT = timedelta(days=1)
"""A sensitive note that nobody confirmed stands in the button that asks, for no longer than that."""
DOUBT = '"notiz.sure"'
"""What that button does, as it stands among the actions of a keyboard."""
LONGEST_ERROR = 500

_SEEN = select(processed_update.c.update_id).where(processed_update.c.update_id.in_(bindparam("ids", expanding=True)))
_INSERT = insert(processed_update)


def seen(db: Connection, update_ids: Collection[int]) -> set[int]:
    """Those of the updates whose effects are committed already."""
    return set(db.scalars(_SEEN, {"ids": list(update_ids)}))


def mark(db: Connection, update_ids: Collection[int], now: datetime) -> None:
    """Note that these updates are processed; in the same transaction as their effects."""
    if update_ids:
        db.execute(_INSERT, [{"update_id": update_id, "created_at": now} for update_id in update_ids])


def bury(db: Connection, direction: str, content: str, error: str, now: datetime) -> None:
    """Keep what could not be processed ("in") or said ("out") for the operator."""
    words = error[:LONGEST_ERROR].encode(errors="replace").decode().replace("\0", "?")
    values = {"direction": direction, "content": content, "error": words, "created_at": now}
    db.execute(insert(dead_letter), values)


def forget_old(db: Connection, now: datetime) -> None:
    """Drop ids and buttons nobody can use any more, and failures nobody has looked at."""
    db.execute(delete(processed_update).where(processed_update.c.created_at < now - KEPT))
    db.execute(delete(dead_letter).where(dead_letter.c.created_at < now - FAILURES_KEPT))
    db.execute(delete(joining).where(joining.c.created_at < now - JOININGS_KEPT))
    db.execute(delete(guess).where(guess.c.since < now - GUESSES_KEPT))
    failed = outbox.c.state.in_(("unclear", "dead"))
    db.execute(delete(outbox).where(failed, outbox.c.created_at < now - FAILURES_KEPT))
    for table in (tap, keyboard):
        db.execute(delete(table).where(table.c.created_at < now - KEYBOARDS_KEPT))
    doubtful = keyboard.c.created_at.between(now - STRANGERS_KEPT, now - DOUBTS_KEPT)
    db.execute(delete(keyboard).where(doubtful, keyboard.c.actions.contains(DOUBT)))
    member = or_(
        keyboard.c.user_id.in_(select(seller.c.telegram_id)),
        keyboard.c.user_id.in_(select(buyer.c.telegram_id).where(buyer.c.telegram_id.is_not(None))),
    )
    db.execute(delete(keyboard).where(keyboard.c.created_at < now - STRANGERS_KEPT, not_(member)))
