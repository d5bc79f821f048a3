"""Days that return every year."""

from __future__ import annotations

from datetime import date


def in_year(year: int, month: int, day: int) -> date:
    """The day of that year; 29 February is kept on 1 March in common years."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, 3, 1)
