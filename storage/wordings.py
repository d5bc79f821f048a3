"""Which text was handed over for whom, and which of them the bot has sent."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from storage import occasions
from storage.tables.texts import wording


def remember(
    db: Connection, shop_id: int, buyer_id: int, fingerprint: str, day: date, reminder_id: int | None = None
) -> None:
    """Note that a text was handed over on a local day."""
    values = {"shop_id": shop_id, "buyer_id": buyer_id, "reminder_id": reminder_id}
    db.execute(insert(wording), {**values, "fingerprint": fingerprint, "day": day, "sent_on": None})


def of_buyer(db: Connection, shop_id: int, buyer_id: int) -> dict[str, int]:
    """The texts a buyer had, each with a number that is the higher the later it was."""
    mine = (wording.c.shop_id == shop_id, wording.c.buyer_id == buyer_id)
    latest = select(wording.c.fingerprint, func.max(wording.c.id)).where(*mine).group_by(wording.c.fingerprint)
    return {fingerprint: int(number) for fingerprint, number in db.execute(latest)}


def of_others(db: Connection, shop_id: int, buyer_id: int, day: date) -> frozenset[str]:
    """The texts that were handed over for other buyers on a local day."""
    same_day = (wording.c.shop_id == shop_id, wording.c.day == day, wording.c.buyer_id != buyer_id)
    return frozenset(db.scalars(select(wording.c.fingerprint).where(*same_day)))


def was_sent(db: Connection, shop_id: int, reminder_id: int) -> bool:
    """Whether the bot has sent a text because of this reminder."""
    mine = (wording.c.shop_id == shop_id, wording.c.reminder_id == reminder_id, wording.c.sent_on.is_not(None))
    return db.execute(select(wording.c.id).where(*mine).limit(1)).first() is not None


def was_sent_about(db: Connection, shop_id: int, buyer_id: int, mark: str) -> bool:
    """Whether the bot has sent a buyer a text under this mark."""
    mine = (wording.c.shop_id == shop_id, wording.c.buyer_id == buyer_id, wording.c.fingerprint == mark)
    return db.execute(select(wording.c.id).where(*mine).limit(1)).first() is not None


def mark_sent_about(db: Connection, shop_id: int, buyer_id: int, mark: str, day: date) -> None:
    """Note under a mark that the bot sends a buyer a text about something else than a reminder."""
    values = {"shop_id": shop_id, "buyer_id": buyer_id, "reminder_id": None}
    db.execute(insert(wording), {**values, "fingerprint": mark, "day": day, "sent_on": day})


def last_sent(db: Connection, shop_id: int, buyer_id: int) -> Any:
    """The latest text that the bot has sent to a buyer, with `id` and `sent_on`; None if it has sent none."""
    mine = (wording.c.shop_id == shop_id, wording.c.buyer_id == buyer_id, wording.c.sent_on.is_not(None))
    newest = (
        select(wording.c.id, wording.c.sent_on).where(*mine).order_by(wording.c.sent_on.desc(), wording.c.id.desc())
    )
    return db.execute(newest.limit(1)).first()


def mark_sent_to(db: Connection, shop_id: int, buyer_id: int, fingerprint: str, day: date) -> None:
    """The bot sends this text to a buyer, without a reminder: that is a contact, and others wait for it."""
    mine = (wording.c.shop_id == shop_id, wording.c.buyer_id == buyer_id, wording.c.reminder_id.is_(None))
    db.execute(update(wording).where(*mine, wording.c.fingerprint == fingerprint).values(sent_on=day))
    occasions.look_again(db, shop_id, buyer_id, day)


def mark_sent(db: Connection, shop_id: int, reminder_id: int, fingerprint: str, day: date) -> None:
    """The bot sends this text because of this reminder."""
    mine = (wording.c.shop_id == shop_id, wording.c.reminder_id == reminder_id, wording.c.fingerprint == fingerprint)
    db.execute(update(wording).where(*mine).values(sent_on=day))
