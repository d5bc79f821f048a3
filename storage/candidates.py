"""Whom the seller may be reminded of today, the most promising first: to find the best few, few have to be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, case, exists, or_, select

from rules.occasions import Occasion, birthday, due_occasions, early_warning, follow_up
from rules.occasions.facts import Facts
from storage import occasions
from storage.heard import OFFERS
from storage.shops import Shop, rules_of
from storage.tables.buyers import buyer
from storage.tables.reminders import complaint, promise, reminder

DUTY, SOON, REST = 1, 2, 3
"""The most urgent priority that a buyer's row allows for; `REST` and what comes after it."""
LEAP_DAY = date(2024, 2, 29)
"""Kept on another day in common years."""
CHUNK = 100
"""Buyers that are looked at together."""


def _has(table: Any, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(table.c.buyer_id == buyer.c.id, *which)


_OWED = or_(_has(promise, promise.c.state == "open"), _has(complaint, complaint.c.state == "open"))
_NEAR = or_(
    buyer.c.last_day >= bindparam("bought"),
    buyer.c.delivered_on >= bindparam("arrived"),
    (buyer.c.birthday_month * 100 + buyer.c.birthday_day).in_(bindparam("birthdays", expanding=True)),
    _has(complaint),
    _has(reminder, reminder.c.stars.is_not(None)),
    _has(reminder, reminder.c.kind.in_(OFFERS), reminder.c.contact_on >= bindparam("offered")),
)
_PRIORITY = case((_OWED, DUTY), (_NEAR, SOON), else_=REST)
"""Not above that of anything that can be due for the buyer (tested with every kind)."""
_DUE = (
    select(buyer.c.id, _PRIORITY.label("priority"), buyer.c.net_cents)
    .where(buyer.c.shop_id == bindparam("shop"), buyer.c.next_due <= bindparam("today"))
    .order_by(_PRIORITY, buyer.c.net_cents.desc(), buyer.c.id)
)


class Candidate(NamedTuple):
    """A buyer with something due today; nothing of it, and of nobody after him, ranks before `bound`."""

    bound: tuple[int, float]
    facts: Facts
    found: tuple[Occasion, ...]


def in_order(db: Connection, shop: Shop, today: date) -> Iterator[Candidate]:
    """Buyers for whom something is due today. Whose occasion is too late by now moves on without being named."""
    due = db.execute(_DUE, {"shop": shop.id, "today": today, **_windows(shop, today)}).all()
    for start in range(0, len(due), CHUNK):
        yield from _looked_at(db, shop, due[start : start + CHUNK], today)


def _windows(shop: Shop, today: date) -> dict[str, Any]:
    """The days on which a question after a purchase, or a birthday, can be due today."""
    worth = timedelta(days=follow_up.WORTH_DAYS)
    days = range(-birthday.BELATED.days, shop.birthday_ahead_days + 1)
    birthdays = [LEAP_DAY, *(today + timedelta(days=ahead) for ahead in days)]
    return {
        "bought": today - timedelta(days=shop.follow_up_days) - worth,
        "arrived": today - follow_up.AFTER_DELIVERY - worth,
        "offered": today - early_warning.ANSWER_WITHIN - early_warning.WORTH,
        "birthdays": [100 * day.month + day.day for day in birthdays],
    }


def _looked_at(db: Connection, shop: Shop, due: Sequence[Any], today: date) -> Iterator[Candidate]:
    rules = rules_of(shop)
    (rows,) = occasions.rows_of(db, shop.id, [one.id for one in due])
    facts = {known.row.id: known.facts for known in occasions.facts_of(db, rows, today)}
    found = {number: due_occasions(facts[number], rules, today) for number in facts}
    occasions.refresh_days(db, shop, [number for number in found if not found[number]], today)
    for one in due:
        if found[one.id]:
            yield Candidate((one.priority, -float(one.net_cents)), facts[one.id], found[one.id])
