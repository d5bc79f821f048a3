"""Trying something out on the real data, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

Result = TypeVar("Result")


def tried(db: Connection, act: Callable[[], Result]) -> Result:
    """What `act` would give: it is done behind a savepoint, and then it is as if it had never been."""
    attempt = db.begin_nested()
    try:
        return act()
    finally:
        attempt.rollback()
