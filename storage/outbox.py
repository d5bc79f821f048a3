"""Messages still to be said. They are written with the facts they tell of, and sent after the commit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from storage.tables.buyers import buyer
from storage.tables.delivery import outbox
from storage.tables.shops import seller

Letter = Row[Any]

QUEUED, SENDING, UNCLEAR, DEAD = "queued", "sending", "unclear", "dead"


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A message to be said: Bot API method, its parameters as JSON, and the recipe of its picture."""

    chat_id: int
    audience: str
    method: str
    payload: str
    shop_id: int | None = None
    buyer_id: int | None = None
    picture: str | None = None


_INSERT = insert(outbox).returning(outbox.c.id)
_WAITING = (
    select(outbox)
    .where(outbox.c.state == QUEUED, outbox.c.next_try <= bindparam("now"))
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIM = update(outbox).where(outbox.c.id.in_(bindparam("ids", expanding=True))).values(state=SENDING)
_SENT = delete(outbox).where(outbox.c.id.in_(bindparam("ids", expanding=True)))


def put(db: Connection, letter: NewLetter, now: datetime) -> int:
    """Queue a message and return its id."""
    values = asdict(letter) | {"state": QUEUED, "attempts": 0, "next_try": now, "created_at": now}
    return int(db.execute(_INSERT, values).scalar_one())


def claim(db: Connection, now: datetime, most: int) -> Sequence[Letter]:
    """Take messages to be said now, oldest first. Once this is committed, they count as possibly said."""
    letters = db.execute(_WAITING, {"now": now, "most": most}).all()
    if letters:
        db.execute(_CLAIM, {"ids": [letter.id for letter in letters]})
    return letters


def sent(db: Connection, ids: Collection[int]) -> None:
    """Telegram has taken these messages: they leave the outbox, and their words the database."""
    db.execute(_SENT, {"ids": list(ids)})


def again(db: Connection, letter_id: int, next_try: datetime, payload: str | None = None) -> None:
    """Say it later, because it was certainly not said (or may be repeated, with a changed payload)."""
    changed = {"payload": payload} if payload is not None else {}
    values = {"state": QUEUED, "attempts": outbox.c.attempts + 1, "next_try": next_try, **changed}
    db.execute(update(outbox).where(outbox.c.id == letter_id).values(values))


def mark(db: Connection, letter_id: int, state: str) -> None:
    """Leave a message as unclear or dead: it is not said again by itself."""
    db.execute(update(outbox).where(outbox.c.id == letter_id).values(state=state))


def interrupted(db: Connection) -> Sequence[Letter]:
    """Messages that were being sent when the bot was stopped."""
    return db.execute(select(outbox).where(outbox.c.state == SENDING).order_by(outbox.c.id)).all()


def next_try(db: Connection) -> datetime | None:
    """When the next queued message may be sent."""
    return db.execute(select(func.min(outbox.c.next_try)).where(outbox.c.state == QUEUED)).scalar()


def unreachable(db: Connection, chat_id: int) -> None:
    """Somebody blocked the bot: nothing more is queued for him, and what is queued is dropped."""
    db.execute(update(seller).where(seller.c.telegram_id == chat_id).values(reachable=False))
    db.execute(update(buyer).where(buyer.c.telegram_id == chat_id).values(reachable=False))
    db.execute(delete(outbox).where(outbox.c.chat_id == chat_id))


def reachable(db: Connection, chat_id: int) -> None:
    """He wrote again."""
    db.execute(update(seller).where(seller.c.telegram_id == chat_id, seller.c.reachable.is_(False)).values(reachable=True))
    db.execute(update(buyer).where(buyer.c.telegram_id == chat_id, buyer.c.reachable.is_(False)).values(reachable=True))


def move_chat(db: Connection, old: int, new: int) -> None:
    """A chat has a new id."""
    db.execute(update(outbox).where(outbox.c.chat_id == old).values(chat_id=new, state=QUEUED))
