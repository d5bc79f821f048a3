"""/geliefert: the parcel has arrived; the question whether all is well follows three days later."""

from __future__ import annotations

from datetime import date

from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.choosing import ask_who, picked, with_buyer
from handlers.reading import note_line
from handlers.registry import App
from handlers.sentences import next_sentence
from messages_de import Html, plain, text
from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.parsing.days import parse_day
from storage import buyers, occasions
from storage.buyers import Buyer


def geliefert(call: Call) -> Answers:
    """`/geliefert Anna` or `/geliefert Anna gestern`."""
    if not call.words:
        return ask_who(call, "geliefert.to", {"text": ""})
    line = note_line(call)
    _day(call, line.text)
    name = line.name or ""
    return with_buyer(call, name, lambda c, b: _note(c, b, line.text), "geliefert.to", {"text": line.text})


def tapped(call: Call) -> Answers:
    """The buyer was chosen by a button."""
    return _note(call, picked(call), str(call.data["text"]))


def _day(call: Call, words: str) -> date:
    return parse_day(words, call.written_on, vocabulary()) if words else call.written_on


def _note(call: Call, row: Buyer, words: str) -> Answers:
    day = _day(call, words)
    if row.last_day is None:
        raise RuleError("geliefert.no_purchase", name=row.name)
    if day < row.last_day:
        raise RuleError("geliefert.before_purchase", name=row.name, day=day, last=row.last_day)
    before = row.delivered_on.isoformat() if row.delivered_on else ""
    buyers.change(call.db, call.shop.id, row.id, delivered_on=day)
    return [Say(_said(call, row, "geliefert.noted", day), _undo(row, before))]


def _said(call: Call, row: Buyer, key: str, day: date) -> Html:
    outlook = occasions.refresh(call.db, call.shop, row.id, call.today)
    lines = [text(key, name=row.name, day=day), next_sentence(outlook.next, call.today)]
    return Html("\n".join(line for line in lines if line))


def _undo(row: Buyer, before: str) -> Rows:
    data = {"buyer": row.id, "before": before}
    return [[Button(plain("kauf.button.undo"), "geliefert.undo", data, once=True)]]


def undo(call: Call) -> Answers:
    """As it was before."""
    row, before = picked(call), str(call.data["before"])
    day = parse_iso(before)
    buyers.change(call.db, call.shop.id, row.id, delivered_on=day)
    return [Edit(_said(call, row, "geliefert.undone", call.today))]


def parse_iso(day: str) -> date | None:
    """A day as it was stored on a button; empty: none."""
    return date.fromisoformat(day) if day else None


def register(app: App) -> None:
    """The command and its buttons."""
    app.command("geliefert", geliefert)
    app.button("geliefert.to", tapped)
    app.button("geliefert.undo", undo)
