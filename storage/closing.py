"""The end of a shop: all of its rows go, those about its buyers included."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Select, delete, insert, select

from storage import journal, person
from storage.erasing import BY_SELLER
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


def close(db: Connection, of: Shop, now: datetime) -> None:
    """Delete a shop with everything in it; the journal keeps that its buyers are gone."""
    rows = select(buyer.c.id).where(buyer.c.shop_id == of.id, buyer.c.merged_into.is_(None))
    for buyer_id in db.scalars(rows).all():
        journal.erased(db, of.id, buyer_id, now)
    _forget_chats(db, of.id)
    forget(db, outbox.c.shop_id == of.id)
    for table in reversed(metadata.sorted_tables):
        if "shop_id" in table.c and table.name not in KEPT:
            db.execute(delete(table).where(table.c.shop_id == of.id))
    db.execute(delete(shop).where(shop.c.id == of.id))
    db.execute(insert(erasure), {"shop_id": of.id, "asked_by": BY_SELLER, "created_at": now})


def _forget_chats(db: Connection, shop_id: int) -> None:
    """Buttons and questions of its sellers, and of buyers whom no other shop knows; failures that nobody can tell apart."""
    sells = select(seller.c.telegram_id).where(seller.c.shop_id == shop_id)
    for table in (keyboard, dialog, guess):
        db.execute(delete(table).where(table.c.user_id.in_(sells)))
        db.execute(delete(table).where(table.c.user_id.in_(_only_here(shop_id))))
    forget(db, outbox.c.shop_id.is_(None), outbox.c.chat_id.in_(_only_here(shop_id)))
    people = {*db.scalars(sells), *db.scalars(_only_here(shop_id))}
    failures = db.execute(select(dead_letter.c.id, dead_letter.c.content)).all()
    theirs = [row.id for row in failures if people & {*map(int, person.numbers_in(row.content))}]
    db.execute(delete(dead_letter).where(dead_letter.c.id.in_(theirs)))


def _only_here(shop_id: int) -> Select[tuple[int]]:
    here = select(buyer.c.telegram_id).where(buyer.c.shop_id == shop_id, buyer.c.telegram_id.is_not(None))
    other = buyer.alias("other")
    elsewhere = select(other.c.id).where(other.c.telegram_id == buyer.c.telegram_id, other.c.shop_id != shop_id)
    return here.where(~elsewhere.exists())
