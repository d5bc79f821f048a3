"""What buyers have asked for and nobody has answered: the sellers are reminded, and after a week it goes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from handlers.affordable import answer_buttons, still_button
from handlers.answers import Say
from handlers.rewarding import address, price, said_to, title
from messages_de import text
from storage import buyers, redeeming
from storage.shops import Shop, today_of
from storage.vouchers import Voucher


def unanswered(db: Connection, shop: Shop, sellers: Sequence[int], now: datetime) -> list[Say]:
    """With the daily message: reminders of what is waiting, and what has come to nothing."""
    gone = [said for row in redeeming.lapse(db, shop, now) for said in _lapsed(db, shop, sellers, row)]
    return [*gone, *(said for row in redeeming.waiting(db, shop, now) for said in _waits(db, shop, sellers, row, now))]


def _waits(db: Connection, shop: Shop, sellers: Sequence[int], row: Voucher, now: datetime) -> list[Say]:
    """A buyer waits; the answer is one tap away."""
    words = text(
        "reward.waits",
        name=buyers.get(db, shop.id, row.buyer_id).name,
        n=(today_of(shop, now) - row.day).days,
        what=title(shop, row),
        price=price(shop, row.unit, row.cost),
    )
    return said_to(shop, sellers, words, answer_buttons(shop, row), quiet=True)


def _lapsed(db: Connection, shop: Shop, sellers: Sequence[int], row: Voucher) -> list[Say]:
    """The buyer has everything back, and both are told; the seller can still redeem it."""
    buyer = buyers.get(db, shop.id, row.buyer_id)
    what, cost = title(shop, row), price(shop, row.unit, row.cost)
    told = said_to(
        shop, sellers, text("reward.lapsed_of", name=buyer.name, what=what), [[still_button(row)]], quiet=True
    )
    to = address(shop, buyer)
    words = text("reward.lapsed", shop.address_form, shop=shop.name, what=what, price=cost)
    return [*told, *([Say(words, to=to)] if to else [])]
