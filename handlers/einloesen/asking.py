"""A buyer asks for a reward with one tap; the seller agrees or not with one tap."""

from __future__ import annotations

from handlers import affordable
from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.einloesen import showing
from handlers.rewarding import address, picture, price, title, to_sellers, voucher_line
from messages_de import Html, plain, text
from rules.errors import RuleError
from storage import buyers, redeeming, shops, vouchers
from storage.buyers import Buyer
from storage.rewards import Reward
from storage.shops import Shop
from storage.vouchers import ASKED, Voucher


def ask(call: Call) -> Answers:
    """The buyer asks: what it costs is taken at once, and the seller is asked."""
    shop, buyer = _own(call)
    words, buttons, more = _asked(call, shop, buyer, int(call.data["reward"]))
    return [Edit(words, buttons), *more]


def ask_typed(call: Call, shop: Shop, buyer: Buyer, row: Reward) -> Answers:
    """The same, for a reward that the buyer named."""
    words, buttons, more = _asked(call, shop, buyer, row.id)
    return [Say(words, buttons), *more]


def _asked(call: Call, shop: Shop, buyer: Buyer, reward_id: int) -> tuple[Html, Rows, Answers]:
    row = redeeming.redeem(call.db, shop, buyer.id, reward_id, call.now, ASKED)
    what, cost = title(shop, row), price(shop, row.unit, row.cost)
    back = Button(
        plain("einloesen.button.withdraw"), "einloesen.withdraw", {"shop": shop.id, "voucher": row.id}, once=True
    )
    words = text("einloesen.asked", shop.address_form, shop=shop.name, what=what, price=cost)
    asks = text("einloesen.asks", name=buyer.name, what=what, price=cost)
    return words, [[back]], to_sellers(call, shop, asks, affordable.answer_buttons(shop, row))


def _own(call: Call) -> tuple[Shop, Buyer]:
    """The shop a button is about, and who this person is there; raises RuleError when he has left it."""
    shop = shops.get(call.db, int(call.data["shop"]))
    buyer = buyers.of_link(call.db, shop.id, call.user_id)
    if buyer is None:
        raise RuleError("voucher.not_here")
    return shop, buyer


def _voucher(call: Call, shop: Shop, buyer: Buyer) -> Voucher:
    row = vouchers.get(call.db, shop.id, int(call.data["voucher"]))
    if row.buyer_id != buyer.id:
        raise RuleError("voucher.not_here")
    return row


def withdraw(call: Call) -> Answers:
    """The buyer thinks better of it: everything comes back."""
    shop, buyer = _own(call)
    row = _voucher(call, shop, buyer)
    if not redeeming.refuse(call.db, shop, row, call.now):
        return [Edit(text("einloesen.answered_before", shop.address_form))]
    vouchers.move(call.db, shop.id, row.id, (vouchers.CANCELLED,), origin=vouchers.WITHDRAWN)
    what, cost = title(shop, row), price(shop, row.unit, row.cost)
    return [
        Edit(text("einloesen.withdrawn", shop.address_form, what=what, price=cost)),
        *to_sellers(call, shop, text("einloesen.withdrew", name=buyer.name, what=what), quiet=True),
    ]


def mine(call: Call) -> Answers:
    """The buyer's voucher, to be shown."""
    shop, buyer = _own(call)
    return showing.to_owner(call, shop, _voucher(call, shop, buyer))


def confirm(call: Call) -> Answers:
    """The seller agrees: the buyer gets his voucher."""
    row = vouchers.get(call.db, call.shop.id, int(call.data["voucher"]))
    if not vouchers.confirm(call.db, call.shop.id, row.id):
        return _settled(call, row)
    buyer = buyers.get(call.db, call.shop.id, row.buyer_id)
    data = {"voucher": row.id, "told": True, "asked": True}
    undo = Button(plain("kauf.button.undo"), "einloesen.cancel", data, once=True)
    words = text("einloesen.confirmed", name=buyer.name, voucher=voucher_line(call.shop, row))
    to = address(call.shop, buyer)
    return [
        Edit(words, [*affordable.use_buttons(row), [undo]]),
        *([picture(call, call.shop, row, to)] if to else []),
    ]


def _settled(call: Call, row: Voucher) -> Answers:
    """Too late to answer: the buyer has withdrawn it, or it was answered before."""
    now = vouchers.get(call.db, call.shop.id, row.id)
    if now.origin != vouchers.WITHDRAWN:
        return [Edit(text("einloesen.settled"))]
    name = buyers.get(call.db, call.shop.id, row.buyer_id).name
    return [Edit(text("einloesen.withdrawn_before", name=name))]


def decline(call: Call) -> Answers:
    """The seller does not agree: everything comes back, and the buyer is told kindly."""
    row = vouchers.get(call.db, call.shop.id, int(call.data["voucher"]))
    if not redeeming.refuse(call.db, call.shop, row, call.now):
        return _settled(call, row)
    shop, buyer = call.shop, buyers.get(call.db, call.shop.id, row.buyer_id)
    what, cost = title(shop, row), price(shop, row.unit, row.cost)
    said = text("einloesen.not_now", shop.address_form, shop=shop.name, what=what, price=cost)
    to = address(shop, buyer)
    return [
        Edit(text("einloesen.declined", name=buyer.name, what=what, price=cost), [[affordable.still_button(row)]]),
        *([Say(said, to=to)] if to else []),
    ]
