"""/datenschutz: what is stored, what for, how long, and what one can do about it; to be read before anything is stored."""

from __future__ import annotations

from handlers import waiting
from handlers.answers import BUYER, SELLER, Answers, Say
from handlers.call import Call
from handlers.owning import own_rows
from handlers.registry import ANYBODY, App
from messages_de import Html, text
from rules.keeping import BUYER_YEARS, FAILURE_DAYS
from storage import shops
from storage.shops import Shop


def datenschutz(call: Call) -> Answers:
    """Buyers read that of each of their shops, the seller what her buyers read, everybody else that nothing is stored yet."""
    if call.role == SELLER:
        return [Say(text("datenschutz.yours")), Say(of_shop(call.shop))]
    if call.role == BUYER:
        return [*(Say(of_shop(shop)) for shop, _ in own_rows(call)), *waiting.shown(call)]
    return waiting.shown(call) or [Say(text("datenschutz.stranger"))]


def of_shop(shop: Shop) -> Html:
    """The whole information, with who is responsible."""
    form = shop.address_form
    who = text("datenschutz.who", imprint=shop.imprint) if shop.imprint else text("datenschutz.who_missing", form)
    return text("datenschutz.shop", form, shop=shop.name, who=who, years=BUYER_YEARS, days=FAILURE_DAYS)


def show(call: Call) -> Answers:
    """The button under an invitation: it is read before anything is stored."""
    return [Say(of_shop(shops.get(call.db, int(call.data["shop"]))))]


def register(app: App) -> None:
    """The command, its other name, and the button under invitations."""
    app.command("datenschutz", datenschutz, role=ANYBODY)
    app.button("datenschutz.show", show, role=ANYBODY)
