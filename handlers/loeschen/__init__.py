"""/loeschen: a buyer is forgotten, by himself or by his seller, in two taps."""

from __future__ import annotations

from handlers.answers import BUYER
from handlers.loeschen import hers, mine
from handlers.registry import MEMBER, App


def register(app: App) -> None:
    """The command for both, and their buttons."""
    app.command("loeschen", hers.loeschen)
    app.alias("loeschen", mine.loeschen, role=BUYER)
    app.alias("vergissmich", mine.loeschen, role=BUYER)
    app.button("loeschen.ask", hers.ask_tapped)
    app.button("loeschen.sure", hers.sure)
    app.button("loeschen.keep", hers.keep)
    app.button("loeschen.do", hers.erase)
    app.button("loeschen.mine", mine.ask_tapped, role=MEMBER)
    app.button("loeschen.mine_sure", mine.sure, role=MEMBER)
    app.button("loeschen.mine_keep", mine.keep, role=MEMBER)
    app.button("loeschen.mine_do", mine.erase, role=MEMBER)
