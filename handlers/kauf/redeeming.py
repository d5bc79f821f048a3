"""A voucher used with a purchase: whether it may be, what it takes off, and the offer to use one."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice

from handlers.answers import Button, Rows
from handlers.call import Call
from handlers.kauf import retyping
from handlers.kauf.pending import Pending
from handlers.rewarding import terms, title, voucher_line
from messages_de import Html, plain, text
from rules.money import Money
from rules.rewards import PERCENT, REDUCING, discount
from storage import redeeming, voucher_codes, voucher_use, vouchers
from storage.booking import Booking
from storage.purchases import NewPurchase, Purchase
from storage.vouchers import Bought, Voucher

LOOKED_AT = 100
"""Vouchers that are counted."""
LINES, BUTTONS = 3, 2
"""So many sorts of vouchers are named under a purchase, and so many of them have a button."""


def with_owner(call: Call, pending: Pending) -> Pending:
    """A purchase told without a name is that of the voucher's owner."""
    row = voucher_codes.holder(call.db, call.shop.id, pending.voucher) if pending.voucher else None
    return pending._replace(buyer=row.buyer_id) if row else pending


def takes_off(call: Call, pending: Pending) -> bool:
    """Whether the voucher that was named takes something off the price."""
    row = voucher_codes.holder(call.db, call.shop.id, pending.voucher) if pending.voucher else None
    return row is not None and row.kind in REDUCING


def wanted(call: Call, pending: Pending, old: Purchase | None) -> Voucher | None:
    """The voucher that was named; raises RuleError, before anything is booked, when it cannot be used for this purchase."""
    if pending.voucher is None:
        return None
    new = pending.new_purchase(call.today)
    return redeeming.usable(
        call.db,
        call.shop,
        pending.voucher,
        pending.buyer or 0,
        new.day,
        cents=new.cents,
        instead_of=old.id if old else None,
        said=retyping.facts(call, pending),
    )


def reduced(call: Call, new: NewPurchase, row: Voucher | None, old: Purchase | None) -> NewPurchase:
    """The purchase with what is really paid; what the one it corrects took of the voucher counts as still there."""
    if row is None:
        return new
    off = discount(row.kind, voucher_use.worth(call.db, row, old and old.id), new.cents)
    return new._replace(cents=new.cents - off, discount_cents=off)


def sentence(call: Call, new: NewPurchase, row: Voucher | None) -> Html | None:
    """What the voucher took off, or that it is used up with this purchase."""
    if row is None:
        return None
    if row.kind not in REDUCING:
        return text("kauf.voucher_used", code=row.code, what=title(call.shop, row))
    cents = (new.cents + new.discount_cents, new.discount_cents, new.cents)
    full, off, paid = (Money(amount, call.shop.currency) for amount in cents)
    key = "kauf.voucher_percent" if row.kind == PERCENT else "kauf.voucher_off"
    said = text(key, full=full, off=off, paid=paid, value=row.value)
    return Html("\n".join([said, *_rest(call, vouchers.get(call.db, call.shop.id, row.id))]))


def _rest(call: Call, row: Voucher) -> list[Html]:
    """What is left on it for the next time."""
    if row.state != vouchers.OPEN:
        return []
    left = Money(row.value, call.shop.currency)
    return [text("kauf.voucher_left", code=row.code, left=left, terms=terms(call.shop, row))]


def settled(call: Call, done: Booking, pending: Pending, row: Voucher | None, cents: int) -> list[Voucher]:
    """Once the purchase is booked, these `cents` of its voucher (or all of it) are used; without one, those that could be used are given.

    Vouchers that the purchase has brought are not among them.
    """
    day = pending.new_purchase(call.today).day
    if row:
        voucher_use.use(call.db, call.shop.id, row, done.purchase_id, day, cents)
        return []
    if done.before is not None and not done.before.has_vouchers:
        return []
    brought = [row.id for row in done.rewards]
    bought = Bought(pending.cents or 0, day, call.today)
    return [*vouchers.fitting(call.db, call.shop.id, done.buyer.id, bought, LOOKED_AT, brought)]


def offer_lines(call: Call, rows: list[Voucher]) -> list[Html]:
    """What these vouchers are; those for the same thing are counted in one line."""
    sorts = defaultdict[str, list[Voucher]](list)
    for row in rows:
        sorts[title(call.shop, row)].append(row)
    return [_offer_line(call, what, same) for what, same in islice(sorts.items(), LINES)]


def _offer_line(call: Call, what: str, same: list[Voucher]) -> Html:
    if len(same) == 1:
        return text("kauf.voucher_open", voucher=voucher_line(call.shop, same[0]))
    return text("kauf.vouchers_open", n=len(same), what=what, code=same[0].code, terms=terms(call.shop, same[0]))


def offer_buttons(done: Booking, rows: list[Voucher]) -> Rows:
    """One row of buttons that use one of them with the purchase."""
    buttons = [
        Button(
            plain("kauf.button.voucher", code=row.code),
            "kauf.voucher",
            {"purchase": done.purchase_id, "voucher": row.code},
            once=True,
        )
        for row in rows[:BUTTONS]
    ]
    return [buttons] if buttons else []
