"""The whole bot: database, wire, intake, outbox and clock, started and stopped in the right order."""

import asyncio
import logging
import signal
from collections.abc import Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot import guard, outcomes
from bot.attachments import Attachments
from bot.backups import Backups
from bot.building import intake_of, operator_of, telegram_of
from bot.clock import Clock, every_minute, utc_now
from bot.connecting import connect
from bot.ending import SECOND_INSTANCE, STOPPED, exit_code, leave_alone_what_stays
from bot.importing import Importer
from bot.outbox import Sender
from bot.pace import Pace
from bot.planner import Planner
from bot.prepare import make_folder, prepare
from bot.pulse import Pulse
from bot.reach import Reach
from bot.receiving import Receiver
from bot.request import READ_S
from bot.results import Results
from bot.settings import Settings
from bot.wire import Wire
from bot.writer import Writer
from handlers import build_app
from handlers.registry import App
from handlers.status import version
from storage import crash, lock, shops
from storage.engine import open_engine

if TYPE_CHECKING:
    from bot.health import Health

log = logging.getLogger(__name__)

__all__ = ["SECOND_INSTANCE", "STOPPED", "Stammkunde", "prepare"]


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
        operator = operator_of(settings, clock())
        self.app = app or build_app(operator)
        self.app.operator = operator
        self.engine = open_engine(settings.database_url)
        self._lock = lock.lock_of(self.engine)
        self._telegram = telegram_of(settings, read_s)
        self._writer = Writer(self.engine)
        self._results = Results(self._writer, clock)
        wire = Wire(self._telegram.bot.request, self._telegram.bot.base_url)
        attachments = Attachments(self.engine, operator.shelf, clock)
        pace = Pace(settings.send_per_second)
        self._sender = Sender(self._results, wire, clock, pace, attachments.make, settings.send_at_once)
        zone, nightly = ZoneInfo(settings.default_timezone), settings.backup_nightly
        self._backups = Backups(self.engine, operator.shelf, self._writer, zone, settings.operator, nightly=nightly)
        self._planner = Planner(self.app, self._writer, self._sender, clock)
        self._reach = Reach(self.app, self._writer, clock)
        self._importer = Importer(self._writer, self._sender, wire, clock)
        self._receiver = Receiver(
            self.app, self._writer, self._sender, self._reach, clock, self._telegram, self._importer
        )
        self._intake = intake_of(settings, self._telegram, wire, self._receiver, patience_s)
        self._mode = settings.bot_mode
        self._ticked = clock()
        self._health = None if settings.health_port is None else self._watched(settings.health_port)
        self._scheduler = every_minute(self.tick)
        self._tasks: list[asyncio.Task[None]] = []
        self._guard: list[asyncio.Task[None]] = []

    @property
    def is_busy(self) -> bool:
        """True while something is being sent, or its outcome is not stored yet."""
        return self._sender.is_busy or self._importer.is_busy

    @property
    def exit_code(self) -> int | None:
        """None while it runs; otherwise why it has ended, be it that a second instance took over."""
        tasks = [*self._tasks, *self._guard]
        return max(map(exit_code, tasks)) if any(task.done() for task in tasks) else None

    async def start(self) -> None:
        """Migrates, recovers what a crash left open, and begins to fetch and send.

        Raises DatabaseInUseError when another process does so already.
        """
        await asyncio.to_thread(self._prepare)
        crash.at("start.prepared")
        self._writer.start()
        if self._health:
            await self._health.port.open()
        await self._writer.run(partial(outcomes.recover, now=self._clock()))
        crash.at("recover.committed")
        await connect(self._telegram, self._intake, self._patience_s)
        crash.at("start.connected")
        await self._receiver.heard()
        self._tasks = [self._go(self._results.run()), self._go(self._sender.run()), self._go(self._intake.run())]
        self._importer.start()
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
        self._importer.stop()
        crash.at("stop.begun")
        if self._tasks:
            results, sender, intake = self._tasks
            await asyncio.wait([intake])
            crash.at("stop.fetched")
            await self._importer.ended()
            await self._sender.stop()
            crash.at("stop.sent")
            await asyncio.wait([sender])
            results.cancel()
            await asyncio.wait([results])
        await self._close()

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
                log.info("%s", await self._introduction())
                leave_alone_what_stays()
                await asyncio.wait([*self._tasks, *self._guard, stopping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            starting.cancel()
            code = self.exit_code or STOPPED
            await self.stop()
            log.info("Stammkunde has stopped%s", "" if code == STOPPED else f" by itself (exit code {code})")
        return code

    async def tick(self) -> None:
        """Runs what is due now; also wakes the sender, in case the clock was put forward."""
        self._ticked = self._clock()
        self._importer.wake()
        self._backups.tick(self._ticked)
        await self._planner.tick()

    def _prepare(self) -> None:
        """The database is ours alone, and has this program's schema."""
        make_folder(self.engine)
        lock.take(self._lock)
        crash.at("lock.taken")
        prepare(self.engine, self._clock(), self.app.operator.shelf)

    async def _close(self) -> None:
        await self._backups.stop()
        if self._health:
            await self._health.port.close()
        await self._reach.close()
        await self._writer.stop()
        crash.at("stop.stored")
        await self._telegram.shutdown()
        crash.at("stop.closed")
        self._lock.release()
        self.engine.dispose()

    async def _introduction(self) -> str:
        """What runs here, for the log: version, kind of database, shops, and how updates come in."""
        count = await self._writer.run(shops.count)
        return (
            f"Stammkunde {version()} runs: {self.engine.dialect.name}, {count} shop{'s' * (count != 1)}, {self._mode}"
        )

    def _pulse(self) -> Pulse:
        since = self.app.operator.since or self._ticked
        return Pulse(since, self._ticked, self._intake.silent_s, self._receiver.count, self._backups.last)

    def _watched(self, port: int) -> "Health":
        from bot.health import Health  # noqa: PLC0415  (who listens nowhere needs no web server)

        return Health(port, self._writer, self._pulse, self._clock)

    @staticmethod
    def _go(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        return asyncio.create_task(work)
