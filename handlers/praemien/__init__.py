"""/praemien: the catalogue, which the seller fills and buyers choose from."""

from __future__ import annotations

from handlers import affordable
from handlers.answers import SELLER, Answers, Say
from handlers.call import Call
from handlers.praemien import catalogue, guide
from handlers.registry import MEMBER, App
from storage import buyers, shops


def praemien(call: Call) -> Answers:
    """The seller sees (or adds to) her catalogue; a buyer sees what he can have in each of his shops."""
    if call.role != SELLER:
        return _own(call)
    if call.words:
        return catalogue.add(call)
    return [catalogue.shown(call), *_own(call)]


def _own(call: Call) -> list[Say]:
    return [
        affordable.for_buyer(
            affordable.wallet(call, shops.get(call.db, shop_id), buyers.get(call.db, shop_id, buyer_id))
        )
        for shop_id, buyer_id in buyers.cards_of(call.db, call.user_id)
    ]


def register(app: App) -> None:
    """The command, its buttons and its question."""
    app.command("praemien", praemien, role=MEMBER)
    for name in ("praemie", "belohnung", "belohnungen"):
        app.alias(name, praemien, role=MEMBER)
    app.button("praemien.show", catalogue.show)
    app.button("praemien.retire", catalogue.retire)
    app.button("praemien.restore", catalogue.restore)
    app.button("praemien.new", guide.new)
    app.button("praemien.field", guide.field)
    app.button("praemien.set", guide.said)
    app.button("praemien.finish", guide.finished)
    app.step("praemien.field", guide.said)
