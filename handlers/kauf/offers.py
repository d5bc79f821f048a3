"""What /kauf offers under a booking in case somebody else was meant."""

from __future__ import annotations

from handlers.answers import Button, Rows
from handlers.call import Call
from handlers.kauf.pending import Pending
from messages_de import plain
from storage import buyers
from storage.booking import Booking


def second_thoughts(call: Call, done: Booking, pending: Pending, *, new_buyer: bool) -> Rows:
    """Was somebody else meant: for a new buyer one of almost the same name, or one whose name is longer than it was read?"""
    if not new_buyer:
        return _somebody_else(done, pending)
    if pending.namesake:
        return []
    purchase = {"purchase": done.purchase_id, "created": done.buyer.id}
    near = buyers.similar(call.db, call.shop.id, done.buyer.name)
    rows = [
        [Button(plain("kauf.button.meant", name=row.name), "kauf.move", {**purchase, "buyer": row.id}, once=True)]
        for row in near
    ]
    other = pending.other_name
    if other:
        data = {**purchase, "name": other, "item": _rest(pending.item, other, done.buyer.name)}
        rows.append([Button(plain("kauf.button.longer_name", name=other), "kauf.rename", data, once=True)])
    return rows


def _somebody_else(done: Booking, pending: Pending) -> Rows:
    """A known buyer was found in a line that may also be read as the longer name of a new one."""
    other = pending.other_name
    if not other:
        return []
    item = _rest(pending.item, other, done.buyer.name)
    data = {"purchase": done.purchase_id, "name": other, "item": item}
    return [[Button(plain("kauf.button.somebody_else", name=other), "kauf.somebody_else", data, once=True)]]


def _rest(item: str, longer: str, shorter: str) -> str:
    """The item without the words that belong to the longer name."""
    return item.removeprefix(longer.removeprefix(shorter).strip()).strip()
