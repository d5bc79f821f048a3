"""What a booking has to know of a buyer beside his row and his purchases, in one statement."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    ScalarSelect,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
)

from storage.ledger import POINTS, STAMPS, Balance
from storage.tables.ledger import ledger_entry
from storage.tables.loyalty import badge, referral
from storage.tables.reminders import muted, reminder
from storage.tables.rewards import voucher

_SHOP: BindParameter[Any] = bindparam("shop")
_BUYER: BindParameter[Any] = bindparam("buyer")
_TODAY: BindParameter[Any] = bindparam("today")


def _balance(unit: str) -> ScalarSelect[Any]:
    entry = ledger_entry.c
    expired = case((entry.valid_through < _TODAY, entry.open), else_=0)
    mine = (entry.buyer_id == _BUYER, entry.unit == unit, entry.shop_id == _SHOP)
    return select(func.coalesce(func.sum(entry.amount - expired), 0)).where(*mine).scalar_subquery()


def _has(table: Any, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(1).select_from(table).where(table.c.shop_id == _SHOP, *which).exists()


_SPACE = cast("str", literal_column("' '"))
"""As a literal: a statement with a string to be rendered each time could not be prepared."""
_HIS_VOUCHER = voucher.c.buyer_id == _BUYER
_USABLE = or_(voucher.c.valid_through.is_(None), voucher.c.valid_through >= bindparam("day"))
_GLANCE = select(
    _balance(POINTS).label("points"),
    _balance(STAMPS).label("stamps"),
    _has(voucher, _HIS_VOUCHER, voucher.c.state == "open", _USABLE).label("vouchers"),
    _has(voucher, _HIS_VOUCHER, voucher.c.state != "cancelled", voucher.c.origin == "card").label("cards"),
    _has(referral, referral.c.referrer_id == _BUYER, referral.c.paid_on.is_not(None)).label("friends"),
    or_(_has(reminder, reminder.c.buyer_id == _BUYER), _has(muted, muted.c.buyer_id == _BUYER)).label("heard"),
    select(func.aggregate_strings(badge.c.kind, _SPACE))
    .where(badge.c.shop_id == _SHOP, badge.c.buyer_id == _BUYER)
    .scalar_subquery()
    .label("told"),
)


class Glance(NamedTuple):
    """A buyer's balance, and what there is to be read of him at all."""

    balance: Balance
    has_vouchers: bool
    """He has one that he can use for a purchase of the day."""
    has_filled_cards: bool
    has_brought_friends: bool
    is_heard_of: bool
    """There are reminders of him, or some are muted."""
    told: frozenset[str]
    """The kinds of badges he was told about."""


def look(db: Connection, shop_id: int, buyer_id: int, today: date, day: date) -> Glance:
    """A buyer as he stands today, before a purchase of a local day."""
    row = db.execute(_GLANCE, {"shop": shop_id, "buyer": buyer_id, "today": today, "day": day}).one()
    balance = Balance(int(row.points), int(row.stamps))
    told = frozenset(row.told.split()) if row.told else frozenset()
    return Glance(balance, row.vouchers, row.cards, row.friends, row.heard, told)
