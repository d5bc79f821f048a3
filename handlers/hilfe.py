"""/hilfe: every command with one example; /abbrechen leaves a question."""

from __future__ import annotations

from handlers.answers import SELLER, STRANGER, Answers, Say
from handlers.call import Call
from handlers.menus import COMMANDS
from handlers.registry import ANYBODY, App
from messages_de import Html, text
from storage import dialogs


def hilfe(call: Call) -> Answers:
    """One example per command, for the role of the person who asks."""
    if call.role == STRANGER:
        return [Say(text("route.lost_stranger"))]
    own = "" if call.role == SELLER else "_buyer"
    lines = [text(f"hilfe.{name}{own}") for name in COMMANDS[call.role] if name != "hilfe"]
    return [Say(Html("\n".join([text(f"hilfe.head_{call.role}"), "", *lines, "", text(f"hilfe.foot_{call.role}")])))]


def abbrechen(call: Call) -> Answers:
    """Forget the open question. Nothing that is booked changes."""
    dialogs.close(call.db, call.user_id)
    return [Say(text("hilfe.cancelled"), remove_picker=call.role == SELLER)]


def register(app: App) -> None:
    """Both commands, and their other names."""
    app.command("hilfe", hilfe, role=ANYBODY)
    for name in ("help", "menu", "menue", "befehle"):
        app.alias(name, hilfe, role=ANYBODY)
    app.command("abbrechen", abbrechen, role=ANYBODY)
    for name in ("stop", "stopp", "cancel"):
        app.alias(name, abbrechen)
    app.leaving = abbrechen
