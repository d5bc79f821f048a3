"""A day to come, as people type it: tomorrow, Saturday, 24.12., in two weeks."""

from __future__ import annotations

import re
from datetime import date, timedelta

from rules.errors import RuleError
from rules.parsing.calendar_dates import date_parts, written_date
from rules.parsing.text import clipped, one_line
from rules.parsing.vocabulary import Vocabulary, any_of

_LEAP_DAY_YEARS = 8
_FAR_YEARS = 2


def parse_coming_day(text: str, today: date, words: Vocabulary) -> date:
    """The day that a text consists of, the next one from today on if it names no year.

    RuleError coming_day.unclear (text), .past (day), .far (day); day.impossible (day, month, year or None: ints).
    """
    line = re.sub(rf"^(?:{any_of(words.on | words.articles)} )+", "", one_line(text).casefold()).rstrip(",;!?")
    day = _spoken(line.rstrip("."), today, words) or _written(line, today, words)
    if day is None:
        raise RuleError("coming_day.unclear", text=clipped(one_line(text)))
    if day < today:
        raise RuleError("coming_day.past", day=day)
    if day.year > today.year + _FAR_YEARS:
        raise RuleError("coming_day.far", day=day)
    return day


def _spoken(line: str, today: date, words: Vocabulary) -> date | None:
    if line in words.relative_days:
        return today - timedelta(days=words.relative_days[line])
    if line in words.coming_days:
        return today + timedelta(days=words.coming_days[line])
    if span := re.fullmatch(rf"(?:{any_of(words.ahead)} )?(?P<count>\w+) (?P<unit>{any_of(words.ago_units)})", line):
        return _after(span["count"], words.ago_units[span["unit"]], today, words)
    name = line.rpartition(" ")[2]
    weekday = words.weekdays.get(name, words.weekday_abbreviations.get(name))
    return None if weekday is None else today + timedelta(days=(weekday - today.weekday()) % 7)


def _after(count: str, days: int, today: date, words: Vocabulary) -> date | None:
    number = int(count) if re.fullmatch("[0-9]{1,3}", count) else words.counts.get(count)
    return None if number is None else today + timedelta(days=number * days)


def _written(line: str, today: date, words: Vocabulary) -> date | None:
    match = re.fullmatch(date_parts(words, whole=True), line, re.IGNORECASE)
    written = written_date(match, words, today.year + _FAR_YEARS) if match else None
    if written is None:
        return None
    if not written.exists():
        raise RuleError("day.impossible", day=written.day, month=written.month, year=written.year)
    if written.year is not None:
        return date(written.year, written.month, written.day)
    days = (written.on(year) for year in range(today.year, today.year + _LEAP_DAY_YEARS + 1))
    return next(day for day in days if day and day >= today)
