"""Points for a birthday: whether they are still to be given, and the button under the reminder."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from handlers.answers import Button, Rows
from messages_de import plain
from rules.bonuses import birthday_year
from rules.occasions import birthday
from storage import bonuses, buyers
from storage.bonuses import BIRTHDAY
from storage.buyers import Buyer
from storage.reminders import Reminder
from storage.shops import Shop


def occasion(buyer: Buyer, today: date) -> str:
    """The birthday that a present of today is for: there is one a year."""
    return str(birthday_year(buyers.birthday_of(buyer), today))


def birthday_button(db: Connection, shop: Shop, row: Reminder, today: date) -> Rows:
    """The points the shop gives for a birthday, in one tap; nothing once they are given."""
    if row.kind != birthday.KIND or not shop.bonus_birthday:
        return []
    buyer = buyers.get(db, shop.id, row.buyer_id)
    if bonuses.standing(db, shop.id, buyer.id, BIRTHDAY, occasion(buyer, today)) is not None:
        return []
    label = plain("bonus.button.birthday", n=shop.bonus_birthday)
    return [[Button(label, "bonus.from_reminder", {"buyer": buyer.id, "reminder": row.id}, once=True)]]
