"""Birthdays as people say them: 3.5., 3. May, born 3. May 1990 (in the words of the vocabulary)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from rules.errors import RuleError
from rules.occasions.facts import Birthday
from rules.parsing.calendar_dates import CalendarDate, date_parts, written_date
from rules.parsing.text import clipped, one_line, trimmed
from rules.parsing.vocabulary import Vocabulary, any_of

MAX_AGE = 120
_SENTENCE = re.compile(r"[;\n!?]|(?<=[^\W\d_]{3})\. ")


def parse_birthday(text: str, today: date, words: Vocabulary) -> Birthday:
    """The birthday that a text consists of; 29.2. is one.

    RuleError birthday.missing, .unclear (text), .impossible (day, month, year or None: ints), .no_leap_year (year: int)
    for 29.2., .future (year: int), .too_old (year: int, years: the limit).
    """
    line = one_line(text).rstrip(",;!?")
    if not line:
        raise RuleError("birthday.missing")
    match = _pattern(words).fullmatch(line)
    written = written_date(match, words, today.year) if match else None
    if written is None:
        raise RuleError("birthday.unclear", text=clipped(line))
    return _checked(written, today)


def day_in_front(text: str, words: Vocabulary) -> tuple[str, str]:
    """A day and what stands behind it, as typed; two empty texts unless the text begins with a day and goes on."""
    line = one_line(text)
    match = _pattern(words).match(line)
    rest = trimmed(line[match.end() :]) if match else ""
    return (match.group(), rest) if match and rest else ("", "")


def find_birthday(text: str, today: date, words: Vocabulary) -> tuple[Birthday | None, tuple[int, int]]:
    """The birthday announced by a birthday word, and where it stands in the text; the word may follow the day.

    RuleErrors as in `parse_birthday`, except .missing and .unclear: without a day there is no birthday.
    """
    for pattern in _announced(words):
        match = pattern.search(text)
        written = written_date(match, words, today.year) if match else None
        if match and written:
            return _checked(written, today), match.span()
    return _said_near(text, today, words)


def _said_near(text: str, today: date, words: Vocabulary) -> tuple[Birthday | None, tuple[int, int]]:
    match = _near(words).search(text)
    if match is None:
        return None, (0, 0)
    ahead = {**words.coming_days, **{word: -back for word, back in words.relative_days.items()}}
    day = today + timedelta(ahead[match["near"].casefold()])
    return Birthday(day.day, day.month), match.span()


def is_of_relative(text: str, span: tuple[int, int], words: Vocabulary) -> bool:
    """Whether the birthday at this place is that of somebody the person has: "her husband", "daughter"."""
    start, end = span
    said = _SENTENCE.split(text[:start])[-1] + text[start:end]
    named, behind = _relatives(words)
    return bool(named.search(said) or behind.match(text, end))


def _checked(written: CalendarDate, today: date) -> Birthday:
    if not written.exists():
        if CalendarDate(written.day, written.month).exists():
            raise RuleError("birthday.no_leap_year", year=written.year)
        raise RuleError("birthday.impossible", day=written.day, month=written.month, year=written.year)
    if written.year is not None:
        _check_age(date(written.year, written.month, written.day), today)
    return Birthday(written.day, written.month, written.year)


def _check_age(born: date, today: date) -> None:
    if born > today:
        raise RuleError("birthday.future", year=born.year)
    if today.year - born.year > MAX_AGE:
        raise RuleError("birthday.too_old", year=born.year, years=MAX_AGE)


def _word(words: Vocabulary) -> str:
    return rf"(?<!\w){any_of(words.birthdays)}(?!\w)"


@lru_cache(maxsize=8)
def _pattern(words: Vocabulary) -> re.Pattern[str]:
    announcing = words.birthdays | words.on | words.articles | {*words.weekdays, *words.weekday_abbreviations}
    announce = rf"(?:{any_of(announcing)}(?!\w)[.:,]* ?)*+"
    after = rf"(?: {any_of(words.birthdays)})?"
    return re.compile(f"{announce}(?:{date_parts(words, whole=True)}){after}", re.IGNORECASE)


@lru_cache(maxsize=8)
def _announced(words: Vocabulary) -> tuple[re.Pattern[str], re.Pattern[str]]:
    day = rf"(?<![\w.,/-])(?:{date_parts(words, whole=False)})"
    before = rf"(?:{any_of(words.on)} )?"
    return (
        re.compile(rf"{_word(words)}[^0-9;\n]{{0,24}}?{day}", re.IGNORECASE),
        re.compile(rf"{before}{day}[^0-9;\n,]{{0,16}}?{_word(words)}", re.IGNORECASE),
    )


@lru_cache(maxsize=8)
def _near(words: Vocabulary) -> re.Pattern[str]:
    near = rf"(?<!\w)(?P<near>{any_of(words.relative_days.keys() | words.coming_days)})(?!\w)"
    return re.compile(rf"{near} (?:\w+ )?{_word(words)}", re.IGNORECASE)


@lru_cache(maxsize=8)
def _relatives(words: Vocabulary) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Somebody's relative, anywhere and as the last word."""
    relative = rf"(?<!\w){any_of(words.relatives)}(?!\w)"
    return (
        re.compile(relative, re.IGNORECASE),
        re.compile(rf"[ :(]{{0,2}}(?:{any_of(words.whose)} ){{0,2}}{relative}\W*$", re.IGNORECASE),
    )
