"""Booking what /kauf has understood, and saying so."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.answers import Answers, Button, Rows, Say
from handlers.call import Call
from handlers.kauf import offers
from handlers.kauf.pending import Pending
from handlers.sentences import after_purchase, due_sentence
from messages_de import Html, plain, text
from rules.money import Money
from rules.stamps import stamp_card
from storage import booking, buyers, purchases
from storage.booking import Booking
from storage.buyers import Buyer
from storage.purchases import NewPurchase, Purchase


@dataclass(frozen=True, slots=True)
class Booked:
    """What was booked, for whom, and what deserves a further word."""

    booking: Booking
    buyer: Buyer
    pending: Pending
    new_buyer: bool
    corrected: bool


def book(call: Call, pending: Pending) -> Answers:
    """Book a purchase whose buyer (or new buyer's name) and amount are known, and say what it did."""
    new_buyer = pending.buyer is None
    buyer_id = pending.buyer or buyers.create(call.db, call.shop.id, pending.name or "", call.now)
    if pending.contact is not None:
        buyers.point_at(call.db, call.shop.id, buyer_id, pending.contact)
    done = _booked(call, pending, buyer_id)
    booked = Booked(done, done.buyer, pending, new_buyer, bool(pending.corrects))
    return [Say(_lines(call, booked), _buttons(call, booked))]


def _booked(call: Call, pending: Pending, buyer_id: int) -> Booking:
    """A purchase that corrects another takes its place, in the books and as that of its chat message."""
    new = pending.new_purchase(call.today)
    if pending.corrects:
        old = _standing(call, purchases.get(call.db, call.shop.id, pending.corrects), new)
        return booking.rebook(call.db, call.shop, old, buyer_id, new, call.now)
    return booking.book(call.db, call.shop, buyer_id, _with_own_source(call, new), call.now)


def _standing(call: Call, old: Purchase, new: NewPurchase) -> Purchase:
    """What is to be corrected; if that was corrected in the meantime, what its message has booked since."""
    return purchases.from_message(call.db, call.shop.id, new.source or "") or old


def _with_own_source(call: Call, new: NewPurchase) -> NewPurchase:
    """In a dialog, one question can be answered twice; the second purchase then belongs to no message."""
    taken = call.data and new.source and purchases.from_message(call.db, call.shop.id, new.source)
    return replace(new, source=None) if taken else new


def _lines(call: Call, booked: Booked) -> Html:
    lines = [
        _headline(call, booked),
        _earned(call, booked.booking),
        text("kauf.new_buyer", name=booked.buyer.name) if booked.new_buyer else None,
        due_sentence(call.shop, booked.booking.facts, call.today),
        after_purchase(call.shop, booked.booking.facts, booked.booking.next, call.today),
    ]
    return Html("\n".join(line for line in lines if line))


def _headline(call: Call, booked: Booked) -> Html:
    pending = booked.pending
    amount = Money(pending.cents or 0, call.shop.currency)
    day = pending.new_purchase(call.today).day
    details = [
        _what(pending, amount),
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
    if card.full_cards and not card.stamps:
        return Html(points + " · " + text("kauf.card_full", size=card.size))
    return Html(points + " · " + text("kauf.stamps", stamps=card.stamps, size=card.size))


def _buttons(call: Call, booked: Booked) -> Rows:
    purchase, buyer = booked.booking.purchase_id, booked.buyer.id
    usual = [
        Button(plain("kauf.button.undo"), "storno.cancel", {"purchase": purchase}, once=True),
        Button(plain("kauf.button.add_note"), "notiz.ask", {"buyer": buyer}),
        Button(plain("kauf.button.buyer"), "kunde.show", {"buyer": buyer}),
    ]
    return [usual, *offers.second_thoughts(call, booked.booking, booked.pending, new_buyer=booked.new_buyer)]
