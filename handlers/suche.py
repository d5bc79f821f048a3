"""/suche: one word over names, notes, preferences and what was bought."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.answers import Answers, Say
from handlers.call import Call
from handlers.choosing import buyer_buttons
from handlers.registry import App
from messages_de import Html, text
from rules.errors import RuleError
from rules.searching import SHORTEST, folded
from storage import buyers, dialogs, searching
from storage.buyers import Buyer
from storage.searching import ITEM, KINDS, Found, Hit

SHOWN = 5
PEOPLE = 8
LONGEST = 60


def suche(call: Call) -> Answers:
    """`/suche wolle` finds the word wherever it stands; without one it asks."""
    if not call.words:
        dialogs.ask(call.db, call.user_id, "suche.word", {}, call.now)
        return [Say(text("suche.ask"))]
    if len(folded(call.words).strip()) < SHORTEST:
        raise RuleError("suche.too_short")
    found = searching.search(call.db, call.shop.id, call.words)
    if not found.hits:
        raise RuleError("suche.nothing", words=call.words[:LONGEST])
    ids = list(dict.fromkeys(hit.buyer_id for hit in found.hits))
    rows = [row for number in ids[:PEOPLE] if (row := buyers.find(call.db, call.shop.id, number))]
    return [Say(Html("\n".join(_lines(call, found, len(ids)))), buyer_buttons(rows, "kunde.show"))]


def _lines(call: Call, found: Found, people: int) -> Iterator[Html]:
    meant = ", ".join(dict.fromkeys(found.meant))
    if meant:
        yield text("suche.meant", words=call.words[:LONGEST], meant=meant, n=people)
    else:
        yield text("suche.head", words=call.words[:LONGEST], n=people)
    for kind in KINDS:
        hits = [hit for hit in found.hits if hit.kind == kind]
        if hits:
            yield Html("")
            yield text(f"suche.{kind}")
            yield from _group(call, hits)
    if people > PEOPLE:
        yield Html("")
        yield text("suche.more", n=people - PEOPLE)


def _group(call: Call, hits: Sequence[Hit]) -> Iterator[Html]:
    for hit in hits[:SHOWN]:
        yield _line(buyers.get(call.db, call.shop.id, hit.buyer_id), hit)
    if len(hits) > SHOWN:
        yield text("suche.others", n=len(hits) - SHOWN)


def _line(row: Buyer, hit: Hit) -> Html:
    words = hit.text if len(hit.text) <= LONGEST else f"{hit.text[: LONGEST - 1]}…"
    if hit.kind == ITEM:
        return text("suche.item_line", name=row.name, words=words, day=hit.day)
    same = folded(hit.text) == folded(row.name)
    return text("suche.name_line", name=row.name) if same else text("suche.line", name=row.name, words=words)


def said(call: Call) -> Answers:
    """The word was typed."""
    dialogs.close(call.db, call.user_id)
    return suche(call)


def register(app: App) -> None:
    """The command, another name of it, and the question."""
    app.command("suche", suche)
    app.alias("finde", suche)
    app.step("suche.word", said)
