"""What is written down about buyers beside their own rows, in one query: reminders, notes, promises, complaints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Date,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from rules.contacts import WAITING
from rules.occasions import LIMITS, surprise, win_back
from rules.occasions.early_warning import FALL
from rules.occasions.facts import Complaint, Pledge, Seen
from storage.tables.buyers import buyer, note
from storage.tables.reminders import complaint, muted, promise, reminder
from storage.tables.texts import wording

COUNTED = frozenset(kind for kind, limit in LIMITS.items() if limit in WAITING)
"""Kinds that count as a contact when they are shown, or are to be shown again; the others when the seller deals with them."""
OFFERS = frozenset({"win_back", "second_purchase", "reward_near", "expiry"})


@dataclass(slots=True)
class Heard:
    """What is written down about one buyer."""

    seen: dict[str, Seen] = field(default_factory=dict)
    muted: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()
    """Kinds with a reminder that is not dealt with yet."""
    snoozed: date | None = None
    contact: date | None = None
    offers: int = 0
    offered: tuple[date, ...] = ()
    missed: tuple[date, ...] = ()
    won_back: tuple[date, ...] = ()
    fell: date | None = None
    extra: int | None = None
    likes: bool = False
    promises: tuple[Pledge, ...] = ()
    complaints: tuple[Complaint, ...] = ()


NOTHING = Heard()
"""Of somebody about whom nothing is written down."""
_THESE: BindParameter[Any] = bindparam("buyers", expanding=True)
_HIM: BindParameter[Any] = bindparam("buyer")
_KINDS: dict[str, Any] = {
    "kind": String(),
    "due": Date(),
    "made": Date(),
    "done": Date(),
    "contact": Date(),
    "snoozed": Date(),
    "fell": Date(),
    "rated": Date(),
    "since": BigInteger(),
    "waiting": BigInteger(),
    "about": BigInteger(),
    "words": String(),
    "given": String(),
}


def _row(what: str, of: ColumnElement[Any], **columns: Any) -> Select[Any]:
    """A row of the union; what is not given is NULL of the right type."""
    given = [columns.get(name, null().cast(kind)).label(name) for name, kind in _KINDS.items()]
    return select(of.label("buyer_id"), literal_column(f"'{what}'", String()).label("what"), *given)


def _told(kind: str, of: Any) -> ColumnElement[Any]:
    about = (reminder.c.buyer_id == of.c.buyer_id, reminder.c.kind == kind, reminder.c.about_id == of.c.id)
    return select(func.max(reminder.c.due)).where(*about).correlate(of).scalar_subquery()


_SHOWN = reminder.c.state != "withheld"


def _seen(last_day: ColumnElement[Any]) -> Select[Any]:
    """Kinds a buyer has reminders of; `since` counts those that were shown after his last purchase."""
    return _row(
        "seen",
        reminder.c.buyer_id,
        kind=reminder.c.kind,
        due=func.max(reminder.c.due),
        made=func.max(case((_SHOWN, reminder.c.shown_on))),
        done=func.max(case((reminder.c.state == "done", reminder.c.shown_on))),
        contact=func.max(reminder.c.contact_on),
        snoozed=func.min(case((reminder.c.state == "snoozed", reminder.c.snoozed_until))),
        fell=func.max(case((reminder.c.stars <= reminder.c.stars_before - FALL, reminder.c.rated_on))),
        rated=func.max(reminder.c.rated_on),
        since=func.sum(case((and_(reminder.c.due > last_day, _SHOWN), 1), else_=0)),
        waiting=func.sum(case((reminder.c.state.in_(("open", "snoozed")), 1), else_=0)),
        words=func.max(reminder.c.key),
        given=func.max(case((reminder.c.given_on.is_not(None), reminder.c.key))),
    ).group_by(reminder.c.buyer_id, reminder.c.kind)


_MUTED = _row("muted", muted.c.buyer_id, kind=muted.c.kind)
_NOTES = _row("note", note.c.buyer_id, kind=note.c.kind, contact=func.max(note.c.day)).group_by(
    note.c.buyer_id, note.c.kind
)
_PROMISES = _row(
    "promise",
    promise.c.buyer_id,
    due=promise.c.day,
    made=_told("promise", promise),
    about=promise.c.id,
    words=promise.c.words,
).where(promise.c.state == "open")
_SENT_ALONE = (wording.c.reminder_id.is_(None), wording.c.sent_on.is_not(None))
"""Texts that the bot has sent without a reminder: apologies."""
_SORRY = (
    select(func.max(wording.c.sent_on))
    .where(wording.c.buyer_id == complaint.c.buyer_id, *_SENT_ALONE)
    .correlate(complaint)
    .scalar_subquery()
)
_COMPLAINTS = _row(
    "complaint",
    complaint.c.buyer_id,
    kind=complaint.c.state,
    contact=_SORRY,
    due=complaint.c.check_on,
    made=_told("complaint_check", complaint),
    done=complaint.c.day,
    about=complaint.c.id,
    words=complaint.c.words,
)
_WIN_BACK = and_(reminder.c.kind == win_back.KIND, _SHOWN)
_OFFERED = _row(
    "offer", reminder.c.buyer_id, kind=reminder.c.kind, made=reminder.c.shown_on, contact=reminder.c.contact_on
).where(reminder.c.kind.in_(OFFERS), or_(reminder.c.contact_on.is_not(None), _WIN_BACK))
_HERE = select(buyer.c.shop_id).where(buyer.c.id.in_(_THESE))
_ALL = union_all(
    _seen(buyer.c.last_day).join(buyer, buyer.c.id == reminder.c.buyer_id).where(reminder.c.buyer_id.in_(_THESE)),
    _MUTED.where(muted.c.buyer_id.in_(_THESE)),
    _NOTES.where(note.c.shop_id.in_(_HERE), note.c.buyer_id.in_(_THESE)),
    _PROMISES.where(promise.c.buyer_id.in_(_THESE)),
    _COMPLAINTS.where(complaint.c.buyer_id.in_(_THESE)),
    _OFFERED.where(reminder.c.buyer_id.in_(_THESE)),
)
_ALL_OF_ONE = union_all(
    _seen(bindparam("last_day", type_=Date)).where(reminder.c.buyer_id == _HIM),
    _MUTED.where(muted.c.buyer_id == _HIM),
    _NOTES.where(note.c.shop_id == bindparam("shop"), note.c.buyer_id == _HIM),
    _PROMISES.where(promise.c.buyer_id == _HIM),
    _COMPLAINTS.where(complaint.c.buyer_id == _HIM),
    _OFFERED.where(reminder.c.buyer_id == _HIM),
)


def about(db: Connection, buyers: Sequence[int]) -> dict[int, Heard]:
    """What is written down about each of these buyers."""
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in db.execute(_ALL, {"buyers": list(buyers)}):
        rows[row.buyer_id].append(row)
    return {buyer_id: _heard(rows[buyer_id]) if rows[buyer_id] else Heard() for buyer_id in buyers}


def about_one(db: Connection, shop_id: int, buyer_id: int, last_day: date | None) -> Heard:
    """The same of one buyer whose last purchase was on a given day."""
    wanted = {"shop": shop_id, "buyer": buyer_id, "last_day": last_day}
    rows = db.execute(_ALL_OF_ONE, wanted).all()
    return _heard(rows) if rows else Heard()


def latest_contacts(db: Connection, shop_id: int, buyer_id: int, most: int) -> list[bool]:
    """Whether each of the buyer's latest contacts was an offer and nothing else, newest first; a local day is one contact."""
    offer = case((reminder.c.kind.in_(OFFERS), 1), else_=0).label("offer")
    mine = (reminder.c.shop_id == shop_id, reminder.c.buyer_id == buyer_id, reminder.c.contact_on.is_not(None))
    written = (note.c.shop_id == shop_id, note.c.buyer_id == buyer_id, note.c.kind == "note")
    sorry = (wording.c.shop_id == shop_id, wording.c.buyer_id == buyer_id, *_SENT_ALONE)
    all_ = union_all(
        select(reminder.c.contact_on.label("day"), offer).where(*mine),
        select(note.c.day, literal_column("0")).where(*written),
        select(wording.c.sent_on, literal_column("0")).where(*sorry),
    ).subquery()
    days = select(func.min(all_.c.offer)).group_by(all_.c.day).order_by(all_.c.day.desc()).limit(most)
    return [bool(offers) for offers in db.scalars(days)]


def contact_beside(db: Connection, shop_id: int, buyer_id: int, card: int, today: date) -> date | None:
    """The latest contact by today, of whatever kind, that had nothing to do with the reminders on this card."""
    others = (
        reminder.c.shop_id == shop_id,
        reminder.c.buyer_id == buyer_id,
        reminder.c.id != card,
        or_(reminder.c.lead_id.is_(None), reminder.c.lead_id != card),
    )
    written = (note.c.shop_id == shop_id, note.c.buyer_id == buyer_id, note.c.kind == "note")
    sorry = (wording.c.shop_id == shop_id, wording.c.buyer_id == buyer_id, *_SENT_ALONE)
    days = union_all(
        select(reminder.c.contact_on.label("day")).where(*others),
        select(reminder.c.shown_on).where(*others, reminder.c.kind.in_(COUNTED), _SHOWN),
        select(note.c.day).where(*written),
        select(wording.c.sent_on).where(*sorry),
    ).subquery()
    latest: date | None = db.scalar(select(func.max(days.c.day)).where(days.c.day <= today))
    return latest


def _heard(rows: Collection[Any]) -> Heard:
    seen, notes = list(_of(rows, "seen")), list(_of(rows, "note"))
    spoken, answered = [*_written(notes), *_of(rows, "complaint")], _answered(seen, notes)
    offers = list(_of(rows, "offer"))
    tries = [row for row in offers if row.kind == win_back.KIND]
    return Heard(
        seen={row.kind: Seen(row.due, int(row.since or 0), row.made, row.done, row.words) for row in seen},
        muted=frozenset(row.kind for row in _of(rows, "muted")),
        waiting=frozenset(row.kind for row in seen if row.waiting),
        snoozed=min((row.snoozed for row in seen if row.snoozed), default=None),
        contact=_latest([*seen, *spoken], shown=True),
        offers=_offers(offers, seen, spoken),
        offered=_after(answered, (row.contact for row in offers)),
        missed=_after(answered, (row.made for row in tries)),
        won_back=_after(answered, (row.contact for row in tries)),
        fell=max((row.fell for row in seen if row.fell), default=None),
        extra=next((surprise.purchase_of(row.given)[1] for row in seen if row.given), None),
        likes=any(row.kind == "like" for row in notes),
        promises=tuple(Pledge(row.about, row.due, row.words, row.made) for row in _of(rows, "promise")),
        complaints=tuple(_complaint(row) for row in _of(rows, "complaint")),
    )


def _of(rows: Iterable[Any], what: str) -> Iterator[Any]:
    return (row for row in rows if row.what == what)


def _complaint(row: Any) -> Complaint:
    return Complaint(row.about, row.done, row.due, row.kind == "open", row.words, row.made)


def _latest(rows: Iterable[Any], *, shown: bool = False) -> date | None:
    counted = [row for row in rows if shown and row.kind in COUNTED]
    days = [*(row.contact for row in rows), *(row.made for row in counted), *(row.snoozed for row in counted)]
    return max(filter(None, days), default=None)


def _written(notes: Iterable[Any]) -> list[Any]:
    return [row for row in notes if row.kind == "note"]


def _offers(rows: Iterable[Any], seen: Iterable[Any], spoken: Iterable[Any]) -> int:
    """On how many days there were offers since the last contact that was none."""
    other = _latest([*(row for row in seen if row.kind not in OFFERS), *spoken])
    return len(_after(other or date.min, (row.contact for row in rows)))


def _answered(seen: Iterable[Any], notes: Iterable[Any]) -> date:
    """The latest day on which a note was written, or stars were given."""
    signs = [*(row.contact for row in _written(notes)), *(row.rated for row in seen)]
    return max(filter(None, signs), default=date.min)


def _after(day: date, days: Iterable[date | None]) -> tuple[date, ...]:
    """Those of the days that are known and come after this one, in order, each once."""
    return tuple(sorted({one for one in days if one and one > day}))
