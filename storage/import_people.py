"""Who is meant in the rows of a file: by the number in the books it comes from, by the seller's word, by the name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import BindParameter, Connection, bindparam, select, union_all

from rules.errors import RuleError
from rules.importing.entries import Entry
from rules.parsing.names import name_key
from rules.searching import slips
from storage import buyers, marks
from storage.imports import DONE, KNOWN, Job
from storage.shops import Shop
from storage.tables.buyers import alias, buyer
from storage.tables.imports import import_row

JOIN, APART = "join", "new"
"""What becomes of names the shop knows already."""
AT_ONCE = 500
MOST_COMPARED, MOST_ALIKE = 4_000_000, 3
"""So many pairs of names are compared, and so many people offered for one; with more, nobody is asked about slips."""
NEW, SKIP = 0, -1
"""What the seller said of a single name, if it is no buyer's number."""

_HERE = (buyer.c.shop_id == bindparam("shop"), buyer.c.merged_into.is_(None))
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_CALLED = select(buyer.c.id, buyer.c.name_key, buyer.c.merged_into).where(*_HERE, buyer.c.name_key.in_(_KEYS))
_ALSO = (
    select(buyer.c.id, alias.c.name_key, buyer.c.id.label("merged_into"))
    .join(alias, alias.c.buyer_id == buyer.c.id)
    .where(*_HERE, alias.c.shop_id == bindparam("shop"), alias.c.name_key.in_(_KEYS))
)
_NAMED = union_all(_CALLED, _ALSO)
_MADE = select(import_row.c.who, import_row.c.buyer_id, import_row.c.ref, import_row.c.job_id).where(
    import_row.c.shop_id == bindparam("shop"),
    import_row.c.made_buyer,
    import_row.c.buyer_id.in_(bindparam("buyers", expanding=True)),
)
_STANDS = (import_row.c.shop_id == bindparam("shop"), import_row.c.state.in_((DONE, KNOWN)))
_REFS = (
    select(import_row.c.ref, import_row.c.buyer_id, import_row.c.job_id)
    .where(*_STANDS, import_row.c.ref.in_(bindparam("refs", expanding=True)), import_row.c.buyer_id.is_not(None))
    .order_by(import_row.c.id.desc())
)


class Decided(NamedTuple):
    """What the seller said about names that the shop knows."""

    policy: str
    names: Mapping[str, int]

    def about(self, key: str) -> int | None:
        """The buyer she named, `NEW` or `SKIP`; None when it depends on who there is."""
        return self.names.get(key, NEW if self.policy == APART else None)


class Numbered(NamedTuple):
    """Who is behind a number: a buyer, or else those of his name he may be."""

    buyer_id: int | None
    called: list[int]


class People:
    """The people of some rows; what is looked up is looked up for all of them at once."""

    def __init__(self, db: Connection, shop: Shop, job: Job, entries: Iterable[Entry], decided: Decided) -> None:
        """Reads who there is."""
        entries = list(entries)
        self._db, self._shop, self._decided = db, shop, decided
        self._named: dict[str, list[int]] = defaultdict(list)
        self._also: dict[str, list[int]] = defaultdict(list)
        self._made: dict[str, int] = {}
        self._by_ref: dict[str, int] = {}
        self._elsewhere: dict[str, list[int]] = defaultdict(list)
        self._read_names(job, {name_key(one.name) for one in entries if one.name})
        self._read_refs(job, {marks.hidden(shop, one.ref) for one in entries if one.ref})

    def _read_names(self, job: Job, keys: set[str]) -> None:
        found = _some(self._db, _NAMED, self._shop.id, "keys", keys)
        made = _some(self._db, _MADE, self._shop.id, "buyers", {row.id for row in found})
        mine = {row.buyer_id for row in made if row.job_id == job.id}
        self._numbered = {row.buyer_id for row in made if row.ref}
        self._made = {row.who: row.buyer_id for row in made if row.job_id == job.id and not row.ref}
        for row in found:
            names = self._named if row.merged_into is None else self._also
            if row.id not in mine:
                names[row.name_key].append(row.id)

    def _read_refs(self, job: Job, refs: set[str]) -> None:
        for row in _some(self._db, _REFS, self._shop.id, "refs", refs):
            if row.job_id == job.id:
                self._by_ref[row.ref] = row.buyer_id
            elif row.buyer_id not in self._elsewhere[row.ref]:
                self._elsewhere[row.ref].append(row.buyer_id)

    def known(self, entry: Entry) -> int | None:
        """The buyer that is meant; None for somebody new. RuleError when that is not clear, or he is not to be read in."""
        found = self.numbered(entry)
        return self._called(entry) if found is None else found

    def numbered(self, entry: Entry) -> int | None:
        """The buyer who is meant by his number, whatever his name; None when it is nobody's."""
        row = self._row_of(entry) if entry.ref else None
        if row is None or row.merged_into is None:
            return int(row.id) if row else None
        if row.merged_into == row.id:
            return self._nobody(row, entry)
        return int(buyers.survivor(self._db, self._shop.id, row.id).id)

    def look_up(self, entry: Entry) -> Numbered:
        """Who is behind a number, before anything is booked."""
        row = self._row_of(entry)
        return Numbered(row.id if row else None, self.called(entry, name_key(entry.name)) if entry.name else [])

    def _row_of(self, entry: Entry) -> Any:
        """In one file a number is one person. So is a number that we gave; others are somebody else's in other books."""
        hidden = marks.hidden(self._shop, entry.ref)
        here, ours = self._by_ref.get(hidden), marks.own(self._shop, entry.ref)
        elsewhere = [] if here else [self._row(number) for number in self._elsewhere.get(hidden, ())]
        if not marks.is_ours(entry.ref):
            elsewhere = [row for row in elsewhere if self._is_still(row, entry.name, is_ours=False)]
        if here or elsewhere:
            return (
                self._row(here) if here else next((row for row in elsewhere if row.merged_into != row.id), elsewhere[0])
            )
        row = buyers.find(self._db, self._shop.id, ours) if ours else None
        return row if row is not None and self._is_still(row, entry.name) else None

    def _row(self, number: int | None) -> Any:
        return buyers.get(self._db, self._shop.id, number or 0)

    def _is_still(self, row: Any, name: str, *, is_ours: bool = True) -> bool:
        """A number is that of the same person: with us, if it was not given again after an old backup was restored."""
        if row.merged_into == row.id or row.name_key == name_key(name) or not (name or is_ours):
            return True
        now = buyers.whoever(self._db, self._shop.id, row.id)
        names = {now.name_key, *map(name_key, buyers.aliases(self._db, self._shop.id, now.id))}
        return (is_ours and row.merged_into is not None) or name_key(name) in names

    @staticmethod
    def _nobody(row: Any, entry: Entry) -> int:
        """Who was erased stays erased; what has no name goes where it came from."""
        if entry.name:
            raise RuleError("import.erased")
        return int(row.id)

    def _called(self, entry: Entry) -> int | None:
        if not entry.name:
            return None
        key = name_key(entry.name)
        said = self._decided.about(key)
        if said == SKIP:
            raise RuleError("import.skipped")
        if said:
            return int(buyers.survivor(self._db, self._shop.id, said).id)
        mine = None if entry.ref else self._made.get(key)
        return mine if said == NEW else self._only(entry, key, mine)

    def _only(self, entry: Entry, key: str, mine: int | None) -> int | None:
        """The one buyer of this name."""
        found = self.called(entry, key)
        if len(found) > 1:
            raise RuleError("import.several")
        return found[0] if found else mine

    def called(self, entry: Entry, key: str) -> list[int]:
        """The buyers of this name; people of other numbered books are not taken for him."""
        return [one for one in self._named[key] or self._also[key] if not (entry.ref and one in self._numbered)]

    def made(self, entry: Entry, buyer_id: int) -> None:
        """Somebody new was made of this row: the next row of the same name is his."""
        if entry.ref:
            self._by_ref[marks.hidden(self._shop, entry.ref)] = buyer_id
        else:
            self._made[name_key(entry.name)] = buyer_id


def alike(db: Connection, shop_id: int, keys: Sequence[str]) -> dict[str, list[int]]:
    """The people whose name is a slip of the finger away from one of these; nobody when there are too many to compare."""
    here = db.execute(select(buyer.c.id, buyer.c.name_key).where(*_HERE), {"shop": shop_id}).all()
    if len(keys) * len(here) > MOST_COMPARED:
        return {}
    names = {row.id: row.name_key for row in here}
    found = {
        key: process.extract(key, names, scorer=OSA.distance, score_cutoff=slips(key), limit=MOST_ALIKE) for key in keys
    }
    return {key: [number for _, _, number in near] for key, near in found.items() if near}


def _some(db: Connection, wanted: Any, shop_id: int, name: str, values: set[Any]) -> list[Any]:
    return list(db.execute(wanted, {"shop": shop_id, name: list(values)})) if values else []


def existing(db: Connection, shop_id: int, keys: Iterable[str]) -> dict[str, list[int]]:
    """The people of a shop who have one of these names; those who have it as another name if nobody is called so."""
    wanted = sorted(set(keys) - {""})
    named: dict[str, list[int]] = defaultdict(list)
    also: dict[str, list[int]] = defaultdict(list)
    for start in range(0, len(wanted), AT_ONCE):
        for row in _some(db, _NAMED, shop_id, "keys", set(wanted[start : start + AT_ONCE])):
            (named if row.merged_into is None else also)[row.name_key].append(row.id)
    return {**also, **named}
