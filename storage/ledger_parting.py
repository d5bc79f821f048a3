"""Taking united ledgers apart: what belongs to the one who leaves goes back to him, what was spent of it is owed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from rules.points import Rate, points_for, valid_through
from storage import cards, ledger, ledger_union, left_out, lots, own_lots, parted_entries, purchases
from storage.giving_back import give_back
from storage.ledger import POINTS, STAMPS, UNITS, Entry
from storage.parted_entries import Parting, root_of
from storage.shops import Shop, today_of

PART = "merge_undo"


@dataclass(slots=True)
class Share:
    """What goes to the one who leaves, by the lots it came from first; below zero it goes the other way."""

    moves: Counter[int] = field(default_factory=Counter)
    dropped: Counter[int] = field(default_factory=Counter)
    """What he had and the other one had too: it was left out, and comes back to him alone."""
    owed: int = 0
    """Debts of his that the other one still owes."""
    until: dict[int, date | None] = field(default_factory=dict)

    def add(self, rows: Iterable[Any], sign: int, amount: str = "amount") -> None:
        """Count credits in (or out), by their first lots."""
        for row in rows:
            self.moves[root_of(row)] += sign * int(getattr(row, amount))
            self.until.setdefault(root_of(row), row.valid_through)

    def back(self, reference: str, unit: str) -> list[Entry]:
        """Credits for the one who leaves."""
        gained = Counter({root: amount for root, amount in self.moves.items() if amount > 0}) + self.dropped
        return [
            Entry(unit, amount, PART, f"{reference}:{root}", self.until[root], root) for root, amount in gained.items()
        ]

    def kept(self, reference: str, unit: str) -> list[Entry]:
        """Credits for the one who stays: what was taken from him on the other's account."""
        lost = [(root, -amount) for root, amount in self.moves.items() if amount < 0]
        return [Entry(unit, amount, PART, f"{reference}:{root}", self.until[root], root) for root, amount in lost]


def part(db: Connection, shop: Shop, one: Parting, now: datetime) -> None:
    """Undo `ledger_union.unite`; call it when each has his own purchases and vouchers again.

    What was booked since for what belongs to the one who leaves, goes with him.
    """
    for number in (one.kept_id, one.gone_id):
        lots.close_expired(db, shop.id, today_of(shop, now), now, number)
    booked = parted_entries.booked_since(db, shop.id, one)
    for unit in UNITS:
        mine = [row for row in booked if row.unit == unit]
        share = _share(db, shop.id, one, mine, unit)
        _return_debt(db, shop, one, unit, now)
        _take(db, shop, one, share, unit, now)
        _give(db, shop, one, share, unit, now)
    _correct(db, shop, one, booked, now)
    for number in (one.kept_id, one.gone_id):
        lots.close_expired(db, shop.id, today_of(shop, now), now, number)


def _share(db: Connection, shop_id: int, one: Parting, booked: list[Row[Any]], unit: str) -> Share:
    share, its = Share(), parted_entries.merged(db, shop_id, one.gone_id, unit, one.merge_id)
    held = parted_entries.taken(db, shop_id, [row.id for row in its if row.amount < 0])
    received = [row for row in parted_entries.merged(db, shop_id, one.kept_id, unit, one.merge_id) if row.amount > 0]
    share.add(held, 1, "taken")
    share.dropped = +Counter(share.moves)
    share.moves.clear()
    share.add([row for row in received if not parted_entries.is_carry(row)], 1)
    share.dropped -= share.moves
    share.dropped -= Counter({root_of(row): int(row.amount) for row in booked if left_out.is_received_later(row)})
    debits = [row for row in booked if row.amount < 0]
    share.add([row for row in booked if row.amount > 0], 1)
    share.add(parted_entries.taken(db, shop_id, [row.id for row in debits]), -1, "taken")
    share.owed = -sum(row.open for row in debits)
    his = parted_entries.his_roots(db, shop_id, one, list(share.moves), booked)
    share.add(parted_entries.expired_since(db, shop_id, one, his), -1, "taken")
    return share


def _return_debt(db: Connection, shop: Shop, one: Parting, unit: str, now: datetime) -> None:
    """What the kept one took over as debt he owes no more."""
    for row in parted_entries.merged(db, shop.id, one.kept_id, unit, one.merge_id):
        if row.amount < 0:
            give_back(db, shop.id, row, PART, today_of(shop, now), now)


def _take(db: Connection, shop: Shop, one: Parting, share: Share, unit: str, now: datetime) -> None:
    """The kept one gives up what is not his, even if he has spent it."""
    for entries in ([Entry(unit, share.owed, PART, f"{one.merge_id}:debt")], share.kept(str(one.merge_id), unit)):
        _earn(db, shop, one.kept_id, entries, now)
    first = [root for root, amount in share.moves.items() if amount > 0]
    total = sum(share.moves[root] for root in first)
    if unit == STAMPS:
        cards.reopen(db, shop, one.kept_id, total, now)
    _spend(db, shop, one.kept_id, Entry(unit, -total, PART, str(one.merge_id)), first, now)


def _give(db: Connection, shop: Shop, one: Parting, share: Share, unit: str, now: datetime) -> None:
    """The one who leaves has what is his again, and owes what he owed."""
    _earn(db, shop, one.gone_id, share.back(str(one.merge_id), unit), now)
    charged = sum(-amount for amount in share.moves.values() if amount < 0) + share.owed
    if unit == STAMPS:
        cards.reopen(db, shop, one.gone_id, charged, now)
    _spend(db, shop, one.gone_id, Entry(unit, -charged, PART, str(one.merge_id)), (), now)
    for row in parted_entries.merged(db, shop.id, one.gone_id, unit, one.merge_id):
        _spend(db, shop, one.gone_id, Entry(unit, min(-row.amount, 0), PART, row.reference), (), now)


def _correct(db: Connection, shop: Shop, one: Parting, booked: list[Row[Any]], now: datetime) -> None:
    """Cents that made a point together are worth none apart: each ends at the points of what he paid himself."""
    nets = ledger_union.worth(db, shop.id, one.gone_id)
    his = sum(points_for(net, rate) - points_for(one.worth.get(rate, 0), rate) for rate, net in nets.items())
    his -= parted_entries.points_since(db, shop.id, one, booked)
    loss = sum(_more_together(db, shop.id, one.kept_id, rate, net) for rate, net in nets.items())
    reference, until = f"{one.merge_id}:carry", valid_through(today_of(shop, now), shop.expiry_months)
    carried = [
        row.id
        for row in parted_entries.merged(db, shop.id, one.kept_id, POINTS, one.merge_id)
        if parted_entries.is_carry(row)
    ]
    for number, change, first in ((one.kept_id, -loss - his, carried), (one.gone_id, his, [])):
        _earn(db, shop, number, [Entry(POINTS, max(change, 0), PART, reference, until)], now)
        less = max(-change - own_lots.expired(db, shop.id, first), 0)
        _spend(db, shop, number, Entry(POINTS, -less, PART, reference), first, now)


def _more_together(db: Connection, shop_id: int, kept_id: int, rate: Rate, net: int) -> int:
    kept = purchases.net_at_rate(db, shop_id, kept_id, rate)
    return points_for(kept + net, rate) - points_for(kept, rate) - points_for(net, rate)


def _earn(db: Connection, shop: Shop, buyer_id: int, entries: list[Entry], now: datetime) -> None:
    today = today_of(shop, now)
    lots.earn(db, shop.id, buyer_id, entries, today, now, ledger.balance(db, shop.id, buyer_id, today))


def _spend(db: Connection, shop: Shop, buyer_id: int, entry: Entry, first: Iterable[int], now: datetime) -> None:
    if entry.amount:
        lots.spend(db, shop.id, buyer_id, entry, today_of(shop, now), now, first=list(first), may_owe=True)
