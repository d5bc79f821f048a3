"""Fetching updates: an update is acknowledged to Telegram only after everything it caused is committed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.backoff import Backoff
from bot.dispatch import where
from bot.incoming import KINDS
from bot.verdicts import seconds
from bot.wire import Wire
from storage import crash
from storage.outage import is_outage

log = logging.getLogger(__name__)

Raw = dict[str, Any]
Store = Callable[[Sequence[Raw]], Awaitable[None]]
Bury = Callable[[Raw, Exception], Awaitable[None]]
Heard = Callable[[], Awaitable[None]]

LARGEST_ID = 2**63 - 1
POLL_S = 30
SLACK_S = 10.0
MOST = 100
CONFLICTS_AT_START, CONFLICTS_LATER = 5, 1
"""The poll of an instance that was just killed may still hang at Telegram; later, whoever only looks (`stammkunde doctor`)
disturbs once, and a second instance again and again."""


class OddAnswerError(TelegramError):
    """What came instead of updates cannot be Telegram's; nothing in it is acknowledged."""


class SecondInstanceError(Exception):
    """Another program fetches updates with the same token."""


class Intake:
    """Long polling without a queue in between: fetch, store, acknowledge with the next fetch."""

    def __init__(
        self, wire: Wire, store: Store, bury: Bury, patience_s: float = 1.0, heard: Heard | None = None
    ) -> None:
        """`store` returns after the commit; `heard` is told of each answer before what is in it is stored.

        `patience_s` is the first wait after a failure.
        """
        self._wire = wire
        self._store = store
        self._bury = bury
        self._heard = heard
        self._backoff = Backoff(patience_s)
        self._slow = Backoff(5 * patience_s)
        self._offset: int | None = None
        self._greeted = False
        self._answered = monotonic()
        self._stopping = False
        self._fetching: asyncio.Task[list[Raw]] | None = None

    @property
    def silent_s(self) -> float:
        """Seconds since Telegram last answered."""
        return monotonic() - self._answered

    async def register(self) -> None:
        """A webhook of former times would keep the updates for itself. Raises TelegramError."""
        await self._wire.call("deleteWebhook", {})
        self._answered = monotonic()

    async def run(self) -> None:
        """Fetches and stores until it is stopped; raises SecondInstanceError."""
        while not self._stopping:
            updates = await self._fetched()
            if updates:
                crash.at("poll.fetched")
                await self._stored(updates)
                crash.at("poll.stored")
                self._offset = 1 + max(update["update_id"] for update in updates)

    def stop(self) -> None:
        """Ends a waiting poll; a batch that is being stored is finished."""
        self._stopping = True
        if self._fetching:
            self._fetching.cancel()

    async def _fetched(self) -> list[Raw]:
        """The next updates; none after a failure, when the wait for it is over."""
        self._fetching = asyncio.create_task(self._fetch())
        try:
            updates = await self._fetching
        except asyncio.CancelledError:
            if self._stopping:
                return []
            raise
        except TelegramError as error:
            await self._wait_after(error)
            return []
        self._greeted, self._answered = True, monotonic()
        self._backoff.reset()
        self._slow.reset()
        if self._heard:
            await self._heard()
        return updates

    async def _fetch(self) -> list[Raw]:
        wanted: dict[str, Any] = {"timeout": POLL_S, "limit": MOST, "allowed_updates": KINDS}
        if self._offset is not None:
            wanted["offset"] = self._offset
        crash.at("poll.confirming")
        crash.soon("poll.under_way")
        result = await self._wire.call("getUpdates", wanted, read_timeout=POLL_S + SLACK_S)
        return usable(result)

    async def _wait_after(self, error: TelegramError) -> None:
        """The right reaction to each way a poll fails; only a second instance ends it."""
        match error:
            case RetryAfter():
                wait = seconds(error.retry_after)
            case Conflict():
                wait = self._after_conflict(error)
            case InvalidToken():
                wait = self._slow.next()
                log.warning(
                    "Telegram does not know this token, or something in between answers. Next try in %.0f s", wait
                )
            case _:
                wait = self._backoff.next()
                log.warning("Telegram cannot be reached (%s). Next try in %.0f s", type(error).__name__, wait)
        await self._sleep(wait)

    def _after_conflict(self, error: Conflict) -> float:
        wait = self._backoff.next()
        if self._backoff.failures > (CONFLICTS_LATER if self._greeted else CONFLICTS_AT_START):
            log.error("A second instance of this bot is running with the same token; this one stops")
            raise SecondInstanceError from error
        return wait

    async def _sleep(self, wait: float) -> None:
        self._fetching = asyncio.create_task(_nap(wait))
        with suppress(asyncio.CancelledError):
            await self._fetching

    async def _stored(self, updates: Sequence[Raw]) -> None:
        """Returns when the batch is committed. Fails the batch for another reason than the database, each goes alone."""
        backoff = Backoff(self._backoff.first)
        while True:
            try:
                return await self._store(updates)
            except Exception as error:  # noqa: BLE001  nothing is acknowledged, nothing is lost
                log.error("Updates cannot be stored: %s", where(error))  # noqa: TRY400  without what people typed
                if not is_outage(error):
                    return await self._one_by_one(updates, error)
            await asyncio.sleep(backoff.next())

    async def _one_by_one(self, updates: Sequence[Raw], error: Exception) -> None:
        if len(updates) > 1:
            for update in updates:
                await self._stored([update])
        else:
            await self._put_aside(updates[0], error)

    async def _put_aside(self, update: Raw, error: Exception) -> None:
        try:
            await self._bury(update, error)
        except Exception as fault:  # noqa: BLE001  it is lost, but the others go on
            log.error("Update %s cannot be put aside: %s", update["update_id"], where(fault))  # noqa: TRY400
            if is_outage(fault):
                await self._stored([update])


def usable(result: Any) -> list[Raw]:
    """The updates that have a number; raises OddAnswerError when there is something else, and nothing else."""
    given = result if isinstance(result, list) else [result]
    updates = [update for update in given if isinstance(update, dict) and _is_number(update.get("update_id"))]
    if len(updates) < len(given):
        log.error("%s of %s updates have no number and are left out", len(given) - len(updates), len(given))
        if not updates:
            raise OddAnswerError("no update has a number")
    return updates


def _is_number(value: object) -> bool:
    return type(value) is int and 0 <= value <= LARGEST_ID


async def _nap(wait: float) -> list[Raw]:
    await asyncio.sleep(wait)
    return []
