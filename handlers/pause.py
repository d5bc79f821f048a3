"""/pause: leave a buyer in peace, for some time or until further notice."""

from __future__ import annotations

from datetime import date

from handlers.answers import Answers, Say
from handlers.call import Call
from handlers.choosing import ask_who, picked, with_buyer
from handlers.matters import end_of_pause
from handlers.pledging import is_off, last_day
from handlers.reading import note_line
from handlers.registry import App
from messages_de import Html, text
from rules.contacts import Limit
from rules.occasions import KINDS
from storage import buyers, occasions, reminders
from storage.buyers import Buyer


def pause(call: Call) -> Answers:
    """`/pause Anna bis 1.7.`, `/pause Anna` until further notice, `/pause Anna aus`."""
    if not call.words:
        return ask_who(call, "pause.who", {"text": ""})
    line = note_line(call)
    if line.text and not is_off(line.text):
        last_day(call, line.text, "pause.no_day")
    return with_buyer(call, line.name or "", lambda c, b: _set(c, b, line.text), "pause.who", {"text": line.text})


def tapped(call: Call) -> Answers:
    """The buyer was chosen by a button, or the pause is taken back."""
    return _set(call, picked(call), str(call.data["text"]))


def _set(call: Call, row: Buyer, words: str) -> Answers:
    if is_off(words):
        _store(call, row, None)
        return [Say(text("pause.off", name=row.name))]
    until = last_day(call, words, "pause.no_day") if words else date.max
    _store(call, row, until)
    reminders.swallow(call.db, call.shop.id, row.id, [kind.KIND for kind in KINDS if kind.LIMIT is not Limit.DUTY])
    occasions.refresh(call.db, call.shop, row.id, call.today)
    return [Say(_said(row, until), [[end_of_pause(row)]])]


def _store(call: Call, row: Buyer, until: date | None) -> None:
    buyers.change(call.db, call.shop.id, row.id, paused_until=until)
    occasions.refresh(call.db, call.shop, row.id, call.today)


def _said(row: Buyer, until: date) -> Html:
    if until == date.max:
        return text("pause.for_ever", name=row.name)
    return text("pause.until", name=row.name, day=until)


def register(app: App) -> None:
    """The command and its button."""
    app.command("pause", pause)
    app.button("pause.who", tapped)
