"""By when something shall be done: "bis Freitag Fotos schicken", "Fotos schicken bis 3.7."."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from rules.errors import RuleError
from rules.parsing.coming_days import parse_coming_day
from rules.parsing.text import one_line, trimmed
from rules.parsing.vocabulary import Vocabulary

MOST_WORDS = 4


def cut_deadline(text: str, today: date, words: Vocabulary, until: Collection[str]) -> tuple[date | None, str]:
    """The day behind a word such as "bis", or at the beginning, else at the end, and the rest; None if there is no day.

    RuleError coming_day.past (day), .far (day); day.impossible (day, month, year or None: ints).
    """
    parts = one_line(text).split()
    said = [place for place, part in enumerate(parts) if part.casefold() in until]
    first = said[0] if said else 0
    start = next(place for place in range(first, len(parts) + 1) if place not in said)
    for size in range(min(MOST_WORDS, len(parts) - start), 0, -1):
        if day := _day(" ".join(parts[start : start + size]), today, words):
            return day, trimmed(" ".join(parts[:first] + parts[start + size :]))
    for size in range(min(MOST_WORDS, len(parts) - 1), 0, -1):
        if not said and (day := _day(" ".join(parts[-size:]), today, words)):
            return day, trimmed(" ".join(parts[:-size]))
    return None, trimmed(" ".join(parts))


def _day(text: str, today: date, words: Vocabulary) -> date | None:
    try:
        return parse_coming_day(text, today, words)
    except RuleError as refusal:
        if refusal.key == "coming_day.unclear":
            return None
        raise
