"""Words in a purchase line that mean a day, but do not say which: they must not silently become today."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from rules.errors import RuleError
from rules.parsing.text import AMOUNT_MARK, clipped
from rules.parsing.vocabulary import Vocabulary, any_of


def refuse_vague_day(line: str, today: date, words: Vocabulary) -> None:
    """Refuse a line in which no day was found, if it means one all the same; `AMOUNT_MARK` stands for its amount.

    RuleError day.unclear (text), day.future (day: date).
    """
    match = _pattern(words).search(line)
    if match is None:
        return
    if match["vague"]:
        raise RuleError("day.unclear", text=clipped(match["vague"]))
    ahead = words.coming_days.get(match["coming"])
    if ahead is not None and not _wished(line[: match.start()], words):
        raise RuleError("day.future", day=today + timedelta(ahead))


def _wished(before: str, words: Vocabulary) -> bool:
    return before.rstrip().rpartition(" ")[2].casefold() in words.greetings


@lru_cache(maxsize=8)
def _pattern(words: Vocabulary) -> re.Pattern[str]:
    """A coming day counts in lower case only, alone at the end behind the amount, or before everything else."""
    last = any_of(words.last | words.this)
    span = rf"{last} {any_of(words.long_spans)}"
    month = rf"{any_of(words.month_announcers)} (?:{last} )?{any_of({*words.months, *words.long_spans})}"
    vague_day = any_of(words.vague_days)
    end = rf"(?=[.,;!?]*(?:$| {AMOUNT_MARK}))"
    vague = rf"(?i:{span}(?!-?\w)|(?:{month}(?: [0-9]{{4}})?|{vague_day}){end}|^{vague_day}(?= ))"
    coming = any_of(words.coming_days)
    behind = rf"(?:(?<={AMOUNT_MARK} )|(?<=\w ))"
    return re.compile(
        rf"(?<!\w)(?=[^\W\d_])(?:(?P<vague>{vague})|(?P<coming>{behind}{coming}(?=[.!?]*$)|^{coming}(?= )))"
    )
