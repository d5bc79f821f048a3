"""The seller's own texts by kind of reminder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from storage.tables.texts import template

Template = Row[Any]


def add(db: Connection, shop_id: int, kind: str, words: str, now: datetime) -> int:
    """Keep a text and return its id."""
    values = {"shop_id": shop_id, "kind": kind, "words": words, "retired": False, "created_at": now}
    return int(db.execute(insert(template).returning(template.c.id), values).scalar_one())


def get(db: Connection, shop_id: int, template_id: int) -> Template:
    """The text with this id; raises NoResultFound when the shop has none."""
    return db.execute(select(template).where(template.c.shop_id == shop_id, template.c.id == template_id)).one()


def of_kind(db: Connection, shop_id: int, kind: str) -> Sequence[Template]:
    """The texts in use for a kind of reminder, the oldest first."""
    mine = (template.c.shop_id == shop_id, template.c.kind == kind, template.c.retired.is_(False))
    return db.execute(select(template).where(*mine).order_by(template.c.id)).all()


def counts(db: Connection, shop_id: int) -> dict[str, int]:
    """How many texts are in use for each kind that has some."""
    mine = (template.c.shop_id == shop_id, template.c.retired.is_(False))
    rows = db.execute(select(template.c.kind, func.count()).where(*mine).group_by(template.c.kind))
    return {kind: int(number) for kind, number in rows}


def change(db: Connection, shop_id: int, template_id: int, **facts: object) -> None:
    """Set columns of a text."""
    db.execute(update(template).where(template.c.shop_id == shop_id, template.c.id == template_id).values(**facts))
