"""The queue of updates with Telegram's offset semantics."""

import asyncio
from collections import deque
from itertools import islice
from time import monotonic
from typing import Any

from demo.telegram.errors import ApiError

Update = dict[str, Any]

FIRST_ID = 700_000_001
MAX_BATCH = 100
ON_REQUEST_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    """What the bot has not confirmed yet; an update stays here until the offset passes it."""

    def __init__(self) -> None:
        """Starts empty, with all kinds allowed that Telegram sends by default."""
        self.pending: deque[Update] = deque()
        self.allowed: tuple[str, ...] = ()
        self.again: list[Update] = []
        """Confirmed already, and delivered once more with the next answer."""
        self._confirmed: deque[Update] = deque(maxlen=MAX_BATCH)
        self.last_added = 0.0
        self._next_id = FIRST_ID
        self._waiter: asyncio.Future[None] | None = None

    @property
    def is_listening(self) -> bool:
        """True while somebody waits for the next update."""
        return self._waiter is not None

    def add(self, kind: str, payload: dict[str, Any]) -> int | None:
        """Queues one update and returns its id; None if the bot did not ask for this kind."""
        if not self._is_allowed(kind):
            return None
        update_id = self._next_id
        self._next_id += 1
        self.last_added = monotonic()
        self.pending.append({"update_id": update_id, kind: payload})
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)
        return update_id

    def _is_allowed(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST_ONLY

    def confirm(self, offset: int) -> None:
        """Forgets everything below the offset; a negative one keeps that many from the end."""
        if offset < 0:
            while len(self.pending) > -offset:
                self.pending.popleft()
        while self.pending and self.pending[0]["update_id"] < offset:
            self._confirmed.append(self.pending.popleft())

    def redeliver(self, count: int) -> None:
        """The last `count` confirmed updates come once more, as if they had not been."""
        self.again += list(self._confirmed)[-count:]
        self.release()

    async def fetch(self, offset: int, limit: int, wait_s: float) -> list[Update]:
        """The answer of getUpdates; an older poll that still waits ends with a 409."""
        self.interrupt("terminated by other getUpdates request; make sure that only one bot instance is running")
        self.confirm(offset)
        if not (self.pending or self.again) and wait_s > 0:
            await self.wait(wait_s)
        again, self.again = self.again, []
        return again + list(islice(self.pending, min(limit, MAX_BATCH)))

    async def wait(self, wait_s: float | None = None) -> None:
        """Returns when an update was queued or the time is over."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiter = waiter
        try:
            async with asyncio.timeout(wait_s):
                await waiter
        except TimeoutError:
            return
        finally:
            if self._waiter is waiter:
                self._waiter = None

    def interrupt(self, reason: str) -> None:
        """Ends the poll that waits with Telegram's 409."""
        if self._waiter and not self._waiter.done():
            self._waiter.set_exception(ApiError(409, f"Conflict: {reason}"))

    def release(self) -> None:
        """Ends the poll that waits with an empty answer."""
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)
