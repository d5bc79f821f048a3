"""Rows of a file are booked: people, what is known about them, purchases, and the postings of our own files.

What was sold before counts for turnover, tier and rhythm; it earns no points, and nobody is told anything.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, select, update

from rules.errors import RuleError
from rules.importing.entries import Entry, Posting, Sale, Text
from rules.occasions.facts import Birthday
from rules.parsing.names import name_key
from rules.tiers import VIP
from storage import buyers, imports, ledger, lots, marks, notes, occasions, purchases, tiers
from storage.import_known import Known, mark_of
from storage.import_people import Decided, People
from storage.imports import BAD, DONE, KNOWN, Job
from storage.ledger import Entry as LedgerEntry
from storage.purchases import Earning, NewPurchase
from storage.shops import Shop, today_of
from storage.tables.buyers import buyer
from storage.tables.imports import import_row
from storage.tables.purchases import purchase

_SETTLE = update(import_row).where(import_row.c.id == bindparam("row"))
_SETTLE = _SETTLE.values(
    state=bindparam("to_state"),
    reason=bindparam("why"),
    who=bindparam("name"),
    ref=bindparam("person_ref"),
    booked_ref=bindparam("booking_ref"),
    buyer_id=bindparam("person"),
    purchase_id=bindparam("bought"),
    made_buyer=bindparam("is_new"),
    made=bindparam("wrote"),
)
_NO_DAY = date.min
BIRTHDAY = ("birthday_day", "birthday_month", "birthday_year", "birthday_since")
BOUGHT = "purchase"
"""The reason of postings whose purchase came with them."""


class Item(NamedTuple):
    """A row that is to be booked; `refusal` says why it cannot be read, `left` what of it was left out."""

    row: Row[Any]
    entry: Entry | None
    refusal: RuleError | None = None
    left: tuple[RuleError, ...] = ()


@dataclass(slots=True)
class _Outcome:
    """What became of a row."""

    item: Item
    state: str = DONE
    buyer_id: int | None = None
    purchase_id: int | None = None
    made_buyer: bool = False
    made: dict[str, Any] = field(default_factory=dict)
    knew: list[tuple[str, Any]] = field(default_factory=list)
    """What was written down before, and stays when whatever brought it is taken back."""
    reasons: list[RuleError] = field(default_factory=list)

    def values(self, shop: Shop) -> dict[str, Any]:
        """As the row is stored."""
        entry = self.item.entry
        return {
            "row": self.item.row.id,
            "to_state": self.state,
            "why": written_reasons(self.reasons) if self.reasons else "",
            "name": name_key(entry.name) if entry and entry.name else "",
            "person_ref": marks.hidden(shop, entry.ref) if entry else "",
            "booking_ref": mark_of(shop, entry) if entry else "",
            "person": self.buyer_id,
            "bought": self.purchase_id,
            "is_new": self.made_buyer,
            "wrote": imports.written(self.made, self.knew),
        }


def written_reasons(refusals: Sequence[RuleError]) -> str:
    """Refusals as they are stored: of each its name without the feature, and its facts, as the cell that is meant."""
    return json.dumps([_reason(one) for one in refusals], ensure_ascii=False)


def _reason(refusal: RuleError) -> tuple[str, dict[str, str]]:
    return refusal.key.partition(".")[2], {name: str(value)[:60] for name, value in refusal.facts.items()}


def birthday_on(row: Row[Any]) -> list[int | str | None]:
    """The birthday on a buyer's row, as JSON has it."""
    return [value.isoformat() if isinstance(value := getattr(row, name), date) else value for name in BIRTHDAY]


def _written(born: Birthday) -> str:
    return f"{born.day}.{born.month}.{born.year or ''}"


def book(
    db: Connection, shop: Shop, job: Job, items: Sequence[Item], decided: Decided, nobody: str, now: datetime
) -> None:
    """Book these rows of a file; each stands for itself. People without a name are called `nobody`."""
    entries = [item.entry for item in items if item.entry]
    booker = _Booker(db, shop, job, entries, People(db, shop, job, entries, decided), nobody, now)
    outcomes = [booker.outcome(item) for item in items]
    booker.refresh(outcomes)
    db.execute(_SETTLE, [one.values(shop) for one in outcomes])


class _Booker:
    """Books one row after the other."""

    def __init__(
        self, db: Connection, shop: Shop, job: Job, entries: Sequence[Entry], people: People, nobody: str, now: datetime
    ) -> None:
        self.db, self.shop, self.job, self.people, self.nobody, self.now = db, shop, job, people, nobody, now
        self.today = today_of(shop, now)
        self.known = Known(db, shop, job, entries)
        self.expiring: set[int] = set()

    def outcome(self, item: Item) -> _Outcome:
        """What becomes of a row; what is wrong with it is noted, and the next one follows."""
        if item.entry is None:
            return _Outcome(item, BAD, reasons=[item.refusal] if item.refusal else [])
        done = _Outcome(item, reasons=[*item.left])
        try:
            self._book(item.entry, done)
        except RuleError as refusal:
            return _Outcome(item, BAD, reasons=[refusal])
        return done

    def _book(self, entry: Entry, done: _Outcome) -> None:
        done.buyer_id = self.people.known(entry)
        if done.buyer_id is None:
            done.buyer_id, done.made_buyer = self._new(entry), True
        elif self.known.is_double(done.buyer_id, entry):
            raise RuleError("import.double", cell=entry.sale.ref if entry.sale else "")
        elif (same := self.known.purchase(done.buyer_id, entry)) is not None:
            done.state, done.purchase_id = KNOWN, same or None
        self._facts(entry, done.buyer_id, done)
        if done.state == DONE:
            self._booked(entry, done, done.buyer_id)
        self.known.note(entry, done.purchase_id, done.buyer_id)

    def _booked(self, entry: Entry, done: _Outcome, buyer_id: int) -> None:
        if entry.sale:
            done.purchase_id = self._sell(buyer_id, entry.sale)
        if entry.posting:
            done.made["entry"] = self._post(buyer_id, entry.posting, done.item.row.id)
        if not (entry.sale or entry.posting or done.made_buyer or done.made):
            done.state = KNOWN

    def _new(self, entry: Entry) -> int:
        number = buyers.create(self.db, self.shop.id, entry.name or self.nobody, self.now)
        if not entry.name:
            buyers.change(self.db, self.shop.id, number, name_key="", merged_into=number)
        self.people.made(entry, number)
        return number

    def _facts(self, entry: Entry, buyer_id: int, done: _Outcome) -> None:
        """What is known already stays as it is."""
        row = buyers.get(self.db, self.shop.id, buyer_id) if entry.birthday or entry.vip else None
        if row is not None and entry.birthday:
            self._birthday(row, entry.birthday, done)
        if row is not None and entry.vip:
            self._vip(row, done)
        for name in entry.aliases:
            self._alias(buyer_id, name, done)
        for said in entry.texts:
            self._note(buyer_id, said, done)

    def _birthday(self, row: Row[Any], born: Birthday, done: _Outcome) -> None:
        known = Birthday(row.birthday_day, row.birthday_month, row.birthday_year)
        if row.birthday_day is None:
            buyers.set_birthday(self.db, self.shop.id, row.id, born, self.today)
            done.made["birthday"] = birthday_on(buyers.get(self.db, self.shop.id, row.id))
        elif not known.agrees_with(born):
            done.reasons.append(RuleError("import.birthday_kept", cell=_written(born), kept=_written(known)))
        elif known.year or not born.year:
            said = ("birthday", "year") if born.year else ("birthday",)
            done.knew += [(kind, birthday_on(row)) for kind in said]
        else:
            buyers.change(self.db, self.shop.id, row.id, birthday_year=born.year)
            done.made["year"] = birthday_on(buyers.get(self.db, self.shop.id, row.id))

    def _vip(self, row: Row[Any], done: _Outcome) -> None:
        if row.tier_by_hand is None:
            tiers.give(self.db, self.shop.id, row.id, VIP)
            done.made["vip"] = True
        elif row.tier_by_hand == VIP:
            done.knew.append(("vip", True))

    def _alias(self, buyer_id: int, name: str, done: _Outcome) -> None:
        if (known := buyers.alias_id(self.db, self.shop.id, buyer_id, name)) is not None:
            done.knew.append(("alias", known))
        elif (new := buyers.add_alias(self.db, self.shop.id, buyer_id, name)) is not None:
            done.made.setdefault("alias", []).append(new)

    def _note(self, buyer_id: int, said: Text, done: _Outcome) -> None:
        """Its id, and by what it is known that nobody has rewritten it."""
        if known := notes.same(self.db, self.shop.id, buyer_id, said.kind, said.words, said.day):
            done.knew.append(("note", (known.id, marks.hidden(self.shop, known.text))))
            return
        number = notes.add(self.db, self.shop.id, buyer_id, said.words, said.day or self.today, self.now, said.kind)
        done.made.setdefault("note", []).append((number, marks.hidden(self.shop, said.words)))

    def _sell(self, buyer_id: int, sale: Sale) -> int:
        new = NewPurchase(
            sale.day, sale.cents, sale.quantity, sale.item, sale.tags, sale.channel, discount_cents=sale.discount
        )
        number = purchases.record(
            self.db, self.shop.id, buyer_id, new, Earning(sale.rate, sale.stamps, sale.stamp_min), self.now
        )
        self.known.taken.add(number)
        if sale.refunded or sale.void:
            mine = (purchase.c.shop_id == self.shop.id, purchase.c.id == number)
            self.db.execute(update(purchase).where(*mine).values(refunded_cents=sale.refunded, void=sale.void))
        return number

    def _post(self, buyer_id: int, posting: Posting, row_id: int) -> int:
        bought = self.known.ours.get(marks.hidden(self.shop, posting.reference)) if posting.reason == BOUGHT else None
        reason, reference = (BOUGHT, str(bought)) if bought else (ledger.brought(posting.reason), str(row_id))
        entry = LedgerEntry(posting.unit, posting.amount, reason, reference, posting.until, note=posting.why)
        values = ledger.values(self.shop.id, buyer_id, entry, posting.day, self.now) | {"open": posting.open}
        self.expiring.add(buyer_id)
        return int(self.db.execute(ledger.INSERT_ONE, values).scalar_one())

    def refresh(self, outcomes: Sequence[_Outcome]) -> None:
        """The figures of everybody in these rows; the tier that was announced before is noted for the undo."""
        touched = {one.buyer_id: one for one in reversed(outcomes) if one.buyer_id and (one.state == DONE or one.made)}
        before = self._tiers([number for number, one in touched.items() if not one.made_buyer])
        occasions.refresh_many(self.db, self.shop, sorted(touched), self.today, is_news=False)
        for number, (told, _) in self._tiers(list(before)).items():
            if told != before[number][0]:
                touched[number].made["told"] = [told, *before[number]]
        for number in sorted(self.expiring):
            lots.note_expiry(self.db, self.shop.id, number)

    def _tiers(self, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
        """The tier that was announced to each of them, and the one he has."""
        wanted = select(buyer.c.id, buyer.c.tier_told, buyer.c.tier)
        wanted = wanted.where(buyer.c.shop_id == self.shop.id, buyer.c.id.in_(ids))
        return {row.id: (row.tier_told, row.tier) for row in self.db.execute(wanted)}
