"""How many there are of a reward: "only 5", "5 pieces", "limited to 3"."""

from __future__ import annotations

import re
from functools import lru_cache

from rules.parsing.reward_reading import COUNT, Reading, RewardWords, count, is_aside
from rules.parsing.text import cut
from rules.parsing.vocabulary import any_of


def cut_pieces(line: str, reading: Reading) -> tuple[str, int | None]:
    """The line without pieces that no other word announces; behind a cost they are the stock: "Tea 100 points, 5 pieces"."""
    for match in _pieces(reading.around).finditer(line):
        if is_aside(line, *match.span(), reading):
            return cut(line, *match.span()), count(match["n"])
    return line, None


def cut_stock(line: str, reading: Reading) -> tuple[str, int | None]:
    """The line without its stock in so many words, and the stock; None if it says none."""
    match = _stock(reading.around, reading.coin).search(line)
    if match is None:
        return line, None
    word = match["word"] or match["alone"]
    number = reading.around.numbers[word.casefold()] if word else count(match["n"] or match["m"])
    return cut(line, *match.span()), number


@lru_cache(maxsize=8)
def _pieces(around: RewardWords) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,]){COUNT} ?{any_of(around.pieces)}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=8)
def _stock(around: RewardWords, coin: str) -> re.Pattern[str]:
    """A number or a number word behind "only", or between "to" and "limited"."""
    pieces, numbers = rf"(?: ?{any_of(around.pieces)}(?!\w))", any_of(around.numbers)
    number = rf"{COUNT}(?:{pieces}|(?![\w%]|[.,][0-9]| ?%| ?(?:{coin})))"
    word = rf"(?P<word>{numbers}){pieces}|(?P<alone>{numbers})(?= *(?:$|[,;)0-9]))"
    limited = rf"{any_of(around.up_to)} {COUNT.replace('<n>', '<m>')}{pieces}? {any_of(around.limited)}(?!\w)"
    return re.compile(rf"(?<!\w)(?:{any_of(around.left)}:? (?:{number}|{word})|{limited})", re.IGNORECASE)
