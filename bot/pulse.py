"""What the bot knows of itself, for those who ask how it is."""

from datetime import datetime
from typing import NamedTuple


class Pulse(NamedTuple):
    """What the bot knows of itself without the database."""

    started: datetime
    ticked: datetime
    silent_s: float
    """Seconds since Telegram last answered."""
    updates: int
    """How many were stored since the start."""
    last_backup: datetime | None
