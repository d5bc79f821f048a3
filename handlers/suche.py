"""/suche: words over names, notes, preferences and what was bought."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.choosing import buyer_buttons
from handlers.registry import App
from messages_de import Html, plain, text
from rules.errors import RuleError
from rules.searching import folded, is_enough, words_in
from storage import buyers, dialogs, searching
from storage.buyers import Buyer
from storage.searching import ITEM, KINDS, Found, Hit

PEOPLE = 8
EACH = 2
"""So many lines of a kind about one person."""
LONGEST = 60
PART = 3
"""Letters of a word that may be found where the whole word is not."""


def suche(call: Call) -> Answers:
    """`/suche wolle` finds the word wherever it stands; without one it asks."""
    if not call.words:
        dialogs.ask(call.db, call.user_id, "suche.word", {}, call.now)
        return [Say(text("suche.ask"))]
    return [Say(*_page(call, call.words, 0))]


def turn(call: Call) -> Answers:
    """Further people, in the same message."""
    return [Edit(*_page(call, str(call.data["words"]), int(call.data["page"])))]


def _page(call: Call, words: str, page: int) -> tuple[Html, Rows]:
    """Some of the people who were found, and what is said about them; raises RuleError if there is nobody."""
    if not is_enough(words_in(words)):
        raise RuleError("suche.too_short")
    found = searching.search(call.db, call.shop.id, words)
    ids = list(dict.fromkeys(hit.buyer_id for hit in found.hits))
    if not ids:
        raise _nothing(call, words)
    first = page * PEOPLE if page * PEOPLE < len(ids) else 0
    rows = {number: buyers.get(call.db, call.shop.id, number) for number in ids[first : first + PEOPLE]}
    lines = [_head(words, found, len(ids)), *_lines(found, rows)]
    if len(ids) > PEOPLE:
        lines += [Html(""), text("suche.some", n=len(ids), start=first + 1, end=first + len(rows))]
    return Html("\n".join(lines)), [*buyer_buttons(call, rows.values(), "kunde.show"), *_turns(words, first, len(ids))]


def _nothing(call: Call, words: str) -> RuleError:
    """What to do instead: fill an empty shop, look for one of the words, for a part of it, or at the list."""
    if not buyers.count(call.db, call.shop.id):
        return RuleError("who.nobody_yet")
    if len(words_in(words)) > 1:
        return RuleError("suche.together", words=words[:LONGEST], one=words_in(words)[0][:LONGEST])
    part = next((word[:PART] for word in words_in(words) if len(word) > PART), "")
    return RuleError("suche.nothing" if part else "suche.nobody", words=words[:LONGEST], part=part)


def _head(words: str, found: Found, people: int) -> Html:
    if meant := ", ".join(dict.fromkeys(found.meant)):
        return text("suche.meant", words=words[:LONGEST], meant=meant, n=people)
    return text("suche.head", words=words[:LONGEST], n=people)


def _lines(found: Found, rows: dict[int, Buyer]) -> Iterator[Html]:
    """By where the words stand; of each person the best lines."""
    for kind in KINDS:
        hits = [hit for number in rows for hit in _best(found.hits, kind, number)]
        if hits:
            yield Html("")
            yield text(f"suche.{kind}")
            yield from (_line(rows[hit.buyer_id], hit) for hit in hits)


def _best(hits: Sequence[Hit], kind: str, number: int) -> list[Hit]:
    return [hit for hit in hits if hit.kind == kind and hit.buyer_id == number][:EACH]


def _turns(words: str, first: int, people: int) -> Rows:
    """The button to the next people; after the last ones it leads to the first."""
    following = first // PEOPLE + 1 if first + PEOPLE < people else 0
    if people <= PEOPLE:
        return []
    return [[Button(plain("suche.button.more"), "suche.page", {"words": words, "page": following})]]


def _line(row: Buyer, hit: Hit) -> Html:
    words = hit.text if len(hit.text) <= LONGEST else f"{hit.text[: LONGEST - 1]}…"
    if hit.kind == ITEM:
        said = plain("suche.via", words=words, via=hit.via) if hit.via else words
        return text("suche.item_line", name=row.name, words=said.strip(), day=hit.day)
    same = folded(hit.text) == folded(row.name)
    return text("suche.name_line", name=row.name) if same else text("suche.line", name=row.name, words=words)


def said(call: Call) -> Answers:
    """The word was typed."""
    dialogs.close(call.db, call.user_id)
    return suche(call)


def register(app: App) -> None:
    """The command, another name of it, the question, and the button for further people."""
    app.command("suche", suche)
    app.alias("finde", suche)
    app.step("suche.word", said)
    app.button("suche.page", turn)
