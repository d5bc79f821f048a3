"""The end of a shop: all of its rows go, those about its buyers included."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Select, delete, insert, select

from storage import journal, unpacked
from storage.erasing import BY_BACKUP, BY_SELLER, delete_some
from storage.outbox import forget
from storage.shops import Shop
from storage.tables import metadata
from storage.tables.buyers import buyer
from storage.tables.delivery import dead_letter, outbox
from storage.tables.dialogs import dialog, keyboard
from storage.tables.erasures import erasure
from storage.tables.shops import guess, seller, shop

KEPT = ("journal_entry", "erasure")
"""What names nobody, and must outlive the shop."""


def linked(db: Connection, shop_id: int) -> Sequence[int]:
    """The accounts of buyers who joined themselves and can be written to."""
    his = (buyer.c.shop_id == shop_id, buyer.c.telegram_id.is_not(None), buyer.c.reachable)
    return list(db.scalars(select(buyer.c.telegram_id).where(*his).order_by(buyer.c.id)))


def close(db: Connection, of: Shop, now: datetime, asked_by: str = BY_SELLER) -> None:
    """Delete a shop with everything in it; the journal keeps that it is gone."""
    if asked_by != BY_BACKUP:
        journal.closed(db, of.id, now)
    _forget_chats(db, of.id)
    forget(db, outbox.c.shop_id == of.id)
    for table in reversed(metadata.sorted_tables):
        if "shop_id" in table.c and table.name not in KEPT:
            db.execute(delete(table).where(table.c.shop_id == of.id))
    db.execute(delete(shop).where(shop.c.id == of.id))
    db.execute(insert(erasure), {"shop_id": of.id, "asked_by": asked_by, "created_at": now})


def _forget_chats(db: Connection, shop_id: int) -> None:
    """Buttons and questions of its sellers, of buyers whom no other shop knows, and of others those about it; failures of these people."""
    sells = select(seller.c.telegram_id).where(seller.c.shop_id == shop_id)
    for table in (keyboard, dialog, guess):
        db.execute(delete(table).where(table.c.user_id.in_(sells)))
        db.execute(delete(table).where(table.c.user_id.in_(_only_here(shop_id))))
    linked_here = select(buyer.c.telegram_id).where(buyer.c.shop_id == shop_id, buyer.c.telegram_id.is_not(None))
    for table, words, number in ((keyboard, "actions", "token"), (dialog, "data", "user_id")):
        rows = db.execute(select(table).where(table.c.user_id.in_(linked_here))).all()
        about_it = [row for row in rows if unpacked.names_shop(getattr(row, words), shop_id)]
        delete_some(db, table, number, [getattr(row, number) for row in about_it])
    forget(db, outbox.c.shop_id.is_(None), outbox.c.chat_id.in_(linked_here))
    people = {*db.scalars(sells), *db.scalars(_only_here(shop_id))}
    failures = db.execute(select(dead_letter.c.id, dead_letter.c.content)).all()
    theirs = [row.id for row in failures if unpacked.writer(unpacked.unpacked(row.content)) in people]
    delete_some(db, dead_letter, "id", theirs)


def _only_here(shop_id: int) -> Select[tuple[int]]:
    here = select(buyer.c.telegram_id).where(buyer.c.shop_id == shop_id, buyer.c.telegram_id.is_not(None))
    other = buyer.alias("other")
    elsewhere = select(other.c.id).where(other.c.telegram_id == buyer.c.telegram_id, other.c.shop_id != shop_id)
    return here.where(~elsewhere.exists())
