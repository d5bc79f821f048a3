"""What is meant by a word behind /kunden: a group, a category, a channel, a thing, or somebody's name."""

from __future__ import annotations

from handlers.answers import Answers, Button, Rows, Say
from handlers.call import Call
from handlers.choosing import buyer_buttons
from handlers.kunden import listing
from handlers.kunden.listing import PAGE, List
from handlers.kunden.naming import called
from messages_de import plain, text
from rules.errors import RuleError
from rules.parsing.names import name_key
from rules.segments import ITEM, SEGMENTS, worded
from storage import buyers, dialogs, segments


def find(call: Call) -> Answers:
    """The group of that name; else whoever is called so, and what else the word may mean; slips are forgiven last."""
    word = name_key(call.words)
    group = _named(word)
    if group:
        return [listing.first(call, List(group))]
    bought = _bought(call, word)
    rows = buyers.search(call.db, call.shop.id, call.words, most=PAGE)
    if not rows:
        meant = bought or _slip(call, word)
        if meant is None:
            raise RuleError("kunden.unknown", words=call.words)
        return [listing.first(call, meant)]
    said = text("kunden.found", words=call.words, n=len(rows))
    return [Say(said, [*buyer_buttons(rows, "kunde.show"), *_also(call, bought)])]


def _named(word: str) -> str | None:
    """The group that has exactly this name."""
    return next((group for group in SEGMENTS if word in _names(group)), None)


def _names(group: str) -> list[str]:
    return [name_key(name) for name in plain(f"kunden.words.{group}").split("|")]


def _bought(call: Call, word: str) -> List | None:
    """The category, the channel or the thing that is called so."""
    known = segments.habits(call.db, call.shop.id).words
    segment = next((one for one in known if one.partition(":")[2] == word.lstrip("#")), None)
    if segment:
        return List(segment)
    things = worded(call.words, segments.items(call.db, call.shop.id))
    return List(f"{ITEM}:{call.words}") if things else None


def _slip(call: Call, word: str) -> List | None:
    """A group, a category or a channel that a slip of the finger turned into this word."""
    group = next((one for one in SEGMENTS if any(buyers.is_slip(word, name) for name in _names(one))), None)
    known = segments.habits(call.db, call.shop.id).words
    slips = (one for one in known if buyers.is_slip(word.lstrip("#"), one.partition(":")[2]))
    segment = group or next(slips, None)
    return List(segment) if segment else None


def _also(call: Call, bought: List | None) -> Rows:
    """The group beside the names, if the word means one, too."""
    if bought is None:
        return []
    return [[Button(called(call.shop, bought.of, {}), "kunden.page", bought.data)]]


def ask(call: Call) -> Answers:
    """Which name to look for in a list."""
    dialogs.ask(call.db, call.user_id, "kunden.word", dict(call.data), call.now)
    return [Say(text("kunden.ask"))]


def said(call: Call) -> Answers:
    """The name was typed: the list with whoever is called so."""
    dialogs.close(call.db, call.user_id)
    return [listing.first(call, List.on(call)._replace(find=call.words, page=0))]
