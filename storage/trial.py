"""Trying something out on the real data, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection


@contextmanager
def on_trial(db: Connection) -> Iterator[None]:
    """Whatever is done in the block is undone at its end; what it answers was computed by the real rules."""
    point = db.begin_nested()
    try:
        yield
    finally:
        point.rollback()
