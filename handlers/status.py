"""/status: how the bot is, for whoever runs it."""

from __future__ import annotations

from functools import partial
from importlib import metadata

from handlers.answers import Answers, Say
from handlers.call import Call
from handlers.registry import App
from messages_de import Html, plain, text
from rules.errors import RuleError
from storage import shops
from storage.backup import file_of, made
from storage.condition import condition

MEGABYTE = 1_000_000


def status(app: App, call: Call) -> Answers:
    """Version, uptime, size, the last backup, what waits and what failed, over all shops of this bot."""
    if not shops.is_run_by(call.db, call.user_id, app.operator.person):
        raise RuleError("operator.only")
    zone, found = shops.zone(call.shop), condition(call.db)
    last = found.last_update.astimezone(zone) if found.last_update else plain("status.none")
    lines = [
        text("status.head", version=version()),
        *([text("status.since", since=app.operator.since.astimezone(zone))] if app.operator.since else []),
        text("status.size", n=max(1, round(found.size / MEGABYTE))),
        _last_backup(app, call),
        text("status.queues", waiting=found.waiting, unclear=found.unclear),
        text("status.failed", dead=found.dead, failed=found.failed),
        text("status.last", last=last),
    ]
    return [Say(Html("\n".join(lines)))]


def _last_backup(app: App, call: Call) -> Html:
    if file_of(call.db.engine) is None:
        return text("status.server")
    backups = made(call.db.engine, app.operator.shelf)
    if not backups:
        return text("status.no_backup")
    key = "status.sealed" if backups[-1].is_sealed else "status.plain"
    return text(key, at=backups[-1].at.astimezone(shops.zone(call.shop)))


def version() -> str:
    """The version of this program, as it was installed."""
    try:
        return metadata.version("stammkunde")
    except metadata.PackageNotFoundError:
        return "–"


def register(app: App) -> None:
    """The command."""
    app.command("status", partial(status, app))
