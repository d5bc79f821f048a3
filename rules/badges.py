"""Badges: what a buyer has earned by his history, each with the day it was earned.

A badge is a step on a ladder, and a ladder is the days on which its steps were first reached. More history only adds badges
or lets them be earned earlier; what comes later never moves a day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import inf
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class History:
    """A buyer's local days, in any order: one per standing purchase, full stamp card and friend brought.

    `categories` are the days with the category bought on them.
    """

    purchases: tuple[date, ...] = ()
    full_cards: tuple[date, ...] = ()
    friends: tuple[date, ...] = ()
    categories: tuple[tuple[date, str], ...] = ()


class Earned(NamedTuple):
    """A badge and the local day on which it was earned."""

    kind: str
    day: date


def _purchases(history: History) -> list[date]:
    return sorted(history.purchases)


def _full_cards(history: History) -> list[date]:
    return sorted(history.full_cards)


def _friends(history: History) -> list[date]:
    return sorted(history.friends)


def _categories(history: History) -> list[date]:
    firsts = {category: day for day, category in sorted(history.categories, reverse=True)}
    return sorted(firsts.values())


def _years(history: History) -> list[date]:
    """The n-th day is that of the first purchase at least n years after the very first one."""
    days = _purchases(history)
    reached: list[date] = []
    for day in days:
        while day >= _anniversary(days[0], len(reached) + 1):
            reached.append(day)
    return reached


def _months(history: History) -> list[date]:
    """The n-th day is that on which n months in a row first had a purchase each."""
    reached: list[date] = []
    run, last = 0, None
    for day in _purchases(history):
        if _month(day) != last:
            run, last = (run + 1 if last == _month(day) - 1 else 1), _month(day)
        if run > len(reached):
            reached.append(day)
    return reached


_LADDERS: tuple[tuple[str, Callable[[History], list[date]], int], ...] = (
    ("first_purchase", _purchases, 1),
    ("purchases_3", _purchases, 3),
    ("purchases_5", _purchases, 5),
    ("purchases_10", _purchases, 10),
    ("purchases_25", _purchases, 25),
    ("full_card", _full_cards, 1),
    ("loyal_1_year", _years, 1),
    ("loyal_2_years", _years, 2),
    ("streak_3_months", _months, 3),
    ("streak_6_months", _months, 6),
    ("streak_12_months", _months, 12),
    ("brought_friend", _friends, 1),
    ("categories_3", _categories, 3),
)

_STEPS = {wanted: [(kind, step) for kind, one, step in _LADDERS if one is wanted] for _, wanted, _ in _LADDERS}

BADGES = tuple(kind for kind, _, _ in _LADDERS)
"""The kinds, in the order in which badges of one day are named."""


def badges(history: History, today: date) -> tuple[Earned, ...]:
    """The badges earned up to `today`, in the order of their days; "loyal for a year" takes a purchase after the year."""
    reached = {ladder: ladder(history) for ladder in _STEPS}
    days = ((kind, reached[ladder][step - 1 : step]) for kind, ladder, step in _LADDERS)
    earned = (Earned(kind, day[0]) for kind, day in days if day and day[0] <= today)
    return tuple(sorted(earned, key=lambda each: each.day))


def new_badges(before: Iterable[Earned], after: Iterable[Earned]) -> tuple[Earned, ...]:
    """The badges of `after` whose kind is not in `before`; a badge that only moved to another day is not new."""
    known = {each.kind for each in before}
    return tuple(each for each in after if each.kind not in known)


def may_earn(days: Sequence[date], purchases: int, told: Collection[str]) -> bool:
    """Whether so many purchases on these days, in their order, can have earned a badge that was not told.

    What cards, friends and categories earn is not asked.
    """
    if not days:
        return False
    number, years, months = _next_steps(frozenset(told))
    return (
        purchases >= number
        or _years_between(days[0], days[-1]) >= years
        or _span(days) >= months <= longest_streak(days)
    )


@lru_cache(maxsize=256)
def _next_steps(told: frozenset[str]) -> tuple[float, float, float]:
    """How many purchases, years and months in a row the next badge takes that was not told."""
    return _next_step(_purchases, told), _next_step(_years, told), _next_step(_months, told)


def _next_step(ladder: Callable[[History], list[date]], told: Collection[str]) -> float:
    """The lowest step of a ladder that was not told."""
    return next((step for kind, step in _STEPS[ladder] if kind not in told), inf)


def _years_between(first: date, last: date) -> int:
    years = last.year - first.year
    return years - (last < _anniversary(first, years))


def _span(days: Sequence[date]) -> int:
    """Calendar months from the first to the last day, both included."""
    return _month(days[-1]) - _month(days[0]) + 1


def month_streak(days: Iterable[date], today: date) -> int:
    """Calendar months in a row with a purchase, up to this month or, while it has none, up to the last one."""
    months = {_month(day) for day in days if day <= today}
    end = month = _month(today) if _month(today) in months else _month(today) - 1
    while month in months:
        month -= 1
    return end - month


def longest_streak(days: Iterable[date]) -> int:
    """The most calendar months in a row with a purchase each."""
    return len(_months(History(purchases=tuple(days))))


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _anniversary(first: date, years: int) -> date:
    """The same day so many years later; for 29 February it is 1 March in common years."""
    try:
        return first.replace(year=first.year + years)
    except ValueError:
        return date(first.year + years, 3, 1)
