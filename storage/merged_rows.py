"""The rows of two buyers who are one person: what belongs to one moves to the other, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select, update

from storage.tables.buyers import alias, invitation, joining, note
from storage.tables.delivery import outbox
from storage.tables.loyalty import badge, referral
from storage.tables.purchases import purchase, refund
from storage.tables.reminders import complaint, muted, promise, reminder
from storage.tables.rewards import voucher
from storage.tables.texts import wording

MOVED = (
    (purchase, purchase.c.id),
    (refund, refund.c.id),
    (note, note.c.id),
    (voucher, voucher.c.id),
    (alias, alias.c.id),
    (reminder, reminder.c.id),
    (promise, promise.c.id),
    (complaint, complaint.c.id),
    (invitation, invitation.c.token_hash),
    (joining, joining.c.token_hash),
    (outbox, outbox.c.id),
    (badge, badge.c.kind),
    (muted, muted.c.kind),
    (wording, wording.c.id),
)
"""What belongs to a buyer and moves with him, each with what tells its rows apart."""
OF_ONE_KIND = {
    "alias": (alias.c.name_key,),
    "reminder": (reminder.c.kind, reminder.c.key),
    "badge": (badge.c.kind,),
    "muted": (muted.c.kind,),
}
"""Rows a buyer has once: those that the kept one has too stay with the other."""
WAITING = ("open", "snoozed")

Moved = dict[str, list[Any]]


def move(db: Connection, shop_id: int, here: int, there: int) -> Moved:
    """Move a buyer's rows to another one; gives what moved, by table."""
    moved = {table.name: _move(db, shop_id, table, its_key, here, there) for table, its_key in MOVED}
    return {**moved, "referrer": _refer(db, shop_id, here, there), "silent": _silence(db, shop_id, here)}


def move_back(db: Connection, shop_id: int, here: int, there: int, moved: Moved) -> None:
    """Undo `move`; what was written since about a purchase that moves, moves with it.

    A merge of before knows nothing of the tables that came later.
    """
    for table, its_key in MOVED:
        _move(db, shop_id, table, its_key, here, there, moved.get(table.name, []))
    _refer(db, shop_id, here, there, moved["referrer"])
    about = (refund.c.shop_id == shop_id, refund.c.purchase_id.in_(moved["purchase"]))
    db.execute(update(refund).where(*about, refund.c.buyer_id == here).values(buyer_id=there))
    for number, state in moved["silent"]:
        mine = (reminder.c.shop_id == shop_id, reminder.c.id == number, reminder.c.state == "moot")
        db.execute(update(reminder).where(*mine).values(state=state))


def refunds_of(db: Connection, shop_id: int, buyer_id: int) -> list[tuple[int, bool]]:
    """The refunds of a buyer's purchases, and whether they were undone."""
    joined = select(refund.c.id, refund.c.undone).join(purchase, purchase.c.id == refund.c.purchase_id)
    rows = db.execute(joined.where(purchase.c.shop_id == shop_id, purchase.c.buyer_id == buyer_id))
    return [(row.id, row.undone) for row in rows]


def _move(
    db: Connection, shop_id: int, table: Any, its_key: Any, here: int, there: int, only: list[Any] | None = None
) -> list[Any]:
    """Move a buyer's rows (or `only` these) to another one; gives what moved."""
    if only is not None and not only:
        return []
    mine = [table.c.shop_id == shop_id, table.c.buyer_id == here]
    if only is not None:
        mine.append(its_key.in_(only))
    if table.name in OF_ONE_KIND:
        mine.append(~_has_too(table, there))
    if found := list(db.scalars(select(its_key).where(*mine))):
        his = (table.c.shop_id == shop_id, table.c.buyer_id == here, its_key.in_(found))
        db.execute(update(table).where(*his).values(buyer_id=there))
    return found


def _has_too(table: Any, buyer_id: int) -> Any:
    """Whether the other one has a row of this kind as well."""
    other = table.alias("other")
    same = [other.c[column.name] == column for column in OF_ONE_KIND[table.name]]
    return select(func.count()).where(other.c.buyer_id == buyer_id, *same).correlate(table).scalar_subquery() > 0


def _refer(db: Connection, shop_id: int, here: int, there: int, only: list[int] | None = None) -> list[int]:
    """Whom a buyer brought along was brought by the other one."""
    mine = [referral.c.shop_id == shop_id, referral.c.referrer_id == here, referral.c.friend_id != there]
    if only is not None:
        mine.append(referral.c.id.in_(only))
    found = list(db.scalars(select(referral.c.id).where(*mine)))
    db.execute(update(referral).where(referral.c.id.in_(found)).values(referrer_id=there))
    return found


def _silence(db: Connection, shop_id: int, buyer_id: int) -> list[tuple[int, str]]:
    """Reminders that the kept one has too wait no more; gives how they were."""
    mine = (reminder.c.shop_id == shop_id, reminder.c.buyer_id == buyer_id, reminder.c.state.in_(WAITING))
    found = [(row.id, row.state) for row in db.execute(select(reminder).where(*mine))]
    still = reminder.c.id.in_([number for number, _ in found])
    db.execute(update(reminder).where(reminder.c.shop_id == shop_id, still).values(state="moot"))
    return found
