"""Sending what was committed: many chats at once, each chat in order, at Telegram's pace."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot import outcomes
from bot.clock import Clock
from bot.letters import ANSWER_TAP
from bot.outcomes import Case
from bot.pace import Pace
from bot.request import Attachment
from bot.results import Results
from bot.verdicts import SENT, Outcome, Verdict, judge
from bot.wire import Wire
from storage import crash, outbox
from storage.outbox import Letter

Lane = deque[Letter]
Attach = Callable[[Letter], Attachment]
Taken = tuple[list[Letter], datetime | None]

MOST_OF_A_CHAT = 8
"""Letters of one chat that are claimed ahead; what is claimed when the bot is killed is in doubt."""
LONGEST_NAP_S = 60.0
SOON_S = 0.05
LAST_WORDS_S = 20.0


class Sender:
    """Letters are claimed in the database before they are sent; one after the other in each chat."""

    def __init__(
        self, results: Results, wire: Wire, clock: Clock, pace: Pace, attach: Attach, in_flight: int = 32
    ) -> None:
        """Up to `in_flight` letters are on the wire at once; `attach` makes what hangs on one, in a thread."""
        self._attach = attach
        self._results = results
        self._wire = wire
        self._clock = clock
        self._pace = pace
        self._most = in_flight
        self._slots = asyncio.Semaphore(in_flight)
        self._lanes: dict[int | str, Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: dict[int, datetime] = {}
        self._paused_until: datetime | None = None
        self._resting = 0
        self._more = False
        self._stopping = False
        self._wake = asyncio.Event()

    @property
    def is_busy(self) -> bool:
        """True while letters are on the wire, or about to be."""
        return bool(self._lanes or self._wake.is_set() or self._results.is_busy)

    def hand_over(self, letters: Iterable[Letter]) -> None:
        """Send letters whose claim has just been committed. Answers to taps overtake; they have no order."""
        for letter in letters:
            key = f"tap {id(letter)}" if letter.method == ANSWER_TAP else letter.chat_id
            if key not in self._lanes:
                self._lanes[key] = deque()
                self._start(self._drain(key, self._lanes[key]))
            self._lanes[key].append(letter)

    def wake(self) -> None:
        """Look for queued letters now: some were committed, or the clock was put forward."""
        self._wake.set()

    def forget_waits(self) -> None:
        """The clock was set back: what was put off by it would wait too long."""
        self._held.clear()
        self._paused_until = None
        self.wake()

    async def run(self) -> None:
        """Claims queued letters when they are due, until it is stopped."""
        while not self._stopping:
            self._wake.clear()
            nap = await self._claim()
            with suppress(TimeoutError):
                async with asyncio.timeout(nap):
                    await self._wake.wait()

    async def stop(self) -> None:
        """Lets the letters on the wire arrive, gives the others back, and stores all of it."""
        self._stopping = True
        self.wake()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LAST_WORDS_S)
        for task in self._tasks:
            task.cancel()
        await self._results.flush()

    async def _claim(self) -> float:
        """Takes as many due letters as there is room for; seconds until there may be more to do.

        A chat that rests until it may hear more takes nobody's room, and gets nothing on top of a full lane.
        """
        now = self._clock()
        room = self._most - (len(self._lanes) - self._resting)
        pause = self._paused_until - now if self._paused_until else timedelta()
        full = [key for key, lane in self._lanes.items() if isinstance(key, int) and len(lane) >= MOST_OF_A_CHAT]
        self._more = room <= 0 or bool(full)
        if room <= 0 or pause > timedelta():
            return min(LONGEST_NAP_S, pause.total_seconds() or LONGEST_NAP_S)
        letters, following = await self._taken(partial(_take, now=now, most=room, full=full))
        if letters:
            crash.at("claim.committed")
        self.hand_over(letters)
        return self._nap(now, following, bool(full), took_all=len(letters) == room)

    def _nap(self, now: datetime, following: datetime | None, full: bool, *, took_all: bool) -> float:
        """Seconds until the next claim; a lane that ends may make it earlier."""
        self._more = took_all or full
        if took_all and len(self._lanes) - self._resting < self._most:
            return 0
        if following is None or took_all:
            return LONGEST_NAP_S
        return min(LONGEST_NAP_S, max(SOON_S, (following - now).total_seconds()))

    async def _taken(self, take: Callable[[Connection], Taken]) -> Taken:
        try:
            return await self._results.store(take)
        except Exception:  # noqa: BLE001  it is in the log; what is claimed keeps being sent, the rest later
            return [], self._clock() + timedelta(seconds=LONGEST_NAP_S)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, key: int | str, lane: Lane) -> None:
        """Sends the letters of one chat in order."""
        try:
            while lane:
                await self._next(lane)
        finally:
            del self._lanes[key]
            if self._more:
                self._wake.set()

    async def _next(self, lane: Lane) -> None:
        letter = lane[0]
        if letter.method != ANSWER_TAP:
            await self._turn(letter.chat_id)
        if until := self._not_before(letter):
            await self._give_back(lane, until)
            return
        async with self._slots:
            outcome = await self._say(letter)
        lane.popleft()
        if outcome is None:
            return
        if outcome.verdict is not Verdict.SENT:
            await self._settle(lane, letter, outcome)
        elif letter.id is not None:
            self._results.sent(letter.id)
            crash.at("send.counted")

    async def _turn(self, chat_id: int) -> None:
        """Waits for the chat's turn; meanwhile others may take its place."""
        if self._pace.is_free(chat_id):
            return await self._pace.turn(chat_id)
        self._resting += 1
        if self._more:
            self._wake.set()
        try:
            await self._pace.turn(chat_id)
        finally:
            self._resting -= 1

    async def _attached(self, letter: Letter) -> Attachment:
        file = await asyncio.to_thread(self._attach, letter)
        crash.at("send.drawn")
        return file

    async def _may_be_said(self, letter: Letter) -> bool:
        """Right before it is said, what needs a consent is asked about once more: it may have ended while the letter waited."""
        if not letter.since or letter.id is None:
            return True
        return await self._results.store(partial(outbox.may_be_said, letter_id=letter.id))

    async def _say(self, letter: Letter) -> Outcome | None:
        """What became of it; None when it must not be said any more, which is stored then."""
        try:
            file = await self._attached(letter) if letter.picture else None
            if not await self._may_be_said(letter):
                return None
            crash.at("send.before")
            crash.soon("send.under_way")
            await self._wire.call(letter.method, letter.payload, file, wants_result=False)
            crash.at("send.after")
        except Exception as error:  # noqa: BLE001  one letter never stops the others
            return judge(letter, error)
        return SENT

    async def _settle(self, lane: Lane, letter: Letter, outcome: Outcome) -> None:
        """Stores what follows; the chat's other letters wait with this one, or go with it."""
        now = self._clock()
        until = outcome.until(letter, now)
        if outcome.pause_s:
            self._paused_until = now + timedelta(seconds=outcome.pause_s)
        if outcome.is_open:
            self._held[letter.chat_id] = until
        behind: list[int] = []
        if outcome.ends_lane:
            behind = _numbers(lane)
            lane.clear()
        if letter.id is not None:
            case = Case(letter, letter.id, outcome, now, until, behind)
            crash.at("settle.before")
            await self._results.settle(partial(outcomes.settle, case=case), [letter.id])
            crash.at("settle.committed")
        self.wake()

    def _not_before(self, letter: Letter) -> datetime | None:
        """Until when this letter has to wait: its chat is held, everything is paused, or the bot is stopping."""
        now = self._clock()
        if self._stopping:
            return now
        until = max(self._held.get(letter.chat_id, now), self._paused_until or now)
        if until <= now:
            self._held.pop(letter.chat_id, None)
            return None
        return until

    async def _give_back(self, lane: Lane, until: datetime) -> None:
        numbers = _numbers(lane)
        lane.clear()
        if numbers:
            crash.at("give_back.before")
            await self._results.settle(partial(outbox.give_back, ids=numbers, later=until), numbers)
            crash.at("give_back.committed")
        self.wake()


def _numbers(lane: Lane) -> list[int]:
    return [letter.id for letter in lane if letter.id is not None]


def _take(db: Connection, now: datetime, most: int, full: Sequence[int]) -> Taken:
    taken = outbox.claim(db, now, most, full)
    if taken:
        crash.at("claim.written")
    return taken, outbox.next_try(db, full)
