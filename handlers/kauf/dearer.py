"""A hint to the seller that a buyer paid much less for the same thing the last time."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.call import Call
from handlers.kauf.pending import Pending
from messages_de import Html, plain, text
from rules.money import Money
from rules.prices import Price, is_same, may_be_dearer, risen_from
from storage import purchases
from storage.booking import Booking


def dearer(call: Call, done: Booking, pending: Pending) -> Html | None:
    """What he paid last, if this is more than 15 % above it; earlier purchases are read only where that may be."""
    now = Price(pending.item, pending.cents or 0, pending.quantity)
    if not now.item or not may_be_dearer(now, (day.least for day in done.days)):
        return None
    last = risen_from(now, _before(call, done, now.item))
    if last is None:
        return None
    item = plain("kauf.times", n=last.quantity, item=now.item) if last.quantity > 1 else now.item
    return text("kauf.dearer", name=done.buyer.name, item=item, amount=Money(last.cents, call.shop.currency))


def _before(call: Call, done: Booking, item: str) -> Sequence[Price]:
    """What he bought before, newest first; mostly the very last is the same thing, and the others need not be read."""
    mine = (call.db, call.shop.id, done.buyer.id, done.purchase_id)
    newest = purchases.prices_before(*mine, most=1)
    return newest if newest and is_same(newest[0].item, item) else purchases.prices_before(*mine)
