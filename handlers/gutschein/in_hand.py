"""/gutscheine: what a buyer has and can use, with the code; the seller names whose."""

from __future__ import annotations

from handlers.answers import SELLER, Answers, Button, Say
from handlers.call import Call
from handlers.choosing import picked, with_buyer
from handlers.rewarding import title, voucher_line
from messages_de import Html, plain, text
from storage import buyers, shops, vouchers
from storage.buyers import Buyer
from storage.shops import Shop

MOST = 10
"""Buttons; a line stands there for each voucher."""


def gutscheine(call: Call) -> Answers:
    """His own in each of his shops; for the seller those of a buyer."""
    cards = buyers.cards_of(call.db, call.user_id)
    if call.role == SELLER and (call.words or not cards):
        return with_buyer(call, call.words, of_buyer, "gutschein.of")
    return [_own(call, shops.get(call.db, shop_id), buyer_id) for shop_id, buyer_id in cards]


def _own(call: Call, shop: Shop, buyer_id: int) -> Say:
    rows = vouchers.in_hand(call.db, shop.id, buyer_id, shops.today_of(shop, call.now))
    if not rows:
        return Say(text("gutschein.own_none", shop.address_form, shop=shop.name))
    head = text("gutschein.own", shop.address_form, shop=shop.name)
    show = [
        [Button(plain("reward.button.show", code=row.code), "einloesen.mine", {"shop": shop.id, "voucher": row.id})]
        for row in rows[:MOST]
    ]
    return Say(Html("\n".join([head, *(voucher_line(shop, row) for row in rows)])), show)


def of_tapped(call: Call) -> Answers:
    """The buyer was chosen by a button."""
    return of_buyer(call, picked(call))


def of_buyer(call: Call, buyer: Buyer) -> Answers:
    """For the seller: each opens what can be done with it."""
    shop, rows = call.shop, vouchers.in_hand(call.db, call.shop.id, buyer.id, call.today)
    if not rows:
        return [Say(text("gutschein.of_none", name=buyer.name))]
    show = [
        [
            Button(
                plain("reward.button.voucher", code=row.code, what=title(shop, row)),
                "einloesen.open",
                {"voucher": row.id},
            )
        ]
        for row in rows[:MOST]
    ]
    lines = [text("gutschein.of", name=buyer.name), *(voucher_line(shop, row) for row in rows)]
    return [Say(Html("\n".join(lines)), show)]
