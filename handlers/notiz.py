"""/notiz: remember something about a buyer; what looks like a preference or a birthday becomes one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers import staying
from handlers.answers import Answers, Button, Edit, Say
from handlers.call import Call
from handlers.choosing import ask_who, is_same, maybe_of, picked, with_buyer
from handlers.doubting import doubted
from handlers.reading import note_line
from handlers.registry import App
from handlers.remembering import keep, keep_answer, keep_preference, read, understood, write
from messages_de import Html, plain, text
from rules.errors import RuleError
from storage import buyers, dialogs, notes, occasions
from storage.buyers import Buyer
from storage.notes import Note

SHOWN = 5
LOOKED_AT = 5 * SHOWN
"""A note may have left several preferences beside it."""
LABEL = 28
"""Characters of a note on its button."""


def notiz(call: Call) -> Answers:
    """`/notiz Anna mag Blau` writes down; `/notiz Anna` shows the latest notes; a reply or forward says who is meant."""
    person = call.message.about if call.message else None
    if person:
        return _about(call, call.words)
    if not call.words:
        return ask_who(call, "notiz.show")
    line = note_line(call)
    if not line.name:
        raise RuleError("notiz.no_name")
    if not line.text:
        return with_buyer(call, line.name, show, "notiz.show")
    return with_buyer(call, line.name, lambda c, b: write(c, b, line), "notiz.typed", {"text": line.text})


def edited(call: Call) -> Answers:
    """As `notiz`; what the message has booked when it was none stays."""
    return [*notiz(call), *staying.purchase(call, "kauf.kept_too")]


def _about(call: Call, words: str) -> Answers:
    person = call.message.about if call.message else None
    row = buyers.of_account(call.db, call.shop.id, person.id) if person and person.id else None
    name, account = (person.name, person.id) if person else ("", None)
    if row is not None:
        return write(call, row, read(call, words))
    namesakes = buyers.named(call.db, call.shop.id, name)
    maybe = maybe_of(namesakes, account)
    if len(maybe) == len(namesakes) == 1:
        return write(call, maybe[0], read(call, words))
    if not maybe:
        raise RuleError("who.unknown", name=name)
    data = {"name": name, "contact": account, "text": words}
    return [is_same(call, name, maybe, "notiz.forwarded", data)]


def typed(call: Call) -> Answers:
    """The buyer was chosen by a button; the words were typed before."""
    return write(call, picked(call), read(call, str(call.data["text"])))


def forwarded(call: Call) -> Answers:
    """A forwarded message becomes a note; a person nobody knows yet becomes a buyer, one whose name is known is asked about."""
    buyer_id, name, account = call.data.get("buyer"), call.data["name"], call.data["contact"]
    if not buyer_id and not call.data.get("namesake"):
        maybe = maybe_of(buyers.named(call.db, call.shop.id, name), account)
        if maybe and (account is not None or len(maybe) > 1):
            return [is_same(call, name, maybe, "notiz.forwarded", call.data)]
        buyer_id = maybe[0].id if maybe else None
    row = _pointed_at(call, buyer_id or buyers.create(call.db, call.shop.id, name, call.now), account)
    return write(call, row, read(call, str(call.data["text"])))


def _pointed_at(call: Call, buyer_id: int, account: int | None) -> Buyer:
    """Who wrote what was forwarded; his account, if it is shown, is known from now on."""
    row = buyers.survivor(call.db, call.shop.id, buyer_id)
    if account is not None and row.telegram_id is None:
        buyers.point_at(call.db, call.shop.id, row.id, account)
    return row


def ask(call: Call) -> Answers:
    """The button under a booking: the next text is the note."""
    buyer = picked(call)
    dialogs.ask(call.db, call.user_id, "notiz.text", {"buyer": buyer.id}, call.now)
    return [Say(text("notiz.ask", name=buyer.name))]


def said(call: Call) -> Answers:
    """The text that was asked for."""
    answers = write(call, picked(call), read(call, call.words))
    dialogs.close(call.db, call.user_id)
    return answers


def show(call: Call, buyer: Buyer) -> Answers:
    """The latest notes, each to be changed or deleted, and a button for a new one."""
    rows = _latest(call, buyer)
    new = [Button(plain("notiz.button.new"), "notiz.ask", {"buyer": buyer.id})]
    if not rows:
        return [Say(text("notiz.none", name=buyer.name), [new])]
    lines = [text("notiz.list", name=buyer.name), *(_line(row) for row in rows)]
    return [Say(Html("\n".join(lines)), [*([_edit_button(row), _delete_button(row)] for row in rows), new])]


def _latest(call: Call, buyer: Buyer) -> Sequence[Note]:
    """The latest notes and preferences; what was read from one of the notes stands in it."""
    rows = notes.of_buyer(call.db, call.shop.id, buyer.id, "note", "like", "avoid", "size", most=LOOKED_AT)
    read_from = {row.source for row in rows if row.kind == "note" and row.source}
    return [row for row in rows if row.kind == "note" or row.source not in read_from][:SHOWN]


def _line(row: Note) -> Html:
    return text(f"notiz.line_{row.kind}", text=row.text, day=row.day)


def _edit_button(row: Note) -> Button:
    short = row.text if len(row.text) <= LABEL else f"{row.text[: LABEL - 1]}…"
    return Button(plain("notiz.button.edit", text=short), "notiz.edit", {"note": row.id})


def _delete_button(row: Note) -> Button:
    return Button(plain("notiz.button.delete"), "notiz.delete", {"note": row.id}, once=False)


def show_tapped(call: Call) -> Answers:
    """A buyer was chosen by a button."""
    return show(call, picked(call))


def edit(call: Call) -> Answers:
    """The next text replaces this note."""
    row = notes.get(call.db, call.shop.id, int(call.data["note"]))
    if row is None:
        return [Say(text("notiz.gone"))]
    dialogs.ask(call.db, call.user_id, "notiz.rewrite", {"note": row.id}, call.now)
    return [Say(text("notiz.ask_rewrite", text=row.text), [[Button(plain("notiz.button.copy"), copy=row.text[:256])]])]


def rewritten(call: Call) -> Answers:
    """The new words of a note."""
    if not call.words:
        raise RuleError("notiz.no_text")
    dialogs.close(call.db, call.user_id)
    row = notes.get(call.db, call.shop.id, int(call.data["note"]))
    if row is None:
        return [Say(text("notiz.gone"))]
    buyer, words = buyers.get(call.db, call.shop.id, row.buyer_id), call.words
    return doubted(call, buyer, words, "rewrite", note=row.id) or _rewrite(call, row, words)


def _rewrite(call: Call, row: Note, words: str) -> Answers:
    """A note is written down anew, with what is read from it; of anything else the words change."""
    if row.kind == "note":
        _forget(call, row)
        return keep(call, buyers.get(call.db, call.shop.id, row.buyer_id), read(call, words), call.source)
    is_there = notes.rewrite(call.db, call.shop.id, row.id, words)
    return [Say(text("notiz.rewritten", text=words) if is_there else text("notiz.gone"))]


def _forget(call: Call, row: Note) -> None:
    """A note goes with the preferences that were read from it."""
    notes.remove(call.db, call.shop.id, row.id)
    if row.kind == "note" and row.source:
        notes.remove_from(call.db, call.shop.id, row.source)


def delete(call: Call) -> Answers:
    """Delete a note; a tap brings it back."""
    row = notes.get(call.db, call.shop.id, int(call.data["note"]))
    if row is None:
        return [Say(text("notiz.gone"))]
    _forget(call, row)
    occasions.refresh(call.db, call.shop, row.buyer_id, call.today)
    back = {"note": row.id, "buyer": row.buyer_id, "text": row.text, "kind": row.kind, "day": row.day.isoformat()}
    return [
        Edit(
            text("notiz.deleted", text=row.text), [[Button(plain("notiz.button.back"), "notiz.back", back, once=True)]]
        )
    ]


def back(call: Call) -> Answers:
    """The note that was deleted, written down again."""
    buyer, kind, words = picked(call), str(call.data["kind"]), str(call.data["text"])
    day, source = date.fromisoformat(call.data["day"]), f"back:{call.data['note']}"
    notes.add(call.db, call.shop.id, buyer.id, words, day, call.now, kind=kind, source=source)
    if kind == "note":
        understood(call, buyer, read(call, words), source)
    occasions.refresh(call.db, call.shop, buyer.id, call.today)
    return [Edit(text("notiz.restored", text=words))]


def sure(call: Call) -> Answers:
    """The seller wants it stored although it may be sensitive; the button with the words is forgotten."""
    answers = _kept(call, picked(call), str(call.data["text"]))
    dialogs.forget_buttons(call.db, call.user_id, str(call.data["mark"]))
    return [Edit(said.text, said.buttons) if isinstance(said, Say) else said for said in answers]


def _kept(call: Call, buyer: Buyer, words: str) -> Answers:
    """The words that were doubted, stored as what they were typed for."""
    kind = call.data["kind"]
    if kind == "answer":
        return keep_answer(call, buyer, words)
    if kind == "rewrite":
        row = notes.get(call.db, call.shop.id, int(call.data["note"]))
        return [Say(text("notiz.gone"))] if row is None else _rewrite(call, row, words)
    source = call.data["source"]
    if source:
        notes.remove_from(call.db, call.shop.id, str(source))
    keeping = keep if kind == "note" else keep_preference
    return keeping(call, buyer, read(call, words), source)


def unsure(call: Call) -> Answers:
    """Rather not: the words are nowhere any more; what they would have replaced stays."""
    dialogs.forget_buttons(call.db, call.user_id, str(call.data["mark"]))
    return [Edit(text("notiz.not_replaced" if call.data.get("replaces") else "notiz.not_kept"))]


def register(app: App) -> None:
    """The command, its buttons and its questions."""
    app.command("notiz", notiz)
    app.edited("notiz", edited)
    app.button("notiz.show", show_tapped)
    app.button("notiz.typed", typed)
    app.button("notiz.forwarded", forwarded)
    app.button("notiz.ask", ask)
    app.button("notiz.edit", edit)
    app.button("notiz.delete", delete)
    app.button("notiz.back", back)
    app.button("notiz.sure", sure)
    app.button("notiz.unsure", unsure)
    app.step("notiz.text", said)
    app.step("notiz.rewrite", rewritten)
