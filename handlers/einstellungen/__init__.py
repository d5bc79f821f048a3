"""/einstellungen: the whole programme in taps, each rule with its effect on a real buyer before it is switched on."""

from __future__ import annotations

from handlers.einstellungen import asking, changing, screens
from handlers.registry import App

__all__ = ["register"]


def register(app: App) -> None:
    """The command, its buttons and its question."""
    app.command("einstellungen", screens.einstellungen)
    app.button("einstellungen.start", screens.start)
    app.button("einstellungen.group", screens.group)
    app.button("einstellungen.ask", asking.ask)
    app.button("einstellungen.other", asking.other)
    app.button("einstellungen.choose", asking.chosen)
    app.step("einstellungen.typed", asking.typed)
    app.button("einstellungen.apply", changing.apply)
    app.button("einstellungen.undo", changing.undo)
