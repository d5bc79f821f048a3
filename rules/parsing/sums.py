"""Amounts that are only a part of what was typed: one of a sum, or what a percentage is taken of."""

from __future__ import annotations

import re
from functools import lru_cache

from rules.errors import RuleError
from rules.parsing.text import clipped
from rules.parsing.vocabulary import Vocabulary, any_of


def refuse_sum(line: str, match: re.Match[str], words: Vocabulary) -> None:
    """An amount that is added to another, or that a percentage is taken of, is not what was paid.

    RuleError amount.unclear (text).
    """
    before, behind = _sum_patterns(words)
    start = before.search(line, max(0, match.start() - 40), match.start()) if match.start() else None
    end = behind.match(line, match.end())
    if start or end:
        text = line[start.start() if start else match.start() : end.end() if end else match.end()]
        raise RuleError("amount.unclear", text=clipped(text))


@lru_cache(maxsize=8)
def _sum_patterns(words: Vocabulary) -> tuple[re.Pattern[str], re.Pattern[str]]:
    plus, coin = any_of(words.additions), any_of(words.currencies.keys() | words.minor_units)
    number = r"[0-9]++(?:[.,][0-9]++)?+"
    share = rf"{number} ?{any_of(words.percents)}(?: [^\W\d_]++)?? {any_of(words.shares)}"
    return (
        re.compile(rf"(?<![\w.,/-])(?:{number}(?: ?{coin})?(?: [^\W\d_]++){{0,2}}? ?{plus}|{share}) ?$", re.IGNORECASE),
        re.compile(rf" ?{plus}\.? ?(?:{coin} ?)?{number}(?: ?{coin}(?!\w))?(?: [^\W\d_]++)?", re.IGNORECASE),
    )
