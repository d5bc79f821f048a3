"""The whole bot: database, wire, intake, outbox and clock, started and stopped in the right order."""

import asyncio
import gc
import logging
import signal
from collections.abc import Coroutine, Sequence
from functools import partial
from typing import Any

from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot import dispatch, guard, outcomes
from bot.backoff import Backoff
from bot.clock import Clock, every_minute, utc_now
from bot.flood import Flood
from bot.intake import Intake, SecondInstanceError
from bot.outbox import Sender
from bot.pace import Pace
from bot.planner import Planner
from bot.prepare import make_folder, prepare
from bot.reach import Reach
from bot.request import READ_S, AiohttpRequest
from bot.results import Results
from bot.settings import Settings
from bot.wire import Wire
from bot.writer import Writer
from handlers import build_app
from handlers.registry import App, Operator
from storage import crash, lock
from storage.engine import open_engine

__all__ = ["SECOND_INSTANCE", "Stammkunde", "prepare"]

log = logging.getLogger(__name__)

Raw = dict[str, Any]

STOPPED, BROKEN, SECOND_INSTANCE = 0, 1, 3
"""Exit codes."""
SPARE_CONNECTIONS = 8


class Stammkunde:
    """One bot on one database."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock = utc_now,
        app: App | None = None,
        patience_s: float = 1.0,
        read_s: float = READ_S,
    ) -> None:
        """`clock` gives aware UTC times; `patience_s` is the first wait after a failure, `read_s` the longest for an answer."""
        self._clock = clock
        self._patience_s = patience_s
        operator = Operator(sellers=settings.seller_ids, timezone=settings.default_timezone)
        self.app = app or build_app(operator)
        self.app.operator = operator
        self.engine = open_engine(settings.database_url)
        self._lock = lock.lock_of(self.engine)
        self._flood = Flood()
        self._telegram = _telegram(settings, read_s)
        self._writer = Writer(self.engine)
        self._results = Results(self._writer, clock)
        pace = Pace(settings.send_per_second)
        self._wire = Wire(self._telegram.bot.request, self._telegram.bot.base_url)
        polling = Wire(self._telegram.bot._request[0], self._telegram.bot.base_url)  # noqa: SLF001  its own connection
        self._sender = Sender(self._results, self._wire, clock, pace, settings.send_at_once)
        self._planner = Planner(self.app, self._writer, self._sender, clock)
        self._reach = Reach(self.app, self._writer, clock)
        self._intake = Intake(polling, self._store, self._bury, patience_s, self._heard)
        self._scheduler = every_minute(self.tick)
        self._tasks: list[asyncio.Task[None]] = []
        self._guard: list[asyncio.Task[None]] = []

    @property
    def is_busy(self) -> bool:
        """True while something is being sent, or its outcome is not stored yet."""
        return self._sender.is_busy

    @property
    def exit_code(self) -> int | None:
        """None while it runs; otherwise why it has ended, be it that a second instance took over."""
        tasks = [*self._tasks, *self._guard]
        return max(map(_exit_code, tasks)) if any(task.done() for task in tasks) else None

    async def start(self) -> None:
        """Migrates, recovers what a crash left open, and begins to fetch and send.

        Raises DatabaseInUseError when another process does so already.
        """
        await asyncio.to_thread(self._prepare)
        crash.at("start.prepared")
        self._writer.start()
        await self._writer.run(partial(outcomes.recover, now=self._clock()))
        crash.at("recover.committed")
        await self._connect()
        crash.at("start.connected")
        await self._heard()
        self._tasks = [self._go(self._results.run()), self._go(self._sender.run()), self._go(self._intake.run())]
        self._guard = [self._go(guard.keep(self._lock))]
        self._scheduler.start()
        crash.at("start.listening")
        await self.tick()
        crash.at("start.done")

    async def stop(self) -> None:
        """Finishes the batch in hand and the letters on the wire, then closes everything."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for task in self._guard:
            task.cancel()
        self._intake.stop()
        crash.at("stop.begun")
        if self._tasks:
            results, sender, intake = self._tasks
            await asyncio.wait([intake])
            crash.at("stop.fetched")
            await self._sender.stop()
            crash.at("stop.sent")
            await asyncio.wait([sender])
            results.cancel()
            await asyncio.wait([results])
        await self._reach.close()
        await self._writer.stop()
        crash.at("stop.stored")
        await self._telegram.shutdown()
        crash.at("stop.closed")
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
                await asyncio.wait([*self._tasks, *self._guard, stopping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            starting.cancel()
            await self.stop()
        return self.exit_code or STOPPED

    async def tick(self) -> None:
        """Runs what is due now; also wakes the sender, in case the clock was put forward."""
        await self._planner.tick()

    def _prepare(self) -> None:
        """The database is ours alone, and has this program's schema."""
        make_folder(self.engine)
        lock.take(self._lock)
        crash.at("lock.taken")
        prepare(self.engine, self._clock())

    async def _connect(self) -> None:
        """Learns the bot's own name, however long Telegram is out of reach."""
        backoff = Backoff(self._patience_s)
        while True:
            try:
                await self._telegram.initialize()
                await self._wire.call("deleteWebhook", {})
            except (TelegramError, LookupError) as error:  # an answer without a result is a LookupError there
                wait = backoff.next()
                log.warning("Telegram cannot be reached (%s). Next try in %.0f s", type(error).__name__, wait)
                await asyncio.sleep(wait)
            else:
                return

    async def _store(self, updates: Sequence[Raw]) -> None:
        """Everything the updates cause is committed; letters that may go at once are on their way."""
        name, now = self._telegram.bot.username, self._clock()
        crash.soon("batch.under_way")
        posted = await self._writer.run(lambda db: dispatch.process(self.app, db, updates, now, name, self._flood))
        crash.at("batch.committed")
        self._posted(posted)
        crash.at("batch.posted")

    async def _bury(self, update: Raw, error: Exception) -> None:
        now = self._clock()
        self._posted(await self._writer.run(lambda db: dispatch.bury(db, update, error, now)))

    async def _heard(self) -> None:
        """Telegram has answered: what a gap or a clock that was set back leads to."""
        news = await self._reach.heard()
        if news is None:
            return
        if news.set_back:
            self._sender.forget_waits()
        self._posted(news.posted)

    def _posted(self, posted: dispatch.Posted) -> None:
        self._sender.hand_over(posted.at_once)
        if posted.queued:
            self._sender.wake()

    @staticmethod
    def _go(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        return asyncio.create_task(work)


def _telegram(settings: Settings, read_s: float) -> Application[Any, Any, Any, Any, Any, Any]:
    builder = ApplicationBuilder().token(settings.bot_token.get_secret_value()).base_url(settings.bot_api)
    builder = builder.request(AiohttpRequest(settings.send_at_once + SPARE_CONNECTIONS, read_s))
    return builder.get_updates_request(AiohttpRequest(1)).updater(None).job_queue(None).build()


def _leave_alone_what_stays() -> None:
    """What is loaded at the start is never garbage; looking through it again and again stops the bot for 0.1 s each time."""
    gc.collect()
    gc.freeze()


def _exit_code(task: asyncio.Task[None]) -> int:
    """0 unless the task broke down: then a second instance, or a fault of ours."""
    error = task.exception() if task.done() and not task.cancelled() else None
    if error is None:
        return STOPPED
    if isinstance(error, (SecondInstanceError, lock.DatabaseInUseError)):
        return SECOND_INSTANCE
    log.critical("The bot stops: %s", dispatch.where(error))
    return BROKEN
