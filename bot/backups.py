"""The nightly backup and the journal's copy, made beside the answers; a failure is told to the operator."""

import asyncio
import json
import logging
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from bot.dispatch import where
from bot.writer import Writer
from handlers.answers import SELLER
from messages_de import text
from rules.retention import is_due
from storage import outbox, shops
from storage.backup import Shelf, backup, file_of, made
from storage.journal_file import Keeper
from storage.outbox import NewLetter

log = logging.getLogger(__name__)

SETTLED = timedelta(minutes=1)
"""A bot that has just started has more important things to do."""
AGAIN = timedelta(hours=1)
TELL_AGAIN = timedelta(hours=20)


class Backups:
    """Looks once a minute whether a backup is due, and copies what is new in the journal."""

    def __init__(
        self, engine: Engine, shelf: Shelf, writer: Writer, zone: ZoneInfo, operator: int | None, *, nightly: bool
    ) -> None:
        """The night is that of `zone`; who is told of failures is the `operator`."""
        self._engine = engine
        self._shelf = shelf
        self._writer = writer
        self._zone = zone
        self._operator = operator
        self._nightly = nightly and file_of(engine) is not None
        self._keeper = Keeper(engine)
        self._not_before: datetime | None = None
        self._told: datetime | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def is_busy(self) -> bool:
        """True while it works."""
        return self._task is not None and not self._task.done()

    @property
    def last(self) -> datetime | None:
        """When the latest backup was made."""
        return max((one.at for one in made(self._engine, self._shelf)), default=None)

    def tick(self, now: datetime) -> None:
        """Begins what is due; nobody waits for it."""
        self._not_before = self._not_before or now + SETTLED
        if not self.is_busy:
            self._task = asyncio.create_task(self._look(now))

    async def stop(self) -> None:
        """Waits for what was begun."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _look(self, now: datetime) -> None:
        try:
            await asyncio.to_thread(self._work, now)
        except Exception as error:  # noqa: BLE001  the bot goes on; the operator hears of it
            log.error("There is no backup: %s", where(error))  # noqa: TRY400  without what people typed
            self._not_before = now + AGAIN
            await self._tell(now, type(error).__name__)

    def _work(self, now: datetime) -> None:
        self._keeper.keep()
        if self._is_due(now):
            path = backup(self._engine, now, self._shelf)
            log.info("The database is backed up to %s", path)

    def _is_due(self, now: datetime) -> bool:
        if not self._nightly or (self._not_before and now < self._not_before):
            return False
        return is_due(self.last, now, self._zone)

    async def _tell(self, now: datetime, error: str) -> None:
        """Once a day is enough."""
        if self._operator is None or (self._told and now - self._told < TELL_AGAIN):
            return
        try:
            await self._writer.run(partial(_say, operator=self._operator, error=error, now=now))
        except Exception as fault:  # noqa: BLE001  the log has it
            log.error("The operator cannot be told: %s", where(fault))  # noqa: TRY400  as above
        else:
            self._told = now


def _say(db: Connection, operator: int, error: str, now: datetime) -> None:
    operator = shops.whoever_runs(db, operator)
    payload = {"chat_id": operator, "text": text("betrieb.no_backup", error=error), "parse_mode": "HTML"}
    outbox.put(db, NewLetter(operator, SELLER, "sendMessage", json.dumps(payload)), now)
