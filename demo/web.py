"""The page with two phones: routes, for this machine only."""

import json
import re
from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from aiohttp import web

from demo.acts import ACTS, Act, Contacts, Phones, share_users
from demo.sse import LiveLine
from demo.telegram.chats import Account
from demo.telegram.errors import ApiError
from demo.telegram.person import Person
from demo.telegram.server import TelegramServer
from messages_de import catalogue

OnClock = Callable[[str], Awaitable[None]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PAGE = Path(__file__).parent / "page"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
CLOCK_STEPS = ("next_morning", "day", "week")
PLACEHOLDER = re.compile(r"\{\{([a-z_.]+)\}\}")
CLOCK_CHAT = 0
LARGEST_ACT = 40_000_000
"""A file of 20 MB in Base64, and a little more."""
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class DemoPage:
    """`async with DemoPage(server, seller, buyer, on_clock) as page`: open `page.url` in a browser."""

    def __init__(
        self,
        server: TelegramServer,
        seller: Person,
        buyer: Person,
        on_clock: OnClock,
        *,
        contacts: Contacts | None = None,
        zone: str = "Europe/Berlin",
        port: int = 0,
    ) -> None:
        """`on_clock` puts the clock forward by "next_morning", "day" or "week"; `contacts` fills the contact picker."""
        self.server = server
        self.phones: Phones = {"seller": seller, "buyer": buyer}
        self.on_clock = on_clock
        self.contacts = contacts or self._everybody_else
        self.port = port
        self._line = LiveLine(server.cloud, self.phones, self.contacts, zone)
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The page's address."""
        return f"http://127.0.0.1:{self.port}/"

    def _everybody_else(self) -> list[Account]:
        seller = self.phones["seller"].id
        return [chat.person for chat in self.server.cloud.chats.values() if chat.person.id != seller]

    async def __aenter__(self) -> Self:
        """Opens the port."""
        self._runner = web.AppRunner(self._app(), handler_cancellation=True, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes it, open event lines included."""
        if self._runner:
            await self._runner.cleanup()

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[only_this_machine], client_max_size=LARGEST_ACT)
        app.router.add_get("/", _index)
        app.router.add_get("/texts.json", _texts)
        app.router.add_get("/page/{name}", _asset)
        app.router.add_get("/file/{file_id}", self._file)
        app.router.add_get("/events", self._line.serve)
        app.router.add_post("/act", self._act)
        return app

    async def _file(self, request: web.Request) -> web.Response:
        file = self.server.cloud.files.get(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound
        if file.mime in PICTURES:
            return web.Response(body=file.data, content_type=file.mime)
        name = file.name.replace('"', "").replace("\n", "")
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return web.Response(body=file.data, content_type="application/octet-stream", headers=headers)

    async def _act(self, request: web.Request) -> web.Response:
        try:
            act = await request.json()
            return web.json_response({"ok": True, **await self._perform(act)})
        except (LookupError, ValueError, TypeError, ApiError) as error:
            return web.json_response({"ok": False, "error": str(error)}, status=400)

    async def _perform(self, act: Act) -> Act:
        if act["do"] == "clock":
            return await self._put_clock_forward(str(act["step"]))
        person = self.phones[str(act["phone"])]
        if act["do"] == "share_users":
            return share_users(person, act, self.contacts)
        return ACTS[str(act["do"])](person, act, self.phones)

    async def _put_clock_forward(self, step: str) -> Act:
        if step not in CLOCK_STEPS:
            raise LookupError(f"the clock knows {', '.join(CLOCK_STEPS)}")
        await self.on_clock(step)
        self.server.cloud.journal.add(CLOCK_CHAT, "clock")
        return {}


@web.middleware
async def only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses other host names (DNS rebinding), foreign origins and anything but JSON in a POST."""
    origin = request.headers.get("Origin")
    if not _is_loopback(f"//{request.host}") or (origin and urlsplit(origin).netloc != request.host):
        raise web.HTTPForbidden
    if request.method == "POST" and request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    response = await handler(request)
    if not response.prepared:
        response.headers.update(HEADERS)
    return response


def _is_loopback(address: str) -> bool:
    return urlsplit(address).hostname in LOOPBACK


async def _index(_request: web.Request) -> web.Response:
    texts = catalogue("demo")
    source = (PAGE / "index.html").read_text(encoding="utf-8")
    return web.Response(text=PLACEHOLDER.sub(lambda found: escape(texts[found[1]]), source), content_type="text/html")


async def _texts(_request: web.Request) -> web.Response:
    return web.Response(text=json.dumps(catalogue("demo"), ensure_ascii=False), content_type="application/json")


async def _asset(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    path = PAGE / name
    if path.parent != PAGE or path.suffix not in KINDS or not path.is_file():
        raise web.HTTPNotFound
    return web.Response(body=path.read_bytes(), content_type=KINDS[path.suffix], charset="utf-8")
