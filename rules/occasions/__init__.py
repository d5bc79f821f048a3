"""The reasons to think of a buyer: one pure module per kind, listed in `KINDS`, and the next one of them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rules.occasions import anniversary, birthday, expiry, follow_up, surprise, vip_proposal, win_back
from rules.occasions.facts import Birthday, Facts, Occasion, Seen, ShopRules

if TYPE_CHECKING:
    from datetime import date


class Kind(Protocol):
    """What a module in this package offers."""

    KIND: str
    PRIORITY: int
    ENDED_BY: frozenset[str]
    """What makes an open reminder of this kind pointless: "purchase" or "note"."""

    def due(self, facts: Facts, rules: ShopRules, today: date, /) -> Occasion | None:
        """The first occasion of this kind that no reminder was made for and that is worth something on `today` or later."""


KINDS: tuple[Kind, ...] = (follow_up, birthday, anniversary, surprise, win_back, vip_proposal, expiry)


def occasions(facts: Facts, rules: ShopRules, today: date) -> tuple[Occasion, ...]:
    """The next occasion of each kind that is not muted, earliest first, the more urgent first within a day."""
    found = [kind.due(facts, rules, today) for kind in KINDS if kind.KIND not in facts.muted]
    return tuple(sorted(filter(None, found), key=lambda occasion: (occasion.due, occasion.priority)))


def ended_by(event: str) -> tuple[str, ...]:
    """The kinds whose open reminders a later "purchase" or "note" makes pointless."""
    return tuple(kind.KIND for kind in KINDS if event in kind.ENDED_BY)


def next_occasion(facts: Facts, rules: ShopRules, today: date) -> Occasion | None:
    """The earliest occasion over all kinds; it may have been due for some days."""
    return next(iter(occasions(facts, rules, today)), None)


def next_due(facts: Facts, rules: ShopRules, today: date) -> date | None:
    """The day to be stored on the buyer: from then on the daily planner has to look at him. None: never."""
    first = next_occasion(facts, rules, today)
    return first.due if first else None


def due_occasions(facts: Facts, rules: ShopRules, today: date) -> tuple[Occasion, ...]:
    """What a reminder can be made for on `today`: due by then and still worth something."""
    return tuple(occasion for occasion in occasions(facts, rules, today) if occasion.due <= today)


__all__ = [
    "KINDS",
    "Birthday",
    "Facts",
    "Kind",
    "Occasion",
    "Seen",
    "ShopRules",
    "due_occasions",
    "ended_by",
    "next_due",
    "next_occasion",
    "occasions",
]
