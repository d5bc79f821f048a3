"""How the bot is, for programs on this machine: /health for a watchdog, /metrics for Prometheus."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from aiohttp import web

from bot.clock import Clock
from bot.port import Port
from bot.pulse import Pulse
from bot.writer import Writer
from storage.condition import Condition, condition

HOST = "127.0.0.1"
ANSWER_S = 5.0
SILENT_S = 180.0
"""A poll takes half a minute; so long without an answer, Telegram is out of reach."""
TICK = timedelta(minutes=3)


class Health:
    """Answers on a port of this machine; it looks anew for each request."""

    def __init__(self, port: int, writer: Writer, pulse: Callable[[], Pulse], clock: Clock) -> None:
        """Opens nothing yet; port 0 takes a free one."""
        self.port = Port(HOST, port, web.get("/health", self._health), web.get("/metrics", self._metrics))
        self._writer = writer
        self._pulse = pulse
        self._clock = clock

    async def _health(self, _request: web.Request) -> web.Response:
        """200 when all is well, otherwise 503 with what is not."""
        pulse = self._pulse()
        found = {
            "database": await self._condition() is not None,
            "telegram": pulse.silent_s < SILENT_S,
            "clock": self._clock() - pulse.ticked < TICK,
        }
        good = all(found.values())
        return web.json_response({"ok": good, **found}, status=200 if good else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        """What Prometheus reads; without the database, only what is known without it."""
        from bot.metrics import MIME, exposition  # noqa: PLC0415  (only who reads metrics pays for the import)

        return web.Response(body=exposition(self._pulse(), await self._condition()), headers={"Content-Type": MIME})

    async def _condition(self) -> Condition | None:
        """How the database is; None when it does not answer through the thread that all messages go through."""
        try:
            async with asyncio.timeout(ANSWER_S):
                return await self._writer.run(condition)
        except Exception:  # noqa: BLE001  whatever it is, the database does not answer
            return None
