"""When Telegram was last heard: it keeps updates for a day, so what was typed in a longer gap may be missing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection

from bot.clock import Clock, passed_s
from bot.dispatch import Posted, compose, post, where
from bot.letters import Asked
from bot.writer import Writer
from handlers import digest, silence
from handlers.registry import App
from storage import crash, listening, outbox

log = logging.getLogger(__name__)

KEPT = timedelta(hours=24)
"""How long Telegram keeps an update that nobody fetches."""
STORED_EVERY_S = 600.0
SET_BACK = timedelta(minutes=2)
"""A clock that is set right by less changes nothing."""


class Moment(NamedTuple):
    """An instant by the clock, and by what no clock change touches."""

    now: datetime
    passed: float


@dataclass(frozen=True, slots=True)
class News:
    """What follows when Telegram is heard: letters about a gap, and whether the clock was set back."""

    posted: Posted
    set_back: bool


class Reach:
    """Compares each sign of life with the one before; across a restart, with what is stored every ten minutes."""

    def __init__(self, app: App, writer: Writer, clock: Clock, passed: Callable[[], float] = passed_s) -> None:
        """`passed` gives seconds that go on whatever is done to the clock."""
        self._app = app
        self._writer = writer
        self._clock = clock
        self._passed = passed
        self._last: Moment | None = None
        self._stored = 0.0

    async def heard(self) -> News | None:
        """Telegram has just answered; None when there is nothing to say or to store about that."""
        here = Moment(self._clock(), self._passed())
        if self._last is not None and self._is_usual(self._last, here):
            self._last = here
            return None
        since = _since(self._last, here) if self._last else None
        try:
            news = await self._writer.run(partial(_noted, self._app, now=here.now, since=since))
        except Exception as error:  # noqa: BLE001  the next answer tries again; until then updates are not stored either
            log.error("When Telegram was heard cannot be stored: %s", where(error))  # noqa: TRY400  as in bot.planner
            return None
        crash.at("reach.committed")
        self._last, self._stored = here, here.passed
        return news

    async def close(self) -> None:
        """Stores the last sign of life before the bot stops."""
        last, self._last = self._last, None
        if last is None:
            return
        since = _since(last, Moment(self._clock(), self._passed()))
        try:
            await self._writer.run(partial(listening.hear, now=since))
        except Exception as error:  # noqa: BLE001  what was stored ten minutes ago will do
            log.error("When Telegram was heard cannot be stored: %s", where(error))  # noqa: TRY400  as above

    def _is_usual(self, last: Moment, here: Moment) -> bool:
        gap = here.passed - last.passed
        return (
            gap <= KEPT.total_seconds()
            and here.passed - self._stored < STORED_EVERY_S
            and last.now - here.now <= SET_BACK
        )


def _since(last: Moment, here: Moment) -> datetime:
    """The last sign of life by the clock of now; by that of then, if it was set back."""
    if last.now - here.now > SET_BACK:
        return last.now
    return here.now - timedelta(seconds=here.passed - last.passed)


def _noted(app: App, db: Connection, now: datetime, since: datetime | None) -> News:
    before = since or listening.last(db) or now
    listening.hear(db, now)
    set_back = before - now > SET_BACK
    if set_back:
        digest.schedule_anew(db, now)
        outbox.hurry(db, now)
    answers = silence.missing(db, app, before, now - KEPT, now) if now - before > KEPT else []
    posted = post(db, compose(db, answers, Asked(0), now), now)
    crash.at("reach.written")
    return News(posted, set_back)
