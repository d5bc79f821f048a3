"""A complaint as the seller sees it: what, since when, what was offered, and what can be done about it."""

from __future__ import annotations

from handlers.answers import Button, Rows
from handlers.call import Call
from messages_de import Html, plain, text
from rules.compensation import points_to_offer, voucher_for
from rules.money import Money
from storage import buyers, complaints, purchases
from storage.buyers import Buyer
from storage.complaints import Complaint
from storage.shops import rules_of


def line(row: Buyer, one: Complaint) -> Html:
    """A complaint in a sentence: what, since when, and what was offered."""
    words = text("reklamation.open", name=row.name, what=one.words, day=one.day)
    return Html(words + "\n" + text("reklamation.offered", what=one.solution)) if one.solution else words


def buttons(call: Call, one: Complaint) -> Rows:
    """What can be done about it; something to make up for it is offered once."""
    data = {"complaint": one.id}
    other = Button(plain("reklamation.button.other"), "reklamation.other", data)
    solved = Button(plain("reklamation.button.solved"), "reklamation.solved", data, once=True)
    return [[other, solved]] if one.solution else [_offers(call, one), [other, solved]]


def _offers(call: Call, one: Complaint) -> list[Button]:
    """What would make up for it, sized by the latest purchase."""
    last = purchases.last_of(call.db, call.shop.id, one.buyer_id)
    paid = last.cents if last else 0
    points, cents = points_to_offer(paid, rules_of(call.shop).rate), voucher_for(paid)
    data, label = {"complaint": one.id}, plain("reklamation.button.voucher", amount=Money(cents, call.shop.currency))
    return [
        Button(
            plain("reklamation.button.points", n=points), "reklamation.points", {**data, "points": points}, once=True
        ),
        Button(label, "reklamation.voucher", {**data, "cents": cents}, once=True),
    ]


def about(call: Call) -> tuple[Complaint, Buyer]:
    """The complaint that a button or a question is about, and whose it is."""
    one = complaints.get(call.db, call.shop.id, int(call.data["complaint"]))
    return one, buyers.get(call.db, call.shop.id, one.buyer_id)
