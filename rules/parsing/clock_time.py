"""A time of day as people type it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rules.errors import RuleError
from rules.parsing.quantities import folded

_NOON = 12
_WORD = re.compile(r"[^\W\d_]+")
_TIME = re.compile(r"[^\d−–-]{0,12}?(?P<hour>\d{1,2})(?:\s*[:.h]\s*(?P<minute>\d{2}))?\D{0,16}")


@dataclass(frozen=True, eq=False)
class ClockWords:
    """The words of one language, each as `folded` gives it."""

    hours: Mapping[str, int]
    known: frozenset[str]
    """All that may stand beside an hour; anything else may mean another time."""
    half: frozenset[str]
    """Half an hour before the hour that is named."""
    evening: frozenset[str]
    """The second half of the day."""


def parse_minute(text: str, words: ClockWords) -> int:
    """Minutes after midnight of "8", "8:30", "08.30 Uhr", "8 Uhr früh", "halb neun", "acht Uhr abends".

    RuleError time.unclear (text).
    """
    line = _WORD.sub(lambda word: str(words.hours.get(folded(word[0]), word[0])), text.strip())
    said = {folded(word) for word in _WORD.findall(line)}
    match = _TIME.fullmatch(line) if said <= words.known else None
    minute = _minute(match, half=bool(said & words.half), evening=bool(said & words.evening)) if match else None
    if minute is None:
        raise RuleError("time.unclear", text=text[:40])
    return minute


def _minute(match: re.Match[str], *, half: bool, evening: bool) -> int | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if hour > 23 or minute > 59 or (half and (match["minute"] or not 0 < hour <= _NOON)):
        return None
    hour += _NOON if evening and hour < _NOON else 0
    return hour * 60 + minute - (30 if half else 0)
