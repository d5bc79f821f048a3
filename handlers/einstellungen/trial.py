"""A change on trial: the real rules run with it on a real buyer, and everything is undone again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from handlers.call import Call
from handlers.einstellungen import values
from messages_de import plain
from rules.money import Money
from storage import booking, buyers, purchases
from storage.booking import Booking
from storage.buyers import Buyer
from storage.programme import Changed
from storage.purchases import NewPurchase
from storage.shops import Shop
from storage.trial import on_trial

Found = TypeVar("Found")

EXAMPLE_CENTS = 2500
MOST_TRIED = 20


@dataclass(frozen=True, slots=True)
class Trial:
    """A change of `values`, and the buyer whose last purchase came to `cents`."""

    call: Call
    values: Mapping[str, Any]
    buyer: Buyer
    cents: int
    is_example: bool

    @property
    def amount(self) -> Money:
        """What the buyer paid last."""
        return Money(self.cents, self.call.shop.currency)

    def latest(self) -> Iterator[Trial]:
        """The same with the latest purchases of the shop, this one first."""
        yield self
        seen = {(self.buyer.id, self.cents)}
        db, shop = self.call.db, self.call.shop
        for row in purchases.latest(db, shop.id, MOST_TRIED):
            if (row.buyer_id, row.cents) not in seen:
                seen.add((row.buyer_id, row.cents))
                yield replace(self, buyer=buyers.get(db, shop.id, row.buyer_id), cents=row.cents)

    def of(self, cents: int) -> Trial:
        """The same with a purchase of so much."""
        return replace(self, cents=cents)

    def after(self, measure: Callable[[Changed], Found]) -> Found:
        """What is found once the change is made."""
        return self._under(self.values, measure)

    def both(self, measure: Callable[[Shop], Found]) -> tuple[Found, Found]:
        """What is found without the change and with it."""
        return self._under({}, lambda made: measure(made.shop)), self._under(
            self.values, lambda made: measure(made.shop)
        )

    def _under(self, changed: Mapping[str, Any], measure: Callable[[Changed], Found]) -> Found:
        with on_trial(self.call.db):
            return measure(values.store(self.call, changed))

    def buys(self, shop: Shop, cents: int | None = None, quantity: int = 1, day: date | None = None) -> Booking:
        """The buyer's next purchase in this shop, of what he paid last."""
        new = NewPurchase(day or self.call.today, self.cents if cents is None else cents, quantity)
        return booking.book(self.call.db, shop, self.buyer.id, new, self.call.now)


def run(call: Call, changed: Mapping[str, Any], tell: Callable[[Trial], Found]) -> Found:
    """What a change would do, told by `tell`; the shop is as before afterwards."""
    with on_trial(call.db):
        return tell(_trial(call, changed))


def _trial(call: Call, changed: Mapping[str, Any]) -> Trial:
    """With the buyer who bought last; an empty shop gets one for the time being."""
    last = next(iter(purchases.latest(call.db, call.shop.id, 1)), None)
    number = last.buyer_id if last else _example(call)
    row = buyers.get(call.db, call.shop.id, number)
    return Trial(call, changed, row, last.cents if last else EXAMPLE_CENTS, is_example=last is None)


def _example(call: Call) -> int:
    return buyers.create(call.db, call.shop.id, plain("einstellungen.example_name"), call.now)
