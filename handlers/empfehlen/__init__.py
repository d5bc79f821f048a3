"""/empfehlen: a buyer's own link for his friends, and the bonus it brings both of them."""

from __future__ import annotations

from handlers.answers import BUYER, SELLER, Answers
from handlers.call import Call
from handlers.choosing import QUOTES, ask_who, picked, with_buyer
from handlers.empfehlen import arriving, byhand, known, link
from handlers.registry import ANYBODY, MEMBER, App
from storage import buyers, shops


def empfehlen(call: Call) -> Answers:
    """A buyer sees his link in every shop he joined; the seller that of a buyer she names, or she says who came through whom."""
    if call.role != SELLER:
        return _own(call)
    if not call.words:
        return _own(call) or ask_who(call, "empfehlen.show")
    named = buyers.named(call.db, call.shop.id, call.words.strip(QUOTES))
    pair = None if named else byhand.read(call)
    if pair is not None:
        return byhand.bring(call, *pair)
    return with_buyer(call, call.words, link.for_seller, "empfehlen.show")


def _own(call: Call) -> Answers:
    cards = [
        (shops.get(call.db, shop_id), buyers.get(call.db, shop_id, buyer_id))
        for shop_id, buyer_id in buyers.cards_of(call.db, call.user_id)
    ]
    return [answer for shop, buyer in cards for answer in link.for_buyer(call, shop, buyer)]


def register(app: App) -> None:
    """The command, its buttons and the link."""
    app.command("empfehlen", empfehlen, role=MEMBER)
    for name in ("empfehlung", "freunde"):
        app.alias(name, empfehlen, role=MEMBER)
    app.alias("einladen", empfehlen, role=BUYER)
    app.button("empfehlen.show", lambda call: link.for_seller(call, picked(call)))
    app.button("empfehlen.by", byhand.by_tapped)
    app.button("empfehlen.friend", byhand.friend_tapped)
    app.button("empfehlen.new", byhand.new_tapped)
    app.button("empfehlen.undo", byhand.undo)
    app.button("empfehlen.known", known.known)
    app.button("empfehlen.not_known", known.not_known)
    app.button("empfehlen.agree", arriving.agree, role=ANYBODY)
    app.button("empfehlen.decline", arriving.decline, role=ANYBODY)
    app.asks_again("empfehlen.agree", arriving.asked_again)
    app.link("f", arriving.arrive)
