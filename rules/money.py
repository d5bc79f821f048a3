"""Money as integer cents with a currency."""

from __future__ import annotations

from typing import NamedTuple


class Money(NamedTuple):
    """An amount in the smallest unit of its currency (cents); never a float."""

    cents: int
    currency: str = "EUR"
