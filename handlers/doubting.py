"""A note that seems to say something about health, faith, love, origin, politics or crime: the seller is asked whether it is needed."""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from handlers.answers import Answers, Button, Say
from handlers.call import Call
from messages_de import plain, text
from messages_de.sensitive_words import sensitive_words
from rules.sensitive import sensitive
from storage.buyers import Buyer

MARK_BYTES = 8
"""By it the buttons with the words are found again when they shall be forgotten."""


def new_mark() -> str:
    """A mark for buttons with words that shall be forgotten with the question."""
    return token_hex(MARK_BYTES)


def doubted(call: Call, buyer: Buyer, words: str, kind: str, **more: Any) -> Answers:
    """The question whether to store the words at all, with what storing them takes; nothing for an everyday note."""
    about = sensitive(words, sensitive_words())
    if about is None:
        return []
    mark = call.data.get("mark") or new_mark()
    data = {"buyer": buyer.id, "text": words, "kind": kind, "source": call.source, "mark": mark, **more}
    yes = Button(plain("notiz.button.sure"), "notiz.sure", data, once=True)
    replaces = kind == "rewrite" or bool(call.message and call.message.edited)
    no = Button(plain("notiz.button.unsure"), "notiz.unsure", {"mark": mark, "replaces": replaces}, once=True)
    return [Say(text("notiz.doubt", name=buyer.name, what=plain(f"notiz.about_{about}"), text=words), [[yes, no]])]
