"""Digests of shops whose time has come, in one transaction each, and an hourly clean-up."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.clock import Clock
from bot.dispatch import Posted, compose, post, where
from bot.letters import Asked
from bot.outbox import Sender
from bot.writer import Writer
from handlers import digest, evening
from handlers.answers import Answers
from handlers.registry import App
from storage import cleaning, crash, shops
from storage.fitting import Learnt
from storage.outage import is_outage

Learning = dict[int, Learnt | None]

log = logging.getLogger(__name__)

AT_ONCE = 20
"""Shops in one transaction: between two of them, messages are answered."""
CLEAN_EVERY = timedelta(hours=1)
PUT_OFF = timedelta(hours=1)
"""A digest that fails keeps nobody else waiting, and is tried again later."""
QUARTER = timedelta(minutes=15)
"""In every zone the evening begins with a quarter of an hour."""


class Planner:
    """What happens without anybody writing."""

    def __init__(self, app: App, writer: Writer, sender: Sender, clock: Clock) -> None:
        """Runs when `tick` is called."""
        self._app = app
        self._writer = writer
        self._sender = sender
        self._clock = clock
        self._cleaned: datetime | None = None
        self._evenings: int | None = None

    async def tick(self) -> None:
        """Runs what is due now."""
        now = self._clock()
        try:
            while await self._some(now):
                pass
            await self._evening(now)
            while await self._writer.run(partial(_go_on, now=now)):
                crash.at("due_days.committed")
            await self._clean(now)
            await self._wipe(now)
        except Exception as error:  # noqa: BLE001  the next tick tries again
            log.error("What is due cannot be done: %s", where(error))  # noqa: TRY400  without what people typed
        self._sender.wake()

    async def _some(self, now: datetime) -> bool:
        """Digests of a few shops; True when there may be more."""
        learnt = await self._writer.read(partial(_learnt, now=now))
        if learnt:
            crash.at("digest.learnt")
            crash.soon("digest.under_way")
        posted = await self._writer.run(partial(_digests, self._app, now=now, learnt=learnt))
        if posted:
            crash.at("digest.committed")
        self._hand_over(posted)
        return len(posted) == AT_ONCE

    async def _evening(self, now: datetime) -> None:
        """Every quarter of an hour: where it is evening now, what was promised for tomorrow."""
        quarter = int(now.timestamp() // QUARTER.total_seconds())
        if quarter != self._evenings:
            posted = await self._writer.run(partial(_evenings, self._app, now=now))
            if posted:
                crash.at("evening.committed")
            self._hand_over(posted)
            self._evenings = quarter

    def _hand_over(self, posted: Iterable[Posted]) -> None:
        for one in posted:
            self._sender.hand_over(one.at_once)
            crash.at("digest.posted")

    async def _wipe(self, now: datetime) -> None:
        """The words of whoever was erased leave the file, too."""
        if await self._writer.read(cleaning.is_due):
            await self._writer.run(cleaning.forget_last_words)
            crash.at("wipe.forgotten")
            if await self._writer.outside(cleaning.rewrite):
                crash.at("wipe.rewritten")
                await self._writer.run(partial(cleaning.done, now=now))
                crash.at("wipe.committed")

    async def _clean(self, now: datetime) -> None:
        if self._cleaned is None or abs(now - self._cleaned) >= CLEAN_EVERY:
            await self._writer.run(partial(_housekeeping, now=now))
            crash.at("clean.committed")
            self._cleaned = now


def _learnt(db: Connection, now: datetime) -> Learning:
    """What can be learnt beside the writer for the digests that are due; a shop that fails goes without."""
    return {shop.id: _lesson(db, shop, now) for shop in shops.with_due_digest(db, now, AT_ONCE, claim=False)}


def _lesson(db: Connection, shop: shops.Shop, now: datetime) -> Learnt | None:
    try:
        return digest.learn(db, shop, now)
    except Exception as error:
        if is_outage(error):
            raise
        log.error("Nothing can be learnt for shop %s: %s", shop.id, where(error))  # noqa: TRY400  as above
        return None


def _digests(app: App, db: Connection, now: datetime, learnt: Learning) -> list[Posted]:
    due = shops.with_due_digest(db, now, AT_ONCE)
    posted = [_digest(app, db, shop, now, learnt.get(shop.id)) for shop in due]
    if posted:
        crash.at("digest.written")
    return posted


def _go_on(db: Connection, now: datetime) -> bool:
    more = digest.go_on(db, now)
    if more:
        crash.at("due_days.written")
    return more


def _housekeeping(db: Connection, now: datetime) -> None:
    digest.housekeeping(db, now)
    crash.at("clean.written")


def _digest(app: App, db: Connection, shop: shops.Shop, now: datetime, learnt: Learnt | None) -> Posted:
    posted = _said(db, shop, now, partial(_morning, app, db, shop, now, learnt))
    if posted is None:
        shops.change(db, shop.id, next_digest=now + PUT_OFF)
    return posted or Posted((), queued=False)


def _morning(app: App, db: Connection, shop: shops.Shop, now: datetime, learnt: Learnt | None) -> Answers:
    answers = digest.run(app, db, shop, now, learnt)
    crash.at("digest.made")
    return answers


def _evenings(app: App, db: Connection, now: datetime) -> list[Posted]:
    said = [_said(db, shop, now, partial(evening.run, app, db, shop, now)) for shop in evening.due(db, now)]
    posted = [one for one in said if one]
    if posted:
        crash.at("evening.written")
    return posted


def _said(db: Connection, shop: shops.Shop, now: datetime, made: Callable[[], Answers]) -> Posted | None:
    """What is said to a shop of itself; None when it cannot be made."""
    try:
        with db.begin_nested():
            return post(db, compose(db, made(), Asked(0), now), now)
    except Exception as error:
        if is_outage(error):
            raise
        log.error("A message to shop %s cannot be made: %s", shop.id, where(error))  # noqa: TRY400  as above
        return None
