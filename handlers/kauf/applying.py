"""A voucher that is used with a purchase after it was booked."""

from __future__ import annotations

from handlers.answers import Answers, Edit, Say
from handlers.call import Call
from handlers.kauf.booking import book
from handlers.kauf.pending import from_purchase
from messages_de import text
from storage import purchases


def apply(call: Call) -> Answers:
    """The purchase is booked anew, with the voucher; raises RuleError when that cannot be used (any more)."""
    old = purchases.get(call.db, call.shop.id, int(call.data["purchase"]))
    if old.void or old.refunded_cents:
        return [Edit(text("kauf.undone_before"))]
    pending = from_purchase(old)._replace(corrects=old.id, voucher=str(call.data["voucher"]))
    answers = book(call, pending)
    return [Edit(said.text, said.buttons) if isinstance(said, Say) and not said.to else said for said in answers]
