"""What was done about reminders, and what was bought after them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select

from rules.contacts import ALONE
from rules.effect import Case
from rules.occasions import LIMITS
from storage.purchases import NET
from storage.reminders import reason_of
from storage.tables.purchases import purchase
from storage.tables.reminders import reminder
from storage.tables.texts import wording

WITHHELD = "withheld"
MEASURED = tuple(kind for kind, limit in LIMITS.items() if limit not in ALONE)
"""Kinds that get in touch with a buyer; what is owed or decided is none of them."""


class Used(NamedTuple):
    """How many reminders were shown, were followed by a contact, had a text taken, and had it sent by the bot."""

    shown: int
    contacted: int
    texts: int
    sent: int


def cases(db: Connection, shop_id: int, since: date) -> list[Case]:
    """The reminders since a local day, withheld ones included; an earlier lot is none to compare by."""
    columns = (reminder.c.buyer_id, reminder.c.kind, reminder.c.shown_on, reminder.c.contact_on, reminder.c.reason)
    wanted = select(*columns, (reminder.c.state == WITHHELD).label("withheld")).where(
        reminder.c.shop_id == shop_id, reminder.c.shown_on >= since, reminder.c.kind.in_(MEASURED)
    )
    return [
        Case(row.buyer_id, row.kind, row.shown_on, row.contact_on, row.withheld, _drawn(row, since))
        for row in db.execute(wanted)
    ]


def _drawn(row: Row[Any], since: date) -> date | None:
    """When the lot decided. What was put off since then is shown later: it would be counted where its like is not."""
    day: date | None = reason_of(row).get("compared")
    return day if day and day >= since else None


def bought(db: Connection, shop_id: int, since: date) -> dict[int, list[date]]:
    """The local days since then on which something was bought and kept, of every buyer with a reminder."""
    reminded = select(reminder.c.buyer_id).where(reminder.c.shop_id == shop_id, reminder.c.shown_on >= since)
    wanted = (
        select(purchase.c.buyer_id, purchase.c.day)
        .where(purchase.c.shop_id == shop_id, purchase.c.day >= since, NET > 0, purchase.c.buyer_id.in_(reminded))
        .distinct()
    )
    days: dict[int, list[date]] = defaultdict(list)
    for row in db.execute(wanted):
        days[row.buyer_id].append(row.day)
    return dict(days)


def used(db: Connection, shop_id: int, since: date) -> Used:
    """What the seller did with the reminders since a local day."""
    mine = (reminder.c.shop_id == shop_id, reminder.c.shown_on >= since, reminder.c.state != WITHHELD)
    sent = select(func.count(wording.c.reminder_id.distinct())).join(reminder, reminder.c.id == wording.c.reminder_id)
    row = db.execute(
        select(
            func.count().label("shown"),
            func.count(reminder.c.contact_on).label("contacted"),
            func.count().filter(reminder.c.drafts > 0).label("texts"),
            sent.where(*mine, wording.c.sent_on.is_not(None)).scalar_subquery().label("sent"),
        ).where(*mine)
    ).one()
    return Used(row.shown, row.contacted, row.texts, row.sent)
