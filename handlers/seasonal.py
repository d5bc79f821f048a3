"""Taps on a win-back: this buyer buys about once a year, and shall be thought of in time for that; and back."""

from __future__ import annotations

from handlers.answers import Answers, Button, Edit
from handlers.call import Call
from handlers.registry import App
from handlers.reminding import card
from messages_de import plain, text
from rules.occasions.win_back import KIND, SEASONAL
from storage import buyers, occasions, reminders
from storage.reminders import Reminder


def by_season(call: Call) -> Answers:
    """The card goes; the next one comes two weeks before a year has passed since the purchase."""
    row = _reminder(call)
    reminders.mute(call.db, call.shop.id, row.buyer_id, SEASONAL)
    if row.state != "done":
        reminders.swallow(call.db, call.shop.id, row.buyer_id, [KIND])
    coming = occasions.refresh(call.db, call.shop, row.buyer_id, call.today).coming
    day = next((one.due for one in coming if one.kind == KIND), None)
    name = buyers.get(call.db, call.shop.id, row.buyer_id).name
    back = Button(plain("heute.button.back"), "seasonal.off", {"reminder": row.id}, once=True)
    return [Edit(text("seasonal.on" if day else "seasonal.on_bare", name=name, day=day), [[back]])]


def by_rhythm(call: Call) -> Answers:
    """His own rhythm counts again; the card is as it was."""
    row = _reminder(call)
    reminders.unmute(call.db, call.shop.id, row.buyer_id, SEASONAL)
    if row.state == "moot":
        reminders.reopen(call.db, call.shop.id, row.id)
    occasions.refresh(call.db, call.shop, row.buyer_id, call.today)
    return [Edit(*card(call.db, call.shop, _reminder(call), call.today))]


def _reminder(call: Call) -> Reminder:
    return reminders.get(call.db, call.shop.id, int(call.data["reminder"]))


def register(app: App) -> None:
    """The buttons; there is no command for it."""
    app.button("seasonal.on", by_season)
    app.button("seasonal.off", by_rhythm)
