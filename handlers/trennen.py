"""/trennen: a buyer's card and his Telegram account part again; the seller may do it, and he himself."""

from __future__ import annotations

from handlers import waiting
from handlers.answers import BUYER, SELLER, STRANGER, Answers, Button, Edit, Menu, Rows, Say, To
from handlers.call import Call
from handlers.choosing import ask_who, picked, with_buyer
from handlers.joining import question
from handlers.registry import MEMBER, App
from handlers.rewarding import to_sellers
from messages_de import Html, plain, text
from rules.errors import RuleError
from storage import buyers, dialogs, joinings, shops
from storage.buyers import Buyer
from storage.shops import Shop


def trennen(call: Call) -> Answers:
    """`/trennen Anna` for the seller; a buyer is asked for each of his cards."""
    own = [] if call.words and call.role == SELLER else _own_questions(call)
    if own or call.role != SELLER:
        return own
    return with_buyer(call, call.words, _ask, "trennen.who") if call.words else ask_who(call, "trennen.who")


def _own_questions(call: Call) -> list[Say]:
    own = [shops.get(call.db, shop_id) for shop_id, _ in buyers.cards_of(call.db, call.user_id)]
    asked = [
        Say(text("trennen.ask_own", form=shop.address_form, shop=shop.name), _choice("trennen.own", {"shop": shop.id}))
        for shop in own
    ]
    return [*asked, *waiting.shown(call)]


def _choice(action: str, data: dict[str, object]) -> Rows:
    yes = Button(plain("trennen.button.yes"), action, data, once=True)
    return [[yes, Button(plain("trennen.button.no"), "trennen.no", once=True)]]


def asked(call: Call) -> Answers:
    """The buyer was chosen by a button."""
    return _ask(call, picked(call))


def _ask(call: Call, buyer: Buyer) -> Answers:
    """Say what parts and what stays; whoever waits to be linked is shown instead."""
    if buyer.telegram_id:
        return [Say(text("trennen.ask", name=buyer.name), _choice("trennen.yes", {"buyer": buyer.id}))]
    waits = joinings.of_buyer(call.db, call.shop.id, buyer.id)
    return [Say(*question(call.db, call.shop, waits)) if waits else Say(text("trennen.none", name=buyer.name))]


def by_seller(call: Call) -> Answers:
    """The seller has decided; the account is told."""
    buyer = picked(call)
    told = text("trennen.told", form=call.shop.address_form, shop=call.shop.name)
    parted = _part(call, call.shop, buyer, told)
    if parted is None:
        return [Edit(text("trennen.none", name=buyer.name))]
    to = To(parted, STRANGER, call.shop.id)
    return [Edit(text("trennen.done", name=buyer.name)), Say(told, to=to), Menu(_role(call, parted), to)]


def by_buyer(call: Call) -> Answers:
    """The buyer has decided; the seller is told."""
    shop = shops.get(call.db, int(call.data["shop"]))
    mine = buyers.of_link(call.db, shop.id, call.user_id)
    words = text("trennen.done_own", form=shop.address_form, shop=shop.name)
    if mine is None or _part(call, shop, mine, words) is None:
        raise RuleError("trennen.not_yours")
    role = _role(call, call.user_id)
    return [Edit(words), Menu(role), *to_sellers(call, shop, text("trennen.left", name=mine.name), quiet=True)]


def _part(call: Call, shop: Shop, buyer: Buyer, wording: Html) -> int | None:
    """Take the account off a buyer, and give it."""
    before = joinings.unlink(call.db, shop.id, buyer.id, wording, call.now)
    if before is None:
        return None
    account = int(before.telegram_id)
    if _role(call, account) == STRANGER:
        dialogs.forget_person(call.db, account)
    return account


def _role(call: Call, account: int) -> str:
    """What an account is to the bot now."""
    if shops.of_seller(call.db, account) is not None:
        return SELLER
    return BUYER if buyers.cards_of(call.db, account) else STRANGER


def leave(_call: Call) -> Answers:
    """Everything stays as it is."""
    return [Edit(text("trennen.left_alone"))]


def register(app: App) -> None:
    """The command and its buttons."""
    app.command("trennen", trennen, role=MEMBER)
    app.button("trennen.who", asked)
    app.button("trennen.yes", by_seller)
    app.button("trennen.own", by_buyer, role=MEMBER)
    app.button("trennen.no", leave, role=MEMBER)
