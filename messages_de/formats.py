"""How values look in German: money, days, times, numbers. The one place where HTML is escaped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal

from rules.money import Money
from rules.occasions.facts import Birthday

LOCALE = "de_DE"
YEAR = "y"
"""A year is no amount: "1999", not "1.999"."""
ROUND = "round"
MOMENT = "EE, d. MMMM, HH:mm 'Uhr'"
DAY_PATTERNS = {
    "": "EE, d. MMMM",
    "year": "EE, d. MMMM y",
    "long": "d. MMMM y",
    "month_day": "d. MMMM",
    "weekday": "EEEE",
    "short": "dd.MM.",
    "date": "dd.MM.yy",
    "month": "MMMM y",
    "month_name": "MMMM",
}


class Html(str):
    """Text that is already escaped and may carry Telegram's HTML tags."""

    __slots__ = ()


@lru_cache(maxsize=4096)
def money(cents: int, currency: str, spec: str = "") -> str:
    """An amount such as "25,00 €", with a no-break space; `cents` are the currency's smallest unit.

    The spec `ROUND` leaves out cents that are zero: "5 €".
    """
    if spec == ROUND and cents % 100 == 0:
        return format_currency(cents // 100, currency, "#,##0\u00a0¤", locale=LOCALE, currency_digits=False)
    return format_currency(cents / 100, currency, locale=LOCALE)


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """A number such as "1.200"."""
    return format_decimal(value, locale=LOCALE)


@lru_cache(maxsize=4096)
def day(value: date, spec: str = "") -> str:
    """A local day such as "Fr., 3. Mai"; `spec` names one of `DAY_PATTERNS`."""
    return format_date(value, DAY_PATTERNS[spec], locale=LOCALE)


def moment(value: datetime) -> str:
    """A local point in time such as "Mo., 4. Mai, 10:00 Uhr"; the caller has put it into the zone of the reader."""
    if value.tzinfo is None:
        raise TypeError("no German form for a point in time without a zone")
    return format_datetime(value, MOMENT, locale=LOCALE)


def birthday(value: Birthday) -> str:
    """A birthday such as "3. Mai" or, with the year, "3. Mai 1990"."""
    return day(date(value.year or 2000, value.month, value.day), "long" if value.year else "month_day")


_FORMS: dict[type, Callable[[Any, str], str]] = {
    int: lambda value, spec: str(value) if spec == YEAR else number(value),
    float: lambda value, _: number(value),
    Money: lambda value, spec: money(value.cents, value.currency, spec),
    Birthday: lambda value, _: birthday(value),
    date: day,
    datetime: lambda value, _: moment(value),
}


def shown(value: Any, spec: str = "") -> str:
    """Give `value` as German plain text; dates take the specs of `DAY_PATTERNS`, a year the spec `YEAR`.

    TypeError for what has no German form.
    """
    form = _FORMS.get(type(value))
    if form is not None:
        return form(value, spec)
    if not isinstance(value, str):
        raise TypeError(f"no German form for {type(value).__name__}")
    return value


def escaped(value: Any, spec: str = "") -> str:
    """Give `value` as German text that is safe inside Telegram's HTML, which numbers, amounts and days are anyway."""
    form = _FORMS.get(type(value))
    if form is not None:
        return form(value, spec)
    words = value if isinstance(value, str) else shown(value, spec)
    if words.isalnum() or isinstance(words, Html):
        return words
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
