"""Reminders: made from occasions, shown, and what the seller did with them."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from rules.contacts import ALONE, is_contact
from rules.occasions import LIMITS, RANK, Occasion, surprise
from storage.tables.reminders import digest, muted, reminder

Reminder = Row[Any]

log = logging.getLogger(__name__)

_OPEN = reminder.c.state.in_(("open", "snoozed"))
_MOOT = (
    update(reminder)
    .where(
        reminder.c.shop_id == bindparam("shop"),
        reminder.c.buyer_id == bindparam("buyer"),
        _OPEN,
        reminder.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .values(state="moot", snoozed_until=None)
)
_LEAD = reminder.alias("lead")
_PARTED = select(reminder).where(
    reminder.c.shop_id == bindparam("shop"),
    reminder.c.buyer_id == bindparam("buyer"),
    reminder.c.lead_id.in_(select(_LEAD.c.id).where(_LEAD.c.buyer_id == bindparam("buyer"), _LEAD.c.state == "moot")),
    _OPEN,
)
_LED_BY = (
    update(reminder)
    .where(reminder.c.shop_id == bindparam("shop"), reminder.c.id.in_(bindparam("numbers", expanding=True)))
    .values(lead_id=bindparam("lead"))
)

_ON_ITS_OWN = (reminder.c.shop_id == bindparam("shop"), reminder.c.lead_id.is_(None))
_SHOWN = (
    select(reminder)
    .where(*_ON_ITS_OWN, reminder.c.state == "open", reminder.c.until >= bindparam("today"))
    .order_by(reminder.c.priority, reminder.c.due.desc(), reminder.c.id)
    .limit(bindparam("most"))
)
_WOKEN = (
    select(reminder)
    .where(*_ON_ITS_OWN, reminder.c.state == "snoozed", reminder.c.snoozed_until <= bindparam("today"))
    .order_by(reminder.c.priority, reminder.c.id)
)
_NEEDED = or_(reminder.c.kind != surprise.KIND, reminder.c.state != "done")
_COUNT_OF_DAY = select(func.count()).where(*_ON_ITS_OWN, reminder.c.shown_on == bindparam("day"), _NEEDED)
_MADE = insert(digest)


def make(
    db: Connection,
    shop_id: int,
    buyer_id: int,
    occasion: Occasion,
    today: date,
    lead_id: int | None = None,
    state: str = "open",
) -> int:
    """Turn an occasion into a reminder and return its id; one occasion makes one reminder only (IntegrityError).

    With a `lead_id` it is shown on that reminder's card.
    """
    if state == "open" and (occasion.about is not None or LIMITS[occasion.kind] not in ALONE):
        _supersede(db, shop_id, buyer_id, occasion)
    values = {
        "shop_id": shop_id,
        "buyer_id": buyer_id,
        "kind": occasion.kind,
        "key": occasion.key,
        "due": occasion.due,
        "until": occasion.until,
        "reason": _pack(occasion.reason),
        "priority": occasion.priority,
        "shown_on": today,
        "state": state,
        "drafts": 0,
        "lead_id": lead_id,
        "about_id": occasion.about,
    }
    return int(db.execute(insert(reminder).returning(reminder.c.id), values).scalar_one())


def make_card(db: Connection, shop_id: int, buyer_id: int, together: Sequence[Occasion], today: date) -> int:
    """Reminders of what is due together, on the card of the first; gives its id."""
    lead = make(db, shop_id, buyer_id, together[0], today)
    for occasion in together[1:]:
        make(db, shop_id, buyer_id, occasion, today, lead)
    return lead


def make_once(
    db: Connection, shop_id: int, buyer_id: int, together: Sequence[Occasion], today: date
) -> Sequence[int] | None:
    """The card of what is due together, as its id; what the lot withholds is remembered instead, and gives none.

    Where one of them was made into a reminder before, nothing is made (None): nobody else's reminders wait for that.
    """
    shown = [occasion for occasion in together if not occasion.withheld]
    try:
        with db.begin_nested():
            for occasion in together:
                if occasion.withheld:
                    withhold(db, shop_id, buyer_id, occasion, today)
            return [make_card(db, shop_id, buyer_id, shown, today)] if shown else []
    except IntegrityError:
        keys = [(one.kind, one.key) for one in together]
        log.error("Buyer %s has had one of these: %s", buyer_id, keys)  # noqa: TRY400  without what people typed
        return None


def withhold(db: Connection, shop_id: int, buyer_id: int, occasion: Occasion, today: date) -> int:
    """Remember what the lot has left out today: it is never shown and is no contact. Gives its id."""
    return make(db, shop_id, buyer_id, occasion._replace(due=today), today, state="withheld")


def _supersede(db: Connection, shop_id: int, buyer_id: int, occasion: Occasion) -> None:
    """An earlier reminder of the same kind, and about the same promise or complaint, says nothing new."""
    same = (reminder.c.shop_id == shop_id, reminder.c.buyer_id == buyer_id, reminder.c.kind == occasion.kind)
    alike = reminder.c.about_id.is_not_distinct_from(occasion.about)
    db.execute(update(reminder).where(*same, alike, _OPEN).values(state="moot", snoozed_until=None))
    if occasion.about is None:
        _lead_again(db, shop_id, buyer_id)


def companions(db: Connection, shop_id: int, lead_id: int) -> Sequence[Reminder]:
    """What is shown on a reminder's card beside it, most urgent first."""
    beside = select(reminder).where(
        reminder.c.shop_id == shop_id, reminder.c.lead_id == lead_id, reminder.c.state != "moot"
    )
    return db.execute(beside.order_by(reminder.c.priority, reminder.c.id)).all()


def _pack(reason: Mapping[str, object]) -> str:
    return json.dumps(reason, default=lambda value: {"day": value.isoformat()}, ensure_ascii=False)


def reason_of(row: Reminder) -> dict[str, Any]:
    """The facts behind a reminder, days as dates."""
    return dict(
        json.loads(
            row.reason,
            object_hook=lambda packed: date.fromisoformat(packed["day"]) if set(packed) == {"day"} else packed,
        )
    )


def get(db: Connection, shop_id: int, reminder_id: int) -> Reminder:
    """The reminder with this id; raises NoResultFound when the shop has none."""
    return db.execute(select(reminder).where(reminder.c.shop_id == shop_id, reminder.c.id == reminder_id)).one()


def open_ones(db: Connection, shop_id: int, today: date, most: int = 50) -> Sequence[Reminder]:
    """What is still to do: shown, not handled, and not too late; most urgent first."""
    return db.execute(_SHOWN, {"shop": shop_id, "today": today, "most": most}).all()


def count_of_day(db: Connection, shop_id: int, day: date) -> int:
    """How many cards were shown on a local day, or withheld in their place; an extra that was packed needed none."""
    return int(db.execute(_COUNT_OF_DAY, {"shop": shop_id, "day": day}).scalar_one())


def waiting_about(db: Connection, shop_id: int, kind: str, about_id: int) -> Sequence[Reminder]:
    """Reminders of one promise or complaint that are not dealt with yet."""
    same = (reminder.c.shop_id == shop_id, reminder.c.kind == kind, reminder.c.about_id == about_id)
    return db.execute(select(reminder).where(*same, _OPEN)).all()


def waiting_for(db: Connection, shop_id: int, buyer_id: int, kinds: Collection[str]) -> Sequence[Reminder]:
    """A buyer's reminders of these kinds that are not dealt with yet."""
    his = (reminder.c.shop_id == shop_id, reminder.c.buyer_id == buyer_id, reminder.c.kind.in_(kinds))
    return db.execute(select(reminder).where(*his, _OPEN)).all()


def woken(db: Connection, shop_id: int, today: date) -> Sequence[Reminder]:
    """Snoozed reminders whose day has come, most urgent first."""
    return db.execute(_WOKEN, {"shop": shop_id, "today": today}).all()


def snoozed(db: Connection, shop_id: int, last: date, buyer_id: int | None = None) -> list[tuple[int, Occasion]]:
    """What was put off until `last` at the latest, each as it comes again, of one buyer or of all; with the buyers' ids."""
    mine = [reminder.c.shop_id == shop_id, reminder.c.state == "snoozed", reminder.c.snoozed_until <= last]
    if buyer_id is not None:
        mine.append(reminder.c.buyer_id == buyer_id)
    rows = db.execute(select(reminder).where(*mine).order_by(reminder.c.snoozed_until, reminder.c.id))
    return [(row.buyer_id, _again(row)) for row in rows]


def _again(row: Reminder) -> Occasion:
    return Occasion(row.kind, row.key, row.snoozed_until, row.until, row.priority, reason_of(row), row.about_id)


def wake(db: Connection, shop_id: int, reminder_id: int, today: date) -> None:
    """Show a snoozed reminder again; however late that is, it is worth showing through today."""
    until = max(get(db, shop_id, reminder_id).until, today)
    _set(db, shop_id, reminder_id, state="open", snoozed_until=None, shown_on=today, until=until)


def drop(db: Connection, shop_id: int, reminder_id: int) -> None:
    """It is pointless by now, with all that is on its card."""
    _set(db, shop_id, reminder_id, state="moot", snoozed_until=None)


def done(db: Connection, shop_id: int, reminder_id: int) -> None:
    """The seller has dealt with it."""
    _set(db, shop_id, reminder_id, state="done", snoozed_until=None)


def decline(db: Connection, shop_id: int, reminder_id: int, today: date) -> None:
    """The seller said no; what depends on it counts from today."""
    _set(db, shop_id, reminder_id, state="done", snoozed_until=None, shown_on=today)


def snooze(db: Connection, shop_id: int, reminder_id: int, until: date) -> None:
    """Show it again on that local day; it stays worth showing at least through it."""
    row = get(db, shop_id, reminder_id)
    _set(db, shop_id, reminder_id, state="snoozed", snoozed_until=until, until=max(row.until, until))


def reopen(db: Connection, shop_id: int, reminder_id: int) -> None:
    """Take back what the seller did with it; a text that was handed over stays a contact."""
    handed = {} if get(db, shop_id, reminder_id).drafts else {"contact_on": None}
    _set(db, shop_id, reminder_id, state="open", snoozed_until=None, **handed)


def count_draft(db: Connection, shop_id: int, reminder_id: int) -> int:
    """Count a draft that is handed over; gives its number, from 0."""
    row = get(db, shop_id, reminder_id)
    _set(db, shop_id, reminder_id, drafts=row.drafts + 1)
    return int(row.drafts)


def touched(db: Connection, shop_id: int, reminder_id: int, day: date) -> None:
    """The seller has dealt with it: unless the buyer notices nothing of that, she got in touch with him."""
    row = get(db, shop_id, reminder_id)
    if is_contact(LIMITS[row.kind], row.key):
        _set(db, shop_id, reminder_id, contact_on=day)


def handed_over(db: Connection, shop_id: int, reminder_id: int, day: date) -> None:
    """A text for the buyer was handed over, or sent: whatever the kind, that is a contact."""
    _set(db, shop_id, reminder_id, contact_on=day)


def _set(db: Connection, shop_id: int, reminder_id: int, **values: object) -> None:
    """Change a reminder; what is shown on its card goes along in everything but its words and its days."""
    whole = {name: value for name, value in values.items() if name not in {"until", "drafts"}}
    mine = (reminder.c.shop_id == shop_id, reminder.c.id == reminder_id)
    db.execute(update(reminder).where(*mine).values(**values))
    if whole:
        beside = (reminder.c.shop_id == shop_id, reminder.c.lead_id == reminder_id, reminder.c.state != "moot")
        db.execute(update(reminder).where(*beside).values(**whole))


def swallow(db: Connection, shop_id: int, buyer_id: int, kinds: Collection[str]) -> None:
    """Drop open reminders of these kinds: what happened since has made them pointless.

    What is left of a card stays one card.
    """
    db.execute(_MOOT, {"shop": shop_id, "buyer": buyer_id, "kinds": list(kinds)})
    _lead_again(db, shop_id, buyer_id)


def _lead_again(db: Connection, shop_id: int, buyer_id: int) -> None:
    """What is left of a card that has lost the reminder it began with stays one card: the most urgent leads the others."""
    left: dict[int, list[Reminder]] = defaultdict(list)
    for row in db.execute(_PARTED, {"shop": shop_id, "buyer": buyer_id}):
        left[row.lead_id].append(row)
    for rows in left.values():
        first, *others = (row.id for row in sorted(rows, key=lambda row: (row.priority, RANK[row.kind])))
        db.execute(_LED_BY, {"shop": shop_id, "numbers": [first], "lead": None})
        if others:
            db.execute(_LED_BY, {"shop": shop_id, "numbers": others, "lead": first})


def mute(db: Connection, shop_id: int, buyer_id: int, kind: str) -> None:
    """No more reminders of this kind for this buyer."""
    if not is_muted(db, shop_id, buyer_id, kind):
        db.execute(insert(muted), {"buyer_id": buyer_id, "kind": kind, "shop_id": shop_id})


def is_muted(db: Connection, shop_id: int, buyer_id: int, kind: str) -> bool:
    """Whether this kind, or a mark that is kept like one, is noted for this buyer."""
    noted = (muted.c.shop_id == shop_id, muted.c.buyer_id == buyer_id, muted.c.kind == kind)
    return db.execute(select(muted.c.kind).where(*noted)).first() is not None


def unmute(db: Connection, shop_id: int, buyer_id: int, kind: str) -> None:
    """Remind of this kind again."""
    db.execute(muted.delete().where(muted.c.shop_id == shop_id, muted.c.buyer_id == buyer_id, muted.c.kind == kind))


def mark_digest(db: Connection, shop_id: int, day: date, now: datetime) -> bool:
    """Note that this local day's message is made; False when it was made before."""
    try:
        with db.begin_nested():
            db.execute(_MADE, {"shop_id": shop_id, "day": day, "created_at": now})
    except IntegrityError:
        return False
    return True
