"""Exchange: the old purchase is taken back and the new one booked in one go; one tap undoes both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers import receipts, referring
from handlers.answers import Answers, Button, Edit, Rows, Say, Toast
from handlers.call import Call
from handlers.reading import purchase_line
from handlers.storno.acting import is_settled
from handlers.storno.asking import standing as purchase_of
from handlers.storno.consequences import Change, Standing, sentence, standing
from messages_de import Html, plain, text
from rules.errors import RuleError
from rules.money import Money
from rules.parsing.purchase_line import PurchaseLine
from storage import booking, dialogs, purchases, refunds
from storage.booking import Booking
from storage.purchases import NewPurchase, Purchase
from storage.refunds import Refunded
from storage.trial import on_trial


@dataclass(frozen=True, slots=True)
class Swap:
    """A purchase that was taken back, and the one that counts instead."""

    gone: Purchase
    refunded: Refunded
    now: Booking
    paid: int
    """Cents of what counts now."""
    source: str | None
    """The message of what counts now."""


def said(call: Call) -> Answers:
    """What the buyer gets instead was typed: show what it would come to, tried out and taken back."""
    old, line = purchase_of(call), purchase_line(call, expect_name=False)
    cents = _price(call, line)
    dialogs.close(call.db, call.user_id)
    new = NewPurchase(call.today, cents, line.quantity, line.item, " ".join(line.tags), line.channel or "", call.source)
    return [Say(*_preview(call, old, new))]


def _preview(call: Call, old: Purchase, new: NewPurchase) -> tuple[Html, Rows]:
    before = standing(call, old.buyer_id)
    with on_trial(call.db):
        words, _ = _shown(call, _swapped(call, old, new), before, "storno.exchange_preview", new.item)
    data = {"purchase": old.id, "refunded": old.refunded_cents, **new._asdict(), "day": new.day.isoformat()}
    yes = Button(plain("storno.button.yes_exchange"), "storno.exchange", data, once=True)
    return words, [[yes, Button(plain("storno.button.no"), "storno.no", once=True)]]


def agreed(call: Call) -> Answers:
    """The seller agrees: the old purchase is taken back, and the new one booked; if the old one changed, she is asked anew."""
    said_before = dict(call.data)
    old = purchases.get(call.db, call.shop.id, int(said_before.pop("purchase")))
    refunded = said_before.pop("refunded")
    new = NewPurchase(**said_before | {"day": date.fromisoformat(said_before["day"])})
    if old.void:
        return [Toast(plain("storno.before"))]
    if old.refunded_cents != refunded:
        return [Edit(*_preview(call, old, new))]
    before = standing(call, old.buyer_id)
    swap = _swapped(call, old, new)
    told = receipts.receipt(call.db, call.shop, receipts.CORRECTION, swap.now)
    told += referring.receipts(call.db, call.shop, swap.now, call.now)
    return [Edit(*_shown(call, swap, before, "storno.exchanged", new.item)), *told]


def _swapped(call: Call, old: Purchase, new: NewPurchase) -> Swap:
    refunded = refunds.refund(call.db, call.shop, old, call.now, is_corrected=True)
    made = booking.book(call.db, call.shop, old.buyer_id, new, call.now, instead_of=old.day)
    return Swap(old, refunded, made, new.cents, new.source)


def _price(call: Call, line: PurchaseLine) -> int:
    if line.voucher:
        raise RuleError("storno.no_voucher", code=line.voucher)
    if line.amount is None:
        raise RuleError("storno.no_price", typed=call.words[:40] or plain("storno.no_words"))
    return line.amount.cents


def swap(call: Call) -> Answers:
    """Undo of an exchange, and the undo of that: what counts now is taken back, and the other stands again."""
    now = purchases.get(call.db, call.shop.id, int(call.data["back"]))
    row = refunds.get(call.db, call.shop.id, int(call.data["refund"]))
    other, source = purchases.get(call.db, call.shop.id, row.purchase_id), call.data.get("source")
    if now.void or is_settled(call, row.id, other, source):
        return [Toast(plain("storno.settled"))]
    before = standing(call, now.buyer_id)
    refunded = refunds.refund(call.db, call.shop, now, call.now, is_corrected=True)
    again = refunds.undo(call.db, call.shop, row.id, call.now, source)
    made = Swap(now, refunded, again, row.cents, source)
    told = receipts.receipt(call.db, call.shop, receipts.CORRECTION, again)
    told += referring.receipts(call.db, call.shop, again, call.now)
    return [Edit(*_shown(call, made, before, "storno.swapped", other.item)), *told]


def _shown(call: Call, swap: Swap, before: Standing, key: str, item: str) -> tuple[Html, Rows]:
    name, currency = swap.now.buyer.name, call.shop.currency
    stamps = swap.now.stamps + swap.refunded.booking.stamps
    change = Change(before, standing(call, swap.now.buyer.id), stamps, swap.now.stamps)
    old = _thing(Money(swap.refunded.cents, currency), swap.gone.item)
    lines = [
        text(key, name=name, old=old, new=_thing(Money(swap.paid, currency), item)),
        _difference(name, swap.paid - swap.refunded.cents, currency),
        sentence(call, change),
        referring.line(swap.now),
    ]
    data = {"back": swap.now.purchase_id, "refund": swap.refunded.id, "source": swap.gone.source}
    undo = Button(plain("storno.button.undo"), "storno.swap", data, once=True)
    return Html("\n".join(line for line in lines if line)), [[undo]]


def _thing(amount: Money, item: str) -> str:
    return plain("storno.thing", amount=amount, item=item) if item else plain("storno.thing_bare", amount=amount)


def _difference(name: str, cents: int, currency: str) -> Html:
    if not cents:
        return text("storno.even", name=name)
    key = "storno.to_pay" if cents > 0 else "storno.to_give"
    return text(key, name=name, amount=Money(abs(cents), currency))
