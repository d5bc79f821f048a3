"""What all rows of a file come to, added up before anything is booked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from rules.errors import RuleError
from rules.importing.entries import Entry
from rules.parsing.names import name_key
from storage.import_booking import Item
from storage.import_known import Known
from storage.import_people import Decided, Numbered, People
from storage.imports import BAD, DONE, KNOWN, Job
from storage.shops import Shop

EXAMPLES = 3


class _His(NamedTuple):
    """Who is meant by a number and a name."""

    buyer_id: int | None = None
    refusal: str = ""
    numbered: Numbered | None = None


def _his(people: People, entry: Entry) -> _His:
    numbered = people.look_up(entry) if entry.ref else None
    try:
        return _His(people.known(entry), numbered=numbered)
    except RuleError as refusal:
        return _His(None, refusal.key.partition(".")[2], numbered)


class Count:
    """What the rows say, and what would become of them, as the seller decided so far."""

    def __init__(self, db: Connection, shop: Shop, job: Job, decided: Decided) -> None:
        """Nothing is counted yet."""
        self._db, self._shop, self._job, self._decided = db, shop, job, decided
        self._known = Known(db, shop, job)
        self._people: dict[tuple[str, str], _His] = {}
        self.read = 0
        self.sales: Counter[str] = Counter()
        self.postings: Counter[str] = Counter()
        self.cents = 0
        self.doubts: Counter[str] = Counter()
        """What is said of purchases that may have come to nothing in part."""
        self.names: dict[str, str] = {}
        self.rows: Counter[str] = Counter()
        self.spent: Counter[str] = Counter()
        self.refs: set[str] = set()
        self.numbers: set[int] = set()
        """Who is known by his number; his name does not matter."""
        self.new: set[str] = set()
        """Who would be new, by his number or name."""
        self.called: dict[str, list[int]] = {}
        self.unnumbered: set[str] = set()
        self.open: set[str] = set()
        """Names that somebody is known by, or is new with."""
        self.bad: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        """Rows that can be read, and are not to be."""
        self.left: Counter[str] = Counter()
        """What is left out of rows that are read."""
        self.examples: list[list[Any]] = []

    def add_page(self, page: Sequence[Item]) -> None:
        """Some more rows."""
        read = [(one.entry, one.left) for one in page if one.entry]
        entries = [entry for entry, _ in read]
        people = People(self._db, self._shop, self._job, entries, self._decided)
        self._known.read(entries)
        for entry, left in read:
            named = (entry.ref, entry.name)
            self._people[named] = his = self._people.get(named) or _his(people, entry)
            state = self._becomes(entry, his)
            self._add(entry, his, state)
            self.left.update(refusal.key.partition(".")[2] for refusal in left if state != BAD)
        self.bad.update(one.refusal.key.partition(".")[2] for one in page if one.refusal)

    def _becomes(self, entry: Entry, his: _His) -> str:
        """What will become of a row when it is booked."""
        if his.refusal:
            self.left_out[his.refusal] += 1
            return BAD
        if his.buyer_id is None and entry.name:
            self.new.add(entry.ref or name_key(entry.name))
        is_known = self._known.purchase(his.buyer_id or 0, entry) is not None
        self._known.note(entry, None)
        return KNOWN if is_known else DONE

    def _add(self, entry: Entry, his: _His, state: str) -> None:
        key = name_key(entry.name)
        self.read += 1
        self.rows[key] += 1
        self._who(entry, key, his.numbered)
        self.postings[state] += entry.posting is not None
        self.refs |= {entry.ref} - {""}
        if entry.sale:
            cents = entry.sale.cents - entry.sale.refunded
            self.sales[state] += 1
            self.cents += cents if state == DONE else 0
            self.spent[key] += cents
        if entry.doubt and state == DONE:
            self.doubts[entry.doubt] += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(_example(entry))

    def _who(self, entry: Entry, key: str, his: Numbered | None) -> None:
        """As he is found when the row is booked."""
        self.names.setdefault(key, entry.name)
        if his and his.buyer_id:
            self.numbers.add(his.buyer_id)
            return
        self.open.add(key)
        if his is None:
            self.unnumbered.add(key)
        elif his.called:
            self.called[key] = his.called

    def summary(self) -> dict[str, Any]:
        """All of it, as the plan keeps it."""
        return {
            "rows": self.read,
            "cancelled": self.bad.pop("cancelled", 0),
            "bad": sum(self.bad.values()),
            "reasons": self.bad.most_common(),
            "left_out": self.left_out.most_common(),
            "sales": self.sales[DONE],
            "sold": self.sales[KNOWN],
            "cents": self.cents,
            "postings": self.postings[DONE],
            "posted": self.postings[KNOWN],
            "people": len(self.new),
            "numbered": len(self.numbers),
            "private": self.left["sensitive"],
            "birthdays": self.left["birthday"],
            "doubts": self.doubts.total(),
            "doubt": min(self.doubts, default=""),
            "examples": self.examples,
        }


def _example(entry: Entry) -> list[Any]:
    sale, born = entry.sale, entry.birthday
    bought = [sale.day.isoformat(), sale.cents, sale.quantity, sale.item] if sale else None
    return [
        entry.name,
        bought,
        [born.day, born.month, born.year] if born else None,
        [one.words for one in entry.texts][:1],
    ]
