"""What reading a file in would do, found out beside everything else: nothing is written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from messages_de.import_words import YES, spoken
from messages_de.sensitive_words import sensitive_words
from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.importing.columns import FIRST, LAST, NAME
from rules.importing.entries import Entry, Reader
from rules.parsing.names import name_key
from rules.sensitive import sensitive
from storage import import_people, imports, marks, shops
from storage.import_booking import Item
from storage.import_people import APART, JOIN, Decided, Numbered
from storage.imports import Job
from storage.shops import Shop

Plan = dict[str, Any]

PAGE = 500
EXAMPLES = 3
MOST_NAMES = 200
"""So many names that the shop knows are asked about one by one."""


def readers(plan: Plan, shop: Shop, today: date) -> list[Reader]:
    """How the rows of each sheet are read."""
    return [
        Reader(tuple(sheet["fields"]), today, vocabulary(), shop.currency, YES, spoken()) for sheet in plan["sheets"]
    ]


def item(row: Row[Any], by: Sequence[Reader], shop: Shop) -> Item:
    """A stored row with what it says, or why that cannot be read."""
    try:
        entry = by[row.sheet].entry(json.loads(row.cells))
        _named(entry)
    except RuleError as refusal:
        return Item(row, None, refusal)
    is_own = marks.own(shop, entry.ref) is not None
    return _discreet(row, entry) if entry.texts and not is_own else Item(row, entry)


def _named(entry: Entry) -> None:
    """Nobody's are only the bookings of those who were erased, in files that a shop has given out."""
    booked = entry.sale or entry.posting
    if not entry.name and not (booked and marks.are_of_one_shop(entry.ref, booked.ref)):
        raise RuleError("import.name_missing")


def _discreet(row: Row[Any], entry: Entry) -> Item:
    """Notes that sound like health, faith, love ... are left out: about each of them the seller is asked when she types it."""
    kept = tuple(one for one in entry.texts if sensitive(one[1], sensitive_words()) is None)
    left = (RuleError("import.sensitive", cell=words) for kind, words in entry.texts if (kind, words) not in kept)
    return Item(row, entry._replace(texts=kept), left=tuple(left))


def decided(plan: Plan) -> Decided:
    """What the seller said about names that the shop knows."""
    return Decided(plan.get("policy", JOIN), plan.get("names", {}))


def is_readable(plan: Plan) -> bool:
    """Whether a name is in every sheet."""
    named = ({NAME, FIRST, LAST} & set(sheet["fields"]) for sheet in plan["sheets"])
    return all(named)


def planned(db: Connection, job: Job) -> Plan:
    """The plan with what it comes to."""
    shop, plan = shops.get(db, job.shop_id), imports.plan_of(job)
    today = shops.today_of(shop, job.created_at)
    count = _Count()
    for page in _pages(db, job, plan, shop, today):
        count.look_up(import_people.numbered(db, shop, job, [one.entry for one in page if one.entry]))
        for one in page:
            count.add(one)
    known = import_people.existing(db, shop.id, count.unnumbered) | count.called
    near = import_people.alike(db, shop.id, [key for key in sorted(count.open) if key and key not in known])
    own = Counter(marks.own(shop, ref) is not None for ref in count.refs)[True]
    return {
        **plan,
        "sum": count.summary(known) | {"own": own, "numbered": len(count.numbers)},
        "known": [*_known(known, count), *_known(near, count)][:MOST_NAMES],
        "near": sorted(near),
    }


def _pages(db: Connection, job: Job, plan: Plan, shop: Shop, today: date) -> Iterator[list[Item]]:
    """Every row of a file, a page at a time."""
    by, after = readers(plan, shop, today), 0
    while rows := imports.rows(db, job, after, PAGE):
        yield [item(row, by, shop) for row in rows]
        after = rows[-1].id


class _Count:
    """What all rows say, added up."""

    def __init__(self) -> None:
        self.read = self.sales = self.postings = self.cents = 0
        self.names: dict[str, str] = {}
        self.rows: Counter[str] = Counter()
        self.spent: Counter[str] = Counter()
        self.refs: set[str] = set()
        self.found: dict[tuple[str, str], Numbered] = {}
        self.numbers: set[int] = set()
        """Who is known by his number; his name does not matter."""
        self.called: dict[str, list[int]] = {}
        self.unnumbered: set[str] = set()
        self.open: set[str] = set()
        """Names that somebody is known by, or is new with."""
        self.bad: Counter[str] = Counter()
        self.facts = 0
        self.examples: list[list[Any]] = []

    def look_up(self, found: Mapping[tuple[str, str], Numbered]) -> None:
        """What is known of the numbers in the rows that are added next."""
        self.found = dict(found)

    def add(self, one: Item) -> None:
        if one.entry is None:
            self.bad[one.refusal.key.partition(".")[2] if one.refusal else "odd"] += 1
            return
        entry, key = one.entry, name_key(one.entry.name)
        self.read += 1
        self.rows[key] += 1
        self._who(entry, key)
        self.postings += entry.posting is not None
        self.facts += bool(entry.birthday or entry.texts)
        self.refs |= {entry.ref} - {""}
        if entry.sale:
            self.sales += 1
            self.cents += entry.sale.cents - entry.sale.refunded
            self.spent[key] += entry.sale.cents - entry.sale.refunded
        if len(self.examples) < EXAMPLES:
            self.examples.append(_example(entry))

    def _who(self, entry: Entry, key: str) -> None:
        """As he is found when the row is booked."""
        self.names.setdefault(key, entry.name)
        his = self.found.get((entry.ref, entry.name))
        if his and his.buyer_id:
            self.numbers.add(his.buyer_id)
            return
        self.open.add(key)
        if his is None:
            self.unnumbered.add(key)
        elif his.called:
            self.called[key] = his.called

    def summary(self, known: Mapping[str, Sequence[int]]) -> dict[str, Any]:
        people = len(self.refs) if self.refs else len([key for key in self.rows if key])
        return {
            "rows": self.read,
            "bad": sum(self.bad.values()),
            "reasons": self.bad.most_common(),
            "sales": self.sales,
            "cents": self.cents,
            "postings": self.postings,
            "facts": self.facts,
            "people": people,
            "known": len(known) + len(self.numbers),
            "examples": self.examples,
        }


def _example(entry: Entry) -> list[Any]:
    sale, born = entry.sale, entry.birthday
    bought = [sale.day.isoformat(), sale.cents, sale.quantity, sale.item] if sale else None
    return [
        entry.name,
        bought,
        [born.day, born.month, born.year] if born else None,
        [words for _, words in entry.texts][:1],
    ]


def _known(known: Mapping[str, Sequence[int]], count: _Count) -> list[list[Any]]:
    """Names of the file that the shop knows: the name, who is called so, and how much it is about."""
    found: list[list[Any]] = [
        [key, count.names[key], list(ids), count.rows[key], count.spent[key]] for key, ids in known.items()
    ]
    return sorted(found, key=_first_asked)


def _first_asked(one: list[Any]) -> tuple[bool, str]:
    return len(one[2]) < 2, one[1].casefold()


def joins(plan: Plan) -> bool:
    """Whether names that the shop knows are taken for the same people."""
    return bool(plan.get("policy", JOIN) != APART)
