"""One call as it comes over the wire: JSON, form or multipart, and its answer."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.web_request import FileField

from demo.telegram.errors import ApiError, bad_request

JSON = {"Content-Type": "application/json"}
MAX_BODY = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file inside a multipart body."""

    name: str
    mime: str
    data: bytes


class Params:
    """The parameters of one call; forms carry everything as text, JSON bodies carry real types."""

    def __init__(self, fields: dict[str, Any]) -> None:
        """`fields` as decoded from the body."""
        self.fields = fields

    def __contains__(self, name: str) -> bool:
        """A parameter counts as given when it is not empty."""
        return self.fields.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """The parameter as text."""
        value = self.fields.get(name)
        return default if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """The parameter as an integer; 400 if it is none."""
        value = self.fields.get(name)
        if value is None or value == "":
            return default
        try:
            return int(float(value))
        except (TypeError, ValueError) as error:
            raise bad_request(f"{name} must be a number") from error

    def flag(self, name: str) -> bool:
        """The parameter as a truth value."""
        return self.fields.get(name) in (True, "true", "True", "1", 1)

    def json(self, name: str) -> Any:
        """The parameter as an object or list, None if missing; 400 if it is broken JSON."""
        value = self.fields.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError as error:
            raise bad_request(f"can't parse {name} JSON object") from error

    def upload(self, name: str) -> Upload | str:
        """The file of a parameter: uploaded in place, by attach://, or a file id as text."""
        value = self.fields.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.fields.get(value.removeprefix("attach://"))
        if not isinstance(value, (Upload, str)) or value == "":
            raise bad_request(f"there is no {name} in the request")
        return value


async def read_params(request: web.BaseRequest) -> Params:
    """Reads query string and body, whatever its encoding."""
    fields: dict[str, Any] = dict(request.query) if request.query_string else {}
    kind = request.content_type
    if kind == "multipart/form-data":
        fields.update({name: _part(value) for name, value in (await request.post()).items()})
    elif request.can_read_body:
        fields.update(_decoded(kind, await request.read()))
    return Params(fields)


def _part(value: str | bytearray | FileField | bytes) -> Any:
    if isinstance(value, FileField):
        with value.file as file:
            return Upload(value.filename, value.content_type, file.read())
    return value if isinstance(value, str) else value.decode()


def _decoded(kind: str, body: bytes) -> dict[str, Any]:
    if kind != "application/json":
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    try:
        decoded = json.loads(body)
    except ValueError as error:
        raise bad_request("can't parse JSON object") from error
    return decoded if isinstance(decoded, dict) else {}


def ok(result: Any) -> web.Response:
    """A successful answer."""
    return _answer(200, {"ok": True, "result": result})


def refused(error: ApiError) -> web.Response:
    """An error answer in Telegram's form."""
    body: dict[str, Any] = {"ok": False, "error_code": error.status, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return _answer(error.status, body)


def _answer(status: int, body: dict[str, Any]) -> web.Response:
    return web.Response(status=status, body=json.dumps(body, separators=(",", ":")).encode(), headers=JSON)
