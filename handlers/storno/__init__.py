"""/storno: take a purchase back, whole or part, exchange it, and put it back again."""

from handlers.registry import App
from handlers.storno import acting, asking, exchanging, preview


def register(app: App) -> None:
    """The command, its buttons and its questions."""
    app.command("storno", preview.storno)
    for name in ("stornieren", "rueckgaengig", "zuruecknehmen"):
        app.alias(name, preview.storno)
    app.button("storno.choose", preview.choose_tapped)
    app.button("storno.others", preview.others)
    app.button("storno.preview", preview.chosen)
    app.button("storno.yes", preview.yes)
    app.button("storno.no", preview.no)
    app.button("storno.cancel", acting.cancel)
    app.button("storno.undo", acting.undo)
    app.button("storno.exchange", exchanging.agreed)
    app.button("storno.swap", exchanging.swap)
    app.button("storno.ask_part", asking.ask_part)
    app.button("storno.ask_exchange", asking.ask_exchange)
    app.step("storno.part", asking.part_said)
    app.step("storno.exchange", exchanging.said)
