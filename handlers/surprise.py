"""Taps on a surprise extra: packed, not today, and back. It is asked about under /kauf and in the daily message."""

from __future__ import annotations

from handlers.answers import Answers, Button, Edit, Toast
from handlers.call import Call
from handlers.choosing import picked
from handlers.registry import App
from handlers.reminding import card
from messages_de import plain, text
from rules.occasions import surprise
from storage import extras, reminders
from storage.shops import Shop


def packed(call: Call) -> Answers:
    """It is in the parcel, and counts for the month."""
    return _decided(call, is_packed=True)


def not_today(call: Call) -> Answers:
    """No extra this time."""
    return _decided(call, is_packed=False)


def _decided(call: Call, *, is_packed: bool) -> Answers:
    row, key = picked(call), str(call.data["key"])
    known = extras.of_purchase(call.db, call.shop.id, row.id, key)
    if call.data["card"] and known and known.state == "moot":
        return [Edit(text("heute.moot", name=row.name, what=text("occasion.surprise.name")))]
    occasion = surprise.with_purchase(*surprise.purchase_of(key))
    shop = extras.decide(call.db, call.shop, row.id, occasion, call.today, packed=is_packed)
    case = _case(shop) if is_packed else "not_today"
    facts = {"name": row.name, "number": shop.extras_given, "budget": shop.surprise_budget or 0}
    if not call.data["card"]:
        return [Toast(plain(f"surprise.{case}", **facts))]
    back = Button(plain("heute.button.back"), "surprise.reopen", {"buyer": row.id, "key": key}, once=True)
    return [Edit(text(f"surprise.{case}", **facts), [[back]])]


def _case(shop: Shop) -> str:
    """What there is to say about the month's budget."""
    if not shop.surprise_budget:
        return "packed"
    return "used_up" if shop.extras_given >= shop.surprise_budget else "counted"


def reopen(call: Call) -> Answers:
    """The card once more, as if nothing had been decided."""
    row = picked(call)
    known = extras.of_purchase(call.db, call.shop.id, row.id, str(call.data["key"]))
    if known is None:
        return []
    shop = extras.reopen(call.db, call.shop, known, call.today)
    return [Edit(*card(call.db, shop, reminders.get(call.db, shop.id, known.id), call.today))]


def register(app: App) -> None:
    """The buttons; there is no command for it."""
    app.button("surprise.packed", packed)
    app.button("surprise.not_today", not_today)
    app.button("surprise.reopen", reopen)
