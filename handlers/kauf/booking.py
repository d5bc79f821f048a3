"""Booking what /kauf has understood, and saying so."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.kauf.pending import Pending, from_purchase
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
        after_purchase(call.shop, booked.booking.facts, call.today),
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
    return [usual, *_second_thoughts(call, booked)]


def _second_thoughts(call: Call, booked: Booked) -> Rows:
    """Was somebody else meant: for a new buyer one of almost the same name, or one whose name is longer than it was read?"""
    if not booked.new_buyer:
        return _somebody_else(booked)
    if booked.pending.namesake:
        return []
    purchase = {"purchase": booked.booking.purchase_id, "created": booked.buyer.id}
    near = buyers.similar(call.db, call.shop.id, booked.buyer.name)
    rows = [
        [Button(plain("kauf.button.meant", name=row.name), "kauf.move", {**purchase, "buyer": row.id}, once=True)]
        for row in near
    ]
    other = booked.pending.other_name
    if other:
        data = {**purchase, "name": other, "item": _rest(booked.pending.item, other, booked.buyer.name)}
        rows.append([Button(plain("kauf.button.longer_name", name=other), "kauf.rename", data, once=True)])
    return rows


def _somebody_else(booked: Booked) -> Rows:
    """A known buyer was found in a line that may also be read as the longer name of a new one."""
    other = booked.pending.other_name
    if not other:
        return []
    item = _rest(booked.pending.item, other, booked.buyer.name)
    data = {"purchase": booked.booking.purchase_id, "name": other, "item": item}
    return [[Button(plain("kauf.button.somebody_else", name=other), "kauf.somebody_else", data, once=True)]]


def somebody_else(call: Call) -> Answers:
    """The purchase moves to the person with the longer name, who may be new."""
    old = purchases.get(call.db, call.shop.id, int(call.data["purchase"]))
    if old.cents == old.refunded_cents:
        return [Edit(text("kauf.undone_before"))]
    name = str(call.data["name"])
    known = buyers.named(call.db, call.shop.id, name)
    pending = replace(from_purchase(old), buyer=known[0].id if known else None, name=name, corrects=old.id)
    return _edited(book(call, replace(pending, item=str(call.data["item"]), namesake=True)))


def _rest(item: str, longer: str, shorter: str) -> str:
    """The item without the words that belong to the longer name."""
    return item.removeprefix(longer.removeprefix(shorter).strip()).strip()


def still_booked(call: Call, old: Purchase) -> Answers:
    """What a message has booked, with the way to undo it."""
    name = buyers.get(call.db, call.shop.id, old.buyer_id).name
    amount = Money(old.cents - old.refunded_cents, call.shop.currency)
    undo = Button(plain("kauf.button.undo"), "storno.cancel", {"purchase": old.id}, once=True)
    return [Say(text("kauf.kept", name=name, amount=amount), [[undo]])]


def move(call: Call) -> Answers:
    """The purchase was somebody else's: it moves, and the buyer created by the slip disappears again."""
    old = purchases.get(call.db, call.shop.id, int(call.data["purchase"]))
    if old.cents == old.refunded_cents:
        return [Edit(text("kauf.undone_before"))]
    pending = replace(from_purchase(old), buyer=int(call.data["buyer"]), corrects=old.id)
    answers = book(call, pending)
    buyers.merge_unused(call.db, call.shop.id, int(call.data["created"]), into=int(call.data["buyer"]))
    return _edited(answers)


def rename(call: Call) -> Answers:
    """The name was longer than it was read: rename the new buyer, and shorten the item."""
    shop_id, buyer_id = call.shop.id, int(call.data["created"])
    buyers.rename(call.db, shop_id, buyer_id, str(call.data["name"]))
    purchases.name_item(call.db, shop_id, int(call.data["purchase"]), str(call.data["item"]))
    return [
        Edit(
            text("kauf.renamed", name=str(call.data["name"])),
            [[Button(plain("kauf.button.buyer"), "kunde.show", {"buyer": buyer_id})]],
        )
    ]


def _edited(answers: Answers) -> Answers:
    return [Edit(answer.text, answer.buttons) if isinstance(answer, Say) else answer for answer in answers]
