"""Money as integer cents with a currency."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the smallest unit of its currency (cents); never a float."""

    cents: int
    currency: str = "EUR"
