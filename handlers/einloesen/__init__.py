"""/einloesen: points and stamps become a voucher, and a voucher is used."""

from __future__ import annotations

from handlers import affordable
from handlers.affordable import Wallet
from handlers.answers import SELLER, Answers, Say
from handlers.call import Call
from handlers.choosing import picked, with_buyer
from handlers.einloesen import asking, giving, showing
from handlers.einloesen.meaning import meant
from handlers.registry import ANYBODY, MEMBER, App
from handlers.rewarding import name_and_rest
from messages_de import Html, text
from rules.errors import RuleError
from rules.parsing.text import clipped, one_line
from rules.parsing.vouchers import code_of
from storage import buyers, rewards, shops
from storage.buyers import Buyer


def einloesen(call: Call) -> Answers:
    """A buyer sees what he can have, or names it; the seller names a buyer (and a reward), or the code of a voucher."""
    cards = buyers.cards_of(call.db, call.user_id)
    codes = showing.codes(call, [shop_id for shop_id, _ in cards])
    if codes:
        show = showing.of_link if cards else showing.of_code
        return [said for code in codes for said in show(call, code)]
    if call.role == SELLER and (call.words or not cards):
        return _of_buyer(call)
    wallets = [
        affordable.wallet(call, shops.get(call.db, shop_id), buyers.get(call.db, shop_id, buyer_id))
        for shop_id, buyer_id in cards
    ]
    if call.words:
        return _wished(call, wallets, one_line(call.words))
    to_sell = _of_buyer(call) if call.role == SELLER and buyers.count(call.db, call.shop.id) else []
    return [*to_sell, *(affordable.for_buyer(found) for found in wallets)]


def _wished(call: Call, wallets: list[Wallet], what: str) -> Answers:
    """What a buyer named: the one thing that is meant, the few that could be, or all there is."""
    form = wallets[0].shop.address_form
    fitting = [(found, rows) for found in wallets if (rows := meant(found, found.offers, what))]
    if not fitting:
        head = Say(text("einloesen.no_such", form, what=clipped(what)))
        return [head, *(affordable.for_buyer(found) for found in wallets)]
    found, rows = fitting[0]
    if len(fitting) == len(rows) == 1:
        row = rows[0]
        mine = row in found.in_hand
        return showing.to_owner(call, found.shop, row) if mine else asking.ask_typed(call, found.shop, found.buyer, row)
    some = [affordable.for_buyer(found.only(rows)) for found, rows in fitting]
    return [Say(text("einloesen.which", form, what=clipped(what))), *some]


def _of_buyer(call: Call) -> Answers:
    name, rest = name_and_rest(call)
    if (
        name
        and not buyers.named(call.db, call.shop.id, name)
        and not buyers.search(call.db, call.shop.id, name, most=1)
    ):
        raise RuleError("voucher.no_name", typed=clipped(name))
    return with_buyer(call, name, lambda c, b: named(c, b, rest), "einloesen.of", {"what": rest})


def of_tapped(call: Call) -> Answers:
    """The buyer was chosen by a button; what he shall have was perhaps typed before."""
    return named(call, picked(call), str(call.data.get("what", "")))


def named(call: Call, buyer: Buyer, what: str) -> Answers:
    """The reward or voucher that was typed behind a buyer's name; without one, all he can have."""
    found = affordable.wallet(call, call.shop, buyer)
    if not what:
        return [affordable.for_seller(found)]
    rows = meant(found, rewards.catalogue(call.db, call.shop.id), what)
    if not rows and (code := code_of(what)):
        return showing.of_code(call, code)
    if len(rows) != 1:
        shown = affordable.for_seller(found.only(rows) if rows else found)
        head = text("einloesen.which" if rows else "einloesen.no_reward", what=clipped(what))
        return [Say(Html(f"{head}\n\n{shown.text}"), shown.buttons)]
    row = rows[0]
    return showing.voucher(call, row) if row in found.in_hand else giving.give_typed(call, buyer, row)


def scanned(call: Call) -> Answers:
    """The link on a voucher: it opens for the seller of its shop and for its buyer; others learn nothing."""
    code = code_of(call.words)
    if code is None:
        raise RuleError("voucher.not_here")
    return showing.of_link(call, code)


def register(app: App) -> None:
    """The command, its buttons and the link on a voucher."""
    app.command("einloesen", einloesen, role=MEMBER)
    app.link("g", scanned, role=ANYBODY)
    app.button("einloesen.of", of_tapped)
    app.button("einloesen.ask", asking.ask, role=MEMBER)
    app.button("einloesen.withdraw", asking.withdraw, role=MEMBER)
    app.button("einloesen.mine", asking.mine, role=MEMBER)
    app.button("einloesen.confirm", asking.confirm)
    app.button("einloesen.decline", asking.decline)
    app.button("einloesen.give", giving.give)
    app.button("einloesen.cancel", giving.cancel)
    app.button("einloesen.use", giving.use)
    app.button("einloesen.unuse", giving.unuse)
    app.button("einloesen.open", showing.tapped)
