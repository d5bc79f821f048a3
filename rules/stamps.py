"""The stamp card: how a number of stamps looks on cards of a given size."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StampCard:
    """The card in the buyer's hand and the full ones still to be redeemed."""

    size: int
    stamps: int
    full_cards: int

    @property
    def missing(self) -> int:
        """Stamps up to the next full card."""
        return self.size - self.stamps


def stamp_card(balance: int, size: int) -> StampCard:
    """Lay `balance` stamps on cards of `size`; a negative balance (a refund after redeeming) shows an empty card."""
    full, left = divmod(max(balance, 0), size)
    return StampCard(size=size, stamps=left, full_cards=full)
