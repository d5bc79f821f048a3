"""What a single cell says: an amount or a count. RuleErrors `import.*` say why it says nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from rules.errors import RuleError
from rules.importing.orders import LONGEST
from rules.parsing.amounts import MAX_CENTS
from rules.parsing.numbers import UnreadableNumberError, cents_of
from rules.parsing.text import one_line
from rules.parsing.vocabulary import Vocabulary, any_of

MOST = 1_000_000
_COUNT = re.compile(r"([0-9]{1,6})(?:[.,]0+)?(?: ?[^\W\d_]+\.?)?(?: ?[x×])?", re.IGNORECASE)
_BESIDE = re.compile(r" ?\([^0-9()]*\)$")
_NO_CENTS = re.compile(r" ?[.,](?:[-–—]{1,2})?$")
_GROUPS = re.compile(r"(?<=[0-9])[  ](?=[0-9]{3}(?![0-9]))")


def cents_in(cell: str, words: Vocabulary, currency: str) -> int:
    """The amount in cents. RuleError import.amount_missing, .amount_unclear, .amount_negative, .amount_too_large, .currency."""
    line = one_line(cell).replace("−", "-")
    if not line:
        raise RuleError("import.amount_missing")
    if len(line) > LONGEST:
        raise RuleError("import.amount_unclear", cell=line)
    whole = _coin_for_comma(words).sub(",", _BESIDE.sub("", line))
    bare = _NO_CENTS.sub("", _GROUPS.sub("", _coins(words).sub("", whole)).strip())
    if any(words.currencies.get(coin.casefold(), currency) != currency for coin in _coins(words).findall(line)):
        raise RuleError("import.currency", cell=line)
    cents = _cents(bare.strip("-+ "), line)
    if cents and "-" in {bare[:1], bare[-1:]}:
        raise RuleError("import.amount_negative", cell=line)
    if cents > MAX_CENTS:
        raise RuleError("import.amount_too_large", cell=line)
    return cents


def _cents(bare: str, line: str) -> int:
    try:
        return cents_of(bare)
    except UnreadableNumberError:
        raise RuleError("import.amount_unclear", cell=line) from None


@lru_cache(maxsize=8)
def _coins(words: Vocabulary) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_]){any_of(words.currencies)}(?![^\W\d_])", re.IGNORECASE)


@lru_cache(maxsize=8)
def _coin_for_comma(words: Vocabulary) -> re.Pattern[str]:
    return re.compile(rf"(?<=[0-9]) ?{any_of(words.currencies)} ?(?=[0-9]{{2}}$)", re.IGNORECASE)


def is_amount(cell: str, words: Vocabulary) -> bool:
    """Whether a cell is an amount."""
    if not any(map(str.isdecimal, cell)):
        return False
    try:
        return cents_in(cell, words, "") >= 0
    except RuleError as error:
        return error.key in {"import.amount_negative", "import.currency"}


def count_in(cell: str) -> int:
    """How many; 1 for an empty cell. RuleError import.count."""
    line = one_line(cell)
    found = _COUNT.fullmatch(line)
    count = int(found[1]) if found else 0
    if line and not 0 < count < MOST:
        raise RuleError("import.count", cell=line)
    return count or 1
