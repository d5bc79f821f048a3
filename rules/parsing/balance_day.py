"""The day behind a name: "Anna on 1.3." asks for a balance of the past."""

from __future__ import annotations

from datetime import date

from rules.errors import RuleError
from rules.parsing.days import cut_day
from rules.parsing.text import DAY_MARK, one_line
from rules.parsing.vocabulary import Vocabulary


def cut_balance_day(text: str, today: date, words: Vocabulary) -> tuple[str, date | None]:
    """A line without its day, and that day (None if there is none); RuleError `punkte.day` for one that never was."""
    try:
        line, day = cut_day(one_line(text), today, words)
    except RuleError as error:
        raise RuleError("punkte.day") from error
    return " ".join(line.replace(DAY_MARK, " ").split()), day
