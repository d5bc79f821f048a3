"""The seller redeems for a buyer, hands over, and takes back."""

from __future__ import annotations

from handlers import affordable
from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.choosing import picked
from handlers.rewarding import address, handed_out, price, title, voucher_line
from handlers.sentences import have
from messages_de import Html, plain, text
from rules.errors import RuleError
from storage import buyers, ledger, redeeming, rewards, voucher_use, vouchers
from storage.buyers import Buyer
from storage.consents import RECEIPTS, STAMP_CARD
from storage.rewards import Reward
from storage.vouchers import Voucher


def give(call: Call) -> Answers:
    """The seller redeems a reward for a buyer, by a button."""
    words, rows, more = _given(call, picked(call), int(call.data["reward"]))
    return [Edit(words, rows), *more]


def give_typed(call: Call, buyer: Buyer, row: Reward) -> Answers:
    """The seller redeems a reward for a buyer, by its name."""
    words, rows, more = _given(call, buyer, row.id)
    return [Say(words, rows), *more]


def _given(call: Call, buyer: Buyer, reward_id: int) -> tuple[Html, Rows, Answers]:
    _refuse_lack(call, buyer, rewards.get(call.db, call.shop.id, reward_id))
    row = redeeming.redeem(call.db, call.shop, buyer.id, reward_id, call.now)
    told, copy, more = handed_out(call, buyer, row)
    lines = [
        text("einloesen.given", name=buyer.name, price=price(call.shop, row.unit, row.cost)),
        voucher_line(call.shop, row),
        _total(call, buyer),
        told,
    ]
    undo = Button(plain("kauf.button.undo"), "einloesen.cancel", {"voucher": row.id, "told": bool(more)}, once=True)
    return Html("\n".join(lines)), [*affordable.use_buttons(row), [undo, *copy]], more


def _refuse_lack(call: Call, buyer: Buyer, row: Reward) -> None:
    """Raise RuleError if the buyer has not enough for what can be had; the seller is pointed to what he can have."""
    rewards.refuse(row, call.today)
    missing = row.cost - redeeming.funds(call.db, call.shop, buyer.id, call.today).of(row.unit)
    if missing > 0:
        raise RuleError(f"voucher.lacks_{row.unit}", n=missing, name=buyer.name)


def _total(call: Call, buyer: Buyer) -> Html:
    balance = ledger.balance(call.db, call.shop.id, buyer.id, call.today)
    return text("einloesen.total", have=have(balance, call.shop.stamps_per_card))


def cancel(call: Call) -> Answers:
    """The undo: the voucher is gone, what it cost comes back; a buyer who knew of it is told."""
    row = vouchers.get(call.db, call.shop.id, int(call.data["voucher"]))
    redeeming.take_back(call.db, call.shop, row, call.now)
    buyer = buyers.get(call.db, call.shop.id, row.buyer_id)
    lines = [text("einloesen.cancelled", name=buyer.name, what=title(call.shop, row)), _total(call, buyer)]
    return [Edit(Html("\n".join(lines))), *(_told_so(call, buyer, row) if call.data.get("told") else [])]


def _told_so(call: Call, buyer: Buyer, row: Voucher) -> Answers:
    """Whoever asked for it hears of it; others as long as they want messages."""
    if not (call.data.get("asked") or buyers.wants_receipts(buyer)):
        return []
    to, shop = address(call.shop, buyer, STAMP_CARD if call.data.get("asked") else RECEIPTS), call.shop
    key = "einloesen.taken_back" if row.cost else "einloesen.present_back"
    said = text(key, shop.address_form, shop=shop.name, what=title(shop, row), code=row.code)
    return [Say(said, to=to)] if to else []


def use(call: Call) -> Answers:
    """Handed over as it is, without a purchase; raises RuleError when it cannot be used any more.

    Tapped below a card, the card stays as it is.
    """
    code = vouchers.get(call.db, call.shop.id, int(call.data["voucher"])).code
    row = redeeming.usable(call.db, call.shop, code, None, call.today)
    voucher_use.use(call.db, call.shop.id, row, None, call.today)
    return [(Say if call.data.get("below") else Edit)(*_used(call, row))]


def _used(call: Call, row: Voucher) -> tuple[Html, Rows]:
    name = buyers.get(call.db, call.shop.id, row.buyer_id).name
    undo = Button(plain("kauf.button.undo"), "einloesen.unuse", {"voucher": row.id}, once=True)
    return text("einloesen.used", name=name, what=title(call.shop, row), code=row.code), [[undo]]


def unuse(call: Call) -> Answers:
    """It was not handed over after all."""
    row = vouchers.get(call.db, call.shop.id, int(call.data["voucher"]))
    if row.purchase_id is not None or not voucher_use.unuse(call.db, call.shop.id, row.id):
        return [Edit(text("einloesen.settled"))]
    name = buyers.get(call.db, call.shop.id, row.buyer_id).name
    words = text("einloesen.unused", name=name, voucher=voucher_line(call.shop, row))
    return [Edit(words, affordable.use_buttons(row))]
