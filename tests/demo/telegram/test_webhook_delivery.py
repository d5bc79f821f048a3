"""The webhook: each update is pushed in order until the bot accepts it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from aiohttp import web

from demo.telegram.person import Person
from demo.telegram.server import TelegramServer

Call = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


class Door:
    """The bot's address; answers with the planned statuses first, then with 200."""

    def __init__(self) -> None:
        """Accepts everything until told otherwise."""
        self.statuses: list[int] = []
        self.texts: list[str] = []
        self.secrets: set[str] = set()
        self.url = ""

    async def knock(self, request: web.Request) -> web.Response:
        """Takes one update."""
        update = await request.json()
        self.texts.append(update["message"]["text"])
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    """A bot's web server."""
    door = Door()
    app = web.Application()
    app.router.add_post("/hook", door.knock)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    door.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield door
    await runner.cleanup()


async def until_empty(server: TelegramServer) -> None:
    """Returns when every update was accepted."""
    async with asyncio.timeout(5):
        while server.cloud.updates.pending:  # noqa: ASYNC110  another task empties the queue
            await asyncio.sleep(0.01)


async def test_updates_are_pushed_in_order_with_the_secret(
    server: TelegramServer, call: Call, maria: Person, door: Door
) -> None:
    maria.say("eins")
    await call("setWebhook", url=door.url, secret_token="geheim")
    maria.say("zwei")
    await until_empty(server)
    assert door.texts == ["eins", "zwei"]
    assert door.secrets == {"geheim"}


async def test_a_refused_update_is_pushed_again_before_the_next(
    server: TelegramServer, call: Call, maria: Person, door: Door
) -> None:
    door.statuses = [500, 503]
    await call("setWebhook", url=door.url)
    maria.say("eins")
    maria.say("zwei")
    await until_empty(server)
    assert door.texts == ["eins", "eins", "eins", "zwei"]
    assert "503" in (await call("getWebhookInfo"))["result"]["last_error_message"]


async def test_an_address_where_nobody_answers_keeps_the_update(
    server: TelegramServer, call: Call, maria: Person
) -> None:
    await call("setWebhook", url="http://127.0.0.1:9/")
    maria.say("eins")
    await asyncio.sleep(0.1)
    info = (await call("getWebhookInfo"))["result"]
    assert info["pending_update_count"] == 1
    assert info["last_error_message"] == "ClientConnectorError"
    await call("deleteWebhook")
    assert len((await call("getUpdates"))["result"]) == 1


async def test_pending_updates_can_be_dropped(call: Call, maria: Person) -> None:
    maria.say("eins")
    await call("deleteWebhook", drop_pending_updates="true")
    assert (await call("getUpdates"))["result"] == []


async def test_an_address_that_is_none_is_refused(call: Call) -> None:
    assert (await call("setWebhook", url="quatsch"))["description"] == "Bad Request: bad webhook: invalid URL"
