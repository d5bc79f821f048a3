"""What became of letters is stored: those that were sent in groups, the rest one by one, and never given up."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from bot.backoff import Backoff
from bot.dispatch import where
from bot.writer import Writer
from storage import outbox

log = logging.getLogger(__name__)

T = TypeVar("T")

GATHER_S = 0.02
"""Letters sent within this time leave the database together; a crash in between repeats them, marked."""


class Results:
    """The way from the wire back into the database."""

    def __init__(self, writer: Writer) -> None:
        """Stores nothing yet."""
        self._writer = writer
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
            await self.store(partial(outbox.sent, ids=numbers))

    async def store(self, job: Callable[[Connection], T]) -> T:
        """The result of a database job, however long the database is out of order."""
        backoff = Backoff()
        self._storing += 1
        try:
            while True:
                try:
                    return await self._writer.run(job)
                except Exception as error:  # noqa: BLE001  whatever it is, this must not be lost
                    log.error("The outbox cannot be stored: %s", where(error))  # noqa: TRY400  without what people typed
                    await asyncio.sleep(backoff.next())
        finally:
            self._storing -= 1
