"""The reasons to think of a buyer: one pure module per kind, listed in `KINDS`, and the next one of them all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Protocol

from rules.contacts import ALONE, DURING_COMPLAINT, WAITING, Limit, free_from, is_contact
from rules.occasions import (
    anniversary,
    birthday,
    complaint_check,
    data_missing,
    early_warning,
    expiry,
    follow_up,
    keep_in_touch,
    milestone,
    promise,
    reward_near,
    second_purchase,
    surprise,
    thank_you,
    tier_up,
    vip_proposal,
    win_back,
)
from rules.occasions.facts import Birthday, Facts, Occasion, Seen, ShopRules

if TYPE_CHECKING:
    from datetime import date


class Kind(Protocol):
    """What a module in this package offers."""

    KIND: str
    PRIORITY: int
    LIMIT: Limit
    ENDED_BY: frozenset[str]
    """What makes an open reminder of this kind pointless: "purchase" or "note"."""

    def due(self, facts: Facts, rules: ShopRules, today: date, /) -> Occasion | None:
        """The first occasion of this kind that no reminder was made for and that is worth something on `today` or later."""


KINDS: tuple[Kind, ...] = (
    complaint_check,
    promise,
    birthday,
    follow_up,
    anniversary,
    surprise,
    win_back,
    vip_proposal,
    tier_up,
    milestone,
    thank_you,
    expiry,
    reward_near,
    early_warning,
    second_purchase,
    keep_in_touch,
    data_missing,
)
RANK = {kind.KIND: place for place, kind in enumerate(KINDS)}
LIMITS = {kind.KIND: kind.LIMIT for kind in KINDS}


def occasions(facts: Facts, rules: ShopRules, today: date) -> tuple[Occasion, ...]:
    """The next occasion of each kind that is wanted, not before the limits let it through; earliest, then most urgent first."""
    found = []
    for kind in wanted_kinds(facts):
        first = kind.due(facts, rules, today)
        if first is not None and (released := _released(kind, first, facts, rules)):
            found.append(released)
    return tuple(sorted(found, key=_order))


def wanted_kinds(facts: Facts) -> Sequence[Kind]:
    """The kinds that are not muted, and, while a complaint is open, right."""
    if not facts.muted and not facts.complaining:
        return KINDS
    allowed = DURING_COMPLAINT if facts.complaining else LIMITS.keys()
    return [kind for kind in KINDS if kind.KIND in allowed and kind.KIND not in facts.muted]


def _released(kind: Kind, first: Occasion, facts: Facts, rules: ShopRules) -> Occasion | None:
    """The first occasion, or one after it, that the limits let through; not before they do."""
    found: Occasion | None = first
    free = free_from(facts, rules, kind.LIMIT)
    while found and free and found.until < free:
        found = kind.due(facts, rules, found.until + timedelta(days=1))
    if found is None or free is None or free <= found.due:
        return found if free else None
    return found._replace(due=free)


def _first(occasion: Occasion) -> tuple[int, int]:
    """What a card begins with: the most urgent, a birthday before a question, a day of joy before a worry."""
    return occasion.priority, RANK[occasion.kind]


def _order(occasion: Occasion) -> tuple[date, int]:
    return occasion.due, occasion.priority


@cache
def ended_by(event: str) -> tuple[str, ...]:
    """The kinds whose open reminders a later "purchase" or "note" makes pointless."""
    return tuple(kind.KIND for kind in KINDS if event in kind.ENDED_BY)


def next_occasion(facts: Facts, rules: ShopRules, today: date) -> Occasion | None:
    """The earliest occasion over all kinds; it may have been due for some days."""
    return next(iter(occasions(facts, rules, today)), None)


def next_shown(facts: Facts, rules: ShopRules, today: date) -> Occasion | None:
    """The earliest occasion that the seller gets to see."""
    return next((occasion for occasion in occasions(facts, rules, today) if not occasion.withheld), None)


def next_due(facts: Facts, rules: ShopRules, today: date) -> date | None:
    """The day to be stored on the buyer: from then on the daily planner has to look at him. None: never."""
    first = next_occasion(facts, rules, today)
    return first.due if first else None


def coming_occasions(facts: Facts, rules: ShopRules, today: date) -> tuple[Occasion, ...]:
    """As `occasions`, with the next of each promise and of each complaint."""
    owed = [
        *(promise.due(facts._replace(promises=(one,)), rules, today) for one in facts.promises),
        *(complaint_check.due(facts._replace(complaints=(one,)), rules, today) for one in facts.complaints),
    ]
    wanted = [one for one in owed if one and one.kind not in facts.muted]
    others = [one for one in occasions(facts, rules, today) if one.about is None]
    return tuple(sorted([*wanted, *others], key=_order))


def due_occasions(facts: Facts, rules: ShopRules, today: date) -> tuple[Occasion, ...]:
    """What a reminder can be made for on `today`: due by then and still worth something.

    When the buyer is contacted anyway, what waits for the quiet period comes along; a question of its own waits for the next.
    """
    ready = [occasion for occasion in occasions(facts, rules, today) if occasion.due <= today]
    shown = [one for one in ready if LIMITS[one.kind] not in ALONE and not one.withheld]
    if not any(is_contact(LIMITS[one.kind], one.key) for one in shown):
        return tuple(ready)
    known = {occasion.kind for occasion in ready}
    held = [
        kind.due(facts, rules, today)
        for kind in wanted_kinds(facts)
        if kind.LIMIT in WAITING - ALONE and kind.KIND not in known
    ]
    said = [occasion for occasion in ready if LIMITS[occasion.kind] is not Limit.QUESTION]
    return tuple(sorted([*said, *(found for found in held if found and found.due <= today)], key=_order))


def cards(found: Sequence[Occasion]) -> list[tuple[Occasion, ...]]:
    """Occasions of one buyer that are due together, as they are shown: together on one card, the most urgent first.

    What the seller decides about or owes has a card of its own.
    """
    alone = [(occasion,) for occasion in found if LIMITS[occasion.kind] in ALONE]
    together = tuple(sorted((one for one in found if LIMITS[one.kind] not in ALONE), key=_first))
    return [*alone, together] if together else list(alone)


__all__ = [
    "KINDS",
    "LIMITS",
    "Birthday",
    "Facts",
    "Kind",
    "Occasion",
    "Seen",
    "ShopRules",
    "cards",
    "coming_occasions",
    "due_occasions",
    "ended_by",
    "next_due",
    "next_occasion",
    "next_shown",
    "occasions",
]
