"""HTTP to Telegram on aiohttp: a third of the processor time of python-telegram-bot's own client."""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
from telegram._utils.defaultvalue import DEFAULT_NONE
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_S = 5.0
PIECE = 65_536
READ_S = 15.0
KEEP_IDLE_S = 15.0
"""Shorter than Telegram keeps idle connections: one that just closed would make the outcome unclear."""
JSON = {"Content-Type": "application/json"}
REPEATED = b'{"ok":true,"result":{"message_id":'
"""How an answer begins that repeats the message just said."""
TAKEN = b'{"ok":true,"result":true}'


class NotSentError(NetworkError):
    """The request certainly did not reach Telegram: it may be repeated."""


class UnclearError(TimedOut):
    """The request may have reached Telegram: only what may arrive twice is repeated."""


@dataclass(frozen=True, slots=True)
class JsonBody:
    """Parameters as one JSON object, encoded already; of a message that was said, the answer need not be read."""

    content: bytes
    wants_result: bool = True


class Attachment(NamedTuple):
    """A file on its way: its content (or where it lies, to be read while it is sent), the name it is shown by, and its kind."""

    content: bytes | Path
    filename: str = "photo.png"
    mime: str = "image/png"


@dataclass(frozen=True, slots=True)
class FileBody:
    """Parameters and one file; a parameter that is no text is sent as JSON."""

    fields: Mapping[str, Any]
    name: str
    file: Attachment


Body = JsonBody | FileBody | RequestData | None


class AiohttpRequest(BaseRequest):
    """The wire under python-telegram-bot; it tells what certainly was not sent from what is unclear."""

    def __init__(self, connections: int = 64, read_s: float = READ_S) -> None:
        """Up to `connections` requests at once; `read_s` is the patience for an answer."""
        self._connections = connections
        self._read_s = read_s
        self._session: aiohttp.ClientSession | None = None
        self._timeouts: dict[tuple[float, bool], aiohttp.ClientTimeout] = {}

    @property
    def read_timeout(self) -> float:
        """The patience for an answer, in seconds."""
        return self._read_s

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as an object; raises UnclearError for any other JSON, which never comes from Telegram."""
        if payload is TAKEN:
            return {"ok": True, "result": True}
        answer = BaseRequest.parse_json_payload(payload)
        if not isinstance(answer, dict):
            raise UnclearError("an answer that is no object")
        return answer

    async def initialize(self) -> None:
        """Opens the connection pool; a second time does nothing."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEP_IDLE_S)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        """Closes all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = DEFAULT_NONE,
        write_timeout: ODVInput[float] = DEFAULT_NONE,  # noqa: ARG002  part of the interface
        connect_timeout: ODVInput[float] = DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: ODVInput[float] = DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Status and body of the answer; raises NotSentError or UnclearError when there is none."""
        if self._session is None:
            raise NotSentError("the connection pool is not open")
        patience = float(read_timeout) if isinstance(read_timeout, (int, float)) else self._read_s
        try:
            timeout = self._timeout(patience, with_file=isinstance(request_data, FileBody))
            with ExitStack() as files:
                request = self._session.request(method, url, timeout=timeout, **_body(request_data, files))
                async with request as answer:
                    said = await answer.read()
                    return answer.status, said if _is_wanted(request_data, said) else TAKEN
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSentError(f"not sent: {type(error).__name__}") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise UnclearError(f"unclear: {type(error).__name__}") from error

    async def download(self, url: str, most: int) -> tuple[int, bytes]:
        """Status and content of a file, a little more than `most` bytes of it at most; raises as `do_request`."""
        if self._session is None:
            raise NotSentError("the connection pool is not open")
        try:
            async with self._session.get(url, timeout=self._timeout(self._read_s, with_file=True)) as answer:
                content = bytearray()
                async for piece in answer.content.iter_chunked(PIECE):
                    content += piece
                    if len(content) > most:
                        break
                return answer.status, bytes(content)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NotSentError(f"not fetched: {type(error).__name__}") from error

    def _timeout(self, read_s: float, *, with_file: bool) -> aiohttp.ClientTimeout:
        """For a short request one limit over all of it, which costs one timer; a file takes as long as it flows."""
        limits = read_s, with_file
        if limits not in self._timeouts:
            total, sock_read = (None, read_s) if with_file else (read_s, None)
            self._timeouts[limits] = aiohttp.ClientTimeout(
                total=total, connect=2 * CONNECT_S, sock_connect=CONNECT_S, sock_read=sock_read
            )
        return self._timeouts[limits]


def _is_wanted(data: Body, said: bytes) -> bool:
    return not (isinstance(data, JsonBody) and not data.wants_result and said.startswith(REPEATED))


def _body(data: Body, files: ExitStack) -> dict[str, Any]:
    match data:
        case None:
            return {}
        case JsonBody():
            return {"data": data.content, "headers": JSON}
        case FileBody():
            return {"data": _form(data, files)}
    if data.contains_files:
        return {"data": _ptb_form(data)}
    return {"data": data.json_parameters}


def _form(body: FileBody, files: ExitStack) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)
    for name, value in body.fields.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    content, filename, mime = body.file
    opened = files.enter_context(content.open("rb")) if isinstance(content, Path) else content
    form.add_field(body.name, opened, filename=filename, content_type=mime)
    return form


def _ptb_form(data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData(data.json_parameters)
    for name, (filename, content, kind) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
