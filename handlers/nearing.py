"""The reward that one more purchase would bring: what it is called, and what is missing for it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from handlers.rewarding import price, title
from messages_de import plain
from storage import ledger, reminders, rewards
from storage.ledger import POINTS
from storage.reminders import Reminder
from storage.shops import Shop


def nearing(db: Connection, shop: Shop, row: Reminder, today: date) -> dict[str, object]:
    """The `reward` that a reminder is about and what is `missing` for it, as of today; nothing once that is settled."""
    goal = reminders.reason_of(row)
    missing = goal["cost"] - ledger.balance(db, shop.id, row.buyer_id, today).of(goal["unit"])
    called = _called(db, shop, goal["unit"], goal["cost"], today)
    return {"reward": called, "missing": price(shop, goal["unit"], missing)} if called and missing > 0 else {}


def _called(db: Connection, shop: Shop, unit: str, cost: int, today: date) -> str | None:
    if unit != POINTS:
        return str(shop.card_reward) or plain("reward.card")
    found = (row for row in rewards.catalogue(db, shop.id, today) if (row.unit, row.cost) == (unit, cost))
    return next((title(shop, row) for row in found), None)
