"""Messages still to be said. They are written with the facts they tell of, and sent after the commit."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    update,
)

from storage import consents
from storage.tables.buyers import buyer
from storage.tables.delivery import outbox
from storage.tables.shops import seller

QUEUED, SENDING, UNCLEAR, DEAD = "queued", "sending", "unclear", "dead"
FORGOTTEN = "{}"
"""What is left of the words of a message that must not be said any more."""


class NewLetter(NamedTuple):
    """A message to be said: Bot API method, its parameters as JSON, and the recipe of its picture."""

    chat_id: int
    audience: str
    method: str
    payload: str
    shop_id: int | None = None
    buyer_id: int | None = None
    picture: str | None = None
    purpose: str = ""
    since: int = 0


class Letter(NamedTuple):
    """A message on its way; without an id it is not kept, and lost when it cannot be said at once."""

    chat_id: int
    audience: str
    method: str
    payload: str
    shop_id: int | None = None
    buyer_id: int | None = None
    picture: str | None = None
    purpose: str = ""
    since: int = 0
    id: int | None = None
    attempts: int = 0
    created_at: datetime | None = None

    @classmethod
    def of(cls, new: NewLetter, number: int | None, now: datetime) -> "Letter":
        """A letter that is sent as soon as it is written down."""
        return cls(*new, id=number, created_at=now)


_LETTER = tuple(outbox.c[name] for name in Letter._fields)
_INSERT = insert(outbox).returning(outbox.c.id)
_ELSEWHERE = outbox.c.chat_id.not_in(bindparam("full", expanding=True))
_QUEUED = outbox.c.state == literal_column(f"'{QUEUED}'")
"""Said in so many words: SQLite uses the indexes of what is queued for no parameter."""
_DUE = func.coalesce(outbox.c.next_try, outbox.c.next_try) <= bindparam("now", type_=outbox.c.next_try.type)
"""Hidden from the index of the next tries: a long queue is read in the order of its numbers, and only as far as it is taken."""
_WAITING = (
    select(*_LETTER, consents.allowed().label("allowed"))
    .where(_QUEUED, _DUE, _ELSEWHERE)
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=outbox)
)
_INTERRUPTED = select(*_LETTER).where(outbox.c.state == SENDING).order_by(outbox.c.id)
_NEXT_TRY = select(func.min(outbox.c.next_try)).where(_QUEUED, _ELSEWHERE)
_IDS = outbox.c.id.in_(bindparam("ids", expanding=True))
_CLAIM = update(outbox).where(_IDS).values(state=SENDING)
_WITHHOLD = (
    update(outbox)
    .where(_IDS)
    .values(state=DEAD, reason=literal("no consent: ") + outbox.c.purpose, payload=FORGOTTEN, picture=None)
)
_MAY_BE_SAID = select(outbox.c.payload, consents.allowed().label("allowed")).where(outbox.c.id == bindparam("number"))
_NOBODYS = {"payload": FORGOTTEN, "picture": None, "audience": "stranger", "shop_id": None, "buyer_id": None}
_DROP_FORGOTTEN = delete(outbox).where(
    _IDS, outbox.c.state == SENDING, outbox.c.payload == FORGOTTEN, outbox.c.audience == "stranger"
)
_GIVE_BACK = update(outbox).where(_IDS).values(state=QUEUED, next_try=bindparam("later"))
_SENT = delete(outbox).where(_IDS)
_SELLERS = select(seller.c.telegram_id, seller.c.shop_id).where(
    seller.c.telegram_id.in_(bindparam("people", expanding=True))
)
_BUYERS = select(buyer.c.telegram_id, buyer.c.shop_id, buyer.c.id).where(
    buyer.c.telegram_id.in_(bindparam("people", expanding=True))
)


def put(db: Connection, letter: NewLetter, now: datetime) -> int:
    """Queue a message and return its id."""
    return put_all(db, [letter], now)[0]


def put_all(db: Connection, letters: Sequence[NewLetter], now: datetime, state: str = QUEUED) -> list[int]:
    """Queue messages, or write them down as being sent already, and return their ids."""
    common = {"state": state, "attempts": 0, "next_try": now, "created_at": now}
    return [int(db.execute(_INSERT, letter._asdict() | common).scalar_one()) for letter in letters]


def claim(db: Connection, now: datetime, most: int, full: Sequence[int] = ()) -> list[Letter]:
    """Take messages to be said now, oldest first, none of the chats that have enough waiting.

    Once this is committed, they count as possibly said. What a buyer has not agreed to, or no more, is ended here instead.
    """
    rows = db.execute(_WAITING, {"now": now, "most": most, "full": list(full)}).all()
    withheld = [row.id for row in rows if not row.allowed]
    if withheld:
        db.execute(_WITHHOLD, {"ids": withheld})
    letters = [Letter(*row[:-1]) for row in rows if row.allowed]
    if letters:
        db.execute(_CLAIM, {"ids": [letter.id for letter in letters]})
    return letters


def may_be_said(db: Connection, letter_id: int) -> bool:
    """Whether a claimed message may still be said, asked right before it is.

    Its reader may have ended his consent since it was claimed, or be erased: then it ends here.
    """
    row = db.execute(_MAY_BE_SAID, {"number": letter_id}).first()
    if row is None or _is_forgotten(db, letter_id):
        return False
    if not row.allowed:
        db.execute(_WITHHOLD, {"ids": [letter_id]})
    return bool(row.allowed)


def give_back(db: Connection, ids: Collection[int], later: datetime) -> None:
    """Messages that were claimed but not tried wait until `later`."""
    db.execute(_DROP_FORGOTTEN, {"ids": list(ids)})
    db.execute(_GIVE_BACK, {"ids": list(ids), "later": later})


def sent(db: Connection, ids: Collection[int]) -> None:
    """Telegram has taken these messages: they leave the outbox, and their words the database."""
    db.execute(_SENT, {"ids": list(ids)})


def again(db: Connection, letter_id: int, next_try: datetime, payload: str | None = None) -> None:
    """Say it later, because it was certainly not said (or may be repeated, with a changed payload)."""
    if _is_forgotten(db, letter_id):
        return
    changed = {"payload": payload} if payload is not None else {}
    values = {"state": QUEUED, "attempts": outbox.c.attempts + 1, "next_try": next_try, **changed}
    db.execute(update(outbox).where(outbox.c.id == letter_id).values(values))


def mark(db: Connection, letter_id: int, state: str) -> bool:
    """Leave a message as unclear or dead: it is not said again by itself. False when it was forgotten meanwhile."""
    if _is_forgotten(db, letter_id):
        return False
    db.execute(update(outbox).where(outbox.c.id == letter_id).values(state=state))
    return True


def interrupted(db: Connection) -> list[Letter]:
    """Messages that were being sent when the bot was stopped."""
    return _letters(db.execute(_INTERRUPTED))


def next_try(db: Connection, full: Sequence[int] = ()) -> datetime | None:
    """When the next queued message may be sent, those of the full chats left out."""
    return db.execute(_NEXT_TRY, {"full": list(full)}).scalar()


def hurry(db: Connection, now: datetime) -> None:
    """No message waits any longer: the clock by which it was put off was ahead."""
    db.execute(update(outbox).where(outbox.c.state == QUEUED, outbox.c.next_try > now).values(next_try=now))


def sellers_among(db: Connection, people: Collection[int]) -> dict[int, int]:
    """The shop of each of these people who sells."""
    return {row.telegram_id: row.shop_id for row in db.execute(_SELLERS, {"people": list(people)})}


def buyers_among(db: Connection, people: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """The cards of each of these people who is a buyer, as (shop, buyer)."""
    cards: dict[int, list[tuple[int, int]]] = {}
    for row in db.execute(_BUYERS, {"people": list(people)}):
        cards.setdefault(row.telegram_id, []).append((row.shop_id, row.id))
    return cards


def unreachable(db: Connection, chat_id: int) -> None:
    """Somebody blocked the bot: nothing more is queued for him, and what is queued is dropped.

    What is being sent stays until its outcome is known: SQLite would give its number to another letter, which would then pass
    for sent.
    """
    db.execute(update(seller).where(seller.c.telegram_id == chat_id).values(reachable=False))
    db.execute(update(buyer).where(buyer.c.telegram_id == chat_id).values(reachable=False))
    db.execute(delete(outbox).where(outbox.c.chat_id == chat_id, outbox.c.state != SENDING))


def reachable(db: Connection, chat_id: int) -> None:
    """He wrote again."""
    db.execute(
        update(seller).where(seller.c.telegram_id == chat_id, seller.c.reachable.is_(False)).values(reachable=True)
    )
    db.execute(update(buyer).where(buyer.c.telegram_id == chat_id, buyer.c.reachable.is_(False)).values(reachable=True))


def forget(db: Connection, *which: ColumnElement[bool]) -> None:
    """These messages are not said any more, and their words are gone.

    What is being sent keeps its row, which is nobody's now, until its outcome is known (see `unreachable`).
    """
    db.execute(update(outbox).where(*which, outbox.c.state == SENDING).values(**_NOBODYS))
    db.execute(delete(outbox).where(*which, outbox.c.state != SENDING))


def _is_forgotten(db: Connection, letter_id: int) -> bool:
    """Whether a message was forgotten while it was being sent; then its row is gone."""
    return db.execute(_DROP_FORGOTTEN, {"ids": [letter_id]}).rowcount > 0


def move_chat(db: Connection, old: int, new: int) -> None:
    """A chat has a new id; what is being sent, or is in doubt, stays as it is."""
    db.execute(update(outbox).where(outbox.c.chat_id == old, outbox.c.state == QUEUED).values(chat_id=new))


def _letters(rows: Iterable[Iterable[Any]]) -> list[Letter]:
    return [Letter(*row) for row in rows]
