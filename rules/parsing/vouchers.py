"""A voucher's code in a typed line, behind a word that announces it."""

from __future__ import annotations

import re
from functools import lru_cache

from rules.codes import LONGEST, is_voucher_code, normalised
from rules.parsing.text import cut
from rules.parsing.vocabulary import Vocabulary, any_of

_DASHES = r"\u2010-\u2015\u2212-"


def code_of(text: str) -> str | None:
    """The voucher code that a text consists of, as it was issued; None when it cannot be one."""
    found = normalised(text.strip(" .,;:!?#()")) if len(text) <= 2 * LONGEST else None
    return found if found and is_voucher_code(found) else None


def cut_voucher(line: str, words: Vocabulary) -> tuple[str, str | None]:
    """The line without its first voucher code and what announces it, and the code; None if there is none."""
    for match in _pattern(words).finditer(line):
        found = code_of(match["code"]) or _in_capitals(match["code"])
        if found:
            return cut(line, *match.span()), found
    return line, None


def _in_capitals(text: str) -> str | None:
    """Capitals alone are meant as a code too, even if no voucher can have it: better refused than taken for an item."""
    return text if text.isalpha() and text.isupper() else None


@lru_cache(maxsize=8)
def _pattern(words: Vocabulary) -> re.Pattern[str]:
    """Two halves of two signs may stand apart ("X7 K2"), if the first has a letter: "25 EU" is something else."""
    halves = r"(?=[0-9]?[a-z])[0-9a-z]{2} [0-9a-z]{2}"
    lead = rf"(?:(?:{any_of(words.voucher_joints)}) (?:{any_of(words.voucher_articles)} )?)?"
    sign = rf"{any_of(words.vouchers)}(?:[ {_DASHES}]{any_of(words.vouchers)})?"
    code = rf"(?P<code>{halves}|[0-9a-z][0-9a-z{_DASHES}]{{2,24}}[0-9a-z])"
    return re.compile(rf"(?<![\w(])\(?{lead}{sign}(?: ?[:=#])? ?#?{code}(?![\w{_DASHES}])\)?", re.IGNORECASE)
