"""The facts the occasion rules need, and the due day they give, stored on the buyer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, select, update

from rules.occasions import Occasion, due_occasions, next_due, next_occasion
from rules.occasions.facts import Facts
from rules.rhythm import Rhythm, rhythm_of
from storage import buyers, heard, purchases, tiers
from storage.heard import Heard
from storage.shops import Shop, rules_of
from storage.tables.buyers import buyer

CHUNK = 200
"""Buyers the planner reads at once: its memory does not grow with the shop."""

_UPDATE = update(buyer).where(buyer.c.shop_id == bindparam("b_shop"), buyer.c.id == bindparam("b_id"))
_UPDATE_FIGURES = _UPDATE.returning(buyer)


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
    next: Occasion | None
    waiting: frozenset[str]


def facts_of(db: Connection, rows: Sequence[Row[Any]]) -> Iterator[Known]:
    """What the occasion rules know of each buyer."""
    told = heard.about(db, [row.id for row in rows])
    for row in rows:
        mine = told[row.id]
        yield Known(row, _facts(row, mine), mine.snoozed, mine.waiting)


def rhythm(row: Row[Any]) -> Rhythm:
    """The rhythm on a buyer's row."""
    return Rhythm(row.rhythm_gaps, row.rhythm_log_sum)


def _facts(row: Row[Any], told: Heard) -> Facts:
    return Facts(
        buyer_id=row.id,
        first_day=row.first_day,
        last_day=row.last_day,
        purchases=row.purchases,
        net_cents=row.net_cents,
        rhythm=rhythm(row),
        birthday=buyers.birthday_of(row),
        birthday_known_since=row.birthday_since,
        vip=tiers.is_vip(row),
        points_until=row.points_until,
        seen=told.seen,
        muted=told.muted,
        contact=told.contact,
        offers=told.offers,
        paused_until=row.paused_until,
        delivered_on=row.delivered_on,
        likes=told.likes,
        promises=told.promises,
        complaints=told.complaints,
    )


def refresh(db: Connection, shop: Shop, buyer_id: int, today: date) -> Outlook:
    """Derive a buyer's figures from his history again and store the next due day. Call it whenever his facts change."""
    row = _figured(db, shop, buyer_id, today)
    (known,) = facts_of(db, [row])
    following = next_occasion(known.facts, rules_of(shop), today)
    _store_day(db, shop, known, following.due if following else None)
    return Outlook(row, known.facts, following, known.waiting)


def _figured(db: Connection, shop: Shop, buyer_id: int, today: date) -> Row[Any]:
    """Derive what a buyer's row says about his purchases from the purchases themselves."""
    days = purchases.days(db, shop.id, buyer_id)
    law = rhythm_of(row.day for row in days)
    figures = {
        "b_shop": shop.id,
        "b_id": buyer_id,
        "tier": tiers.earned(shop, days, today),
        "purchases": sum(row.n for row in days),
        "net_cents": int(sum(row.cents for row in days)),
        "first_day": days[0].day if days else None,
        "last_day": days[-1].day if days else None,
        "rhythm_gaps": law.gaps,
        "rhythm_log_sum": law.log_sum,
    }
    return db.execute(_UPDATE_FIGURES, figures).one()


def _store_day(db: Connection, shop: Shop, known: Known, occasion_due: date | None) -> None:
    due = min((day for day in (occasion_due, known.snoozed) if day), default=None)
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
        for row, facts, *_ in facts_of(db, chunk):
            yield row, facts, due_occasions(facts, rules, today)


def until(db: Connection, shop: Shop, last: date) -> Iterator[Known]:
    """Buyers whose due day comes by `last`, with what the rules know of them."""
    for chunk in _chunks(db, shop.id, last):
        yield from facts_of(db, chunk)


def _chunks(db: Connection, shop_id: int, today: date) -> Iterator[Sequence[Row[Any]]]:
    after = 0
    waiting = (
        select(buyer).where(buyer.c.shop_id == shop_id, buyer.c.next_due <= today).order_by(buyer.c.id).limit(CHUNK)
    )
    while rows := db.execute(waiting.where(buyer.c.id > after)).all():
        yield rows
        after = rows[-1].id


def refresh_overdue(db: Connection, shop: Shop, today: date) -> None:
    """Compute the due days anew that have come: what was made into a reminder, or is too late by now, moves on."""
    for rows in _chunks(db, shop.id, today):
        _store_due(db, shop, facts_of(db, rows), today)


def refresh_all(db: Connection, shop: Shop, today: date, from_cents: int = 0) -> None:
    """Compute every due day anew (of those who have paid `from_cents`): the shop's parameters or settings moved."""
    for rows in _everybody(db, shop.id, from_cents):
        _store_due(db, shop, facts_of(db, rows), today)


def _everybody(db: Connection, shop_id: int, from_cents: int = 0) -> Iterator[Sequence[Row[Any]]]:
    after = 0
    here = (buyer.c.shop_id == shop_id, buyer.c.merged_into.is_(None), buyer.c.net_cents >= from_cents)
    wanted = select(buyer).where(*here).order_by(buyer.c.id).limit(CHUNK)
    while rows := db.execute(wanted.where(buyer.c.id > after)).all():
        yield rows
        after = rows[-1].id


def refresh_tiers(db: Connection, shop: Shop, today: date) -> None:
    """Compute every tier anew: the shop's definitions moved. What a buyer rises to by that counts as announced."""
    for rows in _everybody(db, shop.id):
        days = purchases.days_of_all(db, shop.id, [row.id for row in rows])
        found = [(row, tiers.earned(shop, days[row.id], today)) for row in rows]
        moved = [_moved(shop, row, tier) for row, tier in found if tier != row.tier]
        if moved:
            db.execute(_UPDATE, moved)


def _moved(shop: Shop, row: Row[Any], tier: str) -> dict[str, Any]:
    told = tiers.higher(shop, tiers.higher(shop, tier, row.tier_by_hand), row.tier_told)
    return {"b_shop": shop.id, "b_id": row.id, "tier": tier, "tier_told": told}
