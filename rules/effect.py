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
LANDMARK = timedelta(days=3)
"""So long after a reminder it is settled whether the seller got in touch; both groups are followed from then on."""
ENOUGH = 10
"""With fewer buyers a share says nothing."""
Z = 1.959963984540054
"""The 97.5 % point of the normal distribution."""
CONTACTED, LEFT, SHOWN, WITHHELD = "contacted", "left", "shown", "withheld"
ENDED_BY_PURCHASE = frozenset(kind.KIND for kind in KINDS if "purchase" in kind.ENDED_BY)
"""A purchase earlier on the day of the lot would have made these pointless: one on that day came after it."""
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


class Followed(NamedTuple):
    """A case in one group, and the days (both inclusive) on which a purchase follows it."""

    buyer_id: int
    kind: str
    group: str
    start: date
    first: date
    last: date


Counts = dict[str, dict[str, Share]]


def counts(cases: Iterable[Case], bought: Mapping[int, Collection[date]], today: date) -> Counts:
    """For each kind and group, how many buyers bought within the window; only windows that are over count.

    Each buyer counts once per comparison, with his first case: a success makes the next pause and with it the next case,
    so that of the latest ones too many would be failures. What the lot decided about is followed from that day. Who was
    contacted and who was not are told apart on a landmark some days after the reminder, among those who had not bought by
    then, and are followed from there: who buys at once can no longer be contacted, and would make not doing so look good.
    """
    cases = list(cases)
    chosen = [
        *_first(one for case in cases if (one := _drawn(case))),
        *_first(one for case in cases if (one := _at_landmark(case, bought.get(case.buyer_id, ())))),
    ]
    found: Counts = defaultdict(dict)
    for one in chosen:
        if one.last < today:
            share = found[one.kind].get(one.group, Share())
            follows = any(one.first <= day <= one.last for day in bought.get(one.buyer_id, ()))
            found[one.kind][one.group] = Share(share.bought + follows, share.of + 1)
    return dict(found)


def _first(found: Iterable[Followed]) -> Iterable[Followed]:
    """The first one of each buyer and kind, whatever its group."""
    earliest: dict[tuple[int, str], Followed] = {}
    for one in sorted(found, key=lambda one: one.start):
        earliest.setdefault((one.buyer_id, one.kind), one)
    return earliest.values()


def _drawn(case: Case) -> Followed | None:
    start = case.compared_on
    if start is None:
        return None
    first = start if case.kind in ENDED_BY_PURCHASE else start + DAY
    group = WITHHELD if case.withheld else SHOWN
    return Followed(case.buyer_id, case.kind, group, start, first, start + WINDOW)


def _at_landmark(case: Case, days: Collection[date]) -> Followed | None:
    """The state some days after the reminder; None for what was not shown, or had its purchase by then."""
    mark = case.shown_on + LANDMARK
    if case.withheld or any(case.shown_on <= day <= mark for day in days):
        return None
    group = CONTACTED if case.contact_on and case.contact_on <= mark else LEFT
    return Followed(case.buyer_id, case.kind, group, case.shown_on, mark + DAY, mark + WINDOW)
