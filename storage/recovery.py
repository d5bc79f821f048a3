"""Recovery codes: issued, guessed at, and the shop that changes hands by one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from rules.codes import ALPHABET
from rules.recovery import LENGTH
from storage import dialogs
from storage.outbox import SENDING
from storage.tables.delivery import outbox
from storage.tables.imports import import_job
from storage.tables.shops import guess, recovery, seller, shop

MOST_MISSES, WITHIN = 5, timedelta(hours=1)
"""So many wrong codes an account may type."""


def issue(db: Connection, shop_id: int, now: datetime) -> str:
    """A new code for a shop; the one before is void. Only its hash is stored."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    db.execute(delete(recovery).where(recovery.c.shop_id == shop_id))
    db.execute(insert(recovery), {"shop_id": shop_id, "code_hash": _digest(code), "created_at": now})
    return code


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def shop_of(db: Connection, code: str) -> int | None:
    """The shop that this code opens."""
    return db.execute(select(recovery.c.shop_id).where(recovery.c.code_hash == _digest(code))).scalar()


def may_guess(db: Connection, user_id: int, now: datetime) -> bool:
    """Whether somebody may type a code, or has typed too many wrong ones lately."""
    row = _guesses(db, user_id, now)
    return row is None or row.misses < MOST_MISSES


def missed(db: Connection, user_id: int, now: datetime) -> None:
    """He typed a wrong one."""
    mine = guess.c.user_id == user_id
    if _guesses(db, user_id, now) is not None:
        db.execute(update(guess).where(mine).values(misses=guess.c.misses + 1))
        return
    db.execute(delete(guess).where(mine))
    db.execute(insert(guess), {"user_id": user_id, "misses": 1, "since": now})


def _guesses(db: Connection, user_id: int, now: datetime) -> Row[Any] | None:
    lately = (guess.c.user_id == user_id, guess.c.since > now - WITHIN)
    return db.execute(select(guess).where(*lately)).first()


def take_over(db: Connection, code: str, account: int, listed: Collection[int]) -> list[int] | None:
    """The shop of this code changes to an account; gives the accounts that had it. None when the code is used up.

    Those lose what was still to be said to them, their open questions, every button, and the files they sent. `listed` may sell by the
    operator's word: the account stands for whichever of them had the shop (docs/decisions/takeover.md).
    """
    taken = delete(recovery).where(recovery.c.code_hash == _digest(code)).returning(recovery.c.shop_id)
    shop_id = db.execute(taken).scalar()
    if shop_id is None:
        return None
    before = db.execute(select(seller).where(seller.c.shop_id == shop_id)).all()
    places = (row.telegram_id if row.telegram_id in listed else row.stands_for for row in before)
    place = next((number for number in places if number not in {None, account}), None)
    db.execute(delete(seller).where(seller.c.shop_id == shop_id))
    _leave_own(db, account)
    values = {"telegram_id": account, "shop_id": shop_id, "reachable": True, "stands_for": place}
    db.execute(insert(seller), values)
    for row in before:
        _forget(db, row.telegram_id)
    db.execute(update(import_job).where(import_job.c.shop_id == shop_id).values(person=account, message_id=None))
    dialogs.forget_person(db, account)
    return [int(row.telegram_id) for row in before]


def lock_out(db: Connection, shop_id: int, accounts: Collection[int]) -> None:
    """Nobody sells in a shop, and no code opens it, until a new one is issued."""
    db.execute(delete(seller).where(seller.c.shop_id == shop_id))
    db.execute(delete(recovery).where(recovery.c.shop_id == shop_id))
    for account in accounts:
        _forget(db, account)


def _leave_own(db: Connection, account: int) -> None:
    """Whoever takes over had no shop, or an empty one: that rests."""
    own = db.execute(delete(seller).where(seller.c.telegram_id == account).returning(seller.c.shop_id)).scalar()
    if own is not None:
        db.execute(update(shop).where(shop.c.id == own).values(next_digest=None))


def _forget(db: Connection, account: int) -> None:
    dialogs.forget_person(db, account)
    unsaid = (outbox.c.chat_id == account, outbox.c.audience == "seller", outbox.c.state != SENDING)
    db.execute(delete(outbox).where(*unsaid))
