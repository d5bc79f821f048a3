"""The stamp card: what a purchase brings, and how a number of stamps looks on cards of a given size."""

from __future__ import annotations

from typing import NamedTuple


class StampRule(NamedTuple):
    """One stamp per purchase, or per item; none below a least amount in cents."""

    per_item: bool = False
    min_cents: int = 0


class StampCard(NamedTuple):
    """The card in the buyer's hand and the full ones still to be redeemed."""

    size: int
    stamps: int
    full_cards: int
    owed: int = 0
    """Stamps that come off the next ones."""

    @property
    def is_full(self) -> bool:
        """The card to be shown is a full one: nothing is on the next yet."""
        return self.full_cards > 0 and not self.stamps and not self.owed

    @property
    def missing(self) -> int:
        """Stamps up to the next full card."""
        return self.size - self.stamps + self.owed


def stamp_card(balance: int, size: int) -> StampCard:
    """Lay `balance` stamps on cards of `size`; a negative balance (a refund after redeeming) is owed."""
    full, left = divmod(max(balance, 0), size)
    return StampCard(size=size, stamps=left, full_cards=full, owed=max(-balance, 0))


def stamps_for(paid_cents: int, quantity: int, rule: StampRule) -> int:
    """Stamps for a purchase; what a reward paid for entirely brings none."""
    if paid_cents <= 0 or paid_cents < rule.min_cents:
        return 0
    return quantity if rule.per_item else 1


def stamps_kept(stamps: int, paid_cents: int, net_cents: int, min_cents: int) -> int:
    """Stamps that stay when `net_cents` of a purchase are left: in proportion, at least one while the least amount is kept."""
    if net_cents <= 0 or net_cents < min_cents or not stamps:
        return 0
    return max(1, stamps * net_cents // paid_cents)
