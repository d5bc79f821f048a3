"""A friend who came by a link may be somebody the seller knows without an account: she is asked, and one tap decides."""

from __future__ import annotations

from handlers import referring
from handlers.answers import SELLER, Answers, Button, Edit, Rows, Say, To
from handlers.call import Call
from handlers.choosing import described, picked
from handlers.rewarding import address
from handlers.sentences import stamps
from handlers.uniting import United, unite
from messages_de import Html, plain, text
from storage import buyers, ledger, shops
from storage.buyers import Buyer
from storage.shops import Shop

MOST = 3
"""Buyers who may be the friend."""


def told(call: Call, shop: Shop, referrer: Buyer, friend: Buyer) -> list[Say]:
    """The sellers hear who came; if it may be somebody they know, they are asked."""
    near = _perhaps(call, shop, friend)
    words = text("empfehlen.joined_known" if near else "empfehlen.joined", name=friend.name, by=referrer.name)
    buttons = _choice(near, friend, referrer) if near else ()
    return [
        Say(words, buttons, to=To(seller, SELLER, shop.id)) for seller in shops.sellers(call.db, shop.id, call.sellers)
    ]


def _perhaps(call: Call, shop: Shop, friend: Buyer) -> list[Buyer]:
    """Buyers of his name, or else of a similar one, who have no account yet."""
    namesakes = [row for row in buyers.named(call.db, shop.id, friend.name) if row.id != friend.id]
    rows = namesakes or buyers.similar(call.db, shop.id, friend.name, MOST)
    return [row for row in rows if row.telegram_id is None and row.contact_id is None][:MOST]


def _choice(near: list[Buyer], friend: Buyer, referrer: Buyer) -> Rows:
    data = {"friend": friend.id, "by": referrer.id}
    known = [
        [
            Button(
                plain("empfehlen.button.known", who=described(row)), "empfehlen.known", {**data, "buyer": row.id}, True
            )
        ]
        for row in near
    ]
    return [*known, [Button(plain("empfehlen.button.somebody_new"), "empfehlen.not_known", data, once=True)]]


def known(call: Call) -> Answers:
    """It is somebody she knows: his books and the new card become one; whoever has bought before brings no bonus."""
    before, friend = picked(call), buyers.survivor(call.db, call.shop.id, int(call.data["friend"]))
    united = unite(call, before.id, friend.id)
    by = buyers.survivor(call.db, call.shop.id, int(call.data["by"])).name
    refused = text("empfehlen.no_bonus", name=united.kept.name, by=by)
    lines = [_has(call, united.kept), referring.said(united.bonuses)]
    lines += [refused] if before.purchases and call.shop.bonus_referral else []
    undo = Button(plain("kauf.button.undo"), "zusammenfuehren.undo", {"merge": united.merge}, once=True)
    show = Button(plain("kauf.button.buyer"), "kunde.show", {"buyer": united.kept.id})
    words = Html("\n".join(line for line in lines if line))
    return [Edit(words, [[undo, show]]), *(_to_friend(call, united) if before.purchases else [])]


def _has(call: Call, row: Buyer) -> Html:
    balance = ledger.balance(call.db, call.shop.id, row.id, call.today)
    points = text("count.points", n=max(balance.points, 0))
    on_card = stamps(balance.stamps, call.shop.stamps_per_card)
    return text("empfehlen.is_known", name=row.name, n=row.purchases, points=points, stamps=on_card)


def _to_friend(call: Call, united: United) -> list[Say]:
    """He was promised a bonus: why there is none, and what he finds on his card instead."""
    shop, to = call.shop, address(call.shop, united.kept)
    key = "empfehlen.you_are_known" if shop.bonus_referral else "empfehlen.you_are_known_plain"
    return [Say(text(key, form=shop.address_form, shop=shop.name), to=to)] if to else []


def not_known(call: Call) -> Answers:
    """It is somebody new: nothing changes."""
    friend, by = (buyers.survivor(call.db, call.shop.id, int(call.data[who])).name for who in ("friend", "by"))
    return [Edit(text("empfehlen.joined", name=friend, by=by))]
