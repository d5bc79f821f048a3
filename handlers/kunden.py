"""/kunden: the buyers by their last purchase, in pages, or found by a word."""

from __future__ import annotations

from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.choosing import buyer_buttons
from handlers.registry import App
from messages_de import Html, plain, text
from rules.errors import RuleError
from storage import buyers

PAGE = 8


def kunden(call: Call) -> Answers:
    """`/kunden` lists, `/kunden ann` searches."""
    if call.words:
        return _search(call)
    return [Say(*_page(call, 0))]


def _search(call: Call) -> Answers:
    rows = buyers.search(call.db, call.shop.id, call.words, most=PAGE)
    if not rows:
        raise RuleError("who.unknown", name=call.words)
    return [Say(text("kunden.found", words=call.words, n=len(rows)), buyer_buttons(rows, "kunde.show"))]


def turn(call: Call) -> Answers:
    """Another page, in the same message."""
    return [Edit(*_page(call, int(call.data["page"])))]


def _page(call: Call, page: int) -> tuple[Html, Rows]:
    total = buyers.count(call.db, call.shop.id)
    if not total:
        raise RuleError("who.nobody_yet")
    rows = buyers.recent(call.db, call.shop.id, PAGE, page * PAGE)
    pages = -(-total // PAGE)
    turns = [
        *([Button(plain("kunden.button.newer"), "kunden.page", {"page": page - 1})] if page else []),
        *([Button(plain("kunden.button.older"), "kunden.page", {"page": page + 1})] if page + 1 < pages else []),
    ]
    head = text("kunden.head", n=total, page=page + 1, pages=pages) if pages > 1 else text("kunden.head_one", n=total)
    return head, [*buyer_buttons(rows, "kunde.show"), *([turns] if turns else [])]


def register(app: App) -> None:
    """The command and its page buttons."""
    app.command("kunden", kunden)
    app.button("kunden.page", turn)
