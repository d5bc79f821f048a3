"""What becomes of updates, however they come in: stored with all they cause, then sent on."""

from collections.abc import Sequence
from typing import Any

from telegram.ext import Application

from bot import dispatch
from bot.clock import Clock
from bot.flood import Flood
from bot.importing import Importer
from bot.outbox import Sender
from bot.reach import Reach
from bot.writer import Writer
from handlers.registry import App
from storage import crash

Raw = dict[str, Any]

_ABOUT_FILES = ("import", "einlesen")


class Receiver:
    """What an intake calls: each call returns after its commit."""

    def __init__(
        self,
        app: App,
        writer: Writer,
        sender: Sender,
        reach: Reach,
        clock: Clock,
        telegram: Application[Any, Any, Any, Any, Any, Any],
        importer: Importer,
    ) -> None:
        """`telegram` knows the bot's name once it is connected."""
        self._app = app
        self._writer = writer
        self._sender = sender
        self._reach = reach
        self._clock = clock
        self._telegram = telegram
        self._importer = importer
        self._flood = Flood()
        self.count = 0
        """How many updates were stored since the start."""

    async def store(self, updates: Sequence[Raw]) -> None:
        """Everything the updates cause is committed; letters that may go at once are on their way."""
        name, now = self._telegram.bot.username, self._clock()
        crash.soon("batch.under_way")
        posted = await self._writer.run(lambda db: dispatch.process(self._app, db, updates, now, name, self._flood))
        crash.at("batch.committed")
        self._post(posted)
        self._look_for_files(updates)
        self.count += len(updates)
        crash.at("batch.posted")

    async def bury(self, update: Raw, error: Exception) -> None:
        """An update that cannot be stored is put aside."""
        now = self._clock()
        self._post(await self._writer.run(lambda db: dispatch.bury(db, update, error, now)))

    async def heard(self) -> None:
        """Telegram has answered: what a gap or a clock that was set back leads to."""
        news = await self._reach.heard()
        if news is None:
            return
        if news.set_back:
            self._sender.forget_waits()
        self._post(news.posted)

    def _post(self, posted: dispatch.Posted) -> None:
        self._sender.hand_over(posted.at_once)
        if posted.queued:
            self._sender.wake()

    def _look_for_files(self, updates: Sequence[Raw]) -> None:
        """A file that was sent makes work; a tap on a button may, or whoever asks about the last file."""
        for update in updates:
            message = update.get("message")
            said = message if isinstance(message, dict) else {}
            if "document" in said:
                self._importer.wake()
            elif "callback_query" in update or _asks_about_files(said.get("text")):
                self._importer.wake(by_tap=True)


def _asks_about_files(words: object) -> bool:
    return isinstance(words, str) and words[:12].lstrip("/ ").lower().startswith(_ABOUT_FILES)
