"""A Telegram Bot API server on this machine: the bot runs against it unmodified."""

import asyncio
from collections.abc import Callable
from inspect import isawaitable
from time import monotonic
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from demo.telegram.chats import Account, Chat, Message
from demo.telegram.cloud import Clock, Cloud, real_clock
from demo.telegram.errors import ApiError
from demo.telegram.faults import KINDS, Fault, Faults
from demo.telegram.methods import METHODS
from demo.telegram.person import Person
from demo.telegram.script import play
from demo.telegram.wire import MAX_BODY, ok, read_params, refused

DEFAULT_TOKEN = "4711000815:demo-token-of-the-local-server"  # noqa: S105  opens nothing but this server
POLL = "getupdates"
Busy = Callable[[], bool]
LOOK_AGAIN_S = 0.01


def never_busy() -> bool:
    """The bot has nothing left that it would send later."""
    return False


class TelegramServer:
    """`async with TelegramServer() as server`: a bot talks to `server.url`, people by `server.person(...)`."""

    def __init__(
        self,
        token: str = DEFAULT_TOKEN,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        clock: Clock = real_clock,
    ) -> None:
        """Port 0 takes a free one; `clock` (aware UTC) dates the messages."""
        self.token = token
        self.host = host
        self.port = port
        self.cloud = Cloud(clock)
        self.faults = Faults()
        self.busy: Busy = never_busy
        """May be replaced by a look into the bot: True while it still has something to send."""
        self.calls: dict[str, int] = {}
        self._in_flight = 0
        self._last_call = monotonic()
        self._runner: web.ServerRunner | None = None

    @property
    def url(self) -> str:
        """The base address; the bot appends `/bot<token>/<method>`."""
        return f"http://{self.host}:{self.port}"

    async def start(self) -> Self:
        """Opens the port."""
        server = web.Server(self._answer, request_factory=_request, handler_cancellation=True, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def stop(self) -> None:
        """Ends waiting polls and closes the port."""
        self.cloud.updates.release()
        await self.cloud.webhook.close()
        if self._runner:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        """Starts the server."""
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops the server."""
        await self.stop()

    def person(self, person_id: int, first_name: str, username: str | None = None) -> Person:
        """A person who can write to the bot; the same id is the same person."""
        chat = self.cloud.chats.get(person_id)
        if chat is None:
            chat = Chat(person=Account(person_id, first_name, username))
            self.cloud.chats[person_id] = chat
        return Person(self.cloud, chat)

    def sent_to(self, chat_id: int, since: int = 0) -> list[Message]:
        """What the bot newly sent to a chat after the journal entry `since`."""
        news = self.cloud.journal.since(since, chat_id)
        return [one.message for one in news if one.by_bot and one.kind == "message" and one.message]

    def play(self, script: str) -> list[Fault]:
        """Plans what a script says (see `demo.telegram.script`); gives the faults."""
        return play(script, self.faults, self.cloud.updates)

    @property
    def is_idle(self) -> bool:
        """True when every update is confirmed, no call is running and the bot listens for the next update."""
        updates = self.cloud.updates
        return not (updates.pending or updates.again or self._in_flight or self.busy()) and updates.is_listening

    async def wait_until_idle(self, quiet: float = 0.1, timeout: float = 10.0) -> None:  # noqa: ASYNC109  patience of a test
        """Returns when the bot has been idle for `quiet` seconds; TimeoutError after `timeout` seconds."""
        async with asyncio.timeout(timeout):
            while not (self.is_idle and monotonic() - self._last_activity() >= quiet):  # noqa: ASYNC110  idle is many things
                await asyncio.sleep(LOOK_AGAIN_S)

    def _last_activity(self) -> float:
        return max(self._last_call, self.cloud.updates.last_added)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        prefix = f"/bot{self.token}/"
        if request.path.startswith(prefix):
            return await self._call(request, request.path[len(prefix) :].lower())
        if request.path.startswith(f"/file{prefix}"):
            return self._file(request.path[len(prefix) + len("/file") :])
        known_form = request.path.startswith("/bot") and ":" in request.path
        return refused(ApiError(401, "Unauthorized") if known_form else ApiError(404, "Not Found"))

    async def _call(self, request: web.BaseRequest, method: str) -> web.StreamResponse:
        self.calls[method] = self.calls.get(method, 0) + 1
        if method == POLL:
            return await self._perform(request, method)
        self._in_flight += 1
        try:
            return await self._perform(request, method)
        finally:
            self._in_flight -= 1
            self._last_call = monotonic()

    async def _perform(self, request: web.BaseRequest, method: str) -> web.StreamResponse:
        async def proceed() -> web.Response:
            try:
                return ok(await self._result(request, method))
            except ApiError as error:
                return refused(error)

        fault = self.faults.take(method) if self.faults.planned else None
        return await (KINDS[fault.kind](request, proceed, fault) if fault else proceed())

    async def _result(self, request: web.BaseRequest, method: str) -> Any:
        params = await read_params(request)
        if method not in METHODS:
            raise ApiError(404, "Not Found")
        result = METHODS[method](self.cloud, params)
        return await result if isawaitable(result) else result

    def _file(self, file_id: str) -> web.Response:
        file = self.cloud.files.get(file_id)
        if file is None:
            return refused(ApiError(404, "Not Found"))
        return web.Response(body=file.data, content_type=file.mime)


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    """A request that may carry a whole document; aiohttp's own limit is one megabyte."""
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=MAX_BODY)
