"""/export: what the shop has as a file, for Excel, for the calendar of a phone, or as a whole."""

from __future__ import annotations

from handlers.answers import EXPORT, Answers, Button, Document, Say
from handlers.call import Call
from handlers.export.archive import whole
from handlers.export.tables import NAMES
from handlers.reading import meant
from handlers.registry import App
from messages_de import plain, text
from rules.errors import RuleError
from rules.parsing.names import name_key
from storage import buyers

MIMES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "ics": "text/calendar",
}
WHOLE = "whole"
SHORTEST_FORM = 4
"""From so many letters on a slip in the form is understood: shorter ones are too much like each other."""


def export(call: Call) -> Answers:
    """In which form? `/export kalender` says it at once; raises RuleError for a form there is not."""
    if call.words:
        return _in_form(call, _named(call.words))
    forms = [Button(plain(f"export.button.{form}"), "export.as", {"form": form}) for form in MIMES]
    everything = Button(plain("export.button.whole"), "export.whole")
    return [Say(text("export.which"), [forms[:2], [forms[2], everything]])]


def _named(words: str) -> str:
    """The form that is meant, with a slip of the finger too."""
    word = name_key(words)
    names = {name: form for form in (*MIMES, WHOLE) for name in plain(f"export.words.{form}").split("|")}
    form = meant(word, names) if len(word) >= SHORTEST_FORM else names.get(word)
    if form is None:
        raise RuleError("export.form", words=words)
    return form


def export_as(call: Call) -> Answers:
    """The files of one form; they are made when they are sent, beside everything else."""
    return _in_form(call, str(call.data["form"]))


def _in_form(call: Call, form: str) -> Answers:
    if form == WHOLE:
        return whole(call)
    if not buyers.count(call.db, call.shop.id):
        raise RuleError("who.nobody_yet")
    tables = NAMES if form == "csv" else ("",)
    return [_file(call, form, table) for table in tables]


def _file(call: Call, form: str, table: str) -> Document:
    key = f"{form}_{table}" if table else form
    name = plain(f"export.name.{key}", day=call.today.isoformat())
    caption = text(f"export.about.{key}", shop=call.shop.name)
    facts = {"form": form, "table": table, "shop": call.shop.id, "name": name, "mime": MIMES[form]}
    return Document("", "", b"", caption, made=EXPORT, facts=facts)


def register(app: App) -> None:
    """The command and its buttons."""
    app.command("export", export)
    app.button("export.as", export_as)
    app.button("export.whole", whole)
