"""What /kauf says about a booking."""

from __future__ import annotations

from typing import NamedTuple

from handlers import referring
from handlers.badges import celebrated
from handlers.call import Call
from handlers.kauf import redeeming
from handlers.kauf.dearer import dearer
from handlers.kauf.earning import earned
from handlers.kauf.pending import Pending
from handlers.sentences import after_purchase, due_sentence
from messages_de import Html, plain, text
from rules.money import Money
from storage.booking import Booking
from storage.buyers import Buyer
from storage.purchases import NewPurchase
from storage.vouchers import Voucher


class Booked(NamedTuple):
    """What was booked, for whom, and what deserves a further word."""

    booking: Booking
    buyer: Buyer
    pending: Pending
    new_buyer: bool
    corrected: bool
    new: NewPurchase
    voucher: Voucher | None
    offered: list[Voucher]
    """Vouchers that could still be used with it."""


def said_of(call: Call, booked: Booked, tier: Html | None) -> Html:
    """What was booked, what it earned, what is due, and what comes next."""
    done = booked.booking
    lines = [
        _headline(call, booked),
        redeeming.sentence(call, booked.new, booked.voucher),
        earned(call, booked.new, done),
        text("kauf.new_buyer", name=booked.buyer.name) if booked.new_buyer else None,
        dearer(call, done, booked.pending),
        referring.line(done),
        tier,
        celebrated(call.db, call.shop, done, booked.new.tags, call.today),
        due_sentence(call.shop, done.facts, call.today, done.coming, has_filled_card=bool(done.rewards))
        if booked.new.cents
        else None,
        after_purchase(done.coming, call.today),
        *redeeming.offer_lines(call, booked.offered),
    ]
    return Html("\n".join(filter(None, lines)))


def _headline(call: Call, booked: Booked) -> Html:
    pending = booked.pending
    amount, full = Money(booked.new.cents, call.shop.currency), Money(pending.cents or 0, call.shop.currency)
    day = booked.new.day
    details = [
        _what(pending, full),
        *(f"#{tag}" for tag in pending.tags.split()),
        plain("kauf.via", channel=pending.channel) if pending.channel else "",
        plain("kauf.on_day", day=day) if day != call.today else "",
    ]
    key = "kauf.corrected" if booked.corrected else "kauf.saved"
    return text(
        key, name=booked.buyer.name, amount=amount, details="".join([f" · {detail}" for detail in details if detail])
    )


def _what(pending: Pending, amount: Money) -> str:
    """The item, with how many of it; without an item, what one of them cost."""
    if pending.quantity == 1 or (not pending.item and amount.cents % pending.quantity):
        return pending.item
    each = amount._replace(cents=amount.cents // pending.quantity)
    return plain("kauf.times", n=pending.quantity, item=pending.item or plain("kauf.button.amount", amount=each))
