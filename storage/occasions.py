"""The facts the occasion rules need, and the due day they give, stored on the buyer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, select, update

from rules.occasions import Occasion, due_occasions, next_due, reward_near
from rules.occasions import occasions as all_occasions
from rules.occasions.facts import Facts
from rules.rhythm import Rhythm, rhythm_of
from rules.tiers import VIP
from storage import buyers, heard, ledger, purchases, reminders, shops, tiers
from storage.heard import Heard
from storage.ledger import Balance
from storage.rows import changed
from storage.shops import Shop, rules_of
from storage.tables.buyers import buyer

CHUNK = 200
"""Buyers the planner reads at once: its memory does not grow with the shop."""
_DUE_BY = select(buyer.c.id).where(buyer.c.shop_id == bindparam("shop"), buyer.c.next_due <= bindparam("day"))
_BY_DAY = _DUE_BY.order_by(buyer.c.next_due, buyer.c.id)
_THESE = (
    select(buyer)
    .where(buyer.c.shop_id == bindparam("shop"), buyer.c.id.in_(bindparam("buyers", expanding=True)))
    .order_by(buyer.c.id)
)
_NEXT = (
    select(buyer)
    .where(buyer.c.shop_id == bindparam("shop"), buyer.c.merged_into.is_(None), buyer.c.id > bindparam("after"))
    .order_by(buyer.c.id)
    .limit(bindparam("most"))
)
_UPDATE = update(buyer).where(buyer.c.shop_id == bindparam("b_shop"), buyer.c.id == bindparam("b_id"))


class Known(NamedTuple):
    """A buyer's row, the facts derived from it and from his reminders, and when a snoozed reminder comes back."""

    row: Row[Any]
    facts: Facts
    snoozed: date | None
    waiting: frozenset[str]
    """Kinds with a reminder that is not dealt with yet."""


class Outlook(NamedTuple):
    """A buyer's row after his facts changed, and what comes next for him."""

    row: Row[Any]
    facts: Facts
    coming: Sequence[Occasion]
    """The next of each kind, the earliest first."""
    waiting: frozenset[str]

    @property
    def next(self) -> Occasion | None:
        """What comes first."""
        return self.coming[0] if self.coming else None


class Figures(NamedTuple):
    """What a buyer's row says about his purchases."""

    tier: str
    tier_until: date | None
    purchases: int
    net_cents: int
    first_day: date | None
    last_day: date | None
    rhythm_gaps: int
    rhythm_log_sum: float
    tier_reached: str | None


_FIGURES = _UPDATE.values(tier_told=bindparam("b_told"), **{name: bindparam(f"b_{name}") for name in Figures._fields})


def facts_of(db: Connection, rows: Sequence[Row[Any]], today: date) -> Iterator[Known]:
    """What the occasion rules know of each buyer."""
    ids = [row.id for row in rows]
    told, balances = heard.about(db, ids), ledger.balances(db, ids, today)
    for row in rows:
        yield _known(row, _figures_on(row), told[row.id], balances[row.id])


def _known(row: Row[Any], figures: Figures, told: Heard, balance: Balance) -> Known:
    return Known(row, _facts(row, figures, told, balance), told.snoozed, told.waiting)


def rhythm(row: Row[Any]) -> Rhythm:
    """The rhythm on a buyer's row."""
    return Rhythm(row.rhythm_gaps, row.rhythm_log_sum)


def _figures_on(row: Row[Any]) -> Figures:
    return Figures(*(getattr(row, name) for name in Figures._fields))


def _facts(row: Row[Any], figures: Figures, told: Heard, balance: Balance) -> Facts:
    return Facts(
        buyer_id=row.id,
        first_day=figures.first_day,
        last_day=figures.last_day,
        purchases=figures.purchases,
        net_cents=figures.net_cents,
        rhythm=Rhythm(figures.rhythm_gaps, figures.rhythm_log_sum),
        birthday=buyers.birthday_of(row),
        birthday_known_since=row.birthday_since,
        vip=VIP in (figures.tier, row.tier_by_hand),
        tier=figures.tier,
        tier_reached=None if row.tier_by_hand else figures.tier_reached,
        points=balance.points,
        stamps=balance.stamps,
        points_until=row.points_until,
        seen=told.seen,
        muted=told.muted,
        contact=told.contact,
        offers=told.offers,
        offered=told.offered,
        missed=told.missed,
        won_back=told.won_back,
        paused_until=row.paused_until,
        delivered_on=row.delivered_on,
        likes=told.likes,
        extra=told.extra,
        rating_fell=told.fell,
        promises=told.promises,
        complaints=told.complaints,
    )


def refresh(db: Connection, shop: Shop, buyer_id: int, today: date, balance: Balance | None = None) -> Outlook:
    """Derive a buyer's figures from his history again and store the next due day. Call it whenever his facts change.

    `balance`: what he has as soon as all is booked, if that is not what he has now.
    """
    buyers.lock(db, shop.id, buyer_id)
    row = buyers.get(db, shop.id, buyer_id)
    days = purchases.days(db, shop.id, buyer_id)
    return refresh_from(db, shop, row, days, today, balance or ledger.balances(db, [buyer_id], today)[buyer_id])


def refresh_from(
    db: Connection,
    shop: Shop,
    row: Row[Any],
    days: Sequence[Row[Any]],
    today: date,
    balance: Balance,
    *,
    is_heard_of: bool = True,
) -> Outlook:
    """As `refresh`, with his row and his purchase days at hand, and whether anything is written down about him."""
    figures = _figures(shop, row, days, today)
    told = heard.about_one(db, shop.id, row.id, figures.last_day) if is_heard_of else heard.NOTHING
    known = _known(row, figures, told, balance)
    coming = all_occasions(known.facts, rules_of(shop), today)
    due = _earlier(coming[0].due if coming else None, known.snoozed)
    now = _stored(db, row, {**figures._asdict(), "next_due": due})
    return Outlook(now, known.facts, coming, known.waiting)


def _stored(db: Connection, row: Row[Any], values: Mapping[str, Any]) -> Row[Any]:
    """The row with these values; only those that moved are written, with the indexes they stand in."""
    moved = {name: value for name, value in values.items() if value != getattr(row, name)}
    if not moved:
        return row
    db.execute(_UPDATE, {"b_shop": row.shop_id, "b_id": row.id, **moved})
    return changed(row, moved)


def refresh_many(db: Connection, shop: Shop, buyer_ids: Sequence[int], today: date, *, is_news: bool = True) -> None:
    """As `refresh`, for any number of buyers at once; unless it `is_news`, a tier that comes of it is told to nobody."""
    for rows in rows_of(db, shop.id, buyer_ids):
        days = purchases.days_of_all(db, shop.id, [row.id for row in rows])
        found = [_figured(shop, row, days[row.id], today, is_news=is_news) for row in rows]
        db.execute(_FIGURES, found)
    refresh_days(db, shop, buyer_ids, today)


def _figured(shop: Shop, row: Row[Any], days: Sequence[Row[Any]], today: date, *, is_news: bool) -> dict[str, Any]:
    figures, told = _figures(shop, row, days, today), row.tier_told
    if not is_news:
        told = figures.tier if tiers.is_above(shop, figures.tier, told) else told
        figures = figures._replace(tier_reached=None)
    return {"b_shop": shop.id, "b_id": row.id, "b_told": told, **{f"b_{k}": v for k, v in figures._asdict().items()}}


def look_again(db: Connection, shop_id: int, buyer_id: int, today: date) -> None:
    """After his balance changed: the due day anew; reminders of a reward that is no longer near are dropped."""
    row = buyers.get(db, shop_id, buyer_id)
    if row.merged_into is not None:
        return
    shop = shops.get(db, shop_id)
    (known,) = facts_of(db, [row], today)
    if reward_near.KIND in known.waiting and reward_near.nearest(known.facts, rules_of(shop)) is None:
        reminders.swallow(db, shop_id, buyer_id, (reward_near.KIND,))
        (known,) = facts_of(db, [row], today)
    _store_due(db, shop, [known], today)


def _figures(shop: Shop, row: Row[Any], days: Sequence[Row[Any]], today: date) -> Figures:
    """What a buyer's row says about his purchases, from the purchases themselves."""
    law = rhythm_of([row.day for row in days])
    tier, until = tiers.earned_until(shop, days, today)
    return Figures(
        tier=tier,
        tier_until=until,
        purchases=sum([row.n for row in days]),
        net_cents=int(sum([row.cents for row in days])),
        first_day=days[0].day if days else None,
        last_day=days[-1].day if days else None,
        rhythm_gaps=law.gaps,
        rhythm_log_sum=law.log_sum,
        tier_reached=_tier_reached(shop, row, days, tier, today),
    )


def _tier_reached(shop: Shop, row: Row[Any], days: Sequence[Row[Any]], tier: str, today: date) -> str | None:
    """The tier, if it came with the latest day of purchases and was not announced earlier."""
    if tier == tiers.earned(shop, days[:-1], today):
        return None
    return tier if row.tier_reached == tier or tiers.is_above(shop, tier, row.tier_told) else None


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)


def _store_day(db: Connection, shop: Shop, known: Known, occasion_due: date | None) -> None:
    due = _earlier(occasion_due, known.snoozed)
    if due != known.row.next_due:
        db.execute(_UPDATE, {"b_shop": shop.id, "b_id": known.row.id, "next_due": due})


def _store_due(db: Connection, shop: Shop, known: Iterable[Known], today: date) -> None:
    """Store the earlier of the next occasion and the next snoozed reminder."""
    rules = rules_of(shop)
    for one in known:
        _store_day(db, shop, one, next_due(one.facts, rules, today))


def due(db: Connection, shop: Shop, today: date) -> Iterator[tuple[Row[Any], Facts, tuple[Occasion, ...]]]:
    """Buyers whose due day has come, with the occasions that are due. Reads nothing else of the shop."""
    rules = rules_of(shop)
    for chunk in _chunks(db, shop.id, today):
        for row, facts, *_ in facts_of(db, chunk, today):
            yield row, facts, due_occasions(facts, rules, today)


def until(db: Connection, shop: Shop, last: date, today: date, most: int) -> tuple[Iterator[Known], int]:
    """The first `most` buyers whose due day comes by `last`, the earliest first; and how many more there are."""
    ids = db.scalars(_BY_DAY, {"shop": shop.id, "day": last}).all()
    return _in_order(db, shop, ids[:most], today), max(0, len(ids) - most)


def earliest(db: Connection, shop: Shop, today: date, most: int) -> Iterator[Known]:
    """The buyers whose due day comes first, the earliest first."""
    ids = db.scalars(_BY_DAY.limit(most), {"shop": shop.id, "day": date.max}).all()
    return _in_order(db, shop, ids, today)


def _in_order(db: Connection, shop: Shop, ids: Sequence[int], today: date) -> Iterator[Known]:
    known = {one.row.id: one for one in facts_of_these(db, shop, ids, today)}
    return (known[number] for number in ids)


def facts_of_these(db: Connection, shop: Shop, buyer_ids: Sequence[int], today: date) -> Iterator[Known]:
    """What the occasion rules know of these buyers."""
    for rows in rows_of(db, shop.id, buyer_ids):
        yield from facts_of(db, rows, today)


def _chunks(db: Connection, shop_id: int, today: date) -> Iterator[Sequence[Row[Any]]]:
    return rows_of(db, shop_id, sorted(db.scalars(_DUE_BY, {"shop": shop_id, "day": today})))


def rows_of(db: Connection, shop_id: int, buyer_ids: Sequence[int]) -> Iterator[Sequence[Row[Any]]]:
    """The rows of these buyers, a chunk at a time, each chunk by their ids."""
    for start in range(0, len(buyer_ids), CHUNK):
        yield db.execute(_THESE, {"shop": shop_id, "buyers": list(buyer_ids[start : start + CHUNK])}).all()


def refresh_overdue(db: Connection, shop: Shop, today: date) -> None:
    """Compute the due days anew that have come: what was made into a reminder, or is too late by now, moves on."""
    for rows in _chunks(db, shop.id, today):
        _store_due(db, shop, facts_of(db, rows, today), today)


def refresh_all(db: Connection, shop: Shop, today: date) -> None:
    """Compute every due day anew: the shop's parameters or settings moved."""
    after: int | None = 0
    while after is not None:
        after = refresh_some(db, shop, today, after)


def refresh_some(db: Connection, shop: Shop, today: date, after: int, most: int = CHUNK) -> int | None:
    """Compute the due days of the next `most` buyers after an id anew; gives the last one's id, None when nobody is left."""
    rows = db.execute(_NEXT, {"shop": shop.id, "after": after, "most": most}).all()
    _store_due(db, shop, facts_of(db, rows, today), today)
    return rows[-1].id if len(rows) == most else None


def refresh_days(db: Connection, shop: Shop, buyer_ids: Sequence[int], today: date) -> None:
    """Compute the due days of these buyers anew."""
    for rows in rows_of(db, shop.id, buyer_ids):
        _store_due(db, shop, facts_of(db, rows, today), today)
