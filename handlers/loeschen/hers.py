"""A seller erases a buyer, because he asked her to or because she needs him no more."""

from __future__ import annotations

from handlers.answers import STRANGER, Answers, Button, Edit, Say, To
from handlers.call import Call
from handlers.choosing import picked, with_buyer
from messages_de import Html, plain, text
from storage import dialogs, erasing, mentions
from storage.buyers import Buyer
from storage.mentions import Mention

SHOWN = 5


def loeschen(call: Call) -> Answers:
    """`/loeschen Anna`: what goes, what stays, and the first of two taps."""
    return with_buyer(call, call.words, ask, "loeschen.ask")


def ask_tapped(call: Call) -> Answers:
    """A buyer was chosen by a button."""
    return ask(call, picked(call))


def ask(call: Call, row: Buyer) -> Answers:
    """What would go, and what would stay; an older question, whoever it was about, is none any more."""
    dialogs.forget_questions(call.db, call.user_id, "loeschen.sure", "loeschen.do")
    data = {"buyer": row.id}
    yes = Button(plain("loeschen.button.erase"), "loeschen.sure", data)
    no = Button(plain("loeschen.button.keep"), "loeschen.keep", data)
    words = text("loeschen.hers", name=row.name, n=row.purchases)
    return [Say(words, [[yes], [no]])]


def sure(call: Call) -> Answers:
    """The second tap decides."""
    row = picked(call)
    data = {"buyer": row.id}
    yes = Button(plain("loeschen.button.really"), "loeschen.do", data)
    no = Button(plain("loeschen.button.keep"), "loeschen.keep", data)
    return [Edit(text("loeschen.hers_sure", name=row.name), [[yes], [no]])]


def keep(call: Call) -> Answers:
    """Nothing changes."""
    return [Edit(text("loeschen.kept", name=picked(call).name))]


def erase(call: Call) -> Answers:
    """The buyer is forgotten; he is told once, before nobody knows any more how, and she reads where his name still stands."""
    row = picked(call)
    found = erasing.erase(call.db, call.shop, row.id, plain("loeschen.nobody"), call.now)
    lines = [text("loeschen.done", name=row.name), *_elsewhere(mentions.elsewhere(call.db, found))]
    return [Edit(Html("\n".join(lines))), *_told(call, row)]


def _told(call: Call, row: Buyer) -> Answers:
    """The last letter belongs to nobody's card any more: it is not kept once it is sent."""
    if not (row.telegram_id and row.reachable):
        return []
    words = text("loeschen.told", call.shop.address_form, shop=call.shop.name)
    return [Say(words, to=To(row.telegram_id, STRANGER, None))]


def _elsewhere(found: list[Mention]) -> list[Html]:
    """What is written about others may name him: only she can decide about that."""
    if not found:
        return []
    lines = [text(f"loeschen.mention_{one.kind}", name=one.about, words=one.words) for one in found[:SHOWN]]
    return [text("loeschen.mentions", n=len(found)), *lines]
