"""Days around a reward in words: "until Friday", "until the end of May", "in June", "valid for 3 months"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TypeAlias

from rules.errors import RuleError
from rules.parsing.reward_reading import Reading, count
from rules.parsing.text import cut
from rules.parsing.vocabulary import any_of
from rules.points import valid_through

Days: TypeAlias = tuple[date | None, date]
"""The first day, if one is meant, and the last."""
_YEAR = r"(?: (?P<year>20[0-9]{2})(?![.,]?[0-9]))?"


def cut_spoken(line: str, reading: Reading) -> tuple[str, date | None, date | None]:
    """The line without its days in words, the first and the last; RuleError reward.past for a last one that is past."""
    for match, (first, last) in _found(line, reading):
        if last < reading.today:
            raise RuleError("reward.past", day=last)
        return cut(line, *match.span()), first, last
    return line, None, None


def _found(line: str, reading: Reading) -> Iterator[tuple[re.Match[str], Days]]:
    around, months = reading.around, any_of(reading.words.months)
    coming, only = _coming(reading), any_of(around.only)
    until = any_of(around.until)
    spans, number = any_of((*around.day_spans, *around.month_spans)), rf"(?P<n>[0-9]{{1,3}}|{any_of(around.numbers)})"
    forms: dict[str, Callable[[re.Match[str]], Days]] = {
        rf"(?:{until}|{only}) (?P<word>{any_of(coming)})(?!\w)": lambda m: (None, coming[m["word"].casefold()]),
        rf"{until} {any_of(around.end_of)} (?P<month>{months})(?!\w){_YEAR}": lambda m: (None, _month(m, reading)[1]),
        rf"(?:{only} )?{any_of(reading.words.month_announcers)} (?P<month>{months})(?!\w){_YEAR}": (
            lambda m: _month(m, reading)
        ),
        rf"{any_of(around.valid)} {number} (?P<span>{spans})(?!\w)(?: {any_of(around.valid_behind)}(?!\w))?": (
            lambda m: (None, _after(m, reading))
        ),
        rf"{number} (?P<span>{spans}) {any_of(around.valid_behind)}(?!\w)": lambda m: (None, _after(m, reading)),
    }
    for pattern, days in forms.items():
        for match in re.finditer(rf"(?<!\w){pattern}", line, re.IGNORECASE):
            yield match, days(match)


def _coming(reading: Reading) -> dict[str, date]:
    """What words for a day mean today; "yesterday" too, so that it can be refused."""
    today, words, around = reading.today, reading.words, reading.around
    weekdays = {**words.weekday_abbreviations, **words.weekdays}
    ends = {
        "week": today + timedelta(days=6 - today.weekday()),
        "month": _last(today),
        "year": date(today.year, 12, 31),
    }
    feasts = {
        word: next(found for year in (today.year, today.year + 1) if (found := date(year, month, day)) >= today)
        for word, (day, month) in around.feasts.items()
    }
    return {
        **{word: today - timedelta(days=days) for word, days in words.relative_days.items()},
        **{word: today + timedelta(days=days) for word, days in words.coming_days.items()},
        **{word: today + timedelta(days=(day - today.weekday()) % 7) for word, day in weekdays.items()},
        **{word: ends[end] for word, end in around.ends.items()},
        **feasts,
    }


def _month(match: re.Match[str], reading: Reading) -> Days:
    """The whole month, or what is left of it; the next one of its name if no year is said."""
    number, today = reading.words.months[match["month"].casefold()], reading.today
    year = int(match["year"]) if match["year"] else today.year + (number < today.month)
    first = date(year, number, 1)
    return (first if first > today else None), _last(first)


def _last(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _after(match: re.Match[str], reading: Reading) -> date:
    """The last day of a span that begins today."""
    number = reading.around.numbers.get(match["n"].casefold()) or count(match["n"])
    span = match["span"].casefold()
    if span in reading.around.day_spans:
        return reading.today + timedelta(days=number * reading.around.day_spans[span])
    return valid_through(reading.today, number * reading.around.month_spans[span]) or reading.today
