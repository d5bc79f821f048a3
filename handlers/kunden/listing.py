"""A list of buyers: sorted, in pages, each a button that opens the buyer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.choosing import buyer_buttons
from handlers.kunden.naming import Heading, head
from messages_de import Html, plain
from rules.errors import RuleError
from rules.parsing.names import name_key
from rules.segments import LAST, SORTS, Member, arranged, members
from storage import segments

PAGE = 8
SORTED_FROM = 5
"""So many on a list that sorting and searching it is worth a button."""


class List(NamedTuple):
    """What a list shows: a segment ("" for everybody), sorted, from a page on; of these only names with `find` in them."""

    of: str = ""
    sort: str = LAST
    page: int = 0
    find: str = ""

    @classmethod
    def on(cls, call: Call) -> List:
        """The list that the button is about."""
        return cls(**{name: call.data[name] for name in cls._fields if name in call.data})

    @property
    def data(self) -> dict[str, object]:
        """The list as its buttons carry it."""
        return {name: value for name, value in self._asdict().items() if value != self._field_defaults[name]}


def first(call: Call, shown: List = List()) -> Say:  # noqa: B008  a frozen value
    """The first page of a list; raises RuleError while the shop has no buyer."""
    return Say(*page(call, shown))


def turn(call: Call) -> Answers:
    """Another page, another order, or another list in the same message."""
    return [Edit(*page(call, List.on(call)))]


def page(call: Call, shown: List) -> tuple[Html, Rows]:
    """A page of a list with its buttons."""
    everybody = segments.everybody(call.db, call.shop)
    known = segments.known(call.db, call.shop, call.today, shown.of)
    found = [one for one in members(shown.of, everybody, known) if name_key(shown.find) in one.name_key]
    if not shown.of and not shown.find and not found:
        raise RuleError("who.nobody_yet")
    pages = max(1, -(-len(found) // PAGE))
    shown = shown._replace(page=min(max(shown.page, 0), pages - 1))
    rows = segments.rows(call.db, call.shop.id, _numbers(found, shown))
    heading = Heading(shown.of, len(found), shown.sort, shown.find, shown.page + 1, pages)
    return head(call.shop, heading, known.habits.spelled), [
        *buyer_buttons(call, rows, "kunde.show"),
        *_wider(shown, len(found)),
        *_tools(shown, len(found), pages),
    ]


def _wider(shown: List, size: int) -> Rows:
    """Among everybody, if a group has nobody who is called so."""
    return [[_to("everybody", List(find=shown.find))]] if shown.of and shown.find and not size else []


def _numbers(found: Sequence[Member], shown: List) -> list[int]:
    start = shown.page * PAGE
    return [one.id for one in arranged(found, shown.sort)[start : start + PAGE]]


def _tools(shown: List, size: int, pages: int) -> Rows:
    """Turning, sorting, searching, and the way back to the groups."""
    turns = [_to("back", shown._replace(page=shown.page - 1))] if shown.page else []
    turns += [_to("on", shown._replace(page=shown.page + 1))] if shown.page + 1 < pages else []
    other = [_to(f"by_{sort}", shown._replace(sort=sort, page=0)) for sort in SORTS if sort != shown.sort]
    ways = [Button(plain("kunden.button.search"), "kunden.search", shown._replace(page=0).data)]
    ways += [Button(plain("kunden.button.groups"), "kunden.groups")] if shown.of else []
    rows = [turns, *([other, ways] if size >= SORTED_FROM else [ways[1:]])]
    return [row for row in rows if row]


def _to(label: str, shown: List) -> Button:
    return Button(plain(f"kunden.button.{label}"), "kunden.page", shown.data)
