"""The only place that asks for the time, and the tick that looks for due digests."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

Clock = Callable[[], datetime]
"""Gives the aware UTC time; the try-out passes one that can be put forward."""


def utc_now() -> datetime:
    """The time by this machine."""
    return datetime.now(UTC)


_SLEEPLESS = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
"""Counts the time a machine is asleep, where the system knows it."""


def passed_s() -> float:
    """Seconds that go by whatever is done to the clock."""
    return time.monotonic() if _SLEEPLESS is None else time.clock_gettime(_SLEEPLESS)


def every_minute(tick: Callable[[], object]) -> AsyncIOScheduler:
    """A scheduler that runs `tick` once a minute, once also for minutes that were missed."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    trigger = CronTrigger(second=0, timezone=UTC)
    scheduler.add_job(tick, trigger, misfire_grace_time=None, coalesce=True, max_instances=1)
    return scheduler
