"""/sicherung: a sealed backup of the database as a file in the chat, for whoever runs the bot."""

from __future__ import annotations

from functools import partial

from handlers.answers import BACKUP, Answers, Document, Say
from handlers.call import Call
from handlers.registry import App
from messages_de import text
from rules.errors import RuleError
from storage import shops
from storage.backup import file_of
from storage.condition import condition

LARGEST = 49_000_000
"""Bytes that Telegram takes from a bot, with room for what is said along."""


def sicherung(app: App, call: Call) -> Answers:
    """The file holds every shop of this bot: it goes to the operator only, and never unsealed."""
    if not shops.is_run_by(call.db, call.user_id, app.operator.person):
        raise RuleError("operator.only")
    if file_of(call.db.engine) is None:
        raise RuleError("sicherung.server")
    if not app.operator.shelf.passphrase:
        raise RuleError("sicherung.no_passphrase")
    if condition(call.db).size > LARGEST:
        raise RuleError("sicherung.too_large")
    caption = text("sicherung.caption", at=call.now.astimezone(shops.zone(call.shop)))
    return [Say(text("sicherung.coming"), quiet=True), Document("", "", b"", caption, made=BACKUP)]


def register(app: App) -> None:
    """The command."""
    app.command("sicherung", partial(sicherung, app))
    app.alias("backup", partial(sicherung, app))
