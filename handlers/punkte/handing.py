"""Handing a reward over without a purchase, and taking that back."""

from __future__ import annotations

from handlers.answers import Answers, Button, Say
from handlers.call import Call
from handlers.rewarding import title
from messages_de import Html, plain, text
from storage import buyers, redeeming, voucher_use, vouchers
from storage.vouchers import Voucher


def hand_over(call: Call) -> Answers:
    """The seller hands a reward over: its voucher is used up."""
    row = _voucher(call)
    if row.state != vouchers.OPEN:
        return [Say(_said(call, "punkte.handed_before", row))]
    redeeming.usable(call.db, call.shop, row.code, None, call.today)
    voucher_use.use(call.db, call.shop.id, row, None, call.today)
    undo = Button(plain("kauf.button.undo"), "punkte.take_back", {"voucher": row.id}, once=True)
    return [Say(_said(call, "punkte.handed", row), [[undo]])]


def take_back(call: Call) -> Answers:
    """The reward was not handed over after all: its voucher is open again, unless it was used for a purchase since."""
    row = _voucher(call)
    if row.purchase_id is not None or not voucher_use.unuse(call.db, call.shop.id, row.id):
        return [Say(_said(call, "punkte.taken_back_before", row))]
    return [Say(_said(call, "punkte.taken_back", row))]


def _voucher(call: Call) -> Voucher:
    return vouchers.get(call.db, call.shop.id, int(call.data["voucher"]))


def _said(call: Call, key: str, row: Voucher) -> Html:
    name = buyers.get(call.db, call.shop.id, row.buyer_id).name
    return text(key, name=name, reward=title(call.shop, row))
