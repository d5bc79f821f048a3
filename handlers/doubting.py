"""A note that seems to say something about health, faith, love, origin, politics or crime: the seller is asked whether it is needed."""

from __future__ import annotations

from secrets import token_hex

from handlers.answers import Answers, Button, Say
from handlers.call import Call
from messages_de import plain, text
from messages_de.sensitive_words import sensitive_words
from rules.sensitive import sensitive
from storage.buyers import Buyer

MARK_BYTES = 8
"""By it the buttons with the words are found again when they shall be forgotten."""


def doubted(call: Call, buyer: Buyer, words: str, kind: str) -> Answers:
    """The question whether to store the words at all; nothing for an everyday note."""
    about = sensitive(words, sensitive_words())
    if about is None:
        return []
    data = {"buyer": buyer.id, "text": words, "kind": kind, "source": call.source, "mark": token_hex(MARK_BYTES)}
    yes = Button(plain("notiz.button.sure"), "notiz.sure", data, once=True)
    no = Button(plain("notiz.button.unsure"), "notiz.unsure", {"mark": data["mark"]}, once=True)
    return [Say(text("notiz.doubt", name=buyer.name, what=plain(f"notiz.about_{about}"), text=words), [[yes, no]])]
