"""The line of a purchase as it would be typed, to be copied from a refusal."""

from __future__ import annotations

from datetime import date

from handlers.call import Call
from handlers.kauf.pending import Pending
from messages_de import plain
from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.money import Money
from rules.parsing.loose_vouchers import MISSING, without_loose_end
from storage import buyers, vouchers


def facts(call: Call, pending: Pending) -> dict[str, str]:
    """The buyer (`who`) and what he bought, without a voucher (`rest`)."""
    item = without_loose_end(pending.item, vocabulary()) if pending.voucher_fault else pending.item
    day = pending.day if pending.day != call.today.isoformat() else None
    said = [
        _price(call, pending),
        item,
        *(f"#{tag}" for tag in pending.tags.split()),
        plain("kauf.via", channel=pending.channel) if pending.channel else "",
        plain("kauf.typed_day", day=date.fromisoformat(day)) if day else "",
    ]
    return {"who": _name(call, pending), "rest": " ".join(filter(None, said))}


def _name(call: Call, pending: Pending) -> str:
    if pending.name or not pending.buyer:
        return pending.name or plain("example.buyer")
    return str(buyers.get(call.db, call.shop.id, pending.buyer).name)


def _price(call: Call, pending: Pending) -> str:
    cents = pending.cents or 0
    each, left = divmod(cents, pending.quantity)
    amount = plain("kauf.typed_amount", amount=Money(cents if left else each, call.shop.currency))
    return amount if left or pending.quantity == 1 else f"{pending.quantity} x {amount}"


def refuse_loose_voucher(call: Call, pending: Pending) -> None:
    """Raise RuleError if a voucher is announced whose code is none; no code at all is an item for whoever has no voucher."""
    fault = pending.voucher_fault
    if not fault:
        return
    held = vouchers.in_hand(call.db, call.shop.id, pending.buyer, call.today) if pending.buyer else []
    code = pending.voucher or next((row.code for row in held), None)
    if fault == MISSING and not code:
        return
    said = facts(call, pending)
    line = " ".join(filter(None, [said["who"], said["rest"], code and plain("kauf.typed_voucher", code=code)]))
    sold = without_loose_end(pending.item, vocabulary())
    raise RuleError(f"voucher.{fault}", line=line, item=sold)
