"""Open reminders that are no longer true, because purchases were entered late, corrected or taken back."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from rules.occasions.holding import CHECKS, holds
from storage import occasions, reminders
from storage.ledger import Balance
from storage.occasions import Outlook
from storage.reminders import reason_of
from storage.shops import Shop, rules_of


def dropped(db: Connection, shop: Shop, outlook: Outlook, today: date, balance: Balance | None = None) -> Outlook:
    """What is known of a buyer without the open reminders that his purchases no longer bear out.

    `balance`: what he has as soon as all is booked, if that is not what he has now.
    """
    if outlook.waiting.isdisjoint(CHECKS):
        return outlook
    rules = rules_of(shop)
    waiting = reminders.waiting_for(db, shop.id, outlook.row.id, CHECKS)
    gone = {row.kind for row in waiting if not holds(row.kind, outlook.facts, rules, reason_of(row), row.key)}
    if not gone:
        return outlook
    reminders.swallow(db, shop.id, outlook.row.id, gone)
    return occasions.refresh(db, shop, outlook.row.id, today, balance)
