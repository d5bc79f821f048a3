"""A word that announces a voucher, with no code behind it: forgotten, mistyped, or the item itself."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from rules.codes import LONGEST, SHORTEST
from rules.parsing.vocabulary import any_of
from rules.parsing.vouchers import code_of

if TYPE_CHECKING:
    from rules.parsing.vocabulary import Vocabulary

SEVERAL, NO_CODE, MISSING = "several", "no_code", "missing"

_NUMBER_WITH_UNIT = re.compile(r"\d+[^\W\d]+")


def fault_in(item: str, words: Vocabulary) -> str:
    """NO_CODE if an item ends in a voucher whose code cannot be one, MISSING if in none at all, else "".

    "Gutschein", "Gutschein Massage" and "Gutschein 30min" are items.
    """
    match = _pattern(words).search(item)
    if match is None:
        return ""
    word, has_item = match["word"], match.start() > 0
    if word is None:
        return MISSING if has_item else ""
    return NO_CODE if _is_like_a_code(word, SHORTEST if not has_item and len(word) > 1 else 1) else ""


def follows(line: str, first: str, words: Vocabulary) -> str | None:
    """A second code right behind the first one (as it was typed), in capitals, perhaps with a word between them."""
    joint = rf"(?:[,+&]|{any_of(words.voucher_joints)})"
    behind = re.search(rf"{re.escape(first)},? (?:{joint} )?(?P<code>[^\W_]+)(?!\w)", line, re.IGNORECASE)
    code = behind["code"] if behind else ""
    return code_of(code) if code.isupper() and not _NUMBER_WITH_UNIT.fullmatch(code) else None


def without_loose_end(item: str, words: Vocabulary) -> str:
    """The item without the voucher it ends in."""
    return _pattern(words).sub("", item).strip(" ,;")


def _is_like_a_code(word: str, shortest: int) -> bool:
    """Letters of one case, with a digit if they are small ones or long enough to be a word."""
    if not shortest <= len(word) <= LONGEST or not word.isascii() or _NUMBER_WITH_UNIT.fullmatch(word):
        return False
    has_digit = any(map(str.isdigit, word))
    return not word.isdigit() and (len(word) == 1 or word.isupper() or (word.islower() and has_digit))


@lru_cache(maxsize=8)
def _pattern(words: Vocabulary) -> re.Pattern[str]:
    lead = rf"(?:(?:{any_of(words.voucher_joints)}) (?:{any_of(words.voucher_articles)} )?)?"
    sign = any_of(words.voucher_names)
    return re.compile(rf"(?<!\S)\(?{lead}{sign}(?: ?[:=])?(?: (?P<word>[^\W_]+))?[.!?)]*$", re.IGNORECASE)
