"""A file that was read in is taken back, the last row first; what something later builds on stays, and is counted."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, bindparam, delete, or_, select, update

from rules.tiers import VIP
from storage import buyers, import_heirs, lots, marks, notes, occasions
from storage.import_booking import BIRTHDAY, birthday_on
from storage.imports import DONE, KNOWN, NEW, WROTE, Job
from storage.shops import Shop, today_of
from storage.tables import metadata
from storage.tables.buyers import alias, buyer, note
from storage.tables.imports import import_row
from storage.tables.ledger import ledger_entry, ledger_match
from storage.tables.loyalty import badge
from storage.tables.personal import HELD
from storage.tables.purchases import purchase, refund
from storage.tables.reminders import reminder
from storage.tables.rewards import voucher, voucher_part
from storage.tables.texts import wording

LIGHT = (wording, reminder, badge)
"""What the bot made of a person by itself; it goes with him, in this order."""
_NEVER = ("import_row", "buyer", "outbox", *(table.name for table in LIGHT))
_LAST = (
    select(import_row)
    .where(import_row.c.job_id == bindparam("job"), WROTE)
    .order_by(import_row.c.id.desc())
    .limit(bindparam("most"))
)
_GONE = update(import_row).where(import_row.c.id == bindparam("row"))
_GONE = _GONE.values(state=NEW, purchase_id=None, made="", ref="", booked_ref="")


_BY_HAND = [
    buyer.c[name]
    for name in ("birthday_day", "tier_by_hand", "paused_until", "delivered_on", "informed_on", "needed_on")
]
"""What stands here when all that the file said is gone is the seller's own."""


class TakenBack(NamedTuple):
    """How many rows one step took back, and what of them stays."""

    rows: int
    purchases_kept: int = 0
    people_kept: int = 0
    said_elsewhere: int = 0
    """Bookings and facts that another file tells of, too: they are that file's now."""


def take_back(db: Connection, shop: Shop, job: Job, now: datetime, most: int) -> TakenBack:
    """Take the last `most` rows back; 0 rows: nothing is left to take back."""
    rows = db.execute(_LAST, {"job": job.id, "most": most}).all()
    if not rows:
        return TakenBack(0)
    made, facts_handed = import_heirs.hand_facts_over(db, job, rows)
    handed, kept, owners = import_heirs.hand_over(db, job, rows), _used(db, rows), _owners(db, shop, rows)
    for row in rows:
        _undo(db, shop, row, made[row.id], kept, is_handed=row.id in handed)
    db.execute(_GONE, [{"row": row.id} for row in rows])
    people = _people(db, shop, job, rows)
    left = {*owners, *(row.buyer_id for row in rows)} - people
    occasions.refresh_many(db, shop, sorted(left), today_of(shop, now))
    occasions.refresh_many(db, shop, _earned_since(db, shop, rows, left), today_of(shop, now), is_news=False)
    for number in sorted(left):
        lots.note_expiry(db, shop.id, number)
    new = {row.buyer_id for row in rows if row.made_buyer}
    return TakenBack(len(rows), len(kept), len(new - people), len(handed) + facts_handed)


def _owners(db: Connection, shop: Shop, rows: Sequence[Row[Any]]) -> set[int]:
    """Whose the purchases are now: somebody may have turned out to be somebody else."""
    ids = _bought(rows)
    mine = (purchase.c.shop_id == shop.id, purchase.c.id.in_(ids))
    return set(db.scalars(select(purchase.c.buyer_id).where(*mine)))


def _bought(rows: Sequence[Row[Any]]) -> list[int]:
    """The purchases these rows have booked; those that were known are not theirs."""
    return [row.purchase_id for row in rows if row.purchase_id and row.state == DONE]


def _used(db: Connection, rows: Sequence[Row[Any]]) -> set[int]:
    """Purchases that money was given back for since, or a voucher was used for."""
    ids = _bought(rows)
    found: set[int] = set()
    for table in (refund, voucher, voucher_part):
        found |= set(db.scalars(select(table.c.purchase_id).where(table.c.purchase_id.in_(ids))))
    return found


def _undo(
    db: Connection, shop: Shop, row: Row[Any], made: dict[str, Any], kept: Collection[int], *, is_handed: bool
) -> None:
    if (entry := made.get("entry")) and not is_handed:
        _unpost(db, shop.id, entry)
    if row.state == DONE and row.purchase_id and not is_handed and row.purchase_id not in kept:
        db.execute(delete(purchase).where(purchase.c.shop_id == shop.id, purchase.c.id == row.purchase_id))
    for table, ids in ((alias, made.get("alias")), (note, _untouched(db, shop, made.get("note", ())))):
        if ids:
            db.execute(delete(table).where(table.c.shop_id == shop.id, table.c.id.in_(ids)))
    now = buyers.find(db, shop.id, row.buyer_id) if made and row.buyer_id else None
    if now is not None and (before := _before(made, now)):
        buyers.change(db, shop.id, row.buyer_id, **before)


def _untouched(db: Connection, shop: Shop, written: Sequence[tuple[int, str]]) -> list[int]:
    """Notes that say what they said in the file."""
    found = [(notes.get(db, shop.id, number), words) for number, words in written]
    return [row.id for row, words in found if row is not None and marks.hidden(shop, row.text) == words]


def _before(made: dict[str, Any], now: Row[Any]) -> dict[str, Any]:
    """What stood on the buyer's row; what was changed since stays."""
    birthday = BIRTHDAY if made.get("birthday") == birthday_on(now) else ()
    year = ("birthday_year",) if made.get("year") == birthday_on(now) else ()
    vip = ("tier_by_hand",) if made.get("vip") and now.tier_by_hand == VIP else ()
    after, before, _ = made.get("told", (None, "", ""))
    told = {"tier_told": before} if now.tier_told == after else {}
    return {**dict.fromkeys((*birthday, *year, *vip)), **told}


def _earned_since(db: Connection, shop: Shop, rows: Sequence[Row[Any]], left: Collection[int]) -> list[int]:
    """Whose tier is another one than before the file, by what was bought since: that was told, or seen, long ago."""
    before = {row.buyer_id: made["told"][1:] for row in rows if "told" in (made := json.loads(row.made or "{}"))}
    found = [buyers.get(db, shop.id, number) for number in sorted(set(before) & set(left))]
    return [row.id for row in found if row.tier_told == before[row.id][0] and row.tier != before[row.id][1]]


def _unpost(db: Connection, shop_id: int, number: int) -> None:
    """A posting that nothing was taken from, or paid with, since it was read in."""
    taken = select(ledger_match.c.debit_id).where(
        or_(ledger_match.c.debit_id == number, ledger_match.c.credit_id == number)
    )
    mine = (ledger_entry.c.shop_id == shop_id, ledger_entry.c.id == number)
    db.execute(delete(ledger_entry).where(*mine, ~taken.exists()))


def _people(db: Connection, shop: Shop, job: Job, rows: Sequence[Row[Any]]) -> set[int]:
    """People who came with these rows and of whom nothing else is known: they are gone."""
    made = [row.buyer_id for row in rows if row.made_buyer]
    free = set(made) - _needed(db, shop.id, job, made)
    db.execute(update(import_row).where(import_row.c.buyer_id.in_(free)).values(buyer_id=None, made_buyer=False))
    for table in LIGHT:
        db.execute(delete(table).where(table.c.shop_id == shop.id, table.c.buyer_id.in_(free)))
    db.execute(delete(buyer).where(buyer.c.shop_id == shop.id, buyer.c.id.in_(free)))
    import_heirs.hand_people_over(db, job, set(made) - free)
    return free


def _needed(db: Connection, shop_id: int, job: Job, ids: Sequence[int]) -> set[int]:
    """Those about whom something is written anywhere else, or who have an account."""
    linked = or_(buyer.c.telegram_id.is_not(None), buyer.c.contact_id.is_not(None))
    by_hand = or_(linked, *(column.is_not(None) for column in _BY_HAND))
    other = buyer.alias("other")
    into = select(other.c.merged_into).where(other.c.merged_into.in_(ids), other.c.id != other.c.merged_into)
    found = set(db.scalars(select(buyer.c.id).where(buyer.c.shop_id == shop_id, buyer.c.id.in_(ids), by_hand)))
    found |= set(db.scalars(into))
    for name, held in HELD.items():
        table = metadata.tables[name]
        for column in held.buyers if name not in _NEVER else ():
            found |= set(db.scalars(select(table.c[column]).where(table.c[column].in_(ids)).distinct()))
    elsewhere = and_(import_row.c.state == KNOWN, import_row.c.job_id != job.id)
    still = select(import_row.c.buyer_id).where(or_(WROTE, elsewhere), import_row.c.buyer_id.in_(ids))
    return found | set(db.scalars(still))
