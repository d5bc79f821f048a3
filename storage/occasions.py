"""The facts the occasion rules need, and the due day they give, stored on the buyer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, func, select, update

from rules.occasions import Occasion, due_occasions, next_due, next_occasion
from rules.occasions.facts import Facts, Seen
from rules.rhythm import Rhythm, rhythm_of
from storage import buyers, purchases
from storage.shops import Shop, rules_of
from storage.tables.buyers import buyer
from storage.tables.reminders import muted, reminder

CHUNK = 200
"""Buyers the planner reads at once: its memory does not grow with the shop."""

_SINCE = func.sum(case((reminder.c.due > buyer.c.last_day, 1), else_=0))
_SEEN = (
    select(
        reminder.c.buyer_id,
        reminder.c.kind,
        func.max(reminder.c.due).label("due"),
        func.max(reminder.c.shown_on).label("made"),
        _SINCE.label("since"),
    )
    .join(buyer, buyer.c.id == reminder.c.buyer_id)
    .where(reminder.c.buyer_id.in_(bindparam("buyers", expanding=True)))
    .group_by(reminder.c.buyer_id, reminder.c.kind)
)
_MUTED = select(muted.c.buyer_id, muted.c.kind).where(muted.c.buyer_id.in_(bindparam("buyers", expanding=True)))
_SNOOZED = (
    select(reminder.c.buyer_id, func.min(reminder.c.snoozed_until).label("day"))
    .where(reminder.c.buyer_id.in_(bindparam("buyers", expanding=True)), reminder.c.state == "snoozed")
    .group_by(reminder.c.buyer_id)
)
_UPDATE = update(buyer).where(buyer.c.id == bindparam("b_id"))


@dataclass(frozen=True, slots=True)
class Outlook:
    """A buyer's row after his facts changed, and what comes next for him."""

    facts: Facts
    next: Occasion | None


def facts_of(db: Connection, rows: Sequence[Row[Any]]) -> Iterator[tuple[Row[Any], Facts]]:
    """Each buyer's row with the facts derived from it and from his reminders."""
    ids = {"buyers": [row.id for row in rows]}
    seen: dict[int, dict[str, Seen]] = {}
    for hit in db.execute(_SEEN, ids):
        seen.setdefault(hit.buyer_id, {})[hit.kind] = Seen(hit.due, int(hit.since or 0), hit.made)
    quiet: dict[int, set[str]] = {}
    for hit in db.execute(_MUTED, ids):
        quiet.setdefault(hit.buyer_id, set()).add(hit.kind)
    for row in rows:
        yield row, _facts(row, seen.get(row.id, {}), frozenset(quiet.get(row.id, ())))


def rhythm(row: Row[Any]) -> Rhythm:
    """The rhythm on a buyer's row."""
    return Rhythm(row.rhythm_gaps, row.rhythm_log_sum)


def _facts(row: Row[Any], seen: dict[str, Seen], quiet: frozenset[str]) -> Facts:
    return Facts(
        buyer_id=row.id,
        first_day=row.first_day,
        last_day=row.last_day,
        purchases=row.purchases,
        net_cents=row.net_cents,
        rhythm=rhythm(row),
        birthday=buyers.birthday_of(row),
        birthday_known_since=row.birthday_since,
        seen=seen,
        muted=quiet,
    )


def refresh(db: Connection, shop: Shop, buyer_id: int, today: date) -> Outlook:
    """Derive a buyer's figures from his history again and store the next due day. Call it whenever his facts change."""
    rhythm_and_sums(db, shop.id, buyer_id)
    row = buyers.get(db, shop.id, buyer_id)
    ((_, facts),) = facts_of(db, [row])
    _store_due(db, shop, [(row, facts)], today)
    return Outlook(facts, next_occasion(facts, rules_of(shop), today))


def rhythm_and_sums(db: Connection, shop_id: int, buyer_id: int) -> None:
    """Derive what a buyer's row says about his purchases from the purchases themselves."""
    days = purchases.days(db, shop_id, buyer_id)
    law = rhythm_of(row.day for row in days)
    figures = {
        "b_id": buyer_id,
        "purchases": sum(row.n for row in days),
        "net_cents": int(sum(row.cents for row in days)),
        "first_day": days[0].day if days else None,
        "last_day": days[-1].day if days else None,
        "rhythm_gaps": law.gaps,
        "rhythm_log_sum": law.log_sum,
    }
    db.execute(_UPDATE, figures)


def _store_due(db: Connection, shop: Shop, known: Sequence[tuple[Row[Any], Facts]], today: date) -> None:
    """Store the earlier of the next occasion and the next snoozed reminder."""
    snoozed = {hit.buyer_id: hit.day for hit in db.execute(_SNOOZED, {"buyers": [row.id for row, _ in known]})}
    rules = rules_of(shop)
    changed = []
    for row, facts in known:
        days = [day for day in (next_due(facts, rules, today), snoozed.get(row.id)) if day]
        due = min(days, default=None)
        if due != row.next_due:
            changed.append({"b_id": row.id, "next_due": due})
    if changed:
        db.execute(_UPDATE, changed)


def due(db: Connection, shop: Shop, today: date) -> Iterator[tuple[Row[Any], Facts, tuple[Occasion, ...]]]:
    """Buyers whose due day has come, with the occasions that are due. Reads nothing else of the shop."""
    rules = rules_of(shop)
    for chunk in _chunks(db, shop.id, today):
        for row, facts in facts_of(db, chunk):
            yield row, facts, due_occasions(facts, rules, today)


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
        _store_due(db, shop, list(facts_of(db, rows)), today)


def refresh_all(db: Connection, shop: Shop, today: date) -> None:
    """Compute every due day anew: the shop's parameters or settings moved."""
    after = 0
    here = (buyer.c.shop_id == shop.id, buyer.c.merged_into.is_(None))
    wanted = select(buyer).where(*here).order_by(buyer.c.id).limit(CHUNK)
    while rows := db.execute(wanted.where(buyer.c.id > after)).all():
        _store_due(db, shop, list(facts_of(db, rows)), today)
        after = rows[-1].id
