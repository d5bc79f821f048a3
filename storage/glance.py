"""What a booking has to know of a buyer beside his row and his purchases, in one statement."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    bindparam,
    func,
    literal_column,
    or_,
    select,
)

from storage.ledger import POINTS, STAMPS, Balance
from storage.tables.buyers import buyer, note
from storage.tables.ledger import OPEN, ledger_entry
from storage.tables.loyalty import badge, referral
from storage.tables.reminders import complaint, muted, promise, reminder
from storage.tables.rewards import voucher


def _balance(unit: str) -> ScalarSelect[Any]:
    """The sum of the open entries, which is that of all entries: what was spent is open on neither side."""
    entry = ledger_entry.c
    valid = or_(entry.valid_through.is_(None), entry.valid_through >= bindparam("today"))
    mine = (entry.buyer_id == buyer.c.id, entry.unit == unit, OPEN, valid)
    return select(func.coalesce(func.sum(entry.open), 0)).where(*mine).scalar_subquery()


def _has(whose: ColumnElement[Any], *which: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(1).where(whose == buyer.c.id, *which).exists()


_SPACE = cast("str", literal_column("' '"))
"""As a literal: a statement with a string to be rendered each time could not be prepared."""
_HERE = voucher.c.shop_id == buyer.c.shop_id
_USABLE = or_(voucher.c.valid_through.is_(None), voucher.c.valid_through >= bindparam("day"))
_TOLD = select(func.aggregate_strings(badge.c.kind, _SPACE)).where(badge.c.buyer_id == buyer.c.id)
_GLANCE = select(
    _balance(POINTS).label("points"),
    _balance(STAMPS).label("stamps"),
    _has(voucher.c.buyer_id, _HERE, voucher.c.state == "open", _USABLE).label("vouchers"),
    _has(voucher.c.buyer_id, _HERE, voucher.c.state != "cancelled", voucher.c.origin == "card").label("cards"),
    _has(referral.c.referrer_id, referral.c.paid_on.is_not(None)).label("friends"),
    or_(
        _has(reminder.c.buyer_id),
        _has(muted.c.buyer_id),
        _has(note.c.buyer_id, note.c.shop_id == buyer.c.shop_id),
        _has(promise.c.buyer_id),
        _has(complaint.c.buyer_id),
    ).label("heard"),
    _TOLD.scalar_subquery().label("told"),
    buyer.c.merged_into,
).where(buyer.c.shop_id == bindparam("shop"), buyer.c.id == bindparam("buyer"))
"""The buyer's row says that he is of this shop; everything else is found by his id."""


class Glance(NamedTuple):
    """A buyer's balance, and what there is to be read of him at all."""

    balance: Balance
    has_vouchers: bool
    """He has one that he can use for a purchase of the day."""
    has_filled_cards: bool
    has_brought_friends: bool
    is_heard_of: bool
    """There are reminders of him, notes, promises or complaints, or a kind of reminder is muted."""
    told: frozenset[str]
    """The kinds of badges he was told about."""
    merged_into: int | None
    """Who he turned out to be."""


def look(db: Connection, shop_id: int, buyer_id: int, today: date, day: date) -> Glance:
    """A buyer as he stands today, before a purchase of a local day."""
    row = db.execute(_GLANCE, {"shop": shop_id, "buyer": buyer_id, "today": today, "day": day}).one()
    balance = Balance(int(row.points), int(row.stamps))
    told = frozenset(row.told.split()) if row.told else frozenset()
    return Glance(balance, row.vouchers, row.cards, row.friends, row.heard, told, row.merged_into)
