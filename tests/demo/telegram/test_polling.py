"""getUpdates as Telegram does it: nothing is lost before it is confirmed."""

import asyncio
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Any

import pytest
from aiohttp import ClientSession, ClientTimeout

from demo.telegram.person import Person
from demo.telegram.server import TelegramServer
from demo.telegram.updates import FIRST_ID

Call = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


def texts(answer: dict[str, Any]) -> list[str]:
    """What the delivered messages say."""
    return [update["message"]["text"] for update in answer["result"]]


async def test_an_update_that_is_not_confirmed_is_delivered_again(call: Call, maria: Person) -> None:
    maria.say("eins")
    assert texts(await call("getUpdates")) == ["eins"]
    assert texts(await call("getUpdates")) == ["eins"]


async def test_the_offset_forgets_everything_below_it(call: Call, maria: Person) -> None:
    for text in ("eins", "zwei", "drei"):
        maria.say(text)
    assert texts(await call("getUpdates", offset=FIRST_ID + 2)) == ["drei"]
    assert texts(await call("getUpdates")) == ["drei"]


async def test_a_negative_offset_keeps_only_that_many_from_the_end(call: Call, maria: Person) -> None:
    for text in ("eins", "zwei", "drei"):
        maria.say(text)
    assert texts(await call("getUpdates", offset=-1)) == ["drei"]
    assert texts(await call("getUpdates", offset=0)) == ["drei"]


async def test_the_limit_holds_back_the_rest_without_losing_it(call: Call, maria: Person) -> None:
    for text in ("eins", "zwei"):
        maria.say(text)
    assert texts(await call("getUpdates", limit=1)) == ["eins"]
    assert texts(await call("getUpdates")) == ["eins", "zwei"]


async def test_update_ids_grow_by_one(call: Call, maria: Person) -> None:
    for text in ("eins", "zwei", "drei"):
        maria.say(text)
    ids = [update["update_id"] for update in (await call("getUpdates"))["result"]]
    assert ids == [FIRST_ID, FIRST_ID + 1, FIRST_ID + 2]


async def test_a_long_poll_wakes_as_soon_as_somebody_writes(server: TelegramServer, call: Call, maria: Person) -> None:
    poll = asyncio.create_task(call("getUpdates", timeout=30))
    await until_listening(server)
    started = monotonic()
    maria.say("da")
    assert texts(await poll) == ["da"]
    assert monotonic() - started < 5


async def test_a_long_poll_ends_empty_when_its_time_is_over(call: Call) -> None:
    started = monotonic()
    assert await call("getUpdates", timeout=1) == {"ok": True, "result": []}
    assert monotonic() - started >= 0.9


async def test_a_second_poll_ends_the_first_with_a_409(server: TelegramServer, call: Call, maria: Person) -> None:
    first = asyncio.create_task(call("getUpdates", timeout=30))
    await until_listening(server)
    second = asyncio.create_task(call("getUpdates", timeout=30))
    refused = await first
    assert refused["error_code"] == 409
    assert "terminated by other getUpdates request" in refused["description"]
    maria.say("an die zweite")
    assert texts(await second) == ["an die zweite"]


async def test_polling_is_refused_while_a_webhook_is_set(call: Call) -> None:
    await call("setWebhook", url="http://127.0.0.1:9/")
    refused = await call("getUpdates")
    assert refused["error_code"] == 409
    assert "webhook is active" in refused["description"]


async def test_the_bot_gets_only_the_kinds_it_asked_for(call: Call, maria: Person) -> None:
    message = maria.say("eins")
    await call("getUpdates", allowed_updates='["edited_message"]')
    maria.say("zwei")
    maria.edit(message, "eins, geändert")
    kinds = [set(update) - {"update_id"} for update in (await call("getUpdates"))["result"]]
    assert kinds == [{"message"}, {"edited_message"}]


async def test_a_poller_that_dies_leaves_no_open_poll_behind(server: TelegramServer, maria: Person) -> None:
    async with ClientSession(timeout=ClientTimeout(total=0.2)) as session:
        with pytest.raises(TimeoutError):
            await session.post(f"{server.url}/bot{server.token}/getUpdates", data={"timeout": 30})
    async with asyncio.timeout(2):
        while server.cloud.updates.is_listening:  # noqa: ASYNC110  the server notices the closed connection by itself
            await asyncio.sleep(0.01)
    maria.say("noch da")
    assert len(server.cloud.updates.pending) == 1


async def until_listening(server: TelegramServer) -> None:
    """Returns when a poll is open."""
    while not server.cloud.updates.is_listening:  # noqa: ASYNC110  the call is on its way through a socket
        await asyncio.sleep(0.005)
