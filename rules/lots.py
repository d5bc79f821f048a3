"""Lots: every credit of the ledger is one; spending takes the lot that expires first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple


class Lot(NamedTuple):
    """What is left of a credit, how long it can be spent (None: for ever), and the credit it came from first."""

    id: int
    left: int
    valid_through: date | None
    root: int


class Taken(NamedTuple):
    """So much of a lot."""

    lot: Lot
    amount: int


def in_order(lots: Iterable[Lot], first: Collection[int] = ()) -> list[Lot]:
    """Lots as they are spent: those whose root is among `first`, then next to expire, the eternal ones last, the older first.

    What came back to a lot is as old as the lot.
    """
    return sorted(lots, key=lambda lot: (lot.root not in first, lot.valid_through or date.max, lot.root, lot.id))


def take(lots: Sequence[Lot], amount: int) -> tuple[Taken, ...]:
    """Take `amount` from lots in their order; less when there is not so much."""
    taken: list[Taken] = []
    for lot in lots:
        part = min(lot.left, amount)
        if part > 0:
            taken.append(Taken(lot, part))
            amount -= part
    return tuple(taken)
