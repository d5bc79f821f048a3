"""Everything that happened in the chats, in order, for those who wait for it."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from demo.telegram.chats import Message


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened; `id` grows by one each time, over all chats."""

    id: int
    chat_id: int
    kind: str
    by_bot: bool = False
    message: Message | None = None
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def is_answer(self) -> bool:
        """True for what a person reads as an answer: a new or changed message of the bot."""
        return self.by_bot and self.kind in ("message", "edited")


class Journal:
    """The growing list of news; waiting for it costs nothing while nothing happens."""

    def __init__(self) -> None:
        """Starts empty."""
        self.entries: list[News] = []
        self._by_chat: dict[int, list[News]] = {}
        self._waiting: dict[int | None, list[asyncio.Future[None]]] = {}

    @property
    def last_id(self) -> int:
        """The id of the newest entry, 0 while there is none."""
        return len(self.entries)

    def add(
        self, chat_id: int, kind: str, *, by_bot: bool = False, message: Message | None = None, **data: Any
    ) -> News:
        """Writes one entry down and wakes those who wait for this chat or for any."""
        news = News(self.last_id + 1, chat_id, kind, by_bot=by_bot, message=message, data=data)
        self.entries.append(news)
        self._by_chat.setdefault(chat_id, []).append(news)
        self._wake(chat_id)
        self._wake(None)
        return news

    def since(self, news_id: int, chat_id: int | None = None) -> list[News]:
        """All entries after `news_id`, of one chat or of all."""
        if chat_id is None:
            return self.entries[news_id:]
        entries = self._by_chat.get(chat_id, [])
        start = len(entries)
        while start and entries[start - 1].id > news_id:
            start -= 1
        return entries[start:]

    async def changed(self, chat_id: int | None = None) -> None:
        """Returns as soon as the next entry of this chat, or of any, is written."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(chat_id, []).append(future)
        await future

    def _wake(self, chat_id: int | None) -> None:
        for future in self._waiting.pop(chat_id, ()):
            if not future.done():
                future.set_result(None)
