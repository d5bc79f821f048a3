"""A clock that runs like any other and can be put forward."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
MORNING = time(9, 0, 1)
"""Just after the example shop's daily message is due."""
DAYS = {"day": 1, "week": 7}


class DemoClock:
    """Gives aware UTC times, like `bot.clock.utc_now`, but ahead of it once it was put forward."""

    def __init__(self, real: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """`real` is the clock underneath."""
        self._real = real
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        """The time by this clock."""
        return self._real() + self._ahead

    def jumps(self, step: str) -> Iterator[datetime]:
        """Put the clock forward: to the next morning, or morning by morning over a day or a week."""
        for _ in range(DAYS.get(step, 1)):
            self._ahead += self._next_morning() - self()
            yield self()

    def _next_morning(self) -> datetime:
        local = self().astimezone(ZONE)
        today = datetime.combine(local.date(), MORNING, ZONE)
        return today if local < today else datetime.combine(local.date() + timedelta(days=1), MORNING, ZONE)
