"""Surprise extras: whether one was packed, and how many were this month."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select, update

from rules.occasions import Occasion, surprise
from storage import occasions, reminders, shops
from storage.reminders import Reminder
from storage.shops import Shop, rules_of
from storage.tables.buyers import buyer
from storage.tables.reminders import reminder


def given(db: Connection, shop_id: int, today: date) -> int:
    """How many extras were packed in the local month of a day, until then."""
    mine = (reminder.c.shop_id == shop_id, reminder.c.kind == surprise.KIND)
    days = reminder.c.given_on.between(today.replace(day=1), today)
    return int(db.execute(select(func.count()).where(*mine, days)).scalar_one())


def decide(db: Connection, shop: Shop, buyer_id: int, occasion: Occasion, today: date, *, packed: bool) -> Shop:
    """The extra of a purchase is packed, or not; said again, the last word counts. Gives the shop as it is now."""
    known = of_purchase(db, shop.id, buyer_id, occasion.key)
    number = known.id if known else reminders.make(db, shop.id, buyer_id, occasion, today)
    return _set(db, shop, buyer_id, number, today, state="done", given_on=today if packed else None)


def reopen(db: Connection, shop: Shop, row: Reminder, today: date) -> Shop:
    """As if nothing had been said about it."""
    return _set(db, shop, row.buyer_id, row.id, today, state="open", given_on=None)


def of_purchase(db: Connection, shop_id: int, buyer_id: int, key: str) -> Reminder | None:
    """The reminder of the extra that belongs to a purchase, if there is one."""
    mine = (reminder.c.shop_id == shop_id, reminder.c.buyer_id == buyer_id)
    return db.execute(select(reminder).where(*mine, reminder.c.kind == surprise.KIND, reminder.c.key == key)).first()


def _set(db: Connection, shop: Shop, buyer_id: int, number: int, today: date, **values: object) -> Shop:
    mine = (reminder.c.shop_id == shop.id, reminder.c.id == number)
    db.execute(update(reminder).where(*mine).values(snoozed_until=None, **values))
    changed = _counted(db, shop, today)
    occasions.refresh(db, changed, buyer_id, today)
    return changed


def _counted(db: Connection, shop: Shop, today: date) -> Shop:
    """Note how many there are this month; when that uses the budget up (or no longer does), the open ones follow."""
    counted = {"extras_given": given(db, shop.id, today), "extras_month": today.replace(day=1)}
    changed = shops.change(db, shop.id, **counted)
    if rules_of(changed) != rules_of(shop):
        recent = (buyer.c.shop_id == shop.id, buyer.c.last_day >= today - surprise.WORTH)
        occasions.refresh_days(db, changed, db.scalars(select(buyer.c.id).where(*recent)).all(), today)
    return changed
