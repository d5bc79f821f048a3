"""What a message may contain: texts, captions and markup within Telegram's limits."""

from typing import Any

from demo.telegram.cloud import Cloud
from demo.telegram.errors import bad_request
from demo.telegram.formatting import Formatted, formatted, units
from demo.telegram.wire import Params

MAX_TEXT = 4096
MAX_CAPTION = 1024


def text_content(params: Params) -> dict[str, Any]:
    """The text of a message; empty or too long is a 400."""
    source = params.text("text")
    found = formatted(source, params.text("parse_mode"), params.json("entities"))
    if not found.text:
        raise bad_request("message text is empty")
    if units(found.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return _content(source, found)


def caption_content(params: Params) -> dict[str, Any]:
    """The caption of a picture or document, which may be empty; too long is a 400."""
    source = params.text("caption")
    found = formatted(source, params.text("parse_mode"), params.json("caption_entities"))
    if units(found.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return _content(source, found)


def file_content(cloud: Cloud, params: Params, kind: str, field: str) -> dict[str, Any]:
    """The picture or document a field carries."""
    return {kind: cloud.stored(params.upload(field), as_picture=kind == "photo")}


def _content(source: str, found: Formatted) -> dict[str, Any]:
    return {"text": found.text, "html": source, "entities": found.entities}
