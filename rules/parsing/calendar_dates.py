"""Days written with numbers or month names: 3.5., 3. May 2026, 03.05.26, 2026-05-03."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from rules.parsing.vocabulary import Vocabulary, any_of

if TYPE_CHECKING:
    import re

_LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A day as written: nothing is checked yet; `year` is None if none was written."""

    day: int
    month: int
    year: int | None = None

    def exists(self) -> bool:
        """The calendar has this day, in some year at least if none is given."""
        year = _LEAP_YEAR if self.year is None else self.year
        known = 1 <= self.month <= 12 and 1 <= year <= 9999
        return known and 1 <= self.day <= monthrange(year, self.month)[1]

    def on(self, year: int) -> date | None:
        """The day in that year; None if that year does not have it."""
        in_year = CalendarDate(self.day, self.month, year)
        return date(year, self.month, self.day) if in_year.exists() else None


@lru_cache(maxsize=8)
def date_parts(words: Vocabulary, *, whole: bool) -> str:
    """The pattern of a written day, with one outer group per form: iso, numeric, slashed, named.

    In a whole text that must be a day, a year behind a month name may have two digits; in a line that would be an amount.
    """
    coin = any_of(words.currencies)
    year = r"(?:[0-9]{4}|'?[0-9]{2})" if whole else r"(?:19|20)[0-9]{2}"
    spaced_year = rf" (?P<spaced_year>(?:19|20)[0-9]{{2}})(?! ?{coin})"
    return (
        r"(?P<iso>(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})(?!-))"
        r"|(?P<numeric>(?P<day>[0-9]{1,2})\. ?(?P<month>[0-9]{1,2})"
        rf"(?P<tail>\.(?:(?P<year>[0-9]{{4}}|[0-9]{{2}})|{spaced_year})?)?)(?![\w])"
        r"|(?P<slashed>(?P<sday>[0-9]{1,2})/(?P<smonth>[0-9]{1,2})(?:/(?P<syear>[0-9]{4}|[0-9]{2}))?)(?![\w/-])"
        rf"|(?P<named>(?:(?P<nday>[0-9]{{1,2}})(?P<dot>\.|{any_of(words.ordinal_endings)}(?!\w))?"
        rf"|(?P<ordinal>(?=[^\W\d_]{{4,25}}+ [^\W\d_]){any_of(words.ordinals)})(?!\w)) ?(?P<name>{any_of(words.months)})(?!\w)\.?"
        rf"(?: (?P<nyear>{year})(?![.,]?[0-9])(?! ?{coin}))?)(?!-?\w)"
    )


def written_date(match: re.Match[str], words: Vocabulary, latest_year: int) -> CalendarDate | None:
    """The day in a match of `date_parts`; a two-digit year is the latest one up to `latest_year`."""
    if match["iso"]:
        return CalendarDate(int(match["d"]), int(match["m"]), int(match["y"]))
    if match["numeric"]:
        year = match["year"] or match["spaced_year"]
        return CalendarDate(int(match["day"]), int(match["month"]), _full_year(year, latest_year))
    if match["slashed"]:
        return CalendarDate(int(match["sday"]), int(match["smonth"]), _full_year(match["syear"], latest_year))
    return _named_date(match, words, latest_year)


def _named_date(match: re.Match[str], words: Vocabulary, latest_year: int) -> CalendarDate | None:
    month = words.months.get(match["name"].casefold())
    day = int(match["nday"]) if match["nday"] else words.ordinals.get(match["ordinal"].casefold())
    return CalendarDate(day, month, _full_year(match["nyear"], latest_year)) if day is not None and month else None


def _full_year(text: str | None, latest_year: int) -> int | None:
    if text is None or len(text) == 4:
        return int(text) if text else None
    year = 2000 + int(text.removeprefix("'"))
    return year if year <= latest_year else year - 100
