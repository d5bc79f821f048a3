"""A shop's purchases, summed up by the database: one pass over them, however many there are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Row,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from rules.statistics import LAST_YEAR, MONTHS_IN, UNITS, Bucket, Figures, Span, figures, same_days_before
from storage import segments, shops
from storage.ledger import POINTS
from storage.months import month_number
from storage.purchases import NET
from storage.shops import Shop
from storage.tables.buyers import buyer
from storage.tables.ledger import OPEN, ledger_entry
from storage.tables.purchases import purchase
from storage.tables.rewards import reward

_PAID = (purchase.c.shop_id == bindparam("shop"), NET > 0)
_MONTH = month_number(purchase.c.day)
_CELL = (
    select(
        purchase.c.buyer_id,
        _MONTH.label("month"),
        func.count().label("purchases"),
        cast(func.sum(NET), BigInteger).label("cents"),
    )
    .where(*_PAID)
    .group_by(purchase.c.buyer_id, _MONTH)
    .cte("cell")
)
"""What a buyer bought in a month in which he did."""
_HIS: Any = {"partition_by": _CELL.c.buyer_id, "order_by": _CELL.c.month}
_IN_ORDER = select(
    _CELL.c.month,
    _CELL.c.purchases,
    _CELL.c.cents,
    func.lag(_CELL.c.month, type_=Integer()).over(**_HIS).label("before"),
    func.first_value(_CELL.c.month, type_=Integer()).over(**_HIS).label("first"),
).cte("in_order")
"""With the month in which he had bought before, and the one of his first purchase."""


def _of_unit(unit: str) -> list[ColumnElement[int]]:
    """What each cell adds to the sums of its period: a buyer counts with his first one in it."""
    months = literal_column(str(MONTHS_IN[unit]), Integer())
    now, before, first = (one // months for one in (_IN_ORDER.c.month, _IN_ORDER.c.before, _IN_ORDER.c.first))
    cents = func.sum(case((first == now, _IN_ORDER.c.cents), else_=0))
    is_new = _IN_ORDER.c.before.is_(None)
    counts = (or_(is_new, before < now), is_new, before == now - 1)
    named = zip(("buyers", "new", "stayed"), counts, strict=True)
    return [
        cents.label(f"{unit}_new_cents"),
        *(func.count(case((one, 1))).label(f"{unit}_{name}") for name, one in named),
    ]


_SUMS = select(
    _IN_ORDER.c.month,
    func.sum(_IN_ORDER.c.purchases).label("purchases"),
    func.sum(_IN_ORDER.c.cents).label("cents"),
    *(column for unit in UNITS for column in _of_unit(unit)),
).group_by(_IN_ORDER.c.month)
_SPAN = select(
    func.count().label("purchases"),
    func.count(purchase.c.buyer_id.distinct()).label("buyers"),
    func.coalesce(func.sum(NET), 0).label("cents"),
).where(*_PAID, purchase.c.day.between(bindparam("first"), bindparam("last")))
_VALID = or_(ledger_entry.c.valid_through.is_(None), ledger_entry.c.valid_through >= bindparam("today"))
_BALANCES = (
    select(func.sum(ledger_entry.c.open).label("points"))
    .join(buyer, buyer.c.id == ledger_entry.c.buyer_id)
    .where(buyer.c.shop_id == bindparam("shop"), buyer.c.merged_into.is_(None))
    .where(ledger_entry.c.unit == POINTS, OPEN, _VALID)
    .group_by(ledger_entry.c.buyer_id)
    .subquery()
)
_POINTS = select(func.coalesce(func.sum(_BALANCES.c.points), 0)).where(_BALANCES.c.points > 0)
_WORTH = select(reward.c.value, reward.c.cost).where(
    reward.c.shop_id == bindparam("shop"),
    reward.c.kind == "amount",
    reward.c.unit == POINTS,
    reward.c.retired.is_(False),
    reward.c.value > 0,
)


class Points(NamedTuple):
    """The points that buyers have, and what they can get for them at most, in cents; None if no reward is money off."""

    points: int
    cents: int | None


def of_shop(db: Connection, shop: Shop, today: date, until: date | None = None) -> Figures:
    """Everything that is said about a shop on a local day; its periods until an earlier one."""
    buckets = [one for row in db.execute(_SUMS, {"shop": shop.id}) for one in _buckets(row)]
    year = span(db, shop.id, today - LAST_YEAR + timedelta(days=1), today)
    return figures(buckets, segments.everybody(db, shop), year, today, shops.rules_of(shop).rhythm, until)


def _buckets(row: Row[Any]) -> list[Bucket]:
    """What a month adds to its own sums, to those of its quarter and of its year."""
    whole = row.month, int(row.purchases), int(row.cents)
    parts = [row[at : at + 4] for at in range(3, len(row), 4)]
    return [
        Bucket(unit, whole[0] // MONTHS_IN[unit], *whole[1:], *map(int, part))
        for unit, part in zip(UNITS, parts, strict=True)
    ]


def span(db: Connection, shop_id: int, first: date, last: date) -> Span:
    """What was bought from one local day through another."""
    return Span(*map(int, db.execute(_SPAN, {"shop": shop_id, "first": first, "last": last}).one()))


def until_now_before(db: Connection, shop_id: int, today: date, unit: str) -> Span:
    """What was bought in as many days of the period before as have passed of the present one."""
    return span(db, shop_id, *same_days_before(today, unit))


def points(db: Connection, shop_id: int, today: date) -> Points:
    """What buyers can still spend, at the best rate at which the catalogue gives money for it."""
    held = int(db.execute(_POINTS, {"shop": shop_id, "today": today}).scalar_one())
    rates = db.execute(_WORTH, {"shop": shop_id}).all()
    return Points(held, max((held * row.value // row.cost for row in rates), default=None))
