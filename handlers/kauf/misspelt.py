"""A known name that goes on almost like a longer one: who is meant is asked before anything is booked."""

from __future__ import annotations

from handlers.answers import Answers, Button, Say
from handlers.call import Call
from handlers.choosing import described
from handlers.kauf.pending import Pending
from messages_de import plain, text
from storage import buyers
from storage.buyers import Buyer

SHORTEST = 4
"""In a shorter word one letter soon makes another name."""


def asked(call: Call, pending: Pending, known: Buyer | None) -> Answers:
    """The question who is meant, if a word behind the known name is a slip away from the rest of a longer name."""
    word = _word_behind(call.words, pending) if known else ""
    if known is None or not word:
        return []
    near = buyers.longer_named(call.db, call.shop.id, known, word)
    if not near:
        return []
    typed = f"{pending.name} {word}"
    item = pending.item.removeprefix(word).strip()
    buttons = [_button(described(row), pending, buyer=row.id, name=row.name, item=item) for row in near]
    short = _button(described(known), pending, buyer=known.id)
    new = plain("kauf.button.somebody_else", name=typed)
    another = _button(new, pending, buyer=None, name=typed, item=item, namesake=True)
    return [Say(text("kauf.misspelt", name=typed), [[button] for button in (*buttons, short, another)])]


def _word_behind(line: str, pending: Pending) -> str:
    """The word behind the name, where the item begins; nothing if the amount stands there, or a very short word."""
    before, _, behind = line.partition(f"{pending.name} ")
    word = behind.split(" ", 1)[0]
    return word if not before and len(word) >= SHORTEST and pending.item.startswith(word) else ""


def _button(label: str, pending: Pending, **meant: object) -> Button:
    data = {**pending.packed(), **meant}
    data.pop("other_name", None)
    return Button(label, "kauf.book", data, once=True)
