"""Which backups are kept, and when the next one is due."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

DAILY, WEEKLY = 7, 4
NIGHT = time(3)
"""Local time of the nightly backup: nobody types, and no clock change skips it."""

T = TypeVar("T", bound=Hashable)


def kept(made: Iterable[datetime], daily: int = DAILY, weekly: int = WEEKLY) -> set[datetime]:
    """The moments of the backups to keep: the last one of each of the latest days, and of each of the latest weeks before."""
    newest_first = sorted(made, reverse=True)
    days = _latest(newest_first, lambda moment: moment.date(), daily)
    before = [moment for moment in newest_first if not days or moment.date() < min(days).date()]
    return days | _latest(before, lambda moment: moment.isocalendar()[:2], weekly)


def is_due(last: datetime | None, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a night has begun since the last backup; a machine that was off at night catches up."""
    local = now.astimezone(zone)
    day = local.date() if local.time() >= NIGHT else local.date() - timedelta(days=1)
    return last is None or last < datetime.combine(day, NIGHT, zone)


def _latest(newest_first: Iterable[datetime], of: Callable[[datetime], T], most: int) -> set[datetime]:
    found: dict[T, datetime] = {}
    for moment in newest_first:
        found.setdefault(of(moment), moment)
    return set(list(found.values())[:most])
