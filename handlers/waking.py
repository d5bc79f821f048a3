"""Reminders that were put off: when they come back, and that they wait for the quiet period like all others."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection

from rules.contacts import free_from
from rules.occasions import LIMITS
from rules.occasions.facts import Facts
from storage import buyers, heard, occasions, reminders
from storage.reminders import Reminder
from storage.shops import Shop, rules_of

LONGEST = timedelta(days=30)
"""What is held up for longer than that is not worth coming back to."""


def wake(db: Connection, shop: Shop, today: date, room: int) -> list[int]:
    """Reminders that were put off until today come back, at most `room` of them; what has to wait comes back later."""
    woken: list[int] = []
    moved = set()
    for row in reminders.woken(db, shop.id, today):
        day = comes_back(db, shop, row, today)
        if day == today and len(woken) == room:
            continue
        _move(db, shop, row, day, today)
        moved.add(row.buyer_id)
        woken += [row.id] if day == today else []
    occasions.refresh_days(db, shop, sorted(moved), today)
    return woken


def _move(db: Connection, shop: Shop, row: Reminder, day: date | None, today: date) -> None:
    if day is None:
        reminders.drop(db, shop.id, row.id)
    elif day > today:
        reminders.snooze(db, shop.id, row.id, day)
    else:
        reminders.wake(db, shop.id, row.id, today)


def comes_back(db: Connection, shop: Shop, row: Reminder, day: date) -> date | None:
    """The first day from `day` on that is not too soon after a contact of another kind; None: not in a month."""
    free = free_from(_facts_beside(db, shop, row, day), rules_of(shop), LIMITS[row.kind])
    if free is None or free > day + LONGEST:
        return None
    return max(free, day)


def _facts_beside(db: Connection, shop: Shop, row: Reminder, day: date) -> Facts:
    """What is known of the buyer, without this card itself."""
    (known,) = occasions.facts_of(db, [buyers.get(db, shop.id, row.buyer_id)], day)
    seen = {kind: mark for kind, mark in known.facts.seen.items() if kind != row.kind}
    contact = heard.contact_beside(db, shop.id, row.buyer_id, row.id, day)
    return known.facts._replace(seen=seen, contact=contact)
