"""Which column says what: by its heading, or, where there is none, by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from rules.importing.rows import Line
from rules.parsing.names import name_key

NAME, FIRST, LAST, REF, ALIAS = "name", "first_name", "last_name", "ref", "alias"
DAY, AMOUNT, QUANTITY, ITEM, TAGS, CHANNEL = "day", "amount", "quantity", "item", "tags", "channel"
BIRTHDAY, NOTE, LIKE, AVOID, SIZE, VIP = "birthday", "note", "like", "avoid", "size", "vip"
PURCHASE, DISCOUNT, REFUNDED, VOID, RATE, STAMPS = "purchase", "discount", "refunded", "void", "rate", "stamps"
UNIT, OPEN, REASON, REFERENCE, UNTIL, WHY = "unit", "open", "reason", "reference", "until", "why"
CHOICES = (NAME, FIRST, LAST, DAY, AMOUNT, QUANTITY, ITEM, TAGS, CHANNEL, BIRTHDAY, NOTE, LIKE, AVOID, SIZE, ALIAS)
"""What a person may say of a column; the others only our own files have."""
OTHER = ""
"""A column that is left out."""

Headings = Mapping[str, str]
"""The field of each heading, as `heading_key` gives it."""
IsSo = Callable[[str], bool]
LOOK_FOR_HEADING = 10
LOOK = 50
_WORD = re.compile(r"[^\W_]+")
_LEAST_TYPED = 5
_ALIKE = 0.82


class Layout(NamedTuple):
    """The field of each column, its heading, and the place of the first row below that; 0 if there is no heading."""

    fields: tuple[str, ...]
    headings: tuple[str, ...] = ()
    first: int = 0


def sells(fields: Collection[str]) -> bool:
    """Whether rows with these columns are purchases."""
    return {DAY, AMOUNT} <= set(fields) and UNIT not in fields


def lacks_days(fields: Collection[str]) -> bool:
    """Whether there are amounts, and nothing says when they were paid."""
    return AMOUNT in fields and DAY not in fields


def heading_key(heading: str) -> str:
    """A heading without capitals, umlauts, units and signs."""
    return " ".join(_WORD.findall(name_key(heading)))


def layout_of(rows: Sequence[Line], headings: Headings, is_day: IsSo, is_amount: IsSo) -> Layout:
    """The columns by the heading that is recognised best; without one, by the cells."""
    found = [(_recognised(row.cells, headings), at) for at, row in enumerate(rows[:LOOK_FOR_HEADING])]
    best, at = max(((len(set(fields) - {OTHER}), -at) for fields, at in found), default=(0, 0))
    if best and _is_heading(rows[-at], found[-at][0], is_day, is_amount):
        return Layout(found[-at][0], rows[-at].cells, 1 - at)
    return Layout(_by_cells(rows[:LOOK], is_day, is_amount))


def _is_heading(row: Line, fields: Sequence[str], is_day: IsSo, is_amount: IsSo) -> bool:
    """Somebody is named in it, and nothing in it is a day or an amount."""
    named = {NAME, FIRST, LAST, REF} & set(fields)
    return bool(named) and not any(is_day(cell) or is_amount(cell) for cell in row.cells)


def _recognised(cells: Sequence[str], headings: Headings) -> tuple[str, ...]:
    """The field of each heading; one that comes twice counts the first time."""
    seen: set[str] = set()
    fields = []
    for cell in cells:
        field = _field(heading_key(cell), headings)
        fields.append(OTHER if field in seen else field)
        seen.add(field)
    return tuple(fields)


def _field(key: str, headings: Headings) -> str:
    if key in headings or not key:
        return headings.get(key, OTHER)
    words = [headings[word] for word in key.split() if word in headings]
    if words:
        return next((field for field in words if field != NAME), NAME)
    near = get_close_matches(key, headings, 1, _ALIKE) if len(key) >= _LEAST_TYPED else []
    near += [known for known in headings if len(known) == len(key) > 3 and sorted(known) == sorted(key)]
    return headings[near[0]] if near else OTHER


def _by_cells(rows: Sequence[Line], is_day: IsSo, is_amount: IsSo) -> tuple[str, ...]:
    """The first column of days, the first of amounts, then the first two of words: who, and what."""
    width = max((len(row.cells) for row in rows), default=0)
    columns = [[row.cells[at] for row in rows if at < len(row.cells) and row.cells[at]] for at in range(width)]
    left = {DAY: is_day, AMOUNT: is_amount}
    words = [NAME, ITEM]
    return tuple(_guess(cells, left, words) for cells in columns)


def _guess(cells: Sequence[str], left: dict[str, IsSo], words: list[str]) -> str:
    kind = next((field for field, is_so in left.items() if _mostly(cells, is_so)), OTHER)
    if kind:
        del left[kind]
        return kind
    return words.pop(0) if words and _mostly(cells, _has_letters) else OTHER


def _mostly(cells: Sequence[str], is_so: IsSo) -> bool:
    return bool(cells) and 10 * sum(map(is_so, cells)) >= 8 * len(cells)


def _has_letters(cell: str) -> bool:
    return any(map(str.isalpha, cell))
