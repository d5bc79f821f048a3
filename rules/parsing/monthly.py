"""A number a month, as a seller types it: "5", "5 im Monat", "unbegrenzt"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.errors import RuleError
from rules.parsing.quantities import ITEM, MONTH, Quantity, SettingWords, folded, is_none, quantities
from rules.parsing.text import clipped, one_line

if TYPE_CHECKING:
    from collections.abc import Collection


def parse_monthly(text: str, words: SettingWords, unlimited: Collection[str], most: int) -> int | None:
    """How many a month; 0 for "none", None for one of the words for `unlimited`. RuleError setting.monthly (text, most)."""
    if folded(one_line(text)).strip(" .!") in map(folded, unlimited):
        return None
    if is_none(text, words):
        return 0
    found = [one for one in quantities(text, words) if one != Quantity(None, MONTH)]
    number = found[0].number if len(found) == 1 and found[0].unit in {"", ITEM} else None
    if number is None or number % 1 or not 0 <= number <= most:
        raise RuleError("setting.monthly", text=clipped(one_line(text)), most=most)
    return int(number)
