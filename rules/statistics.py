"""What a shop's purchases come to: sums by month, quarter and year, and shares of buyers and of money.

Only purchases of which money was kept count, with what was kept, on the day they were made; see docs/handbuch.md for each formula.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import cycle
from typing import NamedTuple

from rules.rhythm import RhythmParameters
from rules.segments import Member, lost_on, top

MONTH, QUARTER, YEAR = "month", "quarter", "year"
UNITS = (MONTH, QUARTER, YEAR)
MONTHS_IN = {MONTH: 1, QUARTER: 3, YEAR: 12}
SHOWN = {MONTH: 12, QUARTER: 8, YEAR: 6}
"""How many periods are shown at most, the present one included."""
MUCH = 200
"""Percent of growth from which on a number says less than the word: it began with little."""
TELLING_FROM = 10
"""With fewer buyers a share says little."""
TWICE = 2
USUAL, GOOD = (20, 30), (40, 50)
"""Percent of the buyers who buy again: usual, and with good care."""
STRONG = (70, 80)
"""Percent of the money that they bring then."""
EURO, MOST_STEPS = 100, 4
LAST_YEAR = timedelta(days=365)


class Bucket(NamedTuple):
    """What was bought in one period (in cents), and by how many; `number` counts the periods since the year 0."""

    unit: str
    number: int
    purchases: int = 0
    cents: int = 0
    new_cents: int = 0
    """What those paid who bought for the first time in this period."""
    buyers: int = 0
    new: int = 0
    stayed: int = 0
    """Buyers who had bought in the period before, too."""


class Period(NamedTuple):
    """A bucket with what its neighbours add."""

    bucket: Bucket
    before: int
    """How many bought in the period before."""
    lost: int
    """How many buyers counted as lost from a day of this period on, and have not come back."""

    @property
    def returning(self) -> int:
        """Buyers who had bought in an earlier period."""
        return self.bucket.buyers - self.bucket.new

    @property
    def retention(self) -> int | None:
        """Of those who bought in the period before, the percentage that bought in this one; None when nobody had."""
        return percent(self.bucket.stayed, self.before)


class Share(NamedTuple):
    """A part of a whole."""

    part: int
    whole: int

    @property
    def percent(self) -> int:
        """Rounded to a whole number, 0 of nothing."""
        return percent(self.part, self.whole) or 0


class Span(NamedTuple):
    """What was bought in some days: how often, by how many, for how much."""

    purchases: int = 0
    buyers: int = 0
    cents: int = 0


class Figures(NamedTuple):
    """Everything that is said about a shop."""

    periods: Mapping[str, Sequence[Period]]
    """By unit, the present one last; none is left out."""
    buyers: int
    """Who has ever bought."""
    repeat: Share
    """Who has bought at least twice."""
    repeat_cents: Share
    """What they have paid."""
    top_cents: Share
    """What the best fifth has paid."""
    year: Span
    """The last 365 days, today included."""

    @property
    def value_cents(self) -> int:
        """What a buyer has brought on average, in whole cents, rounded half up."""
        return (2 * self.repeat_cents.whole + self.buyers) // (2 * self.buyers) if self.buyers else 0

    @property
    def frequency_tenths(self) -> int:
        """How often who bought within the last year did so, in tenths, rounded half up."""
        return (20 * self.year.purchases + self.year.buyers) // (2 * self.year.buyers) if self.year.buyers else 0


def percent(part: int, whole: int) -> int | None:
    """How many of a hundred, rounded half up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


def ticks(highest_cents: int) -> list[int]:
    """Round amounts in cents, evenly apart from 0 on, two to five of them; the last is not below the highest bar."""
    step = EURO
    for factor in cycle((2, 5 / 2, 2)):
        if highest_cents <= MOST_STEPS * step:
            break
        step = int(step * factor)
    return [step * number for number in range(max(1, -(-highest_cents // step)) + 1)]


def number_of(day: date, unit: str) -> int:
    """The period a day lies in."""
    return (12 * day.year + day.month - 1) // MONTHS_IN[unit]


def first_day(number: int, unit: str) -> date:
    """The first day of a period."""
    year, month = divmod(number * MONTHS_IN[unit], 12)
    return date(year, month + 1, 1)


def same_days_before(today: date, unit: str) -> tuple[date, date]:
    """The days of the period before up to as many days as have passed of this one, its end at the latest; of a year to the same date."""
    if unit == YEAR:
        is_leap_day = (today.month, today.day) == (2, 29)
        return date(today.year - 1, 1, 1), today.replace(year=today.year - 1, day=28 if is_leap_day else today.day)
    number = number_of(today, unit)
    begun, start = first_day(number, unit), first_day(number - 1, unit)
    return start, min(start + (today - begun), begun - timedelta(days=1))


def last_day(number: int, unit: str) -> date:
    """The last day of a period."""
    return first_day(number + 1, unit) - timedelta(days=1)


def figures(
    buckets: Iterable[Bucket],
    everybody: Iterable[Member],
    year: Span,
    today: date,
    parameters: RhythmParameters,
    until: date | None = None,
) -> Figures:
    """All of it, from what the database has summed up and from every buyer, the erased included; periods until a day."""
    bought = [one for one in everybody if one.purchases]
    again = [one for one in bought if one.purchases >= TWICE]
    total = _cents(bought)
    found = _added(buckets)
    lost = _lost(bought, today, parameters)
    return Figures(
        {unit: _periods(unit, found, lost, until or today) for unit in UNITS},
        len(bought),
        Share(len(again), len(bought)),
        Share(_cents(again), total),
        Share(_cents(top(bought)), total),
        year,
    )


def _added(buckets: Iterable[Bucket]) -> dict[tuple[str, int], Bucket]:
    """One bucket a period: what several say of it, added up."""
    found: dict[tuple[str, int], Bucket] = {}
    for one in buckets:
        period = one.unit, one.number
        sums = zip(found.get(period, Bucket(*period))[2:], one[2:], strict=True)
        found[period] = Bucket(*period, *(known + more for known, more in sums))
    return found


def _cents(people: Iterable[Member]) -> int:
    return sum(one.net_cents for one in people)


def _lost(bought: Iterable[Member], today: date, parameters: RhythmParameters) -> list[date]:
    """The days from which buyers counted as lost who have not come back."""
    return [day for one in bought if (day := lost_on(one, today, parameters))]


def _periods(
    unit: str, found: Mapping[tuple[str, int], Bucket], lost: Iterable[date], until: date
) -> tuple[Period, ...]:
    """Those that are shown, from the first purchase on."""
    last = number_of(until, unit)
    first = max(min([last, *(number for of, number in found if of == unit)]), last - SHOWN[unit] + 1)
    gone = Counter(number_of(day, unit) for day in lost)
    empty = Bucket(unit, 0)
    return tuple(
        Period(
            found.get((unit, number), empty._replace(number=number)),
            found.get((unit, number - 1), empty).buyers,
            gone[number],
        )
        for number in range(first, last + 1)
    )
