"""What is meant by a word behind /kunden: a group, a category, a channel, a thing, or somebody's name."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.answers import Answers, Button, Rows, Say
from handlers.call import Call
from handlers.choosing import buyer_buttons
from handlers.kunden import listing
from handlers.kunden.listing import PAGE, List
from handlers.kunden.naming import called
from handlers.reading import period as period_of
from messages_de import plain, text
from rules.errors import RuleError
from rules.parsing.names import name_key
from rules.segments import BIRTHDAY, BOTH, ITEM, SEGMENTS, worded
from rules.statistics import MONTH, first_day
from storage import buyers, dialogs, searching, segments
from storage.buyers import Buyer


def find(call: Call) -> Answers:
    """The group of that name; else whoever is called so, and what else the word may mean; slips are forgiven last."""
    group = _named(call.words) or _birthdays_in(call)
    if group:
        return [listing.first(call, List(group))]
    bought = _bought(call, call.words)
    rows = _people(call)
    if not rows:
        meant = bought or _slip(call, call.words) or _all_of(call)
        if meant is None:
            raise RuleError("kunden.unknown", words=call.words)
        return [listing.first(call, meant)]
    said = text("kunden.found", words=call.words, n=len(rows))
    return [Say(said, [*buyer_buttons(call, rows, "kunde.show"), *_also(call, bought)])]


def _people(call: Call) -> Sequence[Buyer]:
    """Who is called so; whoever has these pictures behind his name, if there is nothing else."""
    if any(map(str.isalnum, call.words)):
        return buyers.search(call.db, call.shop.id, call.words, most=PAGE)
    hits = searching.search(call.db, call.shop.id, call.words).hits
    found = dict.fromkeys(hit.buyer_id for hit in hits if hit.kind == searching.NAME)
    return segments.rows(call.db, call.shop.id, list(found)[:PAGE])


def _named(words: str) -> str | None:
    """The group that has exactly this name."""
    return next((group for group in SEGMENTS if name_key(words) in _names(group)), None)


def _birthdays_in(call: Call) -> str | None:
    """The birthdays of a month that is named."""
    first, _, month = name_key(call.words).partition(" ")
    period = period_of(call, month)
    is_meant = any(buyers.is_slip(first, name) for name in _names(BIRTHDAY))
    if not is_meant or period is None or period[0] != MONTH:
        return None
    return f"{BIRTHDAY}:{first_day(period[1], MONTH).month}"


def _all_of(call: Call) -> List | None:
    """Everybody who belongs to each of several groups, if each word is one."""
    words = [word for word in call.words.split() if name_key(word) not in _joints()]
    found = [_one_of(call, word) for word in words]
    named = list(dict.fromkeys(one for one in found if one))
    return List(BOTH.join(named)) if found and all(found) else None


def _one_of(call: Call, word: str) -> str | None:
    meant = _bought(call, word) or _slip(call, word)
    return _named(word) or (meant.of if meant else None)


def _joints() -> Sequence[str]:
    """Words before a channel, and between groups."""
    return [name_key(word) for word in plain("kunden.words.joints").split("|")]


def _names(group: str) -> list[str]:
    return [name_key(name) for name in plain(f"kunden.words.{group}").split("|")]


def _bought(call: Call, words: str) -> List | None:
    """The category, the channel or the thing that is called so."""
    word = name_key(words)
    known = segments.habits(call.db, call.shop.id).words
    segment = next((one for one in known if one.partition(":")[2] == word.lstrip("#")), None)
    if segment:
        return List(segment)
    things = worded(words, segments.items(call.db, call.shop.id))
    return List(f"{ITEM}:{words}") if things else None


def _slip(call: Call, words: str) -> List | None:
    """A group, a category or a channel that a slip of the finger turned into this word."""
    word = name_key(words)
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
