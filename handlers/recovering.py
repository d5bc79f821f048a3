"""The recovery code as the seller sees it: once, until she has written it down."""

from __future__ import annotations

from handlers.answers import Button, Say
from handlers.call import Call
from messages_de import plain, text
from rules.recovery import shown
from storage import recovery


def new_code(call: Call, shop_id: int, key: str) -> Say:
    """A new code for a shop; the button takes it out of the chat."""
    code = shown(recovery.issue(call.db, shop_id, call.now))
    noted = Button(plain("uebernahme.button.noted"), "uebernahme.noted")
    return Say(text(key, code=code), [[noted]])
