"""/vorliebe: what a buyer likes, avoids, or which size fits."""

from __future__ import annotations

from handlers.answers import Answers, Say
from handlers.call import Call
from handlers.choosing import ask_who, picked, with_buyer
from handlers.reading import note_line
from handlers.registry import App
from handlers.remembering import prefer, read
from messages_de import text
from rules.errors import RuleError
from storage import dialogs
from storage.buyers import Buyer


def vorliebe(call: Call) -> Answers:
    """`/vorliebe Anna Blau` notes it; `/vorliebe Anna` asks for it."""
    if not call.words:
        return ask_who(call, "vorliebe.ask")
    line = note_line(call)
    if not line.name:
        raise RuleError("vorliebe.no_name")
    if not line.text:
        return with_buyer(call, line.name, ask, "vorliebe.ask")
    return with_buyer(call, line.name, lambda c, b: prefer(c, b, line), "vorliebe.typed", {"text": line.text})


def typed(call: Call) -> Answers:
    """The buyer was chosen by a button; the words were typed before."""
    return prefer(call, picked(call), read(call, str(call.data["text"])))


def ask(call: Call, buyer: Buyer) -> Answers:
    """The next text is what the buyer likes."""
    dialogs.ask(call.db, call.user_id, "vorliebe.text", {"buyer": buyer.id}, call.now)
    return [Say(text("vorliebe.ask", name=buyer.name))]


def ask_tapped(call: Call) -> Answers:
    """A buyer was chosen by a button."""
    return ask(call, picked(call))


def said(call: Call) -> Answers:
    """The preference that was asked for."""
    answers = prefer(call, picked(call), read(call, call.words))
    dialogs.close(call.db, call.user_id)
    return answers


def register(app: App) -> None:
    """The command, its buttons and its question."""
    app.command("vorliebe", vorliebe)
    app.button("vorliebe.ask", ask_tapped)
    app.button("vorliebe.typed", typed)
    app.step("vorliebe.text", said)
