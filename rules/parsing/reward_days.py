"""The days between which something can be had: "until 31.12.", "from 1.6. until 31.8."."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from rules.errors import RuleError
from rules.parsing.calendar_dates import CalendarDate, date_parts, written_date
from rules.parsing.reward_reading import Reading, RewardWords
from rules.parsing.reward_spans import cut_spoken
from rules.parsing.text import cut
from rules.parsing.vocabulary import Vocabulary, any_of

_FAR = 20
_LEAP_DAY_YEARS = 8


def cut_days(line: str, reading: Reading) -> tuple[str, date | None, date | None]:
    """The line without its days, the first and the last day; a day without a year is the next one."""
    found: dict[str, CalendarDate] = {}
    for match in reversed(list(_day_pattern(reading.words, reading.around).finditer(line))):
        written = written_date(match, reading.words, reading.today.year + _FAR)
        side = "last" if match["until"] else "first"
        if written and side not in found and (match["until"] or match["since"] or "last" in found):
            found[side] = written
            line = cut(line, *match.span())
    if not found:
        return cut_spoken(line, reading)
    last = _next(found["last"], reading.today) if "last" in found else None
    first = _first(found["first"], last, reading.today) if "first" in found else None
    if first and last and first > last:
        raise RuleError("reward.backwards")
    return line, first, last


@lru_cache(maxsize=8)
def _day_pattern(words: Vocabulary, around: RewardWords) -> re.Pattern[str]:
    until, since = any_of(around.until), any_of(around.since)
    sign = rf"(?:(?P<until>(?:{until}(?!\w)|[-–]))|(?P<since>{since})(?!\w))"
    return re.compile(rf"(?:(?<![\w.,/#])|(?=[-–]))(?:{sign} ?)?(?:{date_parts(words, whole=False)})", re.IGNORECASE)


def _next(written: CalendarDate, today: date) -> date:
    years = range(today.year, today.year + _LEAP_DAY_YEARS + 1) if written.year is None else [written.year]
    days = [day for year in years if (day := written.on(year))]
    if not days:
        raise RuleError("reward.no_day", day=written.day, month=written.month)
    if days[-1] < today:
        raise RuleError("reward.past", day=days[-1])
    return next(day for day in days if day >= today)


def _first(written: CalendarDate, last: date | None, today: date) -> date:
    """The first day; before a known last one it may be past."""
    if written.year is not None or last is None:
        years = [written.year] if written.year is not None else range(today.year, today.year + _LEAP_DAY_YEARS + 1)
        days = [day for year in years if (day := written.on(year)) and (written.year or day >= today)]
    else:
        days = [day for year in (last.year, last.year - 1) if (day := written.on(year)) and day <= last]
    if not days:
        raise RuleError("reward.no_day", day=written.day, month=written.month)
    return days[0]
