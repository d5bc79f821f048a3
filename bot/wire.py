"""Calling the Bot API without building objects from the answers, which costs as much as the call."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from bot.letters import EDIT_PICTURE, NEW_PICTURE, SEND_FILE, SEND_PICTURE
from bot.request import AiohttpRequest, Attachment, FileBody, JsonBody, UnclearError

FILE_FIELD = {SEND_PICTURE: "photo", SEND_FILE: "document", EDIT_PICTURE: NEW_PICTURE}


class TooLargeError(TelegramError):
    """The file is larger than it may be."""


class Wire:
    """The Bot API by method name; errors are python-telegram-bot's."""

    def __init__(self, request: BaseRequest, base_url: str) -> None:
        """`base_url` ends with the token, as `Bot.base_url` does."""
        self._request = request
        self._base_url = base_url

    async def call(
        self,
        method: str,
        payload: Mapping[str, Any] | str,
        file: Attachment | None = None,
        read_timeout: float | None = None,
        *,
        wants_result: bool = True,
    ) -> Any:
        """The `result` of the answer (or just something, if it is not wanted); `payload` may be JSON that is encoded already."""
        url = f"{self._base_url}/{method}"
        body = _body(method, payload, file, wants_result=wants_result)
        patience = {} if read_timeout is None else {"read_timeout": read_timeout}
        try:
            return await self._request.post(url, cast("RequestData", body), **patience)
        except LookupError as error:
            raise UnclearError("an answer without a result") from error

    async def fetch(self, file_id: str, most: int) -> bytes:
        """The file that somebody has sent; raises TooLargeError beyond `most` bytes, and TelegramError."""
        found = await self.call("getFile", {"file_id": file_id})
        if int(found.get("file_size") or 0) > most:
            raise TooLargeError("more than can be fetched")
        if not isinstance(self._request, AiohttpRequest):
            raise UnclearError("no way to fetch a file")
        head, _, token = self._base_url.rpartition("/bot")
        status, content = await self._request.download(f"{head}/file/bot{token}/{quote(found['file_path'])}", most)
        if status != HTTPStatus.OK:
            raise UnclearError(f"a file came with status {status}")
        if len(content) > most:
            raise TooLargeError("more than can be fetched")
        return content


def _body(
    method: str, payload: Mapping[str, Any] | str, file: Attachment | None, *, wants_result: bool
) -> JsonBody | FileBody:
    if file is None:
        text = payload if isinstance(payload, str) else json.dumps(payload)
        return JsonBody(text.encode(), wants_result)
    fields = json.loads(payload) if isinstance(payload, str) else payload
    return FileBody(fields, FILE_FIELD[method], file)
