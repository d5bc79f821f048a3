"""Delivery of updates to the bot's own address, one after the other until each is accepted."""

import asyncio
import contextlib
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from demo.telegram.updates import UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the header's name, not a secret
FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 2.0
PATIENCE = ClientTimeout(total=60)


class Webhook:
    """Pushes the queue to `url`; anything but a 200 is tried again, and order is kept."""

    def __init__(self, queue: UpdateQueue) -> None:
        """No address at first."""
        self.queue = queue
        self.url = ""
        self.last_error = ""
        self._secret = ""
        self._task: asyncio.Task[None] | None = None

    def set(self, url: str, secret: str = "") -> None:
        """Starts delivering to `url`; an empty one goes back to getUpdates."""
        if self._task:
            self._task.cancel()
        self.url, self._secret, self.last_error, self._task = url, secret, "", None
        if url:
            self._task = asyncio.get_running_loop().create_task(self._deliver())

    async def close(self) -> None:
        """Ends the delivery for good."""
        task = self._task
        self.set("")
        if task:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def as_telegram(self) -> dict[str, Any]:
        """The state as a Bot API `WebhookInfo`."""
        info: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.queue.pending),
        }
        return {**info, "last_error_message": self.last_error} if self.last_error else info

    async def _deliver(self) -> None:
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        pause = FIRST_PAUSE_S
        async with ClientSession(headers=headers, timeout=PATIENCE) as session:
            while True:
                if not self.queue.pending:
                    await self.queue.wait()
                if await self._accepted(session):
                    pause = FIRST_PAUSE_S
                    continue
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)

    async def _accepted(self, session: ClientSession) -> bool:
        if not self.queue.pending:
            return True
        update = self.queue.pending[0]
        try:
            async with session.post(self.url, json=update) as answer:
                status = answer.status
        except (ClientError, TimeoutError) as error:
            self.last_error = type(error).__name__
            return False
        if status != 200:
            self.last_error = f"Wrong response from the webhook: {status}"
            return False
        self.queue.confirm(update["update_id"] + 1)
        return True
