"""What all rows of a file come to, added up before anything is booked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection

from messages_de import plain
from rules.errors import RuleError
from rules.importing.columns import AVOID
from rules.importing.entries import Entry
from rules.occasions.facts import Birthday
from rules.parsing.names import name_key
from storage import buyers
from storage.import_booking import Item
from storage.import_known import Known
from storage.import_people import Decided, Numbered, People
from storage.imports import BAD, DONE, KNOWN, Job
from storage.shops import Shop

EXAMPLES = 3
Place = tuple[int, int]
"""The sheet and the line."""


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


def _place(one: Item) -> Place:
    return one.row.sheet, one.row.number


def _keep_first(kept: list[Any], one: tuple[Place, *tuple[Any, ...]]) -> None:
    """Keep what stands first in the file, in whatever order its rows are read."""
    if len(kept) < EXAMPLES or one[0] < kept[-1][0]:
        kept.append(one)
        kept.sort(key=itemgetter(0))
        del kept[EXAMPLES:]


class Count:
    """What the rows say, and what would become of them, as the seller decided so far."""

    def __init__(self, db: Connection, shop: Shop, job: Job, decided: Decided) -> None:
        """Nothing is counted yet."""
        self._db, self._shop, self._job, self._decided = db, shop, job, decided
        self._known = Known(db, shop, job)
        self._people: dict[tuple[str, str], _His] = {}
        self.read = 0
        self.sales: Counter[str] = Counter()
        self.void = 0
        self.alike: Counter[tuple[Any, ...]] = Counter()
        """How often the same purchase is new."""
        self.fresh = 0
        """Rows that are not known as a whole."""
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
        self._first: list[tuple[Place, Entry, _His]] = []
        self._first_bad: list[tuple[Place, RuleError]] = []
        self.left: Counter[str] = Counter()
        """What is left out of rows that are read."""

    def add_page(self, page: Sequence[Item]) -> None:
        """Some more rows."""
        read = [(one, one.entry) for one in page if one.entry]
        entries = [entry for _, entry in read]
        people = People(self._db, self._shop, self._job, entries, self._decided)
        self._known.read(entries)
        for one, entry in read:
            named = (entry.ref, entry.name)
            self._people[named] = his = self._people.get(named) or _his(people, entry)
            state = self._becomes(entry, his)
            self._add(entry, his, state)
            if state != BAD:
                self.left.update(refusal.key.partition(".")[2] for refusal in one.left)
                _keep_first(self._first, (_place(one), entry, his))
        refused = [(_place(one), one.refusal) for one in page if one.refusal]
        self.bad.update(refusal.key.partition(".")[2] for _, refusal in refused)
        for bad in refused:
            _keep_first(self._first_bad, bad)

    def _becomes(self, entry: Entry, his: _His) -> str:
        """What will become of a row when it is booked."""
        if his.refusal:
            self.left_out[his.refusal] += 1
            return BAD
        if his.buyer_id is None and entry.name:
            self.new.add(entry.ref or name_key(entry.name))
        who = his.buyer_id or entry.ref or name_key(entry.name)
        if self._known.is_double(who, entry):
            self.left_out["double"] += 1
            return BAD
        is_known = self._known.purchase(his.buyer_id or 0, entry) is not None
        self._known.note(entry, None, who)
        return KNOWN if is_known else DONE

    def _add(self, entry: Entry, his: _His, state: str) -> None:
        key = name_key(entry.name)
        self.read += 1
        self.rows[key] += 1
        self._who(entry, key, his.numbered)
        self.postings[state] += entry.posting is not None
        self.fresh += state == DONE
        self.refs |= {entry.ref} - {""}
        if entry.sale:
            cents = entry.sale.cents - entry.sale.refunded
            self.sales[state] += 1
            self.alike[entry.sale.ref, entry.ref, key, entry.sale.day, cents, name_key(entry.sale.item)] += (
                state == DONE
            )
            self.cents += cents if state == DONE else 0
            self.void += entry.sale.void and state == DONE
            self.spent[key] += cents
        if entry.doubt and state == DONE:
            self.doubts[entry.doubt] += 1

    def _other_birthday(self, entry: Entry, his: _His) -> Birthday | None:
        """The birthday that stays as it is, whatever the file says."""
        row = buyers.find(self._db, self._shop.id, his.buyer_id) if entry.birthday and his.buyer_id else None
        if row is None or row.birthday_day is None or not entry.birthday:
            return None
        known = Birthday(row.birthday_day, row.birthday_month, row.birthday_year)
        return None if known.agrees_with(entry.birthday) else known

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
            "void": self.void,
            "alike": sum(n for n in self.alike.values() if n > 1),
            "fresh": self.fresh,
            "postings": self.postings[DONE],
            "posted": self.postings[KNOWN],
            "people": len(self.new),
            "numbered": len(self.numbers),
            "private": self.left["sensitive"],
            "birthdays": self.left["birthday"],
            "doubts": self.doubts.total(),
            "doubt": min(self.doubts, default=""),
            "examples": [_example(entry, self._other_birthday(entry, his)) for _, entry, his in self._first],
            "first_bad": [] if self.read else [_refused(*one) for one in self._first_bad],
        }


def _refused(place: Place, refusal: RuleError) -> list[Any]:
    """The line that cannot be read, the reason and the cell."""
    return [place[1], refusal.key.partition(".")[2], str(refusal.facts.get("cell", ""))[:60]]


def _example(entry: Entry, kept: Birthday | None) -> list[Any]:
    sale, born = entry.sale, None if kept else entry.birthday
    bought = [sale.day.isoformat(), sale.cents, sale.quantity, sale.item] if sale else None
    return [
        entry.name,
        bought,
        [born.day, born.month, born.year] if born else None,
        [*_said(entry, kept)],
    ]


def _said(entry: Entry, kept: Birthday | None) -> Iterator[str]:
    """What else a row says, in words."""
    if kept:
        yield plain("import.born_kept", day=entry.birthday, kept=kept)
    if entry.posting:
        unit = plain(f"import.unit.{entry.posting.unit}", n=entry.posting.amount)
        yield plain("import.posting", day=entry.posting.day, amount=unit)
    for one in entry.texts[:1]:
        yield plain("import.avoids", words=one.words) if one.kind == AVOID else one.words
