"""What a single cell says of a day or a birthday, as Germans, others and spreadsheets write it. RuleErrors `import.*` say why it says nothing."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from rules.errors import RuleError
from rules.importing.orders import LONGEST, day_first
from rules.occasions.facts import Birthday
from rules.parsing.birthdays import parse_birthday
from rules.parsing.calendar_dates import date_parts, written_date
from rules.parsing.text import one_line
from rules.parsing.vocabulary import Vocabulary, any_of

MAX_YEARS_BACK = 60
_SPREADSHEET_ZERO = date(1899, 12, 30)
_SERIALS = range(14_000, 80_000)
"""Days of a spreadsheet, counted from 1900: 1938 to 2119."""
_SERIAL = re.compile(r"([0-9]{5})(?:[.,][0-9]+)?")
_TIME = re.compile(
    r"(?:[ T,]+|, )[0-9]{1,2}[:.h][0-9]{2}(?:[:.][0-9]{2}(?:\.[0-9]+)?)?(?: ?[ap]m| Uhr|Z|[+-][0-9:]{5})?",
    re.IGNORECASE,
)
_DASHED = re.compile(r"(?<![0-9])([0-9]{1,2})-([0-9]{1,2})-([0-9]{4}|[0-9]{2})")
_PACKED = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR = r"'?(?:[0-9]{4}|[0-9]{2})"
_MONTH_NAMED = re.compile(r"(?:[^\W\d_]+\.?,? )?([^\W\d_]{3,9})\.? ([0-9]{1,2})(?:[^\W\d_]{2})?,? ([0-9]{4}|'[0-9]{2})")
"""Never without a year: May 26 may be a month."""
_HYPHENS = re.compile(rf"([0-9]{{1,2}})-([^\W\d_]{{3,9}})\.?(?:-({_YEAR}))?")
_COMMA = re.compile(r"(?<=[^\W\d_]),(?= [0-9]{4}$)")
_CARD_DAY = re.compile(r"(?:([0-9]{4})-?|--)([0-9]{2})-?([0-9]{2})")


def day_in(cell: str, today: date, words: Vocabulary, *, month_first: bool = False) -> date:
    """The day, also as a spreadsheet counts days. RuleError import.day_missing, .day_unclear, .day_order, .day_future, .day_too_old."""
    line = one_line(cell)
    if not line:
        raise RuleError("import.day_missing")
    turned = day_first(line)
    day = _any_day(turned if month_first else line, today, words)
    if day is None:
        is_turned = _any_day(line if month_first else turned, today, words) is not None
        raise RuleError("import.day_order" if is_turned else "import.day_unclear", cell=line)
    if day > today:
        raise RuleError("import.day_future", cell=line)
    if day.year < today.year - MAX_YEARS_BACK:
        raise RuleError("import.day_too_old", cell=line)
    return day


def _any_day(line: str, today: date, words: Vocabulary) -> date | None:
    if len(line) > LONGEST:
        return None
    return _serial(line) or _written(_TIME.sub("", line), today, words)


def _serial(line: str) -> date | None:
    found = _SERIAL.fullmatch(line)
    counted = int(found[1]) if found else 0
    return _SPREADSHEET_ZERO + timedelta(counted) if counted in _SERIALS else None


def _written(line: str, today: date, words: Vocabulary) -> date | None:
    match = _day(words).fullmatch(_respelled(line))
    written = written_date(match, words, today.year - MAX_YEARS_BACK + 99) if match else None
    if written is None:
        return None
    if written.year is None:
        return max(
            (day for year in (today.year, today.year - 1) if (day := written.on(year)) and day <= today), default=None
        )
    return written.on(written.year)


def _respelled(line: str) -> str:
    """A day as Germans write it, from what stands in the files of others: 2026/05/03, May 3rd, 2026, 03-May-26."""
    if found := _YEAR_FIRST.fullmatch(_PACKED.sub(r"\1-\2-\3", line)):
        return f"{found[1]}-{found[3]:0>2}-{found[4]:0>2}"
    for pattern, order in ((_MONTH_NAMED, (2, 1, 3)), (_HYPHENS, (1, 2, 3))):
        if found := pattern.fullmatch(line):
            return " ".join(found[at] or "" for at in order).strip()
    return _COMMA.sub("", _DASHED.sub(r"\1.\2.\3", line))


@lru_cache(maxsize=8)
def _day(words: Vocabulary) -> re.Pattern[str]:
    weekday = rf"(?:(?:{any_of(words.weekdays)}|{any_of(words.weekday_abbreviations)}\.?),? )?"
    return re.compile(rf"{weekday}(?:{date_parts(words, whole=True)})", re.IGNORECASE)


def is_day(cell: str, today: date, words: Vocabulary) -> bool:
    """Whether a cell is clearly a day, and not a number that may be one."""
    line = one_line(cell)
    if len(line) > LONGEST or cell.isdecimal():
        return False
    bare = _TIME.sub("", line)
    return any(_written(written, today, words) for written in (bare, day_first(bare)))


def birthday_in(cell: str, today: date, words: Vocabulary, *, month_first: bool = False) -> Birthday | None:
    """The birthday, with or without a year; None for an empty cell. RuleError import.birthday."""
    line = one_line(cell)
    if len(line) > LONGEST:
        raise RuleError("import.birthday", cell=line)
    line = _TIME.sub("", line)
    if not line:
        return None
    card = _CARD_DAY.fullmatch(line.split("T")[0])
    if card:
        line = f"{card[3]}.{card[2]}.{card[1] or ''}"
    elif day := _serial(line):
        line = f"{day:%d.%m.%Y}"
    try:
        return parse_birthday(_respelled(day_first(line) if month_first else line), today, words)
    except RuleError:
        raise RuleError("import.birthday", cell=one_line(cell)) from None
