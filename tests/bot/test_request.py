"""The wire: what it tells about a call that failed, and the three forms of a body."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.request import AiohttpRequest, Attachment, NotSentError, UnclearError
from bot.wire import Wire
from demo.telegram.server import TelegramServer

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    """An open connection pool with little patience."""
    async with AiohttpRequest(4, read_s=0.3) as request:
        yield request


@pytest.fixture
def wire(server: TelegramServer, request_: AiohttpRequest) -> Wire:
    """Calls to the local server."""
    server.person(1, "Maria").start()
    return Wire(request_, f"{server.url}/bot{server.token}")


HELLO = {"chat_id": 1, "text": "Hallo"}


async def test_the_result_comes_as_it_is(wire: Wire) -> None:
    assert (await wire.call("sendMessage", HELLO))["text"] == "Hallo"
    assert (await wire.call("sendMessage", '{"chat_id": 1, "text": "schon JSON"}'))["text"] == "schon JSON"


async def test_a_message_that_was_said_is_not_read_again_unless_somebody_asks(wire: Wire) -> None:
    assert await wire.call("sendMessage", HELLO, wants_result=False) is True
    assert (await wire.call("getMe", {}, wants_result=False))["is_bot"]


async def test_a_picture_is_sent_with_its_parameters(wire: Wire) -> None:
    said = await wire.call("sendPhoto", {"chat_id": 1, "caption": "<b>ja</b>", "parse_mode": "HTML"}, Attachment(PIXEL))
    assert (said["caption"], said["photo"][0]["width"]) == ("ja", 1)


async def test_a_picture_takes_the_place_of_another(wire: Wire) -> None:
    said = await wire.call("sendPhoto", {"chat_id": 1, "caption": "alt"}, Attachment(PIXEL))
    media = {"type": "photo", "media": "attach://picture", "caption": "<b>neu</b>", "parse_mode": "HTML"}
    where = {"chat_id": 1, "message_id": said["message_id"], "media": media}
    now = await wire.call("editMessageMedia", where, Attachment(PIXEL))
    assert (now["message_id"], now["caption"]) == (said["message_id"], "neu")
    assert now["photo"][0]["file_id"] != said["photo"][0]["file_id"]


async def test_a_file_is_read_from_the_disk_while_it_is_sent(
    wire: Wire, server: TelegramServer, tmp_path: Path
) -> None:
    """And is closed again, also when nobody listens."""
    (tmp_path / "a.bin").write_bytes(bytes(300_000))
    upload = Attachment(tmp_path / "a.bin", "Sicherung ä.backup", "application/octet-stream")
    said = await wire.call("sendDocument", {"chat_id": 1, "caption": ""}, upload)
    assert (said["document"]["file_name"], said["document"]["file_size"]) == (upload.filename, 300_000)
    server.faults.add("cut_before", method="sendDocument")
    with pytest.raises(UnclearError):
        await wire.call("sendDocument", {"chat_id": 1, "caption": ""}, upload)


async def test_an_error_of_the_bot_api_keeps_its_kind(wire: Wire, server: TelegramServer) -> None:
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await wire.call("sendMessage", HELLO | {"chat_id": 404})
    server.faults.add("429", seconds=3)
    with pytest.raises(RetryAfter):
        await wire.call("sendMessage", HELLO)


async def test_nobody_listens_is_certainly_not_sent(request_: AiohttpRequest) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotSentError):
        await Wire(request_, f"http://127.0.0.1:{port}/botx").call("sendMessage", HELLO)


async def test_an_unknown_host_is_certainly_not_sent(request_: AiohttpRequest) -> None:
    with pytest.raises(NotSentError):
        await Wire(request_, "http://nirgends.invalid/botx").call("sendMessage", HELLO)


async def test_a_closed_pool_is_certainly_not_sent() -> None:
    with pytest.raises(NotSentError):
        await Wire(AiohttpRequest(), "http://127.0.0.1/botx").call("sendMessage", HELLO)


@pytest.mark.parametrize("fault", ["cut_before", "cut_after", "half_body", "slow"])
async def test_whatever_breaks_after_the_connection_is_unclear(wire: Wire, server: TelegramServer, fault: str) -> None:
    server.faults.add(fault, seconds=1)
    with pytest.raises(UnclearError):
        await wire.call("sendMessage", HELLO)


async def test_errors_belong_to_the_families_of_the_library() -> None:
    assert issubclass(NotSentError, NetworkError)
    assert issubclass(UnclearError, TimedOut)


async def test_the_library_itself_works_on_it(server: TelegramServer) -> None:
    """Forms and files as python-telegram-bot makes them."""
    server.person(1, "Maria").start()
    token = SecretStr(server.token).get_secret_value()
    async with Bot(token, f"{server.url}/bot", request=AiohttpRequest(), get_updates_request=AiohttpRequest(1)) as bot:
        assert (await bot.send_message(1, "Hallo")).text == "Hallo"
        assert (await bot.send_photo(1, PIXEL, caption="Bild")).caption == "Bild"
