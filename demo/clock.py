"""A clock that runs like any other and can be put forward."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
MORNING = time(9, 0, 1)
"""Just after the example shop's daily message is due."""
HOURS = {"day": 24, "week": 7 * 24}


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
        """Put the clock forward to the next morning, by a day or by a week: hour by hour, so that nothing due is skipped."""
        end = self() + timedelta(hours=HOURS[step]) if step in HOURS else self._next_morning()
        while (left := end - self()) > timedelta():
            self._ahead += min(left, timedelta(hours=1))
            yield self()

    def _next_morning(self) -> datetime:
        local = self().astimezone(ZONE)
        today = datetime.combine(local.date(), MORNING, ZONE)
        return today if local < today else datetime.combine(local.date() + timedelta(days=1), MORNING, ZONE)
