"""Telegram's speed limits: so many messages a second in all, and about one a second in each chat."""

from collections import OrderedDict

from aiolimiter import AsyncLimiter

CHAT_BURST = 20
CHAT_PER_SECOND = 1.0
REMEMBERED = 2000
"""Chats whose recent messages are counted; the longest silent ones have a full allowance again."""
SLICE_S = 0.2
"""The overall limit holds for every stretch of this length, so that a second never sees much more."""


class Pace:
    """Waits for the right moment to send; with a rate of 0 there is no limit at all."""

    def __init__(self, per_second: float, chat_burst: int = CHAT_BURST) -> None:
        """`per_second` messages in all; in one chat `chat_burst` at once, then one a second."""
        at_once = max(1.0, per_second * SLICE_S)
        self._overall = AsyncLimiter(at_once, at_once / per_second) if per_second > 0 else None
        self._chat_burst = chat_burst
        self._chats: OrderedDict[int, AsyncLimiter] = OrderedDict()

    def is_free(self, chat_id: int) -> bool:
        """False while this chat has used up what it may hear at once."""
        return self._overall is None or self._chat(chat_id).has_capacity()

    async def turn(self, chat_id: int) -> None:
        """Returns when a message to this chat may be sent."""
        if self._overall is None:
            return
        await self._chat(chat_id).acquire()
        await self._overall.acquire()

    def _chat(self, chat_id: int) -> AsyncLimiter:
        limiter = self._chats.pop(chat_id, None) or AsyncLimiter(self._chat_burst, self._chat_burst / CHAT_PER_SECOND)
        self._chats[chat_id] = limiter
        if len(self._chats) > REMEMBERED:
            self._chats.popitem(last=False)
        return limiter
