"""What a column can say, and which heading says it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches

from rules.parsing.names import name_key

NAME, FIRST, LAST, REF, ALIAS = "name", "first_name", "last_name", "ref", "alias"
DAY, AMOUNT, QUANTITY, ITEM, TAGS, CHANNEL = "day", "amount", "quantity", "item", "tags", "channel"
BIRTHDAY, NOTE, LIKE, AVOID, SIZE, VIP = "birthday", "note", "like", "avoid", "size", "vip"
PURCHASE, DISCOUNT, REFUNDED, VOID, RATE, STAMPS = "purchase", "discount", "refunded", "void", "rate", "stamps"
STATUS = "status"
UNIT, OPEN, REASON, REFERENCE, UNTIL, WHY = "unit", "open", "reason", "reference", "until", "why"
_OF_PURCHASES = (DAY, AMOUNT, QUANTITY, ITEM, TAGS, CHANNEL, STATUS)
CHOICES = (NAME, FIRST, LAST, *_OF_PURCHASES, BIRTHDAY, NOTE, LIKE, AVOID, SIZE, ALIAS)
"""What a person may say of a column; the others only our own files have."""
MANY = frozenset({STATUS})
"""What several columns may say: of the order, and of the payment."""
OTHER = ""
"""A column that is left out."""

Headings = Mapping[str, str]
"""The field of each heading, as `heading_key` gives it."""
_WORD = re.compile(r"[^\W_]+")
_LEAST_TYPED = 5
_ALIKE = 0.82


def sells(fields: Collection[str]) -> bool:
    """Whether rows with these columns are purchases."""
    return {DAY, AMOUNT} <= set(fields) and UNIT not in fields


def missing(fields: Collection[str]) -> tuple[str, ...]:
    """Which of the name, the day and the amount no column says; where only people stand, a name is enough."""
    known = set(fields) - {OTHER}
    of_purchases = UNIT not in known and (not known or bool(known & {DAY, AMOUNT, QUANTITY, ITEM}))
    names = () if known & {NAME, FIRST, LAST} else (NAME,)
    return (*names, *(field for field in (DAY, AMOUNT) if of_purchases and field not in known))


def heading_key(heading: str) -> str:
    """A heading without capitals, umlauts, units and signs."""
    return " ".join(_WORD.findall(name_key(heading)))


def recognised(cells: Sequence[str], headings: Headings) -> tuple[str, ...]:
    """The field of each heading; of several with the same one, the first counts that is known as it stands, else the first.

    All columns of states count.
    """
    keys = [heading_key(cell) for cell in cells]
    fields = [_field(key, headings) for key in keys]
    counts: dict[str, int] = {}
    for at in sorted(range(len(keys)), key=lambda at: keys[at] not in headings):
        counts.setdefault(fields[at], at)
    return tuple(field if field in MANY or counts[field] == at else OTHER for at, field in enumerate(fields))


def _field(key: str, headings: Headings) -> str:
    if key in headings or not key:
        return headings.get(key, OTHER)
    words = [headings[word] for word in key.split() if word in headings]
    if words:
        return next((field for field in words if field != NAME), NAME)
    near = get_close_matches(key, headings, 1, _ALIKE) if len(key) >= _LEAST_TYPED else []
    near += [known for known in headings if len(known) == len(key) > 3 and sorted(known) == sorted(key)]
    return headings[near[0]] if near else OTHER
