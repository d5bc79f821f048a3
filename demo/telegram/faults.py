"""Faults on demand: what goes wrong between a bot and Telegram, one function per kind."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from demo.telegram.chats import home_of, moved
from demo.telegram.errors import ApiError, bad_request
from demo.telegram.wire import JSON, read_params, refused

Proceed = Callable[[], Awaitable[web.Response]]


@dataclass(slots=True)
class Fault:
    """One planned fault: for `method` ("*" for all), the next `times` calls; `seconds` is its only measure."""

    method: str
    kind: str
    times: int
    seconds: float
    after: int = 0
    """So many calls go well before."""
    hits: int = 0
    chats: set[int] = field(default_factory=set)
    """Where it struck, if it is one that depends on the chat."""


Happening = Callable[[web.BaseRequest, Proceed, Fault], Awaitable[web.StreamResponse]]


async def too_many_requests(_request: web.BaseRequest, _proceed: Proceed, fault: Fault) -> web.StreamResponse:
    """429 with retry_after."""
    wait_s = max(1, round(fault.seconds))
    return refused(ApiError(429, f"Too Many Requests: retry after {wait_s}", retry_after=wait_s))


async def server_error(_request: web.BaseRequest, _proceed: Proceed, _fault: Fault) -> web.StreamResponse:
    """502; nothing was stored."""
    return refused(ApiError(502, "Bad Gateway"))


async def server_error_after(_request: web.BaseRequest, proceed: Proceed, _fault: Fault) -> web.StreamResponse:
    """504 although the message was stored."""
    await proceed()
    return refused(ApiError(504, "Gateway Timeout"))


async def forbidden(request: web.BaseRequest, _proceed: Proceed, fault: Fault) -> web.StreamResponse:
    """403 as after a block."""
    fault.chats.add(home_of((await read_params(request)).number("chat_id")))
    return refused(ApiError(403, "Forbidden: bot was blocked by the user"))


async def conflict(_request: web.BaseRequest, _proceed: Proceed, _fault: Fault) -> web.StreamResponse:
    """409 as with a second instance."""
    return refused(ApiError(409, "Conflict: terminated by other getUpdates request"))


async def not_found_page(_request: web.BaseRequest, _proceed: Proceed, _fault: Fault) -> web.StreamResponse:
    """404 with a web page instead of JSON, as from a proxy."""
    page = "<html><body><h1>404 Not Found</h1></body></html>"
    return web.Response(status=404, text=page, content_type="text/html")


async def migrate(request: web.BaseRequest, _proceed: Proceed, _fault: Fault) -> web.StreamResponse:
    """400: the chat has another id from now on."""
    chat_id = (await read_params(request)).number("chat_id")
    if not chat_id:
        return refused(bad_request("chat not found"))
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    return refused(ApiError(400, words, migrate_to_chat_id=moved(chat_id)))


async def shuffled(_request: web.BaseRequest, proceed: Proceed, _fault: Fault) -> web.StreamResponse:
    """The updates of an answer come in any order, some of them twice."""
    answer = json.loads(_body(await proceed()))
    updates = answer.get("result")
    if isinstance(updates, list):
        updates += random.sample(updates, len(updates) // 2)
        random.shuffle(updates)
    return web.Response(body=json.dumps(answer).encode(), headers=JSON)


async def hang(request: web.BaseRequest, _proceed: Proceed, fault: Fault) -> web.StreamResponse:
    """No answer for some seconds, then the connection is closed; nothing was stored."""
    await asyncio.sleep(fault.seconds)
    return _cut(request)


async def slow(_request: web.BaseRequest, proceed: Proceed, fault: Fault) -> web.StreamResponse:
    """Stored at once, but the answer takes some seconds."""
    answer = await proceed()
    await asyncio.sleep(fault.seconds)
    return answer


async def cut_before(request: web.BaseRequest, _proceed: Proceed, _fault: Fault) -> web.StreamResponse:
    """The connection breaks before the message was stored."""
    return _cut(request)


async def cut_after(request: web.BaseRequest, proceed: Proceed, _fault: Fault) -> web.StreamResponse:
    """The message was stored, then the connection breaks."""
    await proceed()
    return _cut(request)


async def half_body(request: web.BaseRequest, proceed: Proceed, _fault: Fault) -> web.StreamResponse:
    """The message was stored, but only half of the answer arrives."""
    answer = await proceed()
    body = _body(answer)
    half = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body))})
    await half.prepare(request)
    await half.write(body[: len(body) // 2])
    return _cut(request, half)


def _body(answer: web.Response) -> bytes:
    return answer.body if isinstance(answer.body, bytes) else b""


def _cut(request: web.BaseRequest, answer: web.StreamResponse | None = None) -> web.StreamResponse:
    if request.transport:
        request.transport.close()
    return answer or web.Response()


KINDS: dict[str, Happening] = {
    "429": too_many_requests,
    "5xx": server_error,
    "5xx_after": server_error_after,
    "403": forbidden,
    "409": conflict,
    "html_404": not_found_page,
    "hang": hang,
    "slow": slow,
    "cut_before": cut_before,
    "cut_after": cut_after,
    "half_body": half_body,
    "migrate": migrate,
    "shuffled": shuffled,
}


class Faults:
    """The planned faults, used up in the order they were added."""

    def __init__(self) -> None:
        """Nothing goes wrong until something is added."""
        self.planned: list[Fault] = []

    def add(self, kind: str, *, method: str = "*", times: int = 1, seconds: float = 1.0, after: int = 0) -> Fault:
        """Plans a fault; `seconds` is retry_after of "429" and the time of "hang" and "slow". Count `hits` on the result."""
        if kind not in KINDS:
            raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
        fault = Fault(method.lower(), kind, times, seconds, after)
        self.planned.append(fault)
        return fault

    def clear(self) -> None:
        """All is well again."""
        self.planned.clear()

    def take(self, method: str) -> Fault | None:
        """The fault this call runs into, if any; one of its times is used up."""
        for fault in list(self.planned):
            if fault.method in ("*", method):
                if fault.after:
                    fault.after -= 1
                    continue
                fault.hits += 1
                if fault.hits >= fault.times:
                    self.planned.remove(fault)
                return fault
        return None
