"""What the bot can do: one module per command, listed here."""

from __future__ import annotations

from functools import partial

from handlers import einladen, geburtstag, heute, hilfe, kauf, kunde, kunden, notiz, punkte, start, storno, vorliebe
from handlers.registry import App, Operator
from handlers.routing import run_suggested

FEATURES = (start, kauf, notiz, kunde, kunden, heute, punkte, storno, geburtstag, vorliebe, einladen, hilfe)


def build_app(operator: Operator | None = None) -> App:
    """The registry with every feature in it."""
    app = App(operator=operator or Operator())
    for feature in FEATURES:
        feature.register(app)
    app.button("route.run", partial(run_suggested, app))
    return app
