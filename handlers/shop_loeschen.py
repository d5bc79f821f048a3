"""/shop_loeschen: the shop with everything in it goes, in two steps; the second is its name, typed out."""

from __future__ import annotations

from handlers.answers import STRANGER, Answers, Button, Edit, Menu, Say, To
from handlers.call import Call
from handlers.registry import App
from messages_de import plain, text
from rules.errors import RuleError
from storage import buyers, closing, dialogs


def shop_loeschen(call: Call) -> Answers:
    """What would go; nothing happens yet."""
    goes = Button(plain("shop_loeschen.button.on"), "shop_loeschen.on")
    return [Say(text("shop_loeschen.ask", shop=call.shop.name, n=buyers.count(call.db, call.shop.id)), [[goes]])]


def go_on(call: Call) -> Answers:
    """The next text has to be the shop's name."""
    dialogs.ask(call.db, call.user_id, "shop_loeschen.name", {}, call.now)
    return [Edit(text("shop_loeschen.type", shop=call.shop.name))]


def named(call: Call) -> Answers:
    """Typed as it is written, it is the last word: everything goes, and whoever has a card reads it once."""
    if " ".join(call.words.split()) != call.shop.name:
        raise RuleError("shop_loeschen.name", shop=call.shop.name)
    form, name, people = call.shop.address_form, call.shop.name, closing.linked(call.db, call.shop.id)
    closing.close(call.db, call.shop, call.now)
    words = text("shop_loeschen.told", form, shop=name)
    told = [Say(words, to=To(number, STRANGER, None)) for number in people if number != call.user_id]
    return [Say(text("shop_loeschen.done", shop=name)), Menu(STRANGER), *told]


def register(app: App) -> None:
    """The command, its button and its question."""
    app.command("shop_loeschen", shop_loeschen)
    app.button("shop_loeschen.on", go_on)
    app.step("shop_loeschen.name", named)
