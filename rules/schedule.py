"""When the daily message is sent: once a local day, at the shop's time, caught up by day and never at night."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY_BEGINS = time(7)
DAY_ENDS = time(21)
EVENING = time(18)
"""When the seller is reminded of what she has promised for the next day."""
ON_TIME = timedelta(minutes=15)
"""A message that late still counts as sent at the time the seller chose, be it at night."""


def is_night(local: datetime) -> bool:
    """Whether nobody's phone should ring at this local time."""
    return not DAY_BEGINS <= local.time() < DAY_ENDS


def evening_of(now: datetime, zone: ZoneInfo) -> datetime | None:
    """When the evening began, if it is evening and not yet night."""
    local = now.astimezone(zone)
    return datetime.combine(local.date(), EVENING, zone) if EVENING <= local.time() < DAY_ENDS else None


class Plan(NamedTuple):
    """The local day whose message is to be sent now (or none), and the instant to look again."""

    send_for: date | None
    look_again: datetime


def plan(now: datetime, zone: ZoneInfo, minute: int) -> Plan:
    """What to do at `now` (aware) for a daily message at `minute` minutes after local midnight."""
    local = now.astimezone(zone)
    due = _instant(local.date(), minute, zone)
    if now < due:
        return Plan(None, due)
    tomorrow = _instant(local.date() + timedelta(days=1), minute, zone)
    if now - due <= ON_TIME or not is_night(local):
        return Plan(local.date(), tomorrow)
    morning = _instant(local.date(), DAY_BEGINS.hour * 60, zone)
    return Plan(None, morning if now < morning else tomorrow)


def first_look(now: datetime, zone: ZoneInfo, minute: int) -> datetime:
    """The next instant after `now` at which a daily message at `minute` is due."""
    today = _instant(now.astimezone(zone).date(), minute, zone)
    return today if now < today else _instant(now.astimezone(zone).date() + timedelta(days=1), minute, zone)


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """A local wall time; one that a clock change skips is taken as the hour after it, one that comes twice as the first.

    Where the hour after it is tomorrow already, it is the hour before.
    """
    wall = datetime.combine(day, time(minute // 60, minute % 60), zone)
    instant = wall.astimezone(ZoneInfo("UTC"))
    if instant.astimezone(zone).date() == day:
        return instant
    return wall.replace(fold=1).astimezone(ZoneInfo("UTC"))
