"""Updates that Telegram sends by itself: each is acknowledged only after everything it caused is committed."""

import asyncio
import hmac
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from telegram.error import TelegramError

from bot.dispatch import where
from bot.incoming import KINDS
from bot.intake import OddAnswerError, usable
from bot.port import Port
from bot.wire import Wire
from storage import crash
from storage.outage import is_outage

log = logging.getLogger(__name__)

Raw = dict[str, Any]
Store = Callable[[Sequence[Raw]], Awaitable[None]]
Bury = Callable[[Raw, Exception], Awaitable[None]]
Heard = Callable[[], Awaitable[None]]

HEADER = "X-Telegram-Bot-Api-Secret-Token"
SECRET_BYTES = 32
LARGEST = 1_000_000
"""Bytes of one update; Telegram's are some thousand."""
AT_ONCE = 40
"""Updates on their way to us at the same time; Telegram keeps the order within a chat."""
TAKEN, LATER = 200, 503
DEEPEST = 50
"""Values within values; Telegram's are about ten deep."""
LOOK_EVERY_S = 60.0
"""A quiet day is told from a day without Telegram by asking."""


class Webhook:
    """Listens where Telegram delivers; what it does not get a 200 for, Telegram delivers again."""

    def __init__(self, url: str, host: str, port: int, wire: Wire, store: Store, bury: Bury, heard: Heard) -> None:
        """`store` returns after the commit; `heard` is told of each sign of life; `url` is how Telegram reaches the port.

        The secret is a new one each time.
        """
        self._url = url
        self._wire = wire
        self._store = store
        self._bury = bury
        self._heard = heard
        self._answered = monotonic()
        self._delivered = False
        self._secret = secrets.token_urlsafe(SECRET_BYTES)
        self._stopped = asyncio.Event()
        self._port = Port(host, port, web.post(urlsplit(url).path or "/", self.take), largest=LARGEST)

    @property
    def silent_s(self) -> float:
        """Seconds since Telegram last answered."""
        return monotonic() - self._answered

    async def register(self) -> None:
        """Listens, and tells Telegram where, and which updates are wanted. Raises PortInUseError and TelegramError."""
        await self._port.open()
        wanted = {"url": self._url, "secret_token": self._secret, "allowed_updates": KINDS, "max_connections": AT_ONCE}
        await self._wire.call("setWebhook", wanted)
        self._answered = monotonic()

    async def run(self) -> None:
        """Takes updates until it is stopped; those that are being stored are finished."""
        while not await self._is_stopped_within(LOOK_EVERY_S):
            await self._look()
        await self._port.close()

    def stop(self) -> None:
        """Takes no more updates: Telegram keeps them until the next start."""
        self._stopped.set()

    async def take(self, request: web.Request) -> web.Response:
        """One delivery: 403 without the secret, 413 if it is too long, 503 while the database is out of order."""
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(errors="replace"), self._secret.encode()):
            return web.Response(status=403)
        try:
            updates = usable(_shallow(await request.json()))
        except OddAnswerError:
            return web.Response(status=TAKEN)
        except (ValueError, LookupError, RecursionError):  # no JSON, no text, no such encoding, or a bottomless one
            return web.Response(status=400)
        self._delivered = True
        return web.Response(status=await self._stored(updates))

    async def _is_stopped_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                return await self._stopped.wait()
        except TimeoutError:
            return False

    async def _look(self) -> None:
        """Telegram is there, and still delivers to us; otherwise it is as if it had not been heard.

        An error of long ago stays in its answer: it counts while something waits and nothing came since the last look.
        """
        try:
            info = await self._wire.call("getWebhookInfo", {})
        except TelegramError as error:
            log.warning("Telegram cannot be reached (%s)", type(error).__name__)
            return
        if info.get("url") != self._url:
            log.error("Telegram does not deliver to this bot any more: another program has changed the webhook")
            return
        delivered, self._delivered = self._delivered, False
        if not delivered and info.get("pending_update_count") and info.get("last_error_message"):
            log.error(
                "Telegram cannot deliver %s updates: %s", info["pending_update_count"], info["last_error_message"]
            )
            return
        self._answered = monotonic()
        await self._heard()

    async def _stored(self, updates: Sequence[Raw]) -> int:
        crash.at("delivery.taken")
        try:
            await self._store(updates)
            crash.at("delivery.stored")
        except Exception as error:  # noqa: BLE001  what is not stored is not acknowledged
            log.error("Updates cannot be stored: %s", where(error))  # noqa: TRY400  without what people typed
            return LATER if is_outage(error) else await self._put_aside(updates, error)
        return TAKEN

    async def _put_aside(self, updates: Sequence[Raw], error: Exception) -> int:
        try:
            for update in updates:
                await self._bury(update, error)
        except Exception as fault:  # noqa: BLE001  it comes again
            log.error("An update cannot be put aside: %s", where(fault))  # noqa: TRY400  as above
            return LATER
        return TAKEN


def _shallow(value: Any, left: int = DEEPEST) -> Any:
    """What was sent, as it is; raises ValueError for values within values that could not be written down again."""
    if left == 0:
        raise ValueError("too deep")
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _shallow(part, left - 1)
    return value
