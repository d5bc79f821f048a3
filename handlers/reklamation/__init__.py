"""/reklamation: what went wrong, an apology, something to make up for it, and a look after some days."""

from __future__ import annotations

from handlers.answers import Answers, Button, Rows, Say
from handlers.call import Call
from handlers.choosing import ask_who, picked, with_buyer
from handlers.quality import watch
from handlers.reading import note_line
from handlers.registry import App
from handlers.reklamation import apology, solving
from handlers.reklamation.screen import buttons, line
from messages_de import Html, plain, text
from rules.contacts import DURING_COMPLAINT
from rules.occasions import KINDS
from storage import complaints, dialogs, occasions, reminders
from storage.buyers import Buyer
from storage.complaints import Complaint


def reklamation(call: Call) -> Answers:
    """`/reklamation Anna Naht offen`; `/reklamation Anna` shows what is open, or asks."""
    if not call.words:
        return ask_who(call, "reklamation.to", {"text": ""})
    line = note_line(call)
    return with_buyer(call, line.name or "", lambda c, b: _of(c, b, line.text), "reklamation.to", {"text": line.text})


def tapped(call: Call) -> Answers:
    """The buyer was chosen by a button."""
    return _of(call, picked(call), str(call.data["text"]))


def said(call: Call) -> Answers:
    """What went wrong, asked for before."""
    dialogs.close(call.db, call.user_id)
    return _of(call, picked(call), call.words)


def _of(call: Call, row: Buyer, words: str) -> Answers:
    if words:
        return _open(call, row, words)
    found = complaints.open_of(call.db, call.shop.id, row.id)
    if not found:
        dialogs.ask(call.db, call.user_id, "reklamation.text", {"buyer": row.id}, call.now)
        return [Say(text("reklamation.ask", name=row.name))]
    return [Say(line(row, one), _with_text(call, one)) for one in found]


def _open(call: Call, row: Buyer, words: str) -> Answers:
    number = complaints.open_one(call.db, call.shop.id, row.id, words, call.today, call.now)
    wrong_now = [kind.KIND for kind in KINDS if kind.KIND not in DURING_COMPLAINT]
    reminders.swallow(call.db, call.shop.id, row.id, wrong_now)
    occasions.refresh(call.db, call.shop, row.id, call.today)
    one = complaints.get(call.db, call.shop.id, number)
    head = text("reklamation.noted", name=row.name, what=words, day=one.check_on)
    sorry, ways = apology.worded(call, one, row)
    parts = [head, sorry, watch(call.db, call.shop, call.today)]
    return [Say(Html("\n\n".join(filter(None, parts))), [ways, *buttons(call, one)])]


def _with_text(call: Call, one: Complaint) -> Rows:
    sorry = Button(plain("heute.button.text"), "reklamation.text", {"complaint": one.id})
    return [[sorry], *buttons(call, one)]


def register(app: App) -> None:
    """The command, its buttons and its questions."""
    app.command("reklamation", reklamation)
    app.button("reklamation.to", tapped)
    app.button("reklamation.points", solving.points)
    app.button("reklamation.voucher", solving.voucher)
    app.button("reklamation.other", solving.other)
    app.button("reklamation.solved", solving.solved)
    app.button("reklamation.still_open", solving.still_open)
    app.button("reklamation.reopen", solving.reopen)
    app.button("reklamation.text", apology.another)
    app.button("reklamation.send", apology.send)
    app.step("reklamation.text", said)
    app.step("reklamation.solution", solving.solution_said)
