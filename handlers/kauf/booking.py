"""Booking what /kauf has understood, and saying so."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from handlers import receipts, referring, standing
from handlers.answers import Answers, Button, Rows, Say
from handlers.badges import celebrated
from handlers.call import Call
from handlers.kauf import filled, offers, redeeming
from handlers.kauf.pending import Pending
from handlers.sentences import after_purchase, due_sentence
from messages_de import Html, plain, text
from rules.money import Money
from rules.stamps import stamp_card
from storage import booking, buyers, purchases, refunds
from storage.booking import Booking
from storage.buyers import Buyer
from storage.purchases import NewPurchase, Purchase
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


def book(call: Call, pending: Pending, known: Buyer | None = None) -> Answers:
    """Book a purchase whose buyer (or new buyer's name) and amount are known, and say what it did.

    `known` is the buyer's row, if it was just read.
    """
    old = _corrected(call, pending)
    voucher = redeeming.wanted(call, pending, old)
    new = redeeming.reduced(call, pending.new_purchase(call.today), voucher, old)
    new_buyer = pending.buyer is None
    buyer_id = pending.buyer or buyers.create(call.db, call.shop.id, pending.name or "", call.now)
    if pending.contact is not None:
        buyers.point_at(call.db, call.shop.id, buyer_id, pending.contact)
    done = _booked(call, new, known or buyers.get(call.db, call.shop.id, buyer_id), old)
    offered = redeeming.settled(call, done, pending, voucher, new.discount_cents)
    booked = Booked(done, done.buyer, pending, new_buyer, bool(pending.corrects), new, voucher, offered)
    tier = standing.after_purchase(call, done.buyer)
    said = Say(_lines(call, booked, tier.line), [*_buttons(call, booked), *tier.buttons])
    return [said, *_receipts(call, done, old), *referring.receipts(call.db, call.shop, done, call.now)]


def _receipts(call: Call, done: Booking, old: Purchase | None) -> list[Say]:
    """What the buyer reads, and the one to whom a corrected purchase did not belong."""
    if old is None or old.buyer_id == done.buyer.id:
        return receipts.receipt(call.db, call.shop, receipts.CORRECTION if old else receipts.PURCHASE, done)
    booked = receipts.receipt(call.db, call.shop, receipts.PURCHASE, done)
    return [*booked, *receipts.moved_away(call.db, call.shop, old, call.today)]


def _booked(call: Call, new: NewPurchase, buyer: Buyer, old: Purchase | None) -> Booking:
    """A purchase that corrects another takes its place, in the books and as that of its chat message."""
    if old:
        return refunds.rebook(call.db, call.shop, old, buyer.id, new, call.now)
    return booking.book(call.db, call.shop, buyer.id, _with_own_source(call, new), call.now, buyer)


def _corrected(call: Call, pending: Pending) -> Purchase | None:
    """What is to be corrected; if that was corrected in the meantime, what its message has booked since."""
    if not pending.corrects:
        return None
    old = purchases.get(call.db, call.shop.id, pending.corrects)
    old = purchases.from_message(call.db, call.shop.id, pending.source or "") or old
    refunds.refuse_part(call.shop, old)
    return old


def _with_own_source(call: Call, new: NewPurchase) -> NewPurchase:
    """In a dialog, one question can be answered twice; the second purchase then belongs to no message."""
    taken = call.data and new.source and purchases.from_message(call.db, call.shop.id, new.source)
    return new._replace(source=None) if taken else new


def _lines(call: Call, booked: Booked, tier: Html | None) -> Html:
    lines = [
        _headline(call, booked),
        redeeming.sentence(call, booked.new, booked.voucher),
        _earned(call, booked.booking),
        text("kauf.new_buyer", name=booked.buyer.name) if booked.new_buyer else None,
        referring.line(booked.booking),
        tier,
        celebrated(call.db, call.shop, booked.booking, booked.new.tags, call.today),
        due_sentence(call.shop, booked.booking.facts, call.today) if booked.new.cents else None,
        after_purchase(call.shop, booked.booking.facts, booked.booking.next, call.today),
        *redeeming.offer_lines(call, booked.offered),
    ]
    return Html("\n".join(line for line in lines if line))


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
        key, name=booked.buyer.name, amount=amount, details="".join(f" · {detail}" for detail in details if detail)
    )


def _what(pending: Pending, amount: Money) -> str:
    """The item, with how many of it; without an item, what one of them cost."""
    if pending.quantity == 1 or (not pending.item and amount.cents % pending.quantity):
        return pending.item
    each = replace(amount, cents=amount.cents // pending.quantity)
    return plain("kauf.times", n=pending.quantity, item=pending.item or plain("kauf.button.amount", amount=each))


def _earned(call: Call, done: Booking) -> Html:
    card = stamp_card(done.balance.stamps, call.shop.stamps_per_card)
    points = text("kauf.points", points=text("count.points", n=done.points), total=max(done.balance.points, 0))
    parts = [points]
    if done.rewards:
        parts.append(filled.sentence(call.shop, done.rewards))
    if card.stamps or not done.rewards:
        parts.append(text("kauf.stamps", stamps=card.stamps, size=card.size))
    return Html(" · ".join(parts))


def _buttons(call: Call, booked: Booked) -> Rows:
    purchase, buyer = booked.booking.purchase_id, booked.buyer.id
    usual = [
        Button(plain("kauf.button.undo"), "storno.cancel", {"purchase": purchase}, once=True),
        Button(plain("kauf.button.add_note"), "notiz.ask", {"buyer": buyer}),
        Button(plain("kauf.button.buyer"), "kunde.show", {"buyer": buyer}),
    ]
    usual_rows = [usual, *filled.buttons(booked.booking.rewards)]
    if booked.voucher:
        return usual_rows
    offer = redeeming.offer_buttons(booked.booking, booked.offered)
    return [
        *usual_rows,
        *offer,
        *offers.second_thoughts(call, booked.booking, booked.pending, new_buyer=booked.new_buyer),
    ]
