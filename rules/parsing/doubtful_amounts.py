"""Numbers that look like an amount and may be something else: they are asked about, not booked."""

from __future__ import annotations

import re

from rules.errors import RuleError
from rules.parsing.text import clipped
from rules.parsing.vocabulary import Vocabulary

_DAY = re.compile(r"(?:0?[1-9]|[12][0-9]|3[01])\.(?:0?[1-9]|1[0-2])")
_TELEPHONE = re.compile(r"(?<![\w.,+-])(?:\+[1-9](?:[ /()-]*[0-9]){6}|0[1-9][0-9]{1,4} [0-9]{4})")
_COUNT = re.compile(r" [0-9]{2}(?= )")
_PARTED = re.compile(r"[0-9] $")


def refuse_telephone(line: str) -> None:
    """Refuse a line with a telephone number: no part of it is an amount, and it is nobody's name.

    RuleError amount.telephone.
    """
    if _TELEPHONE.search(line):
        raise RuleError("amount.telephone")


def refuse_cents_or_count(line: str, match: re.Match[str], words: Vocabulary) -> None:
    """Refuse two digits between a spelled-out currency and a word: "25 euros 50 socks".

    RuleError amount.cents_or_count (text).
    """
    coin, behind = (match["post1"] or "").casefold(), _COUNT.match(line, match.end())
    if behind and coin.isalpha() and coin in words.currencies and not (match["minor1"] or match["times"]):
        raise RuleError("amount.cents_or_count", text=clipped(match.group() + behind.group()))


def refuse_day_or_decimals(line: str, match: re.Match[str]) -> None:
    """Refuse decimals beside another number if they can be a day (3.5 may be the third of May) or the end of it (25 ,50).

    RuleError amount.or_day (text), amount.unclear (text).
    """
    number = match["number1"]
    if _DAY.fullmatch(number):
        raise RuleError("amount.or_day", text=number)
    if number[0] in ",." and _PARTED.search(line, 0, match.start()):
        raise RuleError("amount.unclear", text=clipped(line[max(0, match.start() - 8) : match.end()].strip()))
