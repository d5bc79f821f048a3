"""Taps and edits that change what /kauf has booked: another buyer, a longer name."""

from __future__ import annotations

from handlers.answers import Answers, Button, Edit, Say
from handlers.call import Call
from handlers.choosing import picked
from handlers.kauf.booking import book
from handlers.kauf.pending import from_purchase
from handlers.sentences import stamps
from messages_de import plain, text
from storage import buyers, ledger, merging, purchases
from storage.buyers import Buyer


def move(call: Call) -> Answers:
    """The purchase was somebody else's: it moves, and the buyer created by the slip disappears again."""
    old = purchases.get(call.db, call.shop.id, int(call.data["purchase"]))
    if old.void:
        return [Edit(text("kauf.undone_before"))]
    meant = picked(call)
    answers = book(call, from_purchase(old)._replace(buyer=meant.id, corrects=old.id))
    return [*_edited(answers), *_slip_gone(call, meant)]


def _slip_gone(call: Call, meant: Buyer) -> Answers:
    """What else the buyer created by the slip got since goes over; one who bought more, or opened his card, is a person."""
    slip = buyers.get(call.db, call.shop.id, int(call.data["created"]))
    if slip.purchases or slip.telegram_id or slip.merged_into or slip.id == meant.id:
        return []
    had = ledger.balance(call.db, call.shop.id, slip.id, call.today)
    merging.merge_into(call.db, call.shop, meant.id, slip.id, call.now, keeps_name=False)
    if had == (0, 0):
        return []
    balance = ledger.balance(call.db, call.shop.id, meant.id, call.today)
    points = text("count.points", n=max(balance.points, 0))
    total = stamps(balance.stamps, call.shop.stamps_per_card)
    return [Say(text("kauf.slip_had", slip=slip.name, name=meant.name, points=points, stamps=total))]


def somebody_else(call: Call) -> Answers:
    """The purchase moves to the person with the longer name, who may be new."""
    old = purchases.get(call.db, call.shop.id, int(call.data["purchase"]))
    if old.void:
        return [Edit(text("kauf.undone_before"))]
    name = str(call.data["name"])
    known = buyers.named(call.db, call.shop.id, name)
    pending = from_purchase(old)._replace(buyer=known[0].id if known else None, name=name, corrects=old.id)
    return _edited(book(call, pending._replace(item=str(call.data["item"]), namesake=True)))


def rename(call: Call) -> Answers:
    """The name was longer than it was read: rename the new buyer, and shorten the item.

    One who turned out to be somebody else keeps that name, and is found by the longer one too.
    """
    shop_id, created, name = call.shop.id, int(call.data["created"]), str(call.data["name"])
    row = buyers.survivor(call.db, shop_id, created)
    if row.id == created:
        buyers.rename(call.db, shop_id, row.id, name)
    else:
        buyers.add_alias(call.db, shop_id, row.id, name)
    purchases.name_item(call.db, shop_id, int(call.data["purchase"]), str(call.data["item"]))
    words = text("kauf.renamed" if row.id == created else "kauf.renamed_too", name=name, kept=row.name)
    return [Edit(words, [[Button(plain("kauf.button.buyer"), "kunde.show", {"buyer": row.id})]])]


def _edited(answers: Answers) -> Answers:
    return [
        Edit(answer.text, answer.buttons) if isinstance(answer, Say) and not answer.to else answer for answer in answers
    ]
