"""/impressum: who runs the shop; the seller types it once, her buyers read it."""

from __future__ import annotations

from handlers.answers import BUYER, SELLER, Answers, Say
from handlers.call import Call
from handlers.owning import own_rows
from handlers.registry import ANYBODY, App
from messages_de import Html, text
from rules.errors import RuleError
from storage import dialogs, shops
from storage.shops import Shop

SHORTEST, LONGEST = 15, 1000


def impressum(call: Call) -> Answers:
    """`/impressum Maria Muster, Musterweg 1, …` keeps it; without words it is shown, to buyers that of each of their shops."""
    if call.role == SELLER:
        return _keep(call, call.words) if call.words else _show(call)
    if call.role == BUYER:
        return [Say(of_shop(shop)) for shop, _ in own_rows(call)]
    return [Say(text("impressum.stranger"))]


def of_shop(shop: Shop) -> Html:
    """As buyers read it."""
    if not shop.imprint:
        return text("impressum.none", shop.address_form, shop=shop.name)
    return text("impressum.is", shop=shop.name, imprint=shop.imprint)


def _show(call: Call) -> Answers:
    """How it is; the next text changes it."""
    dialogs.ask(call.db, call.user_id, "impressum.text", {}, call.now)
    known = text("impressum.yours", imprint=call.shop.imprint) if call.shop.imprint else text("impressum.ask")
    return [Say(known)]


def said(call: Call) -> Answers:
    """The text that was asked for."""
    answers = _keep(call, call.words)
    dialogs.close(call.db, call.user_id)
    return answers


def _keep(call: Call, words: str) -> Answers:
    if not SHORTEST <= len(words) <= LONGEST:
        raise RuleError("impressum.length", limit=LONGEST)
    shops.change(call.db, call.shop.id, imprint=words)
    return [Say(text("impressum.saved", imprint=words))]


def register(app: App) -> None:
    """The command and its question."""
    app.command("impressum", impressum, role=ANYBODY)
    app.step("impressum.text", said)
