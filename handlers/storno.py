"""/storno: take a purchase back, and put it back again."""

from __future__ import annotations

from dataclasses import replace

from handlers.answers import Answers, Button, Edit, Say, Toast
from handlers.call import Call
from handlers.choosing import with_buyer
from handlers.registry import App
from handlers.sentences import owed, stamps
from messages_de import Html, plain, text
from rules.errors import RuleError
from rules.money import Money
from storage import booking, buyers, purchases
from storage.booking import Booking
from storage.buyers import Buyer
from storage.purchases import Purchase

SHOWN = 6


def storno(call: Call) -> Answers:
    """`/storno` takes the last booking back; `/storno Anna` lets choose among hers."""
    if call.words:
        return with_buyer(call, call.words, choose, "storno.choose")
    last = purchases.latest(call.db, call.shop.id, 1)
    if not last:
        raise RuleError("storno.nothing")
    return [Say(*_taken_back(call, last[0]))]


def choose(call: Call, buyer: Buyer) -> Answers:
    """A buyer's latest purchases as buttons; the only one is taken back at once."""
    rows = purchases.latest(call.db, call.shop.id, SHOWN, buyer.id)
    if not rows:
        raise RuleError("storno.nothing_of", name=buyer.name)
    if len(rows) == 1:
        return [Say(*_taken_back(call, rows[0]))]
    buttons = [[Button(_label(call, row), "storno.cancel", {"purchase": row.id}, once=True)] for row in rows]
    return [Say(text("storno.choose", name=buyer.name), buttons)]


def choose_tapped(call: Call) -> Answers:
    """A buyer was chosen by a button."""
    return choose(call, buyers.get(call.db, call.shop.id, int(call.data["buyer"])))


def _label(call: Call, row: Purchase) -> str:
    amount = Money(row.cents - row.refunded_cents, call.shop.currency)
    return plain("storno.label", day=row.day, amount=amount, item=f" · {row.item}" if row.item else "")


def cancel(call: Call) -> Answers:
    """The button under a booking: take it back."""
    row = purchases.get(call.db, call.shop.id, int(call.data["purchase"]))
    if row.cents == row.refunded_cents:
        return [Toast(plain("storno.before"))]
    return [Edit(*_taken_back(call, row))]


def _taken_back(call: Call, row: Purchase) -> tuple[Html, list[list[Button]]]:
    done = booking.cancel(call.db, call.shop, row, call.now)
    again = Button(plain("storno.button.again"), "storno.again", {"purchase": row.id, "source": row.source}, once=True)
    return _said(call, "storno.cancelled", done.buyer.name, row.cents - row.refunded_cents, row.item, done), [[again]]


def again(call: Call) -> Answers:
    """The undo of the undo: the purchase is booked once more, tied to its chat message, so that an edit still corrects it."""
    row = purchases.get(call.db, call.shop.id, int(call.data["purchase"]))
    source = call.data.get("source")
    if source and purchases.from_message(call.db, call.shop.id, source):
        return [Toast(plain("storno.booked_since"))]
    new = replace(booking.as_new(row), source=source)
    done = booking.book(call.db, call.shop, row.buyer_id, new, call.now)
    undo = Button(plain("kauf.button.undo"), "storno.cancel", {"purchase": done.purchase_id}, once=True)
    return [Edit(_said(call, "storno.booked_again", done.buyer.name, row.cents, row.item, done), [[undo]])]


def _said(call: Call, key: str, name: str, cents: int, item: str, done: Booking) -> Html:
    amount = Money(cents, call.shop.currency)
    total = _total(call, done)
    debt = [text("storno.debt", what=what) for what in owed(done.balance)]
    first = text(key, name=name, amount=amount, item=f" · {item}" if item else "")
    return Html("\n".join([first, total, *debt]))


def _total(call: Call, done: Booking) -> Html:
    points = text("count.points", n=max(done.balance.points, 0))
    return text("storno.total", points=points, stamps=stamps(done.balance.stamps, call.shop.stamps_per_card))


def register(app: App) -> None:
    """The command and its buttons."""
    app.command("storno", storno)
    app.button("storno.choose", choose_tapped)
    app.button("storno.cancel", cancel)
    app.button("storno.again", again)
