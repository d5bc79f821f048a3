"""/geburtstag: note or show a birthday."""

from __future__ import annotations

from handlers.answers import Answers, Say
from handlers.call import Call
from handlers.choosing import ask_who, picked, with_buyer
from handlers.reading import note_line
from handlers.registry import App
from handlers.remembering import birthday
from messages_de import text
from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.parsing.birthdays import day_in_front, parse_birthday
from rules.parsing.note_line import NoteLine
from storage import buyers, dialogs
from storage.buyers import Buyer


def geburtstag(call: Call) -> Answers:
    """`/geburtstag Anna 3.5.` (in either order) notes it; `/geburtstag Anna` shows it, or asks for it."""
    if not call.words:
        return ask_who(call, "geburtstag.show")
    words, name = day_in_front(call.words, vocabulary())
    line = NoteLine(name, words) if name else note_line(call)
    if not line.name:
        raise RuleError("geburtstag.no_name")
    if not line.text:
        return with_buyer(call, line.name, show, "geburtstag.show")
    day = line.birthday or parse_birthday(line.text, call.today, vocabulary())
    return with_buyer(call, line.name, lambda c, b: birthday(c, b, day), "geburtstag.typed", {"text": line.text})


def typed(call: Call) -> Answers:
    """The buyer was chosen by a button; the day was typed before."""
    return birthday(call, picked(call), parse_birthday(str(call.data["text"]), call.today, vocabulary()))


def show(call: Call, buyer: Buyer) -> Answers:
    """When it is; the next text can tell (or correct) it."""
    dialogs.ask(call.db, call.user_id, "geburtstag.day", {"buyer": buyer.id}, call.now)
    day = buyers.birthday_of(buyer)
    return [Say(text("geburtstag.is", name=buyer.name, day=day) if day else text("geburtstag.ask", name=buyer.name))]


def show_tapped(call: Call) -> Answers:
    """A buyer was chosen by a button."""
    return show(call, picked(call))


def said(call: Call) -> Answers:
    """The day that was asked for."""
    day = parse_birthday(call.words, call.today, vocabulary())
    dialogs.close(call.db, call.user_id)
    return birthday(call, picked(call), day)


def register(app: App) -> None:
    """The command, its buttons and its question."""
    app.command("geburtstag", geburtstag)
    app.button("geburtstag.show", show_tapped)
    app.button("geburtstag.typed", typed)
    app.step("geburtstag.day", said)
