"""The whole bot: database, wire, intake, outbox and clock, started and stopped in the right order."""

import asyncio
import gc
import logging
import signal
from collections.abc import Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from telegram.error import BadRequest, TelegramError

from bot import dispatch, outcomes
from bot.attachments import Attachments
from bot.backoff import Backoff
from bot.backups import Backups
from bot.building import operator_of, telegram_of
from bot.clock import Clock, every_minute, utc_now
from bot.flood import Flood
from bot.intake import Intake, SecondInstanceError
from bot.outbox import Sender
from bot.pace import Pace
from bot.planner import Planner
from bot.prepare import make_folder, prepare
from bot.pulse import Pulse
from bot.results import Results
from bot.settings import Settings
from bot.wire import Wire
from bot.writer import Writer
from handlers import build_app
from handlers.registry import App
from storage import lock
from storage.engine import open_engine

if TYPE_CHECKING:
    from bot.health import Health
    from bot.webhook import Webhook

__all__ = ["SECOND_INSTANCE", "Stammkunde", "prepare"]

log = logging.getLogger(__name__)

Raw = dict[str, Any]

STOPPED, BROKEN, SECOND_INSTANCE = 0, 1, 3
"""Exit codes."""


class Stammkunde:
    """One bot on one database."""

    def __init__(
        self, settings: Settings, clock: Clock = utc_now, app: App | None = None, patience_s: float = 1.0
    ) -> None:
        """`patience_s` is the first wait after a failure of the network; `clock` gives aware UTC times."""
        self._clock = clock
        self._patience_s = patience_s
        operator = operator_of(settings, clock())
        self.app = app or build_app(operator)
        self.app.operator = operator
        self.engine = open_engine(settings.database_url)
        self._lock = lock.lock_of(self.engine)
        self._flood = Flood()
        self._telegram = telegram_of(settings)
        self._writer = Writer(self.engine)
        self._results = Results(self._writer, clock)
        pace = Pace(settings.send_per_second)
        self._wire = Wire(self._telegram.bot.request, self._telegram.bot.base_url)
        attachments = Attachments(self.engine, operator.shelf, clock)
        self._sender = Sender(self._results, self._wire, clock, pace, attachments.make, settings.send_at_once)
        zone, nightly = ZoneInfo(settings.default_timezone), settings.backup_nightly
        self._backups = Backups(self.engine, operator.shelf, self._writer, zone, settings.operator, nightly=nightly)
        self._planner = Planner(self.app, self._writer, self._sender, clock)
        self._intake = self._source(settings)
        self._updates, self._ticked = 0, clock()
        self._health = None if settings.health_port is None else self._watched(settings.health_port)
        self._scheduler = every_minute(self.tick)
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def is_busy(self) -> bool:
        """True while something is being sent, or its outcome is not stored yet."""
        return self._sender.is_busy

    async def start(self) -> None:
        """Migrates, recovers what a crash left open, and begins to fetch and send.

        Raises DatabaseInUseError when another process does so already.
        """
        await asyncio.to_thread(self._prepare)
        self._writer.start()
        if self._health:
            await self._health.port.open()
        await self._writer.run(partial(outcomes.recover, now=self._clock()))
        await self._connect()
        self._tasks = [self._go(self._results.run()), self._go(self._sender.run()), self._go(self._intake.run())]
        self._scheduler.start()
        await self.tick()

    async def stop(self) -> None:
        """Finishes the batch in hand and the letters on the wire, then closes everything."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        self._intake.stop()
        if self._tasks:
            results, sender, intake = self._tasks
            await asyncio.wait([intake])
            await self._sender.stop()
            await asyncio.wait([sender])
            results.cancel()
            await asyncio.wait([results])
        await self._backups.stop()
        if self._health:
            await self._health.port.close()
        await self._writer.stop()
        await self._telegram.shutdown()
        self._lock.release()
        self.engine.dispose()

    async def run(self) -> int:
        """Runs until SIGINT or SIGTERM, or until another instance takes over; gives the exit code."""
        stopped = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        stopping = self._go(stopped.wait())
        starting = self._go(self.start())
        try:
            await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                _leave_alone_what_stays()
                await asyncio.wait([*self._tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            starting.cancel()
            await self.stop()
        return max(map(_exit_code, self._tasks), default=STOPPED)

    async def tick(self) -> None:
        """Runs what is due now; also wakes the sender, in case the clock was put forward."""
        self._ticked = self._clock()
        self._backups.tick(self._ticked)
        await self._planner.tick()

    def _pulse(self) -> Pulse:
        since = self.app.operator.since or self._ticked
        return Pulse(since, self._ticked, self._intake.silent_s, self._updates, self._backups.last)

    def _watched(self, port: int) -> "Health":
        from bot.health import Health  # noqa: PLC0415  (who listens nowhere needs no web server)

        return Health(port, self._writer, self._pulse, self._clock)

    def _source(self, settings: Settings) -> "Intake | Webhook":
        """Where updates come from."""
        if settings.bot_mode == "webhook":
            from bot.webhook import Webhook  # noqa: PLC0415  (as above)

            at = (settings.webhook_url, settings.webhook_host, settings.webhook_port)
            return Webhook(*at, self._wire, self._store, self._bury)
        polling = Wire(self._telegram.bot._request[0], self._telegram.bot.base_url)  # noqa: SLF001  its own connection
        return Intake(polling, self._store, self._bury, self._patience_s)

    def _prepare(self) -> None:
        """The database is ours alone, and has this program's schema."""
        make_folder(self.engine)
        lock.take(self._lock)
        prepare(self.engine, self._clock(), self.app.operator.shelf)

    async def _connect(self) -> None:
        """Learns the bot's own name, however long Telegram is out of reach."""
        backoff = Backoff(self._patience_s)
        while True:
            try:
                await self._telegram.initialize()
                await self._intake.register()
            except (TelegramError, LookupError) as error:  # an answer without a result is a LookupError there
                wait = backoff.next()
                log.warning("Telegram cannot be reached (%s). Next try in %.0f s", _kind(error), wait)
                await asyncio.sleep(wait)
            else:
                return

    async def _store(self, updates: Sequence[Raw]) -> None:
        """Everything the updates cause is committed; letters that may go at once are on their way."""
        name, now = self._telegram.bot.username, self._clock()
        self._posted(
            await self._writer.run(lambda db: dispatch.process(self.app, db, updates, now, name, self._flood)),
        )
        self._updates += len(updates)

    async def _bury(self, update: Raw, error: Exception) -> None:
        now = self._clock()
        self._posted(await self._writer.run(lambda db: dispatch.bury(db, update, error, now)))

    def _posted(self, posted: dispatch.Posted) -> None:
        self._sender.hand_over(posted.at_once)
        if posted.queued:
            self._sender.wake()

    @staticmethod
    def _go(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        return asyncio.create_task(work)


def _kind(error: Exception) -> str:
    """A call that Telegram refuses says why: a wrong address, for instance."""
    return str(error) if isinstance(error, BadRequest) else type(error).__name__


def _leave_alone_what_stays() -> None:
    """What is loaded at the start is never garbage; looking through it again and again stops the bot for 0.1 s each time."""
    gc.collect()
    gc.freeze()


def _exit_code(task: asyncio.Task[None]) -> int:
    """0 unless the task broke down: then a second instance, or a fault of ours."""
    error = task.exception() if task.done() and not task.cancelled() else None
    if error is None:
        return STOPPED
    if isinstance(error, SecondInstanceError):
        return SECOND_INSTANCE
    log.critical("The bot stops: %s", dispatch.where(error))
    return BROKEN
