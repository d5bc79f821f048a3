"""/auskunft: what is stored about a buyer, for the seller to hand on to somebody without Telegram."""

from __future__ import annotations

from handlers.answers import Answers
from handlers.call import Call
from handlers.choosing import picked, with_buyer
from handlers.disclosing import disclosed
from handlers.registry import App
from storage.buyers import Buyer


def auskunft(call: Call) -> Answers:
    """`/auskunft Anna`: everything about her, to read and as a file."""
    return with_buyer(call, call.words, show, "auskunft.show")


def show(call: Call, row: Buyer) -> Answers:
    """In words, and row by row."""
    return disclosed(call.db, call.shop, row, call.now, own=False)


def show_tapped(call: Call) -> Answers:
    """A buyer was chosen by a button."""
    return show(call, picked(call))


def register(app: App) -> None:
    """The command and its button."""
    app.command("auskunft", auskunft)
    app.button("auskunft.show", show_tapped)
