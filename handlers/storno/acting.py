"""Taking back, the undo of it, and the undo of that, as often as wanted."""

from __future__ import annotations

from dataclasses import dataclass

from handlers import receipts, referring
from handlers.answers import Answers, Button, Edit, Toast
from handlers.call import Call
from handlers.storno.consequences import Change, sentence, standing
from messages_de import Html, plain, text
from rules.money import Money
from storage import buyers, purchases, refunds
from storage.booking import Booking
from storage.purchases import Purchase
from storage.refunds import Refunded


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, and its consequences in words."""

    refunded: Refunded
    sentence: Html


def done(call: Call, row: Purchase, cents: int | None) -> Done:
    """Give money back (all that is left by default)."""
    before = standing(call, row.buyer_id)
    refunded = refunds.refund(call.db, call.shop, row, call.now, cents)
    change = Change(before, standing(call, row.buyer_id), refunded.booking.stamps, row.stamps)
    return Done(refunded, _words(sentence(call, change), refunded.booking))


def _words(consequences: Html, made: Booking) -> Html:
    """The consequences, and what becomes of the bonus for the one who brought the buyer."""
    return Html("\n".join(line for line in (consequences, referring.line(made)) if line))


def take_back(call: Call, row: Purchase, cents: int | None = None) -> Answers:
    """Give money back and say so, with the way to undo it."""
    made = done(call, row, cents)
    given, left = made.refunded.cents, row.cents - row.refunded_cents
    head = _head(call, "storno.cancelled" if given == left else "storno.cancelled_part", row, given, left)
    data = {"refund": made.refunded.id, "purchase": row.id, "source": row.source}
    undo = Button(plain("storno.button.undo"), "storno.undo", data, once=True)
    told = receipts.receipt(call.db, call.shop, receipts.REFUND, made.refunded.booking, given)
    told += referring.receipts(call.db, call.shop, made.refunded.booking, call.now)
    return [Edit(Html(f"{head}\n{made.sentence}"), [[undo]]), *told]


def cancel(call: Call) -> Answers:
    """The button under a booking, and the one under an undo: take the purchase, or so much of it, back at once."""
    row = purchases.get(call.db, call.shop.id, int(call.data["purchase"]))
    if row.void:
        return [Toast(plain("storno.before"))]
    return take_back(call, row, call.data.get("cents"))


def undo(call: Call) -> Answers:
    """The refund was a mistake: the purchase stands again, tied to its chat message, so that an edit still corrects it."""
    row, source = purchases.get(call.db, call.shop.id, int(call.data["purchase"])), call.data.get("source")
    number = int(call.data["refund"])
    if is_settled(call, number, row, source):
        return [Toast(plain("storno.settled"))]
    given = refunds.get(call.db, call.shop.id, number).cents
    before = standing(call, row.buyer_id)
    again = refunds.undo(call.db, call.shop, number, call.now, source)
    change = Change(before, standing(call, row.buyer_id), again.stamps, row.stamps)
    head = _head(call, "storno.again", row, given, given)
    told = receipts.receipt(call.db, call.shop, receipts.UNDONE, again, given)
    told += referring.receipts(call.db, call.shop, again, call.now)
    return [Edit(Html(f"{head}\n{_words(sentence(call, change), again)}"), [[_redo(row, given)]]), *told]


def is_settled(call: Call, number: int, row: Purchase, source: str | None) -> bool:
    """Whether a refund was undone before, or its message has booked something else since."""
    if refunds.get(call.db, call.shop.id, number).undone:
        return True
    booked = purchases.from_message(call.db, call.shop.id, source) if source else None
    return booked is not None and booked.id != row.id


def _redo(row: Purchase, cents: int) -> Button:
    part = {} if row.void else {"cents": cents}
    return Button(plain("storno.button.redo"), "storno.cancel", {"purchase": row.id, **part}, once=True)


def _head(call: Call, key: str, row: Purchase, cents: int, left: int) -> Html:
    currency, item = call.shop.currency, f" · {row.item}" if row.item else ""
    name = buyers.get(call.db, call.shop.id, row.buyer_id).name
    return text(key, name=name, amount=Money(cents, currency), left=Money(left, currency), day=row.day, item=item)
