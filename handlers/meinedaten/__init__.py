"""/meinedaten: a buyer reads all that is stored about him, takes it along as a file, and corrects it."""

from __future__ import annotations

from handlers import waiting
from handlers.answers import BUYER, SELLER, Answers, Button, Rows, Say
from handlers.call import Call
from handlers.disclosing import disclosed
from handlers.meinedaten import changing
from handlers.owning import Own, own_rows
from handlers.registry import MEMBER, App
from messages_de import plain, text


def meinedaten(call: Call) -> Answers:
    """For each of his cards all that the shop knows; a seller who is nobody's buyer learns how to ask about hers."""
    cards = [answer for own in own_rows(call) for answer in disclosed(call.db, *own, call.now, _buttons(own), own=True)]
    return [*cards, *waiting.disclosed(call)] or [Say(text("meinedaten.no_card"))]


def _buttons(own: Own) -> Rows:
    shop, row = own
    data = {"shop": shop.id}
    change = [
        Button(plain("meinedaten.button.name"), "meinedaten.name", data),
        Button(plain("meinedaten.button.birthday"), "meinedaten.birthday", data),
    ]
    forget = (
        [Button(plain("meinedaten.button.no_birthday"), "meinedaten.no_birthday", data)] if row.birthday_day else []
    )
    erase = Button(plain("meinedaten.button.erase"), "loeschen.mine", data)
    return [change, *([forget] if forget else []), [erase]]


def register(app: App) -> None:
    """Its names, its buttons and its questions."""
    for name in ("meinedaten", "meine_daten", "daten"):
        for role in (BUYER, SELLER):
            app.alias(name, meinedaten, role=role)
    app.alias("geburtstag", changing.birthday_typed, role=BUYER)
    app.button("meinedaten.name", changing.ask_name, role=MEMBER)
    app.button("meinedaten.birthday", changing.ask_birthday, role=MEMBER)
    app.button("meinedaten.no_birthday", changing.forget_birthday, role=MEMBER)
    app.step("meinedaten.name", changing.named, role=MEMBER)
    app.step("meinedaten.birthday", changing.born, role=MEMBER)
