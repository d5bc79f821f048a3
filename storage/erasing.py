"""Erasure of a person: nothing that says who he is or what he is like stays, only bookings without a name.

See docs/decisions/erasure.md for what goes, what stays, and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, case, delete, insert, or_, select, update

from rules.tiers import NEW
from storage import import_forgetting, journal, person, unpacked
from storage.outbox import forget
from storage.person import Person
from storage.shops import Shop, today_of
from storage.tables.buyers import alias, buyer, consent, invitation, joining, merge, note
from storage.tables.delivery import dead_letter, outbox
from storage.tables.dialogs import dialog, keyboard
from storage.tables.erasures import erasure
from storage.tables.ledger import ledger_entry
from storage.tables.loyalty import badge, referral
from storage.tables.purchases import purchase
from storage.tables.reminders import complaint, muted, promise, reminder
from storage.tables.rewards import voucher
from storage.tables.shops import guess
from storage.tables.texts import wording

BY_SELLER, BY_BUYER, BY_BACKUP = "seller", "buyer", "backup"
GONE = (wording, reminder, muted, badge, promise, complaint, note, alias, invitation, joining, consent)
"""What is deleted as a whole, in an order the foreign keys allow."""
BLANK: dict[str, Any] = {
    **dict.fromkeys(("telegram_id", "contact_id", "code", "birthday_day", "birthday_month", "birthday_year")),
    **dict.fromkeys(("birthday_since", "tier_by_hand", "tier_reached", "tier_until", "points_until", "paused_until")),
    **dict.fromkeys(("delivered_on", "informed_on", "needed_on", "next_due")),
    **dict.fromkeys(("reachable", "receipts", "letters"), False),
    **dict.fromkeys(("tier", "tier_told"), NEW),
    "name_key": "",
    "merged_into": buyer.c.id,
}
"""What is left of his row: that somebody bought, how much, and when."""
QUEUED, WAITING = "queued", ("queued", "sending")


def erase(db: Connection, shop: Shop, buyer_id: int, nobody: str, now: datetime, asked_by: str = BY_SELLER) -> Person:
    """Erase a person from a shop, and note that it was done; gives who he was. His row is called `nobody` from now on.

    Raises RuleError for one who was erased before.
    """
    found = person.of(db, shop.id, buyer_id)
    if asked_by != BY_BACKUP:
        journal.erased(db, shop.id, buyer_id, now)
    _forget_traces(db, found)
    for table in GONE:
        db.execute(delete(table).where(table.c.shop_id == shop.id, table.c.buyer_id.in_(found.ids)))
    db.execute(delete(merge).where(merge.c.shop_id == shop.id, _either(merge.c.kept_id, merge.c.gone_id, found)))
    brought = _either(referral.c.referrer_id, referral.c.friend_id, found)
    db.execute(delete(referral).where(referral.c.shop_id == shop.id, brought))
    _make_anonymous(db, shop, found, now)
    db.execute(_his(buyer, found, buyer.c.id).values(name=nobody, **BLANK))
    done = {"shop_id": shop.id, "buyer_id": min(found.ids), "asked_by": asked_by, "created_at": now}
    db.execute(insert(erasure), done)
    return found


def _either(one: ColumnElement[int], other: ColumnElement[int], found: Person) -> ColumnElement[bool]:
    return or_(one.in_(found.ids), other.in_(found.ids))


def _his(table: Table, found: Person, owner: ColumnElement[int] | None = None) -> Any:
    mine = table.c.buyer_id if owner is None else owner
    return update(table).where(table.c.shop_id == found.shop_id, mine.in_(found.ids))


def _make_anonymous(db: Connection, shop: Shop, found: Person, now: datetime) -> None:
    """Bookings keep their amounts and days; what says his name goes, vouchers end, open points expire today."""
    db.execute(_his(purchase, found).values(source=None))
    for row in db.execute(select(purchase).where(purchase.c.shop_id == shop.id, purchase.c.buyer_id.in_(found.ids))):
        told = {name: "" for name in ("item", "tags", "channel") if found.is_meant(getattr(row, name))}
        if told:
            db.execute(update(purchase).where(purchase.c.id == row.id).values(**told))
    ended = case((voucher.c.state.in_(("asked", "open")), "cancelled"), else_=voucher.c.state)
    code = voucher.c.id.cast(voucher.c.code.type).concat("-")
    db.execute(_his(voucher, found).values(name="", code=code, state=ended))
    today = today_of(shop, now)
    db.execute(_his(ledger_entry, found).values(note=""))
    later = or_(ledger_entry.c.valid_through.is_(None), ledger_entry.c.valid_through > today)
    db.execute(_his(ledger_entry, found).where(ledger_entry.c.open > 0, later).values(valid_through=today))


def _forget_traces(db: Connection, found: Person) -> None:
    """Buttons, questions, letters and failures that are about him or from him."""
    people = {*found.sellers, *found.accounts}
    alone = bool(db.execute(select(_nowhere_else(found))).scalar())
    for table, words, number in ((keyboard, "actions", "token"), (dialog, "data", "user_id")):
        rows = db.execute(select(table).where(table.c.user_id.in_(people))).all()
        gone = [getattr(row, number) for row in rows if _is_his(found, row, getattr(row, words), alone=alone)]
        delete_some(db, table, number, gone)
    _forget_letters(db, found)
    import_forgetting.forget(db, found)
    db.execute(delete(guess).where(guess.c.user_id.in_(found.accounts)))
    failures = db.execute(select(dead_letter.c.id, dead_letter.c.content)).all()
    delete_some(db, dead_letter, "id", [row.id for row in failures if found.has_failed_with(row.content)])


def _forget_letters(db: Connection, found: Person) -> None:
    """Letters to him; those about him that got stuck, and those that still wait to be said to a seller."""
    here = outbox.c.shop_id == found.shop_id
    waits = and_(outbox.c.state == QUEUED, outbox.c.chat_id.in_(found.sellers))
    rows = db.execute(select(outbox).where(here, or_(outbox.c.state.not_in(WAITING), waits))).all()
    delete_some(db, outbox, "id", [row.id for row in rows if _tells_of(found, row)])
    to_him = and_(outbox.c.chat_id.in_(found.accounts), or_(here, outbox.c.shop_id.is_(None)))
    forget(db, here, outbox.c.buyer_id.in_(found.ids))
    forget(db, to_him)


def _tells_of(found: Person, row: Row[Any]) -> bool:
    """What is in a picture or file that got stuck nobody will see: it goes unread."""
    unseen = bool(row.picture) and row.state not in WAITING
    return unseen or found.is_behind(row.payload) or found.is_behind(row.picture or "")


def _nowhere_else(found: Person) -> ColumnElement[bool]:
    """Whether he has no card in another shop."""
    elsewhere = select(buyer.c.id).where(buyer.c.telegram_id.in_(found.accounts), buyer.c.shop_id != found.shop_id)
    return ~elsewhere.exists()


def _is_his(found: Person, row: Any, words: str, *, alone: bool) -> bool:
    """A button or question of his own goes, unless another shop knows him and it is that one's; one of a seller if it is about him."""
    own = row.user_id in found.accounts
    return (own and (alone or unpacked.names_shop(words, found.shop_id))) or found.is_behind(words)


def delete_some(db: Connection, table: Table, key: str, values: Sequence[Any]) -> None:
    """Delete the rows of a table whose `key` is one of any number of values."""
    for start in range(0, len(values), 500):
        db.execute(delete(table).where(table.c[key].in_(values[start : start + 500])))
