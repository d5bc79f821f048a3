"""Which purchase is meant: the last one, the last one it fits, or one chosen by a button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.answers import Button, Rows
from handlers.call import Call
from handlers.choosing import picked
from handlers.reading import refund_line
from messages_de import Html, plain, text
from rules.errors import RuleError
from rules.money import Money
from rules.parsing.names import name_key
from rules.parsing.refund_line import RefundLine
from storage import buyers, purchases
from storage.buyers import Buyer
from storage.purchases import Purchase

SHOWN = 6
SEARCHED = 200
"""Purchases that are looked through, the latest first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was said about the purchase and the amount; small enough to be kept in a button. `day` is an ISO date."""

    buyer: int | None = None
    cents: int | None = None
    item: str = ""
    day: str | None = None

    @property
    def is_open(self) -> bool:
        """Nothing says which of several purchases is meant."""
        return not (self.item or self.day)

    def packed(self) -> dict[str, object]:
        """For a button."""
        said = {"buyer": self.buyer, "cents": self.cents, "item": self.item, "day": self.day}
        return {name: value for name, value in said.items() if value}


def unpacked(call: Call) -> Wanted:
    """What a button keeps, about whoever its buyer turned out to be."""
    said = {name: call.data[name] for name in ("buyer", "cents", "item", "day") if name in call.data}
    return Wanted(**said | ({"buyer": picked(call).id} if "buyer" in said else {}))


def said(call: Call) -> tuple[str | None, Wanted]:
    """The buyer's name as it was typed, and all else; raises RuleError."""
    line: RefundLine = refund_line(call)
    return line.name, Wanted(None, line.cents, line.item, line.day.isoformat() if line.day else None)


def fitting(call: Call, wanted: Wanted) -> Sequence[Purchase]:
    """Standing purchases that fit, the last booking first; raises RuleError when there is none."""
    of_all = wanted.buyer is None and wanted.is_open
    rows = purchases.latest(call.db, call.shop.id, 1 if of_all else SEARCHED, wanted.buyer)
    named = [row for row in rows if _is_meant(row, wanted)]
    if not named:
        _refuse_returned(call, wanted)
    if not rows:
        raise _nothing(call, wanted)
    if not named:
        raise RuleError("storno.no_match", item=wanted.item, name=_name(call, rows[0], wanted))
    enough = [row for row in named if wanted.cents is None or row.cents - row.refunded_cents >= wanted.cents]
    if not enough:
        most = max(named, key=lambda row: int(row.cents - row.refunded_cents))
        raise too_much(call, most)
    return enough


def of_other_days(call: Call, wanted: Wanted) -> Sequence[Purchase]:
    """Standing purchases, if a day was all that was said of one and none of them is of that day."""
    if wanted.item or not wanted.day:
        return []
    rows = purchases.latest(call.db, call.shop.id, SEARCHED, wanted.buyer)
    return [] if any(_is_meant(row, wanted) for row in rows) else rows


def _refuse_returned(call: Call, wanted: Wanted) -> None:
    """Raise RuleError if the purchase that is meant was taken back as a whole before."""
    gone = purchases.taken_back(call.db, call.shop.id, SEARCHED, wanted.buyer) if wanted.buyer and wanted.item else ()
    row = next((row for row in gone if _is_meant(row, wanted)), None)
    if row:
        raise RuleError("storno.returned", item=row.item, name=_name(call, row, wanted))


def too_much(call: Call, row: Purchase) -> RuleError:
    """The refusal to give back more than is left of a purchase."""
    left = Money(row.cents - row.refunded_cents, call.shop.currency)
    name = buyers.get(call.db, call.shop.id, row.buyer_id).name
    return RuleError(
        "storno.more_than_left" if row.refunded_cents else "storno.more_than_paid", left=left, day=row.day, name=name
    )


def _nothing(call: Call, wanted: Wanted) -> RuleError:
    if wanted.buyer is None:
        return RuleError("storno.nothing")
    return RuleError("storno.nothing_of", name=buyers.get(call.db, call.shop.id, wanted.buyer).name)


def _name(call: Call, row: Purchase, wanted: Wanted) -> str:
    return str(buyers.get(call.db, call.shop.id, wanted.buyer or row.buyer_id).name)


def not_that_day(call: Call, wanted: Wanted) -> Html:
    """Nothing was bought on the day that was said."""
    day = date.fromisoformat(wanted.day or "")
    if wanted.buyer is None:
        return text("storno.nothing_that_day", day=day)
    return text("storno.not_that_day", day=day, name=buyers.get(call.db, call.shop.id, wanted.buyer).name)


def _is_meant(row: Purchase, wanted: Wanted) -> bool:
    on_day = wanted.day is None or row.day.isoformat() == wanted.day
    return on_day and name_key(wanted.item) in name_key(f"{row.item} {row.tags}")


def choices(call: Call, rows: Sequence[Purchase], wanted: Wanted) -> Rows:
    """A button for each of the latest of these purchases; it leads to what taking it back would do."""
    data = {"cents": wanted.cents} if wanted.cents else {}
    return [
        [Button(_label(call, row, named=wanted.buyer is None), "storno.preview", {"purchase": row.id, **data})]
        for row in rows[:SHOWN]
    ]


def _label(call: Call, row: Purchase, *, named: bool) -> str:
    amount = Money(row.cents - row.refunded_cents, call.shop.currency)
    item = f" · {row.item}" if row.item else ""
    if not named:
        return plain("storno.label", day=row.day, amount=amount, item=item)
    buyer: Buyer = buyers.get(call.db, call.shop.id, row.buyer_id)
    return plain("storno.label_named", name=buyer.name, day=row.day, amount=amount, item=item)
