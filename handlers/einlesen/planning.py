"""What reading a file in would do, found out beside everything else: nothing is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from handlers.einlesen.counting import Count
from messages_de.import_words import YES, file_words, nobody, spoken, states
from messages_de.sensitive_words import sensitive_words
from rules.errors import RuleError
from rules.importing.columns import BIRTHDAY, DAY, NAME, missing
from rules.importing.entries import Entry
from rules.importing.orders import Order
from rules.importing.reader import Reader
from rules.parsing.names import name_key
from rules.sensitive import sensitive
from storage import buyers, import_people, imports, marks, shops
from storage.import_booking import Item
from storage.import_people import APART, JOIN, NEW, SKIP, Decided
from storage.imports import Job
from storage.shops import Shop

Plan = dict[str, Any]


class Asked(NamedTuple):
    """A name of the file that may be somebody the shop knows: who is called so, and how much the file has of it."""

    key: str
    name: str
    ids: Sequence[int]
    rows: int
    cents: int


PAGE = 500
MOST_NAMES = 200
"""So many names that the shop knows are asked about one by one."""


def readers(plan: Plan, shop: Shop, today: date) -> list[Reader]:
    """How the rows of each sheet are read."""
    words = file_words()
    return [
        Reader(
            tuple(sheet["fields"]),
            today,
            words,
            shop.currency,
            YES,
            spoken(),
            marks.is_ours,
            _month_first(sheet),
            states(),
            nobody(),
            sheet.get("separator", ""),
            bool(sheet["headings"]),
        )
        for sheet in plan["sheets"]
    ]


def _month_first(sheet: Mapping[str, Any]) -> frozenset[str]:
    orders = zip(sheet["fields"], sheet.get("orders", ()), strict=False)
    return frozenset(field for field, (is_month_first, _) in orders if is_month_first)


def twofold(plan: Plan) -> list[tuple[int, int, Order]]:
    """Columns of days that could be read otherwise, by sheet and place."""
    return [
        (number, at, Order(*order))
        for number, sheet in enumerate(plan["sheets"])
        for at, (field, order) in enumerate(zip(sheet["fields"], sheet.get("orders", ()), strict=False))
        if field in {DAY, BIRTHDAY} and order[1]
    ]


def item(row: Row[Any], by: Sequence[Reader], shop: Shop) -> Item:
    """A stored row with what it says, or why that cannot be read."""
    try:
        entry = by[row.sheet].entry(json.loads(row.cells))
        _named(entry)
        _stands(entry)
    except RuleError as refusal:
        return Item(row, None, refusal)
    is_own = marks.own(shop, entry.ref) is not None
    left = (*entry.left, *([RuleError("import.doubtful", cell=entry.doubt)] if entry.doubt else []))
    return _discreet(row, entry, left) if entry.texts and not is_own else Item(row, entry, left=left)


def _named(entry: Entry) -> None:
    """Nobody's are only the bookings of those who were erased, in files that a shop has given out."""
    booked = entry.sale or entry.posting
    if not entry.name and not (booked and marks.are_of_one_shop(entry.ref, booked.ref)):
        raise RuleError("import.name_missing")


def _stands(entry: Entry) -> None:
    """A cancelled purchase comes back as one in files that a shop has given out; in others it is none."""
    if entry.sale and entry.sale.void and not marks.is_ours(entry.sale.ref):
        raise RuleError("import.cancelled")


def _discreet(row: Row[Any], entry: Entry, left: tuple[RuleError, ...]) -> Item:
    """Notes that sound like health, faith, love ... are left out: about each of them the seller is asked when she types it."""
    kept = tuple(one for one in entry.texts if sensitive(one.words, sensitive_words()) is None)
    private = (RuleError("import.sensitive", cell=one.words) for one in entry.texts if one not in kept)
    return Item(row, entry._replace(texts=kept), left=(*left, *private))


def decided(plan: Plan) -> Decided:
    """What the seller said about names that the shop knows."""
    return Decided(plan.get("policy", JOIN), plan.get("names", {}))


def is_readable(plan: Plan) -> bool:
    """Whether a name is in some sheet."""
    return any(NAME not in missing(sheet["fields"]) for sheet in plan["sheets"])


def is_worked_out(plan: Plan) -> bool:
    """Whether it is known what reading it in as decided would do; not for a file that has waited since before there were revisions."""
    return "sum" in plan and "revision" in plan


def asked_first(plan: Plan) -> int:
    """The first sheet that is not understood by its headings."""
    unsure = (at for at, one in enumerate(plan["sheets"]) if not one["headings"] or NAME in missing(one["fields"]))
    return next(unsure, 0)


def planned(db: Connection, job: Job) -> Plan:
    """The plan with what it comes to."""
    shop, plan = shops.get(db, job.shop_id), imports.plan_of(job)
    today = shops.today_of(shop, job.created_at)
    count = Count(db, shop, job, decided(plan))
    for page in _pages(db, job, plan, shop, today):
        count.add_page(page)
    known = import_people.existing(db, shop.id, count.unnumbered) | count.called
    near = import_people.alike(db, shop.id, [key for key in sorted(count.open) if key and key not in known])
    own = sum(marks.own(shop, ref) is not None for ref in count.refs)
    asked = [*_known(known, count), *_known(near, count)][:MOST_NAMES]
    return {
        **plan,
        "revision": plan.get("revision", 0) + 1,
        "sum": count.summary() | {"own": own, "known": len(known), "chosen": _chosen(db, shop, plan, asked)},
        "known": asked,
        "near": sorted(near),
        "moved": not own and any(map(marks.is_ours, count.refs)),
    }


def _chosen(db: Connection, shop: Shop, plan: Plan, asked: Sequence[Asked]) -> list[tuple[str, str, str]]:
    """What the seller said of single names: the name, what becomes of it, and whom it is taken for if he is called otherwise."""
    said = plan.get("names", {})
    return [(one.name, *_choice(db, shop, one.name, said[one.key])) for one in asked if one.key in said]


def _choice(db: Connection, shop: Shop, name: str, said: int) -> tuple[str, str]:
    if said in {NEW, SKIP}:
        return ("apart" if said == NEW else "skip"), ""
    known = buyers.survivor(db, shop.id, said).name
    return ("join", "") if name_key(known) == name_key(name) else ("join_with", known)


def _pages(db: Connection, job: Job, plan: Plan, shop: Shop, today: date) -> Iterator[list[Item]]:
    """Every row of a file, a page at a time."""
    by, after = readers(plan, shop, today), 0
    while rows := imports.rows(db, job, after, PAGE):
        yield [item(row, by, shop) for row in rows]
        after = rows[-1].id


def rows_in(plan: Plan) -> int:
    """How many rows there are."""
    return sum(int(plan["sum"].get(kind, 0)) for kind in ("rows", "cancelled", "bad"))


def _known(known: Mapping[str, Sequence[int]], count: Count) -> list[Asked]:
    """Names of the file that the shop knows, those first that several people have."""
    found = (Asked(key, count.names[key], list(ids), count.rows[key], count.spent[key]) for key, ids in known.items())
    return sorted(found, key=lambda one: (len(one.ids) < 2, one.name.casefold()))


def asked_about(plan: Plan) -> list[Asked]:
    """The names that the seller may be asked about."""
    return [Asked(*one) for one in plan.get("known", ())]


def joins(plan: Plan) -> bool:
    """Whether names that the shop knows are taken for the same people."""
    return bool(plan.get("policy", JOIN) != APART)
