"""The figures of /statistik by hand: one loop a figure over a list of purchases, sharing nothing with what the bot does.

Only the days after which a silent buyer counts as lost are the bot's own (`rules.segments.lost_on`): they have tests of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import NamedTuple


class Sale(NamedTuple):
    """Who paid what on which day, and kept: cents above zero."""

    buyer: int
    day: date
    cents: int


Key = tuple[int, ...]
"""(year), (year, quarter) or (year, month)."""


def key_of(day: date, unit: str) -> Key:
    """The period a day lies in."""
    return {"year": (day.year,), "quarter": (day.year, (day.month + 2) // 3), "month": (day.year, day.month)}[unit]


def before(key: Key, unit: str) -> Key:
    """The period before."""
    if unit == "year":
        return (key[0] - 1,)
    last = 4 if unit == "quarter" else 12
    return (key[0] - 1, last) if key[1] == 1 else (key[0], key[1] - 1)


def rounded(number: Fraction) -> int:
    """Half up."""
    return floor(number + Fraction(1, 2))


def periods(sales: Iterable[Sale], unit: str) -> dict[Key, dict[str, int | None]]:
    """What each period with a purchase comes to."""
    by_key, first = defaultdict[Key, list[Sale]](list), dict[int, Key]()
    for sale in sorted(sales, key=lambda sale: sale.day):
        key = key_of(sale.day, unit)
        by_key[key].append(sale)
        first.setdefault(sale.buyer, key)
    return {key: _period(by_key, first, key, unit) for key in list(by_key)}


def _period(by_key: Mapping[Key, list[Sale]], first: Mapping[int, Key], key: Key, unit: str) -> dict[str, int | None]:
    sales = by_key[key]
    people = {sale.buyer for sale in sales}
    new = {buyer for buyer in people if first[buyer] == key}
    earlier = {sale.buyer for sale in by_key.get(before(key, unit), [])}
    return {
        "purchases": len(sales),
        "cents": sum(sale.cents for sale in sales),
        "new_cents": sum(sale.cents for sale in sales if sale.buyer in new),
        "buyers": len(people),
        "new": len(new),
        "returning": len(people - new),
        "retention": rounded(Fraction(100 * len(people & earlier), len(earlier))) if earlier else None,
    }


def shares(sales: Iterable[Sale], today: date) -> dict[str, int]:
    """Everything that is not of a period; percentages and averages rounded half up."""
    sales = list(sales)
    paid, times = defaultdict[int, int](int), defaultdict[int, int](int)
    for sale in sales:
        paid[sale.buyer] += sale.cents
        times[sale.buyer] += 1
    total, count = sum(paid.values()), len(paid)
    again = [buyer for buyer in paid if times[buyer] > 1]
    fifth = sorted(paid.values(), reverse=True)[: -(-count // 5)]
    lately = [sale for sale in sales if today - timedelta(days=364) <= sale.day <= today]
    active = {sale.buyer for sale in lately}
    return {
        "buyers": count,
        "repeat": _percent(len(again), count),
        "repeat_cents": _percent(sum(paid[buyer] for buyer in again), total),
        "top_cents": _percent(sum(fifth), total),
        "value_cents": rounded(Fraction(total, count)) if count else 0,
        "frequency_tenths": rounded(Fraction(10 * len(lately), len(active))) if active else 0,
    }


def _percent(part: int, whole: int) -> int:
    return rounded(Fraction(100 * part, whole)) if whole else 0
