"""Booking what /kauf has understood, and saying so."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import receipts, referring, standing
from handlers.answers import Answers, Button, Rows, Say
from handlers.call import NOTHING, Call
from handlers.kauf import filled, offers, redeeming
from handlers.kauf.pending import Pending
from handlers.kauf.saying import Booked, said_of
from handlers.packing import question
from messages_de import plain
from storage import booking, buyers, purchases, refunds
from storage.booking import Booking
from storage.buyers import Buyer
from storage.purchases import NewPurchase, Purchase


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
    said = Say(said_of(call, booked, tier.line), [*_buttons(call, booked), *tier.buttons])
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


def _answer(call: Call) -> Mapping[str, object]:
    """By this an answer to a question, and what was known before it, is found again when it is edited."""
    return {"answer": call.source, "known": call.data} if call.data and call.message else NOTHING


def _buttons(call: Call, booked: Booked) -> Rows:
    purchase, buyer = booked.booking.purchase_id, booked.buyer.id
    usual = [
        Button(plain("kauf.button.undo"), "storno.cancel", {"purchase": purchase, **_answer(call)}, once=True),
        Button(plain("kauf.button.add_note"), "notiz.ask", {"buyer": buyer}),
        Button(plain("kauf.button.buyer"), "kunde.show", {"buyer": buyer}),
    ]
    extra = question(call.shop, booked.booking.facts, call.today, booked.booking.coming)
    usual_rows = [usual, *filled.buttons(booked.booking.rewards), *extra]
    if booked.voucher:
        return usual_rows
    offer = redeeming.offer_buttons(booked.booking, booked.offered)
    return [
        *usual_rows,
        *offer,
        *offers.second_thoughts(call, booked.booking, booked.pending, new_buyer=booked.new_buyer),
    ]
