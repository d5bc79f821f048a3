"""Rows of a text in which a separator inside a cell has made two cells of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rules.errors import RuleError
from rules.importing.columns import AMOUNT, CHANNEL, EACH, ITEM, NOTE, OTHER, TAGS

_WHOLE = re.compile(r"-?(?:[^\w-]\s?)?-?[0-9]{1,3}(?:[.'’ ][0-9]{3})*")
_CENTS = re.compile(r"(?:[0-9]{1,2}|[0-9]{3}(?:\.[0-9]{1,2})?)(?: ?(?:[^\w\s]|[A-Z]{3}))?")
_WORDS = frozenset({ITEM, TAGS, CHANNEL, NOTE})


def refuse_split(fields: Sequence[str], cells: Sequence[str], *, is_comma: bool, is_headed: bool) -> None:
    """No cell stands to the right of the columns, and behind a comma no cents where words do. RuleErrors import.amount_split, .over."""
    over = " ".join(filter(None, cells[len(fields) :]))
    at = split_at(fields, cells) if is_comma else -1
    if at >= 0 and (over or _is_number_for_words(fields[at + 1 :], cells[at + 1 :], is_headed=is_headed)):
        raise RuleError("import.amount_split", cell=f"{cells[at]},{cells[at + 1]}")
    if over:
        raise RuleError("import.over", cell=over)


def split_at(fields: Sequence[str], cells: Sequence[str]) -> int:
    """The place of an amount whose cents, or last thousands, may be the next cell; -1 if they are not."""
    at = next((at for at, field in enumerate(fields) if field in {AMOUNT, EACH}), -1)
    is_split = 0 <= at < len(cells) - 1 and _WHOLE.fullmatch(cells[at]) and _CENTS.fullmatch(cells[at + 1])
    return at if is_split else -1


def _is_number_for_words(fields: Sequence[str], cells: Sequence[str], *, is_headed: bool) -> bool:
    """Whether digits alone stand in the first column of words; without headings a column that is left out may be one."""
    words = _WORDS if is_headed else _WORDS | {OTHER}
    said = (cell for field, cell in zip(fields, cells, strict=False) if field in words and cell)
    return _CENTS.fullmatch(next(said, "")) is not None
