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
STATUS, EACH, CURRENCY = "status", "each", "currency"
PRICE = "price"
"""A heading that leaves open whether it is the price of all pieces or of one: an amount, unless another column says the whole."""
OVER = "over"
"""What stood to the right of the last heading, in the file of what was not read in."""
UNIT, OPEN, REASON, REFERENCE, UNTIL, WHY = "unit", "open", "reason", "reference", "until", "why"
_OF_PURCHASES = (DAY, AMOUNT, EACH, CURRENCY, QUANTITY, ITEM, TAGS, CHANNEL, STATUS)
CHOICES = (NAME, FIRST, LAST, *_OF_PURCHASES, BIRTHDAY, NOTE, LIKE, AVOID, SIZE, ALIAS)
"""What a person may say of a column; the others only our own files have."""
MANY = frozenset({STATUS})
"""What several columns may say: of the order, and of the payment."""
OTHER = ""
"""A column that is left out."""

Headings = Mapping[str, str]
"""The field of each heading, as `heading_key` gives it."""
_WORD = re.compile(r"[^\W_]+")
_COIN = re.compile(r"(?<=\w)(?: in)? (?:eur|euro|chf)$")
_LEAST_TYPED = 5
_ALIKE = 0.82


def sells(fields: Collection[str]) -> bool:
    """Whether rows with these columns are purchases."""
    return DAY in fields and (AMOUNT in fields or EACH in fields) and UNIT not in fields


def missing(fields: Collection[str]) -> tuple[str, ...]:
    """Which of the name, the day and the amount no column says; where only people stand, a name is enough."""
    known = {AMOUNT if field == EACH else field for field in fields} - {OTHER}
    of_purchases = UNIT not in known and (not known or bool(known & {DAY, AMOUNT, QUANTITY, ITEM}))
    names = () if known & {NAME, FIRST, LAST} else (NAME,)
    return (*names, *(field for field in (DAY, AMOUNT) if of_purchases and field not in known))


def heading_key(heading: str) -> str:
    """A heading without capitals, umlauts, units and signs."""
    return " ".join(_WORD.findall(name_key(heading)))


def recognised(cells: Sequence[str], headings: Headings) -> tuple[str, ...]:
    """The field of each heading; of several with the same one, the first counts that is known word for word, else the first.

    A total comes before a price, and all columns of states count.
    """
    sure = [_is_sure(_bare(cell), headings) for cell in cells]
    said = [meant(cell, headings) for cell in cells]
    fields = [AMOUNT if field == PRICE else field for field in said]
    counts: dict[str, int] = {}
    for at in sorted(range(len(fields)), key=lambda at: (not sure[at], said[at] == PRICE)):
        counts.setdefault(fields[at], at)
    return tuple(field if field in MANY or counts[field] == at else OTHER for at, field in enumerate(fields))


def _is_sure(key: str, headings: Headings) -> bool:
    return key in headings or all(word in headings for word in key.split())


def _bare(heading: str) -> str:
    return _COIN.sub("", heading_key(heading))


def meant(heading: str, headings: Headings) -> str:
    """The field of one heading, if it stood alone; PRICE if it may be the price of one piece, too."""
    key = _bare(heading)
    if key in headings or not key:
        return headings.get(key, OTHER)
    words = [headings[word] for word in key.split() if word in headings]
    if words:
        return _of_words(words)
    near = get_close_matches(key, headings, 1, _ALIKE) if len(key) >= _LEAST_TYPED else []
    near += [known for known in headings if len(known) == len(key) > 3 and sorted(known) == sorted(key)]
    return headings[near[0]] if near else OTHER


def _of_words(words: Sequence[str]) -> str:
    """What the words of a heading say together: "Price total" is a total, "Item price" a price."""
    if EACH in words:
        return EACH
    if words[0] in {ITEM, PRICE} and (money := {AMOUNT, PRICE} & set(words)):
        return AMOUNT if AMOUNT in money else PRICE
    return next((field for field in words if field != NAME), NAME)
