"""Files that sellers send: fetched from Telegram, and read in step by step beside everything else.

Each step is one short job of the database thread; which one is next stands in the database, so that a restart goes on there.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from time import monotonic

from sqlalchemy import Connection
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.clock import Clock
from bot.dispatch import Posted, compose, post, where
from bot.letters import Asked
from bot.outbox import Sender
from bot.wire import TooLargeError, Wire
from bot.writer import Writer
from handlers.answers import SELLER, Answers, Document, Edit, Say, To
from handlers.einlesen import files, planning, working
from handlers.einlesen.files import Sheet
from handlers.einlesen.working import Done
from rules.errors import RuleError
from storage import imports, shops
from storage.imports import FETCHING, PLANNING, RUNNING, UNDOING, Cells, Job
from storage.outage import is_outage
from storage.outbox import NewLetter

log = logging.getLogger(__name__)

STORED_AT_ONCE = 400
TRIES = 6
FIRST_WAIT_S, LONGEST_WAIT_S = 5.0, 300.0
TELL_EVERY_S = 2.0
LAST_STEP_S = 20.0
READ_WITHIN_S = 300.0
"""A workbook of 50,000 rows takes a tenth of it; what takes longer is made to."""


class Importer:
    """Does what is to be done for files, one after the other."""

    def __init__(self, writer: Writer, sender: Sender, wire: Wire, clock: Clock) -> None:
        """Does nothing before `start`."""
        self._writer = writer
        self._sender = sender
        self._wire = wire
        self._clock = clock
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._works = self._stopping = False
        self._knows_files: bool | None = None
        self._told = 0.0

    @property
    def is_busy(self) -> bool:
        """True while a file is worked on."""
        return self._works or (self._wake.is_set() and not self._stopping)

    def wake(self, *, by_tap: bool = False) -> None:
        """There may be something to do; after a tap only where files have been sent."""
        if not by_tap or self._knows_files is not False:
            self._knows_files = self._knows_files if by_tap else None
            self._wake.set()

    def start(self) -> None:
        """Works from now on; what a restart has interrupted goes on."""
        self._wake.set()
        self._task = asyncio.create_task(self._run_on())

    def stop(self) -> None:
        """Ends after the step in hand; the rest is done after the next start."""
        self._stopping = True
        self._wake.set()

    async def ended(self) -> None:
        """Returns when the step in hand is done, or takes too long."""
        if self._task is not None:
            await asyncio.wait([self._task], timeout=LAST_STEP_S)
            self._task.cancel()

    async def _run_on(self) -> None:
        while not self._stopping:
            await self._wake.wait()
            self._works = True
            self._wake.clear()
            try:
                await self._work()
            except Exception as error:  # noqa: BLE001  what is open is tried again
                log.error("Files cannot be read in: %s", where(error))  # noqa: TRY400  without what stands in them
            self._works = False

    async def _work(self) -> None:
        if self._knows_files is None:
            self._knows_files = await self._writer.read(imports.any_job)
        while not self._stopping:
            job = await self._writer.read(partial(imports.next_job, now=self._clock()))
            if job is None:
                return
            await self._step(job)

    async def _step(self, job: Job) -> None:
        steps = {FETCHING: self._fetch, PLANNING: self._plan, RUNNING: self._run, UNDOING: self._undo}
        try:
            await steps[job.state](job)
        except RuleError as refusal:
            await self._fail(job, refusal.key.partition(".")[2])
        except Exception as error:
            if is_outage(error):
                raise
            log.error("File %s cannot be read in: %s", job.id, where(error))  # noqa: TRY400  as above
            await self._fail(job, "failed")

    async def _fetch(self, job: Job) -> None:
        """Ask Telegram for it, and store its rows; what a step before has stored of it goes."""
        if imports.plan_of(job):
            raise RuleError("import.erased")
        try:
            content = await self._wire.fetch(job.file_id, files.MOST_BYTES)
        except TooLargeError as error:
            raise RuleError("import.too_many") from error
        except (BadRequest, Forbidden) as error:
            raise RuleError("import.fetch") from error
        except TelegramError:
            await self._put_off(job)
            return
        today = await self._writer.read(lambda db: shops.today_of(shops.get(db, job.shop_id), job.created_at))
        sheets = await _read(content, today)
        rows = working.cells(sheets)
        await self._writer.run(partial(imports.forget_rows, job=job))
        for start in range(0, len(rows), STORED_AT_ONCE):
            await self._writer.run(partial(_stored, job=job, rows=rows[start : start + STORED_AT_ONCE]))
        await self._say(job, lambda db, _now: working.fetched(db, job, sheets))

    async def _put_off(self, job: Job) -> None:
        """Telegram is out of reach: again later, and again."""
        if job.tries + 1 >= TRIES:
            raise RuleError("import.fetch")
        wait = timedelta(seconds=min(FIRST_WAIT_S * 2**job.tries, LONGEST_WAIT_S))
        later = partial(imports.change, job=job, tries=job.tries + 1, next_try=self._clock() + wait)
        await self._writer.run(later)

    async def _plan(self, job: Job) -> None:
        plan = await self._writer.read(partial(planning.planned, job=job))
        await self._say(job, lambda db, _now: working.show(db, job, plan))

    async def _run(self, job: Job) -> None:
        done = await self._say(job, lambda db, now: working.run(db, _fresh(db, job), now))
        if done.is_to_learn:
            await self._learn(job)
        elif not done.is_last:
            await self._tell(job)

    async def _undo(self, job: Job) -> None:
        done = await self._say(job, lambda db, now: working.undo(db, _fresh(db, job), now))
        if done.is_to_learn:
            await self._learn(job)

    async def _learn(self, job: Job) -> None:
        """What fails here has nothing to do with what was read in."""
        try:
            learnt = await self._writer.read(partial(working.lesson, job=job, now=self._clock()))
            await self._say(job, lambda db, now: working.learn(db, _fresh(db, job), learnt, now))
        except Exception as error:
            if is_outage(error):
                raise
            log.error("Nothing can be learnt from file %s: %s", job.id, where(error))  # noqa: TRY400  as above
            await self._say(job, lambda db, now: working.learn(db, _fresh(db, job), None, now))

    async def _fail(self, job: Job, reason: str) -> None:
        await self._say(job, lambda db, _now: working.fail(db, _fresh(db, job), reason))

    async def _tell(self, job: Job) -> None:
        """How far it is, every few seconds."""
        if monotonic() - self._told >= TELL_EVERY_S:
            self._told = monotonic()
            await self._say(job, lambda db, _now: working.told(db, _fresh(db, job)))

    async def _say(self, job: Job, step: Callable[[Connection, datetime], Done]) -> Done:
        """Do a step, with what is said about it, in one transaction.

        Meanwhile somebody may have decided otherwise, or have closed the shop: then nothing is done.
        """
        now = self._clock()

        def stored(db: Connection) -> tuple[Posted, Done]:
            fresh = imports.still(db, job)
            if fresh is None:
                return Posted([], queued=False), Done()
            done = step(db, now)
            return post(db, said(db, done.answers, fresh, now), now), done

        posted, done = await self._writer.run(stored)
        self._sender.hand_over(posted.at_once)
        return done


def _stored(db: Connection, job: Job, rows: Sequence[Cells]) -> None:
    imports.store_rows(db, job, rows)


async def _read(content: bytes, today: date) -> Sequence[Sheet]:
    try:
        return await asyncio.wait_for(asyncio.to_thread(files.read, content, today), READ_WITHIN_S)
    except TimeoutError as error:
        raise RuleError("import.too_many") from error


def _fresh(db: Connection, job: Job) -> Job:
    return imports.get(db, job.shop_id, job.id)


def said(db: Connection, answers: Answers, job: Job, now: datetime) -> list[NewLetter]:
    """What whoever has the file reads; nothing, if he does not sell in the shop any more.

    Without a message to change, what is said is a new one.
    """
    if job.person not in shops.sellers(db, job.shop_id):
        return []
    to = To(job.person, SELLER, job.shop_id)
    addressed = [_addressed(answer, to, job) for answer in answers]
    return compose(db, addressed, Asked(job.person, message_id=job.message_id), now)


def _addressed(answer: object, to: To, job: Job) -> Say | Edit | Document:
    if isinstance(answer, Edit):
        return answer if job.message_id is not None else Say(answer.text, answer.buttons, to)
    if isinstance(answer, Say):
        return Say(answer.text, answer.buttons, to)
    assert isinstance(answer, Document)  # noqa: S101  nothing else is said about a file
    return Document(answer.name, answer.mime, answer.content, answer.caption, to)
