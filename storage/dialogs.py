"""Open questions and buttons."""

from __future__ import annotations

import json
import re
import secrets
from base64 import urlsafe_b64encode
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, or_, select
from sqlalchemy.exc import IntegrityError

from storage.packed import packed
from storage.tables.dialogs import dialog, keyboard, tap

ALIKE_BYTES, OWN_BYTES = 3, 9
"""72 random bits of its own: nobody guesses a button, and `token.position` stays far below Telegram's 64 bytes.

Before them some that all share that were drawn at once: they stand beside each other in the database, so that a batch changes fewer pages.
"""
DRAWN_AT_ONCE = 64
"""Asking the system for random bits costs more than all the rest of a keyboard, however few they are."""


@dataclass(frozen=True, slots=True)
class Step:
    """The question a person was asked last, and what is known so far."""

    name: str
    data: Mapping[str, Any]


class Action(NamedTuple):
    """What a button does."""

    name: str
    data: Mapping[str, Any]
    once: bool


QUESTION_STANDS = timedelta(hours=12)
"""What is typed later than that is no answer to it any more."""

EDITABLE = timedelta(days=3)
"""Telegram lets people edit a message for two days."""

_MADE = re.compile(r"(?P<token>[A-Za-z0-9_-]{16})\.(?P<place>0|[1-9][0-9]?)", re.ASCII)
"""Callback data as they are made here, and nothing that only looks like them to a database."""
_STEP = select(dialog.c.step, dialog.c.data).where(
    dialog.c.user_id == bindparam("person"), dialog.c.created_at > bindparam("since")
)
_CLOSE = delete(dialog).where(dialog.c.user_id == bindparam("person"))
_INSERT_KEYBOARD = insert(keyboard)
_KEYBOARD = select(keyboard.c.actions).where(
    keyboard.c.token == bindparam("key"), keyboard.c.user_id == bindparam("person")
)


def open_step(db: Connection, user_id: int, now: datetime) -> Step | None:
    """What this person was asked last, unless that was long ago."""
    row = db.execute(_STEP, {"person": user_id, "since": now - QUESTION_STANDS}).first()
    return Step(row.step, json.loads(row.data)) if row else None


def ask(db: Connection, user_id: int, step: str, data: Mapping[str, Any], now: datetime) -> None:
    """Remember the question that was just asked; it replaces an earlier one."""
    close(db, user_id)
    db.execute(insert(dialog), {"user_id": user_id, "step": step, "data": packed(data), "created_at": now})


def close(db: Connection, user_id: int) -> None:
    """Forget the open question."""
    db.execute(_CLOSE, {"person": user_id})


def forget_person(db: Connection, user_id: int) -> None:
    """Forget the open question and every button of a person."""
    close(db, user_id)
    db.execute(delete(keyboard).where(keyboard.c.user_id == user_id))


def forget_buttons(db: Connection, user_id: int, mark: str) -> None:
    """Forget the buttons of a person that carry this mark, with all the words in them."""
    db.execute(
        delete(keyboard).where(keyboard.c.user_id == user_id, keyboard.c.actions.contains(mark, autoescape=True))
    )


def forget_questions(db: Connection, user_id: int, *actions: str) -> None:
    """Forget the buttons of a person that do one of these: a newer question takes the place of the older ones."""
    does = (keyboard.c.actions.contains(f'"{action}"', autoescape=True) for action in actions)
    db.execute(delete(keyboard).where(keyboard.c.user_id == user_id, or_(*does)))


def store_keyboard(db: Connection, user_id: int, actions: Sequence[Action], now: datetime) -> str:
    """Store the buttons of one message for one person; gives the token that stands for them."""
    token = _drawn.pop() if _drawn else _draw()
    kept = packed([tuple(action) for action in actions])
    db.execute(_INSERT_KEYBOARD, {"token": token, "user_id": user_id, "actions": kept, "created_at": now})
    return token


_drawn: deque[str] = deque()


def _draw() -> str:
    alike, bits = secrets.token_bytes(ALIKE_BYTES), secrets.token_bytes(DRAWN_AT_ONCE * OWN_BYTES)
    pieces = [alike + bits[start : start + OWN_BYTES] for start in range(0, len(bits), OWN_BYTES)]
    first, *others = [urlsafe_b64encode(piece).decode() for piece in pieces]
    _drawn.extend(others)
    return first


def action_of(db: Connection, user_id: int, callback_data: str) -> tuple[str, Action] | None:
    """The action behind a button of this person, with the token of its keyboard; None for anything else."""
    made = _MADE.fullmatch(callback_data)
    packed = db.execute(_KEYBOARD, {"key": made["token"], "person": user_id}).scalar() if made else None
    if made is None or packed is None:
        return None
    actions, place = json.loads(packed), int(made["place"])
    return (made["token"], Action(*actions[place])) if place < len(actions) else None


def answered(db: Connection, user_id: int, source: str, now: datetime) -> list[Mapping[str, Any]]:
    """The data of this person's buttons that stand under what the chat message `source`, an answer, has done."""
    found = _recent(db, user_id, packed({"answer": source})[1:-1], now - EDITABLE)
    return [action.data for action in found if action.data.get("answer") == source]


def asked(db: Connection, user_id: int, names: Collection[str], now: datetime) -> Action | None:
    """The button that does one of these, of the newest question with one that this person still has before him."""
    found = (one for name in names for one in _recent(db, user_id, f'"{name}"', now - QUESTION_STANDS))
    return next((action for action in found if action.name in names), None)


def _recent(db: Connection, user_id: int, mark: str, since: datetime) -> Iterator[Action]:
    mine = (keyboard.c.user_id == user_id, keyboard.c.actions.contains(mark, autoescape=True))
    recent = (*mine, keyboard.c.created_at > since)
    kept = db.scalars(select(keyboard.c.actions).where(*recent).order_by(keyboard.c.created_at.desc())).all()
    return (Action(*action) for actions in kept for action in json.loads(actions))


def claim_tap(db: Connection, token: str, now: datetime) -> bool:
    """Claim the once-only buttons of a keyboard; False when one of them has acted before."""
    try:
        with db.begin_nested():
            db.execute(insert(tap), {"token": token, "created_at": now})
    except IntegrityError:
        return False
    return True
