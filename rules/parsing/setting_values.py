"""What a seller types as the value of a setting: so many points per so much money, a span of time, a factor, a tier."""

from __future__ import annotations

import re
from fractions import Fraction

from rules.errors import RuleError
from rules.parsing.quantities import (
    COIN,
    DAY,
    ITEM,
    MINOR,
    MONTH,
    POINT,
    PURCHASE,
    TIMES,
    Quantity,
    SettingWords,
    is_none,
    quantities,
    says_every,
)
from rules.parsing.text import clipped, one_line

MAX_POINTS, MAX_UNIT_CENTS, MAX_MONTHS, MAX_FACTOR = 1000, 1_000_000, 120, 10
MAX_TIER = {PURCHASE: 1000, ITEM: 10_000, COIN: 100_000_000, DAY: 3660}
_MONTHS, _YEAR_DAYS = 12, 365
_FRACTION = re.compile(r"[^0-9]*([0-9]{1,3}) ?/ ?([0-9]{1,3})[^0-9]*")


def parse_rate(text: str, words: SettingWords) -> tuple[int, int]:
    """Points, and the full cents that bring them: "1 point per 5 euros", "2", "5 euros = 1 point".

    RuleError setting.rate (text) when it is nothing of the kind, or beyond what a shop can sensibly give.
    """
    if is_none(text, words):
        return 0, 100
    found = [_in_cents(one) for one in quantities(text, words)]
    bare = [one.number for one in found if not one.unit and one.number is not None]
    points = _named(found, POINT, bare, Fraction(1), 1)
    cents = _named(found, COIN, bare, Fraction(100), 100)
    if (
        bare
        or not _is_rate(found)
        or points % 1
        or cents % 1
        or points > MAX_POINTS
        or not 1 <= cents <= MAX_UNIT_CENTS
    ):
        raise RuleError("setting.rate", text=clipped(one_line(text)))
    return int(points), int(cents)


def _is_rate(found: list[Quantity]) -> bool:
    """Points and money once each, and nothing else beside bare numbers."""
    units = [one.unit for one in found if one.unit]
    return bool(found) and len(units) == len(set(units)) and set(units) <= {POINT, COIN}


def _named(found: list[Quantity], unit: str, bare: list[Fraction], default: Fraction, each: int) -> Fraction:
    """The number of this unit, or else the first bare number (of which each counts so many), which is used up."""
    numbers = [one.number for one in found if one.unit == unit and one.number is not None]
    if numbers:
        return numbers[0]
    alone = unit == POINT and any(one.unit == unit for one in found)
    return default if alone or not bare else bare.pop(0) * each


def _in_cents(one: Quantity) -> Quantity:
    if one.unit == MINOR:
        return Quantity(one.number, COIN)
    return Quantity(one.number * 100, COIN) if one.unit == COIN and one.number is not None else one


def parse_months(text: str, words: SettingWords) -> int | None:
    """Months: "12 months", "a year", "6"; None for "never". RuleError setting.months (text, most)."""
    if is_none(text, words):
        return None
    found = quantities(text, words)
    number = Fraction(1) if found == [Quantity(None, MONTH)] else _single(found, MONTH)
    if number is None or number % 1 or not 1 <= number <= MAX_MONTHS:
        raise RuleError("setting.months", text=clipped(one_line(text)), most=MAX_MONTHS)
    return int(number)


def parse_factor(text: str, words: SettingWords) -> str:
    """A factor as an exact number in words: "1,5", "double", "3/2". RuleError setting.factor (text, most)."""
    if is_none(text, words):
        return "1"
    found = quantities(text, words)
    halves = _FRACTION.fullmatch(text) if found else None
    if halves and int(halves[2]):
        factor: Fraction | None = Fraction(int(halves[1]), int(halves[2]))
    else:
        factor = _single(found, TIMES)
    if factor is None or not 0 < factor <= MAX_FACTOR:
        raise RuleError("setting.factor", text=clipped(one_line(text)), most=MAX_FACTOR)
    return str(factor)


def parse_whole(text: str, words: SettingWords, least: int, most: int, unit: str) -> int:
    """One whole number of this unit, which may be left out; "none" is 0, months are days where days are asked for.

    RuleError setting.whole_UNIT (text, least, most).
    """
    found = quantities(text, words)
    number = _single([_in_days(one) for one in found] if unit == DAY else found, unit)
    if is_none(text, words):
        number = Fraction(0)
    if number is None or number % 1 or not least <= number <= most:
        raise RuleError(f"setting.whole_{unit}", text=clipped(one_line(text)), least=least, most=most)
    return int(number)


def parse_price(text: str, words: SettingWords) -> int:
    """An amount in cents; "none" is 0. RuleError setting.price (text)."""
    if is_none(text, words):
        return 0
    found = [_in_cents(one) for one in quantities(text, words)]
    bare = [one if one.unit else Quantity((one.number or Fraction(0)) * 100, COIN) for one in found]
    cents = _single(bare, COIN)
    if cents is None or cents % 1 or not 0 <= cents <= MAX_UNIT_CENTS:
        raise RuleError("setting.price", text=clipped(one_line(text)))
    return int(cents)


def _single(found: list[Quantity], unit: str) -> Fraction | None:
    """The number of the only quantity, if that has this unit or none."""
    if len(found) != 1 or found[0].unit not in {unit, ""}:
        return None
    return found[0].number


def days_of(months: int) -> int:
    """The window in days that so many months are."""
    return round(months * _YEAR_DAYS / _MONTHS)


def months_of(days: int) -> int | None:
    """The months whose window has so many days; None when it is no whole number of months."""
    months = round(days * _MONTHS / _YEAR_DAYS)
    return months if months and days_of(months) == days else None


def parse_tier(text: str, words: SettingWords) -> dict[str, object]:
    """What a tier asks for, as fields of `TierRule`: "3 purchases in 6 months", "10 items", "100 euros a year", "every year".

    RuleError setting.tier (text).
    """
    found = [_in_cents(one) for one in quantities(text, words)]
    if says_every(text, words):
        asked: dict[str, object] = {"every_year": True} if found == [Quantity(Fraction(12), MONTH)] else {}
    else:
        asked = _asked(found)
    if not asked:
        raise RuleError("setting.tier", text=clipped(one_line(text)))
    return asked


_FIELDS = {PURCHASE: "purchases", "": "purchases", ITEM: "items", COIN: "cents", DAY: "within_days"}


def _asked(found: list[Quantity]) -> dict[str, object]:
    """The fields that quantities ask for; empty when one of them makes no sense."""
    fields: dict[str, object] = {}
    for one in map(_in_days, found):
        field, number = _FIELDS.get(one.unit), one.number
        limit = MAX_TIER[one.unit or PURCHASE] if field else 0
        if field is None or field in fields or number is None or number % 1 or not 1 <= number <= limit:
            return {}
        fields[field] = int(number)
    return {} if fields.keys() == {"within_days"} else fields


def _in_days(one: Quantity) -> Quantity:
    if one.unit == MONTH and (one.number is None or one.number % 1 == 0):
        return Quantity(Fraction(days_of(int(one.number or 1))), DAY)
    return Quantity(Fraction(1), DAY) if one == Quantity(None, DAY) else one
