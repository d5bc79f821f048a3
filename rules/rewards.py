"""What a reward is worth: percent or an amount off a price."""

from __future__ import annotations

import re

PRODUCT, PERCENT, AMOUNT, ACCESS, EXPERIENCE, PARTNER = (
    "product",
    "percent",
    "amount",
    "access",
    "experience",
    "partner",
)
KINDS = (PRODUCT, PERCENT, AMOUNT, ACCESS, EXPERIENCE, PARTNER)
REDUCING = (PERCENT, AMOUNT)
"""Kinds that take something off what is paid; the others are handed over as they are."""
MOST_PERCENT = 100


def discount(kind: str, value: int, price: int) -> int:
    """Cents off a price in cents: a percentage rounded half up to the cent, an amount up to the whole price; else 0."""
    if kind == PERCENT:
        return (price * value + 50) // 100
    return min(value, price) if kind == AMOUNT else 0


def says_value(name: str, kind: str, value: int) -> bool:
    """Whether the name of a reward tells its percentage, or its amount in cents, by itself."""
    numbers = re.findall(r"[0-9]+(?:[.,][0-9]{2})?", name)
    cents = {int(n) * 100 if n.isdigit() else int(re.sub("[.,]", "", n)) for n in numbers}
    return kind in REDUCING and (value * 100 if kind == PERCENT else value) in cents
