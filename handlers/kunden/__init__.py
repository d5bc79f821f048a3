"""/kunden: the groups of buyers, the list by their last purchase, and whoever is found by a word."""

from __future__ import annotations

from handlers.answers import Answers
from handlers.call import Call
from handlers.kunden import finding, groups, listing
from handlers.registry import App


def kunden(call: Call) -> Answers:
    """`/kunden` shows the groups and the list, `/kunden stammkunden` a group, `/kunden ann` searches."""
    if call.words:
        return finding.find(call)
    return [*groups.overview(call), listing.first(call)]


def register(app: App) -> None:
    """The command, the buttons of groups and lists, and the search in a list."""
    app.command("kunden", kunden)
    app.button("kunden.page", listing.turn)
    app.button("kunden.groups", groups.again)
    app.button("kunden.search", finding.ask)
    app.step("kunden.word", finding.said)
