"""The day of a purchase as people say it: yesterday, on Monday, 3.5., three days ago. Past days only."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from rules.errors import RuleError
from rules.parsing.amounts import is_size_word
from rules.parsing.calendar_dates import CalendarDate, date_parts, written_date
from rules.parsing.slips import day_slips
from rules.parsing.text import DAY_MARK, clipped, cut, one_line
from rules.parsing.vocabulary import Vocabulary, any_of

MAX_YEARS_BACK = 20
_LEAP_DAY_YEARS = 8


def parse_day(text: str, today: date, words: Vocabulary) -> date:
    """The day that a text consists of; without a year the latest one up to today.

    RuleError day.missing, .unclear (text), .impossible (day, month, year or None: ints), .no_leap_year (year, and the
    latest leap year: ints) for 29.2., .future (day: date), .too_old (day: date, years: the limit).
    """
    line = one_line(text).rstrip(",;!?")
    if not line:
        raise RuleError("day.missing")
    ahead = words.coming_days.get(line.casefold())
    if ahead is not None:
        raise RuleError("day.future", day=today + timedelta(ahead))
    match = _pattern(words, whole=True).fullmatch(line)
    day = _day(match, today, words) if match else None
    if day is None:
        raise RuleError("day.unclear", text=clipped(line))
    return day


def cut_day(line: str, today: date, words: Vocabulary) -> tuple[str, date | None]:
    """The line without its first day (`DAY_MARK` in its place), and that day; None if there is none.

    What can be something else stays in the line: 3.5 without a second dot, 3/5 before a word, a bare number before a month, a weekday abbreviation.
    A word for a day near today is one with a slip, too, in lower case at the end. RuleErrors as in `parse_day`.
    """
    for match in _pattern(words, whole=False).finditer(line):
        if _is_clear(match, line, words) and (day := _day(match, today, words)):
            return cut(line, *match.span(), DAY_MARK), day
    return _cut_slip(line, today, words)


def _cut_slip(line: str, today: date, words: Vocabulary) -> tuple[str, date | None]:
    before, _, last = line.rpartition(" ")
    near = day_slips(words).get(last.strip("().,;:!?")) if before else None
    if near is None:
        return line, None
    return cut(line, len(before) + 1, len(line), DAY_MARK), today - timedelta(words.relative_days[near])


@lru_cache(maxsize=8)
def _pattern(words: Vocabulary, *, whole: bool) -> re.Pattern[str]:
    weekday = rf"(?:{any_of(words.weekdays)}|{any_of(words.weekday_abbreviations)}\.?)"
    last = any_of(words.last | words.this)
    part = rf"(?: {any_of(words.day_parts)})?(?!\w)(?!-\w)"
    count = rf"(?P<count>[0-9]{{1,4}}|{any_of(words.counts)})"
    return re.compile(
        rf"(?<![\w.,/#-])(?:(?P<on>{any_of(words.on | words.last | words.this)}) )?"
        rf"(?:(?P<date>(?:{weekday},? )?(?:{any_of(words.articles)} )?(?:{date_parts(words, whole=whole)}))"
        rf"|(?P<relative>(?P<near>{any_of(words.relative_days)}){part})"
        rf"|(?P<weekday>(?:{last} )?(?P<weekday_name>{weekday}){part})"
        rf"|(?P<ago>{any_of(words.ago)} {count} (?P<unit>{any_of(words.ago_units)})(?!\w)))",
        re.IGNORECASE,
    )


def _is_clear(match: re.Match[str], line: str, words: Vocabulary) -> bool:
    if match["weekday"]:
        spoken = match["weekday_name"].casefold()
        return bool(match["on"]) or (spoken in words.weekdays and not _after_title(match, line, words))
    if match["numeric"]:
        return _is_clear_number(match)
    if match["slashed"]:
        return bool(match["syear"]) or _is_clear_fraction(match, line, words)
    return not match["named"] or bool(match["dot"] or match["ordinal"] or match["on"] or match["nyear"])


def _is_clear_fraction(match: re.Match[str], line: str, words: Vocabulary) -> bool:
    """Two numbers that can be a day and a month, announced, at the end or before a number; no size."""
    if not (1 <= int(match["sday"]) <= 31 and 1 <= int(match["smonth"]) <= 12):
        return False
    before = line[max(0, match.start() - 32) : match.start()].rstrip(" .:").rpartition(" ")[2].casefold()
    alone = re.match(r"[.,;:!?]*(?:$| €? ?[0-9])", line[match.end() :]) is not None
    return bool(match["on"]) or (alone and not is_size_word(before, words))


def _after_title(match: re.Match[str], line: str, words: Vocabulary) -> bool:
    before = line[max(0, match.start() - 20) : match.start()].split()
    return bool(before) and before[-1].rstrip(".").casefold() in words.titles


def _is_clear_number(match: re.Match[str]) -> bool:
    """A number with a dot that cannot be an amount: 3.5. or 3.5 behind an announcing word, but not 12.50. at the end of a sentence."""
    if match["year"] or match["spaced_year"]:
        return True
    in_range = 1 <= int(match["day"]) <= 31 and 1 <= int(match["month"]) <= 12
    if match["tail"]:
        return in_range or bool(match["on"])
    return in_range and bool(match["on"]) and " " not in match["numeric"]


def _day(match: re.Match[str], today: date, words: Vocabulary) -> date | None:
    if match["date"]:
        written = written_date(match, words, today.year + MAX_YEARS_BACK)
        return _latest(written, today) if written else None
    back = _days_back(match, today, words)
    return None if back is None else _checked(today - timedelta(back), today)


def _days_back(match: re.Match[str], today: date, words: Vocabulary) -> int | None:
    if match["relative"]:
        return words.relative_days.get(match["near"].casefold())
    if match["weekday"]:
        name = match["weekday_name"].casefold().rstrip(".")
        weekday = words.weekdays.get(name, words.weekday_abbreviations.get(name))
        back = None if weekday is None else (today.weekday() - weekday) % 7
        return 7 if back == 0 and not words.last.isdisjoint(match.group().casefold().split()) else back
    unit = words.ago_units.get(match["unit"].casefold())
    count = match["count"].casefold()
    number = int(count) if count.isdigit() else words.counts.get(count)
    return None if unit is None or number is None else number * unit


def _latest(written: CalendarDate, today: date) -> date:
    if not written.exists():
        raise RuleError("day.impossible", day=written.day, month=written.month, year=written.year)
    if written.year is not None:
        return _checked(date(written.year, written.month, written.day), today)
    years = range(today.year, max(0, today.year - _LEAP_DAY_YEARS - 1), -1)
    day = next(day for year in years if (day := written.on(year)) and day <= today)
    if day.year < today.year - 1:
        raise RuleError("day.no_leap_year", year=today.year, leap=day.year)
    return day


def _checked(day: date, today: date) -> date:
    if day > today:
        raise RuleError("day.future", day=day)
    if day.year < today.year - MAX_YEARS_BACK:
        raise RuleError("day.too_old", day=day, years=MAX_YEARS_BACK)
    return day
