"""A purchase while it is being told: what is known so far, small enough to be kept in a button."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from handlers.call import Call, Person
from rules.parsing.purchase_line import PurchaseLine
from storage import buyers
from storage.purchases import NewPurchase, Purchase


class Pending(NamedTuple):
    """What was said about a purchase; None and "" mean: not said yet. `day` is an ISO date."""

    buyer: int | None = None
    name: str | None = None
    other_name: str | None = None
    contact: int | None = None
    cents: int | None = None
    quantity: int = 1
    item: str = ""
    tags: str = ""
    channel: str = ""
    day: str | None = None
    source: str | None = None
    corrects: int | None = None
    """The purchase that this one replaces."""
    namesake: bool = False
    """The seller said that this is another person of a name that exists."""
    voucher: str | None = None
    """The code of a voucher to be used; `cents` is the price before it."""
    voucher_fault: str = ""

    def packed(self) -> dict[str, object]:
        """For a button or an open question."""
        return {name: value for name, value in self._asdict().items() if value != getattr(_NOTHING, name)}

    def new_purchase(self, today: date) -> NewPurchase:
        """The purchase, once its amount is known."""
        if self.cents is None:
            raise ValueError("a purchase needs an amount")
        day = date.fromisoformat(self.day) if self.day else today
        return NewPurchase(day, self.cents, self.quantity, self.item, self.tags, self.channel, self.source)


_NOTHING = Pending()


def unpacked(data: Mapping[str, Any]) -> Pending:
    """What a button or an open question keeps of a purchase; other data beside it is left out."""
    return Pending(**{name: value for name, value in data.items() if name in Pending._fields})


def from_line(line: PurchaseLine, source: str | None, day: date | None = None, buyer: int | None = None) -> Pending:
    """What a typed line says; `day` counts when it names none, `buyer` is who it names if the shop knows one."""
    day = line.day or day
    return Pending(
        buyer=buyer,
        name=line.name,
        other_name=line.other_name,
        cents=line.amount.cents if line.amount else None,
        quantity=line.quantity,
        item=line.item,
        tags=" ".join(line.tags),
        channel=line.channel or "",
        day=day.isoformat() if day else None,
        source=source,
        voucher=line.voucher,
        voucher_fault=line.voucher_fault,
    )


def from_purchase(old: Purchase) -> Pending:
    """A booked purchase, to be changed."""
    return Pending(
        buyer=old.buyer_id,
        cents=old.cents + old.discount_cents,
        quantity=old.quantity,
        item=old.item,
        tags=old.tags,
        channel=old.channel,
        day=old.day.isoformat(),
        source=old.source,
    )


def merged(known: Pending, line: PurchaseLine) -> Pending:
    """What was known before, completed by a further line."""
    said = {name: value for name, value in from_line(line, None)._asdict().items() if value != getattr(_NOTHING, name)}
    return known._replace(**said)


def about(call: Call, pending: Pending, person: Person) -> Pending:
    """The purchase of the person a message points at: a known account, or a new buyer under the name Telegram shows."""
    row = buyers.of_account(call.db, call.shop.id, person.id) if person.id else None
    if row:
        return pending._replace(buyer=row.id, name=row.name)
    return pending._replace(name=pending.name or person.name, contact=person.id)
