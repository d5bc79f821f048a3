"""Pictures and files, made from their recipes when they are sent; in a thread, for it takes a while."""

import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine

from bot.clock import Clock
from bot.letters import EDIT_PICTURE, SEND_PICTURE
from bot.request import Attachment
from handlers.answers import EXPORT, FILE
from storage.backup import Shelf, backup
from storage.engine import READING
from storage.outbox import Letter

BINARY = "application/octet-stream"


class Attachments:
    """Everything that can hang on a letter."""

    def __init__(self, engine: Engine, shelf: Shelf, clock: Clock) -> None:
        """A backup that is asked for lies on the same shelf as those of the night."""
        self._engine = engine
        self._shelf = shelf
        self._clock = clock

    def make(self, letter: Letter) -> Attachment:
        """What hangs on this letter; raises when it cannot be made."""
        recipe = json.loads(letter.picture or "{}")
        if letter.method in {SEND_PICTURE, EDIT_PICTURE}:
            return _drawn(letter.picture or "{}")
        if recipe["kind"] == FILE:
            return Attachment(b64decode(recipe["content"]), recipe["name"], recipe["mime"])
        return self._export(recipe) if recipe["kind"] == EXPORT else self._backup()

    def _export(self, recipe: Mapping[str, Any]) -> Attachment:
        from handlers.export.making import made  # noqa: PLC0415  loads what writes workbooks with the first one

        with self._engine.connect().execution_options(**{READING: True}) as db, db.begin():
            return Attachment(made(db, recipe, self._clock()), recipe["name"], recipe["mime"])

    def _backup(self) -> Attachment:
        made = backup(self._engine, self._clock(), self._shelf)
        if made is None or not self._shelf.passphrase:
            raise LookupError("a backup is sent sealed, and of a SQLite file")
        return Attachment(made, made.name, BINARY)


def _drawn(recipe: str) -> Attachment:
    from handlers.pictures import render  # noqa: PLC0415  loads the drawing library with the first picture

    return Attachment(render(json.loads(recipe)))
