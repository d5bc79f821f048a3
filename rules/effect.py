"""What followed on reminders: how many buyers bought within 30 days, and between what the true share probably lies.

Intervals are Wilson's score interval (1927) for a share, and Newcombe's hybrid of two of them (1998, method 10) for a
difference, both at 95 %: they stay honest with few buyers and with shares near 0 and 1.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from math import hypot, sqrt
from typing import TYPE_CHECKING, NamedTuple

from rules.occasions import KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

WINDOW = timedelta(days=30)
ENOUGH = 10
"""With fewer buyers a share says nothing."""
Z = 1.959963984540054
"""The 97.5 % point of the normal distribution."""
CONTACTED, LEFT, SHOWN, WITHHELD = "contacted", "left", "shown", "withheld"
ENDED_BY_PURCHASE = frozenset(kind.KIND for kind in KINDS if "purchase" in kind.ENDED_BY)
"""A purchase earlier on the day of the contact would have made these pointless: one on that day came after it."""
DAY = timedelta(days=1)


class Interval(NamedTuple):
    """Between what a share (0..1), or a difference of two, probably lies."""

    low: float
    high: float


class Share(NamedTuple):
    """How many bought, of how many."""

    bought: int = 0
    of: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether there are buyers enough to speak of a share."""
        return self.of >= ENOUGH

    @property
    def rate(self) -> float:
        """The share, 0..1; at least one buyer is needed."""
        return self.bought / self.of

    def interval(self) -> Interval:
        """Wilson's interval; nothing is known of nobody."""
        if not self.of:
            return Interval(0.0, 1.0)
        shrunk = 1 + Z * Z / self.of
        centre = (self.rate + Z * Z / (2 * self.of)) / shrunk
        half = Z * sqrt(self.rate * (1 - self.rate) / self.of + (Z / (2 * self.of)) ** 2) / shrunk
        low = 0.0 if not self.bought else centre - half
        return Interval(low, 1.0 if self.bought == self.of else centre + half)


def difference(one: Share, other: Share) -> Interval:
    """By how much the first true share is probably higher than the second (Newcombe); both need at least one buyer."""
    mine, others, apart = one.interval(), other.interval(), one.rate - other.rate
    below = hypot(one.rate - mine.low, others.high - other.rate)
    above = hypot(mine.high - one.rate, other.rate - others.low)
    return Interval(apart - below, apart + above)


class Case(NamedTuple):
    """A reminder, and what became of it."""

    buyer_id: int
    kind: str
    shown_on: date
    contact_on: date | None = None
    withheld: bool = False
    compared_on: date | None = None
    """The day on which the lot decided whether it is shown or withheld."""


Counts = dict[str, dict[str, Share]]


def counts(cases: Iterable[Case], bought: Mapping[int, Collection[date]], today: date) -> Counts:
    """For each kind and group, how many buyers bought within the window; each buyer counts once, with his latest case.

    Only windows that are over count. Those contacted are followed from the contact, the others from when it was shown;
    what the lot decided about, shown or withheld, from that day.
    """
    latest: dict[tuple[str, str], dict[int, date]] = defaultdict(dict)
    for case in cases:
        for group, start in _starts(case):
            if start + WINDOW < today:
                group_of = latest[case.kind, group]
                group_of[case.buyer_id] = max(start, group_of.get(case.buyer_id, start))
    found: Counts = defaultdict(dict)
    for (kind, group), starts in latest.items():
        followed = sum(_followed(kind, start, bought.get(number, ())) for number, start in starts.items())
        found[kind][group] = Share(followed, len(starts))
    return dict(found)


def _starts(case: Case) -> list[tuple[str, date]]:
    groups = [] if case.withheld else [(CONTACTED, case.contact_on) if case.contact_on else (LEFT, case.shown_on)]
    drawn = [(WITHHELD if case.withheld else SHOWN, case.compared_on)] if case.compared_on else []
    return [*groups, *drawn]


def _followed(kind: str, start: date, days: Collection[date]) -> bool:
    first = start if kind in ENDED_BY_PURCHASE else start + DAY
    return any(first <= day <= start + WINDOW for day in days)
