"""/aufraeumen: whose data are still needed? Asked once a year; every answer is a tap."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.choosing import picked
from handlers.registry import App
from messages_de import Html, plain, text
from storage import buyers, tidying
from storage.buyers import Buyer
from storage.notes import Note

AT_ONCE, NOTES = 5, 3
LABEL = 28
"""Characters of a note on its button."""


def aufraeumen(call: Call) -> Answers:
    """Who has not bought for years, and notes that are as old; each can stay or go."""
    return [Say(*_list(call))]


def _list(call: Call) -> tuple[Html, Rows]:
    rows = tidying.silent(call.db, call.shop.id, call.today, AT_ONCE)
    old = tidying.old_notes(call.db, call.shop.id, call.today, NOTES)
    if not rows and not old:
        return text("aufraeumen.nothing"), ()
    people = tidying.count_silent(call.db, call.shop.id, call.today)
    lines = [text("aufraeumen.people", n=people), *map(_line, rows)] if rows else []
    if old:
        lines += [
            text("aufraeumen.notes"),
            *(text("aufraeumen.note", name=o.name, text=o.text, day=o.day) for o in old),
        ]
    return Html("\n".join([*lines, text("aufraeumen.foot")])), [*_of_people(rows), *_of_notes(old)]


def _line(row: Buyer) -> Html:
    if row.last_day is None:
        return text("aufraeumen.never", name=row.name)
    return text("aufraeumen.last", name=row.name, day=row.last_day, n=row.purchases)


def _of_people(rows: Sequence[Buyer]) -> Rows:
    return [
        [
            Button(plain("aufraeumen.button.keep", name=row.name), "aufraeumen.keep", {"buyer": row.id}),
            Button(plain("aufraeumen.button.erase", name=row.name), "loeschen.ask", {"buyer": row.id}),
        ]
        for row in rows
    ]


def _of_notes(old: Sequence[Note]) -> Rows:
    return [
        [Button(plain("aufraeumen.button.note", text=one.text[:LABEL]), "notiz.delete", {"note": one.id})]
        for one in old
    ]


def keep(call: Call) -> Answers:
    """What is stored about him is still needed: nobody asks for a year."""
    buyers.change(call.db, call.shop.id, picked(call).id, needed_on=call.today)
    return [Edit(*_list(call))]


def show(call: Call) -> Answers:
    """The button in the yearly message."""
    return aufraeumen(call)


def register(app: App) -> None:
    """The command and its buttons."""
    app.command("aufraeumen", aufraeumen)
    app.button("aufraeumen.keep", keep)
    app.button("aufraeumen.show", show)
