"""The look back on a month: when it is due, who has come back, and what to propose for the new one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from rules.statistics import MONTH, first_day, number_of

LATEST = 10
"""The last day of a month on which the one before is still looked back on by itself."""
BACK_AFTER = timedelta(days=60)
"""Silent for so long, a purchase is a return."""
PROPOSALS = 3


class Month(NamedTuple):
    """A calendar month: its first and its last local day."""

    first: date
    last: date


class Return(NamedTuple):
    """Somebody's first purchase of a month, and the local day on which he had bought before."""

    name: str
    day: date
    before: date
    id: int = 0

    @property
    def silent_days(self) -> int:
        """How long he had been silent."""
        return (self.day - self.before).days


class Stand(NamedTuple):
    """How many there are of what something can be proposed about; `buyers` is everybody."""

    buyers: int = 0
    late_promises: int = 0
    open_complaints: int = 0
    at_risk: int = 0
    birthdays: int = 0
    could_be_vip: int = 0
    once: int = 0
    """Bought for the first time in the month, and no second time."""
    rewards: int = 0
    linked: int = 0
    """Buyers who have their stamp card."""
    missing: int = 0
    same: int = 0
    asleep: int = 0


def month_before(today: date) -> Month:
    """The last whole month."""
    number = number_of(today, MONTH)
    return Month(first_day(number - 1, MONTH), first_day(number, MONTH) - timedelta(days=1))


def is_due(last: date, today: date) -> bool:
    """Whether a month has begun since the last look back (or since the shop began), not more than ten days ago."""
    return last < today.replace(day=1) and today.day <= LATEST


def returns(found: Iterable[Return]) -> list[Return]:
    """Those who were silent for long, the longest first."""
    back = [one for one in found if one.day - one.before >= BACK_AFTER]
    return sorted(back, key=lambda one: (-one.silent_days, one.name))


def worth(now: Stand) -> dict[str, int]:
    """How many each proposal would be about, the most urgent first; the last three are always good."""
    return {
        "late_promises": now.late_promises,
        "open_complaints": now.open_complaints,
        "at_risk": now.at_risk,
        "birthdays": now.birthdays,
        "could_be_vip": now.could_be_vip,
        "once": now.once,
        "no_rewards": int(not now.rewards),
        "nobody_linked": int(bool(now.buyers) and not now.linked),
        "missing": now.missing,
        "same": now.same,
        "asleep": now.asleep,
        "note": 1,
        "week": 1,
        "statistics": 1,
    }


def proposals(now: Stand) -> list[tuple[str, int]]:
    """Three things to do, each with how many it is about."""
    return [(name, count) for name, count in worth(now).items() if count][:PROPOSALS]
