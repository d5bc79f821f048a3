"""Writing down what is known about a buyer: notes, preferences, birthday. Used by several commands."""

from __future__ import annotations

from dataclasses import replace
from secrets import token_hex

from handlers.answers import Answers, Button, Edit, Say
from handlers.call import Call
from handlers.doubting import doubted
from messages_de import Html, plain, text
from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.occasions.facts import Birthday
from rules.parsing.note_line import NoteLine, parse_note
from rules.parsing.preferences import Preference, stated_preference
from storage import booking, buyers, notes, occasions
from storage.buyers import Buyer

SOURCE_BYTES = 8
"""What a tap writes down has no chat message; a random mark holds a note and its preferences together."""
OPPOSITE = {"like": "avoid", "avoid": "like"}


def read(call: Call, words: str) -> NoteLine:
    """What a note says whose buyer is known already; raises RuleError."""
    return parse_note(words, call.written_on, vocabulary(), lambda _key: False, expect_name=False)


def write(call: Call, buyer: Buyer, line: NoteLine) -> Answers:
    """Keep a note (see `keep`); one that seems sensitive is asked about first, and not stored until then."""
    if not line.text:
        raise RuleError("notiz.no_text")
    return doubted(call, buyer, line.text, "note") or keep(call, buyer, line, call.source)


def keep(call: Call, buyer: Buyer, line: NoteLine, source: str | None) -> Answers:
    """Keep a note as typed, and beside it the preferences and the birthday it contains; say what was understood."""
    source = source or f"tap:{token_hex(SOURCE_BYTES)}"
    if call.message and call.message.edited:
        notes.remove_from(call.db, call.shop.id, source)
    note_id = notes.add(call.db, call.shop.id, buyer.id, line.text, call.today, call.now, source=source)
    delete = Button(plain("notiz.button.delete"), "notiz.delete", {"note": note_id}, once=True)
    told = [text("notiz.saved", name=buyer.name, text=line.text), *understood(call, buyer, line, source)]
    booking.note_contact(call.db, call.shop, buyer.id, call.now)
    return _said(buyer, told, delete)


def understood(call: Call, buyer: Buyer, line: NoteLine, source: str | None) -> list[Html]:
    """Keep the birthday (unless it is that of a relative) and the preferences of a line; what is said about each."""
    day = [_birthday(call, buyer, line.birthday)] if line.birthday else []
    if line.of_relative:
        day = [text("geburtstag.of_relative", name=buyer.name, day=line.of_relative)]
    return day + [_preference(call, buyer, preference, source) for preference in line.preferences]


def _birthday(call: Call, buyer: Buyer, day: Birthday) -> Html:
    before = buyers.birthday_of(buyer)
    buyers.set_birthday(call.db, call.shop.id, buyer.id, day, call.today)
    if before and before != day:
        return text("geburtstag.changed", name=buyer.name, day=day, before=before)
    return text("geburtstag.saved", name=buyer.name, day=day)


def _preference(call: Call, buyer: Buyer, preference: Preference, source: str | None) -> Html:
    same = (call.db, call.shop.id, buyer.id)
    if opposite := OPPOSITE.get(preference.kind):
        notes.remove_known(*same, opposite, preference.text)
    if notes.knows(*same, preference.kind, preference.text):
        return text(f"vorliebe.known_{preference.kind}", name=buyer.name, text=preference.text)
    notes.add(*same, preference.text, call.today, call.now, kind=preference.kind, source=source)
    return text(f"vorliebe.saved_{preference.kind}", name=buyer.name, text=preference.text)


def birthday(call: Call, buyer: Buyer, day: Birthday) -> Answers:
    """Note a birthday and what follows from it."""
    told = [_birthday(call, buyer, day)]
    occasions.refresh(call.db, call.shop, buyer.id, call.today)
    return _said(buyer, told)


def prefer(call: Call, buyer: Buyer, line: NoteLine) -> Answers:
    """Keep the line as preferences (see `keep_preference`); what seems sensitive is asked about first."""
    if not line.text:
        raise RuleError("notiz.no_text")
    return doubted(call, buyer, line.text, "like") or keep_preference(call, buyer, line, call.source)


def keep_preference(call: Call, buyer: Buyer, line: NoteLine, source: str | None) -> Answers:
    """Keep the line as preferences; what says nothing else is something the buyer likes."""
    stated = line.preferences or tuple(filter(None, [stated_preference(line.text, vocabulary())]))
    if not stated:
        raise RuleError("vorliebe.nothing")
    told = understood(call, buyer, replace(line, preferences=stated), source)
    occasions.refresh(call.db, call.shop, buyer.id, call.today)
    return _said(buyer, told)


def keep_answer(call: Call, buyer: Buyer, words: str) -> Answers:
    """Keep what a buyer answered as a note."""
    notes.add(call.db, call.shop.id, buyer.id, plain("replying.note", words=words), call.today, call.now)
    occasions.refresh(call.db, call.shop, buyer.id, call.today)
    return [Edit(text("replying.noted", name=buyer.name, words=words))]


def _said(buyer: Buyer, lines: list[Html], *buttons: Button) -> Answers:
    show = Button(plain("kauf.button.buyer"), "kunde.show", {"buyer": buyer.id})
    return [Say(Html("\n".join(lines)), [[*buttons, show]])]
