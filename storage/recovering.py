"""A database that was restored from a backup: nothing is said again, and nobody who went comes back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, func, select, update

from rules.schedule import first_look
from storage import listening, recovery, redeeming, reminders, replaying, shops, updates
from storage.journal import TAKEN, Entry
from storage.outbox import QUEUED, SENDING, UNCLEAR
from storage.replaying import Replayed
from storage.shops import Shop
from storage.tables.delivery import outbox, processed_update
from storage.tables.purchases import purchase
from storage.tables.shops import seller, shop


class Recovered(NamedTuple):
    """What was done to a restored database."""

    replayed: Replayed
    unsaid: int
    """Messages of then that stay unsaid, because nobody knows whether they were said."""
    codes: list[tuple[str, str]]
    """Shops that changed hands since, and the code by which the right account gets each."""


def recover(db: Connection, written: Iterable[Entry], now: datetime) -> Recovered:
    """Make a restored database fit to be used: the journal is replayed, what was to be said then is not said any more.

    Daily messages go on with the next one; what fell to buyers in between was said in its time, or is not said at all. What is
    missing is told by whoever restores: to the bot there is no gap in what it heard.
    """
    written = list(written)
    replayed = replaying.replay(db, written)
    codes = [(row.name, recovery.issue(db, row.id, now)) for row in _without_seller(db, written)]
    unsaid = db.execute(update(outbox).where(outbox.c.state.in_((QUEUED, SENDING))).values(state=UNCLEAR)).rowcount
    for row in db.execute(select(shop)).all():
        redeeming.lapse(db, row, now)
        _skip_digests(db, row, now)
    updates.forget_old(db, now)
    listening.hear(db, now)
    return Recovered(replayed, unsaid, codes)


def _without_seller(db: Connection, written: Iterable[Entry]) -> Sequence[Shop]:
    changed = {entry.shop_id for entry in written if entry.kind == TAKEN}
    sells = select(seller.c.shop_id)
    return db.execute(select(shop).where(shop.c.id.in_(changed), shop.c.id.not_in(sells))).all()


def last_known(db: Connection) -> datetime | None:
    """The latest instant at which something came in."""
    seen = select(func.max(processed_update.c.created_at)).scalar_subquery()
    booked = select(func.max(purchase.c.created_at)).scalar_subquery()
    known = [moment for moment in db.execute(select(seen, booked)).one() if moment is not None]
    return max(known, default=None)


def _skip_digests(db: Connection, row: Shop, now: datetime) -> None:
    """The day before the next daily message counts as done: warnings that fell to the days before are not caught up.

    Nor is the look back on a month that has begun by then.
    """
    following = first_look(now, shops.zone(row), row.digest_minute)
    done = following.astimezone(shops.zone(row)).date() - timedelta(days=1)
    shops.change(db, row.id, next_digest=following, reviewed_on=done)
    reminders.mark_digest(db, row.id, done, now)
