"""One typed line about points by hand: for whom, how many, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.errors import RuleError
from rules.parsing.names import IsKnown, first_name, grouped, leading_name
from rules.parsing.text import clipped, one_line, trimmed
from rules.parsing.vocabulary import any_of

if TYPE_CHECKING:
    from rules.parsing.vocabulary import Vocabulary

MOST = 100_000
LONGEST_REASON = 200

_SIGN = re.compile(r"(?<!\S)([+\-−–])\s+(?=\d)")
_NUMBER = re.compile(r"(?P<sign>[+\-−–]?)(?P<digits>\d{1,3}(?:\.\d{3})+|\d+)(?P<rest>[^\W\d]*)[,;:.!]?")
_BROKEN = re.compile(r"[+\-−–]?\d+[.,]\d+")


@dataclass(frozen=True, slots=True)
class BonusLine:
    """What such a line says; None and "" mean: not said."""

    name: str | None = None
    points: int | None = None
    what: str = ""


def parse_bonus(line: str, words: Vocabulary, is_known: IsKnown, units: frozenset[str]) -> BonusLine:
    """A line with a name and points, whichever comes first; `units` are the words for points.

    RuleError bonus.whole (no fractions), .zero, .too_many (limit), .long_reason (limit); name.too_long (limit).
    """
    typed = grouped(_SIGN.sub(r"\1", one_line(line)))
    parts = typed.line.split()
    count = leading_name(typed, is_known) or _before_number(parts)
    ahead = 0 if count else _points_ahead(parts, units)
    if ahead:
        points, words_behind = (typed.typed(" ".join(some)) for some in (parts[:ahead], parts[ahead:]))
        return _points_first(points, words_behind, words, is_known, units)
    count = count or first_name(parts, words)
    rest = points_and_reason(typed.typed(" ".join(parts[count:])), units)
    return BonusLine(typed.name(parts[:count]) or None, rest.points, rest.what)


def _points_ahead(parts: list[str], units: frozenset[str]) -> int:
    """How many words at the start are a number of points with its unit."""
    if not parts or not _is_number(parts[0]):
        return 0
    return 2 if len(parts) > 1 and parts[1].casefold().rstrip(".:,") in units else 1


def _points_first(points: str, line: str, words: Vocabulary, is_known: IsKnown, units: frozenset[str]) -> BonusLine:
    """The name behind the points, perhaps behind "for", and the reason behind it."""
    typed = grouped(re.sub(rf"^{any_of(words.for_whom)} ", "", line, flags=re.IGNORECASE))
    parts = typed.line.split()
    count = leading_name(typed, is_known) or first_name(parts, words)
    found = points_and_reason(f"{points} {typed.typed(' '.join(parts[count:]))}", units)
    return BonusLine(typed.name(parts[:count]) or None, found.points, found.what)


def points_and_reason(line: str, units: frozenset[str]) -> BonusLine:
    """The same of a line without a name: a number first, then the reason."""
    parts = _SIGN.sub(r"\1", one_line(line)).split()
    points = _points(parts[0], units) if parts else None
    rest = parts if points is None else parts[1:]
    if points is not None and rest and rest[0].casefold().rstrip(".:,") in units:
        rest = rest[1:]
    return BonusLine(None, points, _reason(" ".join(rest)))


def _before_number(parts: list[str]) -> int:
    """How many words stand before the first number; 0 without one."""
    return next((at for at, part in enumerate(parts) if _is_number(part)), 0)


def _is_number(word: str) -> bool:
    return bool(_NUMBER.fullmatch(word) or _BROKEN.fullmatch(word))


def _points(word: str, units: frozenset[str]) -> int | None:
    found = _NUMBER.fullmatch(word)
    if found is None or (found["rest"] and found["rest"].casefold() not in units):
        if _BROKEN.fullmatch(word):
            raise RuleError("bonus.whole", typed=clipped(word))
        return None
    return _within(int(found["digits"].replace(".", "")[:9]) * (-1 if found["sign"] in {"-", "−", "–"} else 1))


def _within(points: int) -> int:
    if not points:
        raise RuleError("bonus.zero")
    if abs(points) > MOST:
        raise RuleError("bonus.too_many", limit=MOST)
    return points


def _reason(words: str) -> str:
    reason = trimmed(words)
    if len(reason) > LONGEST_REASON:
        raise RuleError("bonus.long_reason", limit=LONGEST_REASON)
    return reason
