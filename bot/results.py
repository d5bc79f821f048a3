"""What became of letters is stored: those that were sent in groups, the rest one by one."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from bot.backoff import Backoff
from bot.clock import Clock, utc_now
from bot.dispatch import where
from bot.writer import Writer
from storage import crash, outbox, updates
from storage.outage import is_outage

log = logging.getLogger(__name__)

T = TypeVar("T")

GATHER_S = 0.05
"""Letters sent within this time leave the database together; a crash in between repeats them, marked."""


class Results:
    """The way from the wire back into the database."""

    def __init__(self, writer: Writer, clock: Clock = utc_now) -> None:
        """Stores nothing yet."""
        self._writer = writer
        self._clock = clock
        self._sent: list[int] = []
        self._storing = 0
        self._news = asyncio.Event()

    @property
    def is_busy(self) -> bool:
        """True while something is not stored yet."""
        return bool(self._sent or self._storing)

    def sent(self, number: int) -> None:
        """Telegram has taken this letter."""
        self._sent.append(number)
        self._news.set()

    async def run(self) -> None:
        """Stores what was sent, until it is cancelled."""
        while True:
            await self._news.wait()
            self._news.clear()
            await asyncio.sleep(GATHER_S)
            await self.flush()

    async def flush(self) -> None:
        """Stores what was sent so far."""
        numbers, self._sent = self._sent, []
        if numbers:
            crash.at("sent.before")
            crash.soon("sent.under_way")
            await self.settle(partial(outbox.sent, ids=numbers), numbers)
            crash.at("sent.committed")

    async def settle(self, job: Callable[[Connection], None], ids: Sequence[int]) -> None:
        """Stores what became of these letters. Can that not be stored at all, they are dead: never said again."""
        try:
            await self.store(job)
        except Exception as error:  # noqa: BLE001  one letter never stops the others
            log.error("What became of letters %s cannot be stored: %s", ids, where(error))  # noqa: TRY400
            with suppress(Exception):
                await self.store(partial(_given_up, ids=ids, error=where(error), now=self._clock()))

    async def store(self, job: Callable[[Connection], T]) -> T:
        """The result of a database job, however long the database is out of order; any other error is raised."""
        backoff = Backoff()
        self._storing += 1
        try:
            while True:
                try:
                    return await self._writer.run(job)
                except Exception as error:
                    log.error("The outbox cannot be stored: %s", where(error))  # noqa: TRY400  without what people typed
                    if not is_outage(error):
                        raise
                    await asyncio.sleep(backoff.next())
        finally:
            self._storing -= 1


def _given_up(db: Connection, ids: Sequence[int], error: str, now: datetime) -> None:
    for number in ids:
        outbox.mark(db, number, outbox.DEAD)
        updates.bury(db, "out", f"outbox {number}", error, now)
