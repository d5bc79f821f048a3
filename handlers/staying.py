"""A message was edited into something else: what it has booked stays, and that is said."""

from __future__ import annotations

from handlers.answers import Answers, Button, Say
from handlers.call import Call
from messages_de import plain, text
from rules.money import Money
from storage import buyers, purchases
from storage.purchases import Purchase


def purchase(call: Call, key: str) -> Answers:
    """What the edited message has booked before, said by the text `key`; nothing if it booked nothing."""
    old = purchases.from_message(call.db, call.shop.id, call.source or "")
    return still_booked(call, old, key) if old else []


def still_booked(call: Call, old: Purchase, key: str = "kauf.kept") -> Answers:
    """What a message has booked, with the way to undo it."""
    name = buyers.get(call.db, call.shop.id, old.buyer_id).name
    amount = Money(old.cents - old.refunded_cents, call.shop.currency)
    undo = Button(plain("kauf.button.undo"), "storno.cancel", {"purchase": old.id}, once=True)
    return [Say(text(key, name=name, amount=amount), [[undo]])]
