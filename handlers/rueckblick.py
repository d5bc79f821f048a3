"""/rueckblick: the last month on one page."""

from __future__ import annotations

from handlers import reviewing
from handlers.answers import Answers, Say
from handlers.call import Call
from handlers.registry import App
from messages_de import text
from rules.review import month_before


def rueckblick(call: Call) -> Answers:
    """What went well, who came back, what was promised, and three proposals."""
    words = reviewing.look_back(call.db, call.shop, call.today)
    if words is None:
        return [Say(text("rueckblick.nothing", month=month_before(call.today).first))]
    return [Say(words, reviewing.buttons())]


def register(app: App) -> None:
    """The command."""
    app.command("rueckblick", rueckblick)
