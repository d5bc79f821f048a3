"""The whole shop in one file, every row of every table, for the seller to keep or to take along."""

from __future__ import annotations

import io
import json
import zipfile

from handlers.answers import Answers, Document, Say
from handlers.call import Call
from messages_de import plain, text
from rules.errors import RuleError
from storage import disclosure

FORMAT, VERSION = "stammkunde-shop", 1
ZIP = "application/zip"
MOST_BYTES = 45_000_000
"""Telegram takes files of 50 MB from a bot."""


def whole(call: Call) -> Answers:
    """Every row of the shop in every table, as JSON in a zip, with a word on how to read it."""
    data = disclosure.of_shop(call.db, call.shop.id)
    head = {"format": FORMAT, "version": VERSION, "shop": call.shop.name, "made_at": call.now.isoformat()}
    content = _zipped(json.dumps({**head, "tables": data}, ensure_ascii=False, indent=1), plain("export.readme"))
    if len(content) > MOST_BYTES:
        raise RuleError("export.too_big")
    rows = sum(map(len, data.values()))
    name = plain("export.file", day=call.today.isoformat())
    return [Say(text("export.here", n=rows)), Document(name, ZIP, content, text("export.caption", shop=call.shop.name))]


def _zipped(data: str, readme: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("stammkunde-shop.json", data)
        file.writestr(plain("export.readme_file"), readme)
    return buffer.getvalue()
