"""Updates that Telegram pushes: nothing is acknowledged that is not committed, and nobody else gets in."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import ClientSession
from toy import SetClock, Stage, Start, environment, texts, toy_app

from bot import dispatch
from bot.application import Stammkunde
from bot.prepare import PortInUseError
from bot.settings import Settings
from bot.webhook import HEADER, LARGEST
from demo.telegram.server import TelegramServer
from storage.outage import TransactionLostError
from tests.processes import Forked

PATH = "/stammkunde/hier"


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def backend() -> str:
    """How updates come in does not matter to the database."""
    return "sqlite"


@pytest.fixture
def port() -> int:
    """Where this bot listens."""
    return free_port()


@pytest.fixture
def settings(server: TelegramServer, database_url: str, port: int) -> Settings:
    """A bot that is delivered to."""
    return Settings.model_validate(
        {
            "bot_token": server.token,
            "seller_ids": (1,),
            "database_url": database_url,
            "telegram_api_url": server.url,
            "send_per_second": 0,
            "bot_mode": "webhook",
            "webhook_url": f"http://127.0.0.1:{port}{PATH}",
            "webhook_port": port,
        }
    )


Deliver = Callable[..., Any]


@pytest.fixture
async def deliver(port: int) -> AsyncIterator[Deliver]:
    """Somebody knocks at the bot's door; gives the status of the answer."""
    async with ClientSession() as session:

        async def deliver(body: Any, secret: str | None = None, path: str = PATH, method: str = "POST") -> int:
            headers = {} if secret is None else {HEADER: secret}
            sent = {"data": body} if isinstance(body, bytes) else {"json": body}
            async with session.request(method, f"http://127.0.0.1:{port}{path}", headers=headers, **sent) as answer:
                return answer.status

        yield deliver


def update(on: Stage, number: int, words: str) -> dict[str, Any]:
    """A raw update of the seller."""
    on.maria.chat.started = True
    chat = on.maria.chat.as_telegram()
    message = {"message_id": number, "date": 1, "chat": chat, "from": on.maria.account.as_telegram(), "text": words}
    return {"update_id": number, "message": message}


def secret(bot: Stammkunde) -> str:
    """What Telegram was told."""
    return str(bot._intake._secret)  # type: ignore[union-attr]


async def test_a_message_and_its_answer(bot: Stammkunde, on: Stage) -> None:
    assert [message.text for message in await on.maria.ask("/echo Hallo")] == ["Hallo"]
    assert "getupdates" not in on.server.calls


async def test_many_at_once_are_all_answered_once(bot: Stammkunde, on: Stage) -> None:
    for number in range(50):
        on.maria.say(f"/echo {number}")
    await on.quiet()
    assert sorted(map(int, texts(on.maria))) == list(range(50))


async def test_telegram_is_told_the_address_the_secret_and_what_is_wanted(
    bot: Stammkunde, on: Stage, port: int
) -> None:
    assert on.server.cloud.webhook.url == f"http://127.0.0.1:{port}{PATH}"
    assert on.server.cloud.webhook._secret == secret(bot)
    assert set(on.server.cloud.updates.allowed) == {"message", "edited_message", "callback_query", "my_chat_member"}


WRONG = [
    pytest.param(None, PATH, "POST", 403, id="no secret"),
    pytest.param("", PATH, "POST", 403, id="an empty secret"),
    pytest.param("falsch", PATH, "POST", 403, id="another secret"),
    pytest.param("ä" * 43, PATH, "POST", 403, id="a secret that is no ASCII"),
    pytest.param("right", "/", "POST", 404, id="another path"),
    pytest.param("right", PATH + "/mehr", "POST", 404, id="a longer path"),
    pytest.param("right", PATH, "GET", 405, id="a browser"),
]


@pytest.mark.parametrize(("given", "path", "method", "status"), WRONG)
async def test_nobody_else_gets_in(
    bot: Stammkunde, on: Stage, deliver: Deliver, given: str | None, path: str, method: str, status: int
) -> None:
    """And nothing is stored of what he brought."""
    sent = secret(bot) if given == "right" else given
    assert await deliver(update(on, 5, "/echo drin"), sent, path, method) == status
    assert on.rows("processed_update") == []
    assert texts(on.maria) == []


async def test_what_is_too_long_is_refused(bot: Stammkunde, on: Stage, deliver: Deliver) -> None:
    assert await deliver(b"x" * (LARGEST + 1), secret(bot)) == 413


ODD = [
    pytest.param(b"kein JSON", 400, id="no JSON"),
    pytest.param(b'{"update_id": 7, "message": "\xff\xfe"}', 400, id="broken UTF-8"),
    pytest.param(b'{"update_id": 7, "message": ' + b"[" * 200 + b"]" * 200 + b"}", 400, id="deep"),
    pytest.param(b"[" * 400_000, 400, id="bottomless"),
    pytest.param(b"[]", 200, id="an empty list"),
    pytest.param(b"{}", 200, id="no number"),
    pytest.param(b'{"update_id": "7"}', 200, id="a number in words"),
    pytest.param(b'{"update_id": 7}', 200, id="nothing else"),
    pytest.param(b'{"update_id": 7, "message": 3}', 200, id="poison"),
]


@pytest.mark.parametrize(("body", "status"), ODD)
async def test_odd_updates_do_not_come_again_and_again(
    bot: Stammkunde, on: Stage, deliver: Deliver, body: bytes, status: int
) -> None:
    assert await deliver(body, secret(bot)) == status
    assert [message.text for message in await on.maria.ask("/echo weiter")] == ["weiter"]


async def test_it_is_committed_before_it_is_acknowledged(
    bot: Stammkunde, on: Stage, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = asyncio.Event()
    run = bot._writer.run

    async def slowly(job: Any) -> Any:
        await waits.wait()
        return await run(job)

    monkeypatch.setattr(bot._writer, "run", slowly)
    knocking = asyncio.create_task(deliver(update(on, 7, "/echo da"), secret(bot)))
    await asyncio.sleep(0.05)
    assert not knocking.done()
    waits.set()
    assert await knocking == 200
    assert [row["update_id"] for row in on.rows("processed_update")] == [7]


async def test_the_same_update_twice_is_answered_once(bot: Stammkunde, on: Stage, deliver: Deliver) -> None:
    body = update(on, 7, "/echo einmal")
    assert await asyncio.gather(*(deliver(body, secret(bot)) for _ in range(5))) == [200] * 5
    await on.quiet()
    assert texts(on.maria) == ["einmal"]


async def test_while_the_database_is_out_of_order_telegram_keeps_the_update(
    bot: Stammkunde, on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not acknowledged, comes again, and is then answered once."""
    real, failures = dispatch.process, [TransactionLostError(), TransactionLostError()]

    def failing(*arguments: Any) -> Any:
        if failures:
            raise failures.pop()
        return real(*arguments)

    monkeypatch.setattr(dispatch, "process", failing)
    on.maria.say("/echo doch")
    await on.maria.answers(1, timeout=10)
    await on.quiet()
    assert "503" in on.server.cloud.webhook.last_error
    assert texts(on.maria) == ["doch"]


async def test_what_can_never_be_stored_is_put_aside(
    bot: Stammkunde, on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(dispatch, "process", broken)
        on.maria.say("/echo Gift")
        await on.quiet()
    assert [row["direction"] for row in on.rows("dead_letter")] == ["in"]
    assert [message.text for message in await on.maria.ask("/echo weiter")] == ["weiter"]


async def test_a_restart_goes_on_with_what_came_meanwhile(on: Stage, start: Start) -> None:
    """The new secret is another one, and what was delivered with the old one comes again."""
    bot = await start()
    old = secret(bot)
    await on.maria.ask("/echo eins")
    await bot.stop()
    on.maria.say("/echo zwei")
    await asyncio.sleep(0.1)
    bot = await start()
    await on.maria.answers(1, timeout=10)
    await on.quiet()
    assert texts(on.maria) == ["eins", "zwei"]
    assert secret(bot) != old


async def test_back_to_polling_takes_the_webhook_away(on: Stage, start: Start, settings: Settings) -> None:
    bot = await start()
    await on.maria.ask("/echo gebracht")
    await bot.stop()
    on.maria.say("/echo geholt")
    polling = Stammkunde(settings.model_copy(update={"bot_mode": "polling"}), on.clock, toy_app(), patience_s=0.05)
    await polling.start()
    try:
        await on.maria.answers(1, timeout=10)
    finally:
        await polling.stop()
    assert on.server.cloud.webhook.url == ""
    assert texts(on.maria) == ["gebracht", "geholt"]


@pytest.fixture
def looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """It asks all the time whether Telegram is there."""
    monkeypatch.setattr("bot.webhook.LOOK_EVERY_S", 0.01)


def goes_by_the_clock(bot: Stammkunde, on: Stage) -> None:
    """Time passes as the test puts it forward."""
    bot._reach._passed, bot._reach._last = lambda: on.clock().timestamp(), None


async def asked(on: Stage) -> None:
    """It has asked, and stored what followed."""
    seen = on.server.calls["getwebhookinfo"]
    async with asyncio.timeout(5):
        while on.server.calls["getwebhookinfo"] < seen + 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.mark.usefixtures("looking")
async def test_a_quiet_day_is_no_gap(on: Stage, start: Start) -> None:
    """Nobody writes for two days, but Telegram was there."""
    bot = await start()
    on.open_shop()
    goes_by_the_clock(bot, on)
    for _ in range(4):
        await asked(on)
        on.clock.forward(hours=12)
    await asked(on)
    await bot.stop()
    await start()
    await asked(on)
    assert texts(on.maria) == []


@pytest.mark.usefixtures("looking")
async def test_after_two_days_without_telegram_the_seller_is_told(on: Stage, start: Start) -> None:
    bot = await start()
    on.open_shop()
    goes_by_the_clock(bot, on)
    await asked(on)
    assert texts(on.maria) == []
    on.server.play("getWebhookInfo 5xx x3")
    await asked(on)
    on.clock.forward(days=2)
    await on.maria.answers(1, timeout=10)
    (words,) = texts(on.maria)
    assert "können fehlen" in words


@pytest.mark.usefixtures("looking")
async def test_who_is_not_delivered_to_any_more_says_so(
    on: Stage, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    """And /health says that Telegram is silent."""
    bot = await start()
    on.server.cloud.webhook.set("")
    await asked(on)
    answered = bot._intake._answered  # type: ignore[union-attr]
    await asked(on)
    assert bot._intake._answered == answered  # type: ignore[union-attr]
    assert "does not deliver to this bot any more" in caplog.text


@pytest.mark.usefixtures("looking")
async def test_an_address_that_telegram_cannot_reach_is_noticed(
    on: Stage, start: Start, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something waits, and nothing comes: to the bot that is no Telegram, however well it answers."""
    bot = await start()
    failing = {"url": on.server.cloud.webhook.url, "pending_update_count": 3, "last_error_message": "SSL error"}
    monkeypatch.setattr(on.server.cloud.webhook, "as_telegram", lambda: failing)
    await asked(on)
    answered = bot._intake._answered  # type: ignore[union-attr]
    await asked(on)
    assert bot._intake._answered == answered  # type: ignore[union-attr]
    assert "Telegram cannot deliver 3 updates: SSL error" in caplog.text
    bot._intake._delivered = True  # type: ignore[union-attr]
    await asked(on)
    assert bot._intake._answered > answered  # type: ignore[union-attr]


async def test_it_starts_without_telegram_and_goes_on_when_it_is_there(on: Stage, start: Start) -> None:
    planned = on.server.faults.add("html_404", method="setWebhook", times=2)
    await start()
    assert planned.hits == 2
    assert [message.text for message in await on.maria.ask("/echo da")] == ["da"]


async def test_kill_nine_loses_nothing(on: Stage, settings: Settings) -> None:
    """Killed in the middle of fifty deliveries: afterwards each is answered, and no booking is there twice."""
    more = {"BOT_MODE": "webhook", "WEBHOOK_URL": settings.webhook_url, "WEBHOOK_PORT": str(settings.webhook_port)}

    killed = Forked(["run"], environment(settings) | more)
    await on.maria.ask("/hilfe", timeout=20)
    for number in range(50):
        on.maria.say(f"/kauf Anna {number + 1} Nr{number}")
    await on.maria.answers(5, timeout=10)
    killed.kill()
    await killed.wait()
    again = Forked(["run"], environment(settings) | more)
    async with asyncio.timeout(30):
        while len({words.split("Nr")[1].split()[0] for words in texts(on.maria) if "Nr" in words}) < 50:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    again.terminate()
    await again.wait()
    assert sorted(row["item"] for row in on.rows("purchase")) == sorted(f"Nr{number}" for number in range(50))


async def test_a_port_that_is_taken_is_named(settings: Settings, clock: SetClock, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        bot = Stammkunde(settings, clock, toy_app(), patience_s=0.05)
        with pytest.raises(PortInUseError, match=str(port)):
            await bot.start()
        await bot.stop()
