"""/hilfe: every command with one example; /abbrechen leaves a question."""

from __future__ import annotations

from handlers import waiting
from handlers.answers import SELLER, STRANGER, Answers, Say
from handlers.call import Call
from handlers.menus import COMMANDS
from handlers.registry import ANYBODY, App
from handlers.sentences import form_of, own_shops
from messages_de import Html, text
from storage import dialogs


def hilfe(call: Call) -> Answers:
    """One example per command, for the role of the person who asks."""
    if call.role == STRANGER:
        return waiting.shown(call) or [Say(text("route.lost_stranger"))]
    own = "" if call.role == SELLER else "_buyer"
    form = form_of(own_shops(call.db, call.user_id)) if own else ""
    lines = [text(f"hilfe.{name}{own}", form) for name in COMMANDS[call.role] if name != "hilfe"]
    head, foot = (text(f"hilfe.{part}_{call.role}", form) for part in ("head", "foot"))
    return [Say(Html("\n".join([head, "", *lines, "", foot]))), *(waiting.shown(call) if own else [])]


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
    app.alias("cancel", abbrechen)
    app.leaving |= {abbrechen}
