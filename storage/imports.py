"""Files to be read in, step by step: each step is one short transaction, and a restart goes on with the next."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, and_, bindparam, case, delete, func, insert, or_, select, update

from storage.tables.imports import import_job, import_row

Job = Row[Any]

FETCHING, PLANNING, ASKED, RUNNING, DONE = "fetching", "planning", "asked", "running", "done"
UNDOING, UNDONE, FAILED, ENDED = "undoing", "undone", "failed", "ended"
BUSY = (FETCHING, PLANNING, RUNNING, UNDOING)
"""States in which there is something to do."""
NEW, KNOWN, BAD = "new", "known", "bad"
UNDO_WITHIN = timedelta(days=30)
ANSWER_WITHIN = timedelta(days=7)
"""After that, what is not read in is forgotten."""

FACTS = ("birthday", "year", "vip", "alias", "note")
"""What a row may have written about somebody, by its name in `made`."""
SEVERAL = ("alias", "note")
"""Those of which there may be more than one."""
KNEW = "knew"
"""The last name in `made`: what the row says, too, and was written down already, as pairs of name and fact."""

_BROUGHT = and_(import_row.c.made != "", ~import_row.c.made.startswith(f'{{"{KNEW}"'))
WROTE = or_(import_row.c.state == DONE, and_(import_row.c.state == KNOWN, _BROUGHT))
"""Rows that something came of; one whose purchase is known may have brought a birthday."""

_NEXT = (
    select(import_job)
    .where(import_job.c.state.in_(BUSY), import_job.c.next_try <= bindparam("now"))
    .order_by(import_job.c.next_try, import_job.c.id)
    .limit(1)
)
_ROWS = select(import_row).where(import_row.c.job_id == bindparam("job"), import_row.c.id > bindparam("after"))
_ROWS = _ROWS.order_by(import_row.c.id).limit(bindparam("most"))
_NEW_ROWS = select(import_row).where(import_row.c.job_id == bindparam("job"), import_row.c.state == NEW)
_NEW_ROWS = _NEW_ROWS.order_by(import_row.c.id).limit(bindparam("most"))
_INSERT_ROW = insert(import_row)


class Cells(NamedTuple):
    """A row as it is stored."""

    sheet: int
    number: int
    cells: Sequence[str]


def begin(
    db: Connection, shop_id: int, person: int, source: str, file: tuple[str, str, int], now: datetime
) -> int | None:
    """Note a file that was sent: its id at Telegram, name and size; None when this message brought it before."""
    file_id, name, size = file
    known = select(import_job.c.id).where(import_job.c.shop_id == shop_id, import_job.c.source == source)
    if db.execute(known).first():
        return None
    values = {
        "shop_id": shop_id,
        "person": person,
        "source": source,
        "file_id": file_id,
        "name": name,
        "size": size,
        "state": FETCHING,
        "plan": "{}",
        "tries": 0,
        "next_try": now,
        "created_at": now,
    }
    return int(db.execute(insert(import_job).returning(import_job.c.id), values).scalar_one())


def get(db: Connection, shop_id: int, job_id: int) -> Job:
    """The file with this number in this shop; raises NoResultFound when there is none."""
    return db.execute(select(import_job).where(import_job.c.shop_id == shop_id, import_job.c.id == job_id)).one()


def still(db: Connection, job: Job) -> Job | None:
    """The file as it is now, if it is still in the state it was in then."""
    mine = (import_job.c.shop_id == job.shop_id, import_job.c.id == job.id, import_job.c.state == job.state)
    return db.execute(select(import_job).where(*mine)).first()


def latest(db: Connection, shop_id: int, *states: str) -> Job | None:
    """The file that was sent last, of those in one of these states."""
    mine = (import_job.c.shop_id == shop_id, import_job.c.state.in_(states))
    return db.execute(select(import_job).where(*mine).order_by(import_job.c.id.desc()).limit(1)).first()


def next_job(db: Connection, now: datetime) -> Job | None:
    """Something there is to do now."""
    return db.execute(_NEXT, {"now": now}).first()


def any_job(db: Connection) -> bool:
    """Whether a file was ever sent, and is not forgotten yet."""
    return db.execute(select(import_job.c.id).limit(1)).first() is not None


def change(db: Connection, job: Job, state: str | None = None, **values: Any) -> None:
    """Set columns of a file, and the state it is in."""
    given = {**values, **({"state": state} if state else {})}
    db.execute(update(import_job).where(import_job.c.id == job.id).values(**given))


def claim(db: Connection, job: Job, before: str, after: str, **values: Any) -> bool:
    """Move a file on from the state it is expected in; False when it is not (any more), as after a second tap."""
    mine = (import_job.c.id == job.id, import_job.c.state == before)
    return bool(db.execute(update(import_job).where(*mine).values(state=after, **values)).rowcount)


def written(made: Mapping[str, Any], knew: Sequence[Sequence[Any]] = ()) -> str:
    """What a row has written, and what it knew, as it is stored."""
    found = {**made, **({KNEW: knew} if knew else {})}
    return json.dumps(found) if found else ""


def plan_of(job: Job) -> dict[str, Any]:
    """How it is read and what was decided."""
    found: dict[str, Any] = json.loads(job.plan)
    return found


def keep_plan(db: Connection, job: Job, plan: Mapping[str, Any], state: str | None = None, **values: Any) -> None:
    """Store how it is read."""
    change(db, job, state, plan=json.dumps(plan, ensure_ascii=False), **values)


def forget_rows(db: Connection, job: Job) -> None:
    """Drop what was stored of a file."""
    db.execute(delete(import_row).where(import_row.c.job_id == job.id))


def store_rows(db: Connection, job: Job, rows: Sequence[Cells]) -> None:
    """Store some rows as they are in the file."""
    blank = {"state": NEW, "who": "", "reason": "", "ref": "", "booked_ref": "", "made_buyer": False, "made": ""}
    values = [
        {
            **blank,
            "shop_id": job.shop_id,
            "job_id": job.id,
            "sheet": row.sheet,
            "number": row.number,
            "cells": json.dumps(list(row.cells), ensure_ascii=False),
        }
        for row in rows
    ]
    if values:
        db.execute(_INSERT_ROW, values)


def rows(db: Connection, job: Job, after: int, most: int) -> Sequence[Row[Any]]:
    """The next rows after an id."""
    return db.execute(_ROWS, {"job": job.id, "after": after, "most": most}).all()


def new_rows(db: Connection, job: Job, most: int) -> Sequence[Row[Any]]:
    """The next rows that are still to be read in."""
    return db.execute(_NEW_ROWS, {"job": job.id, "most": most}).all()


def counts(db: Connection, job: Job) -> dict[str, int]:
    """How many rows are in each state, and of those that booked something, how many people, purchases and bookings are new."""
    state = case((WROTE, DONE), else_=import_row.c.state).label("became")
    by_state = select(state, func.count()).where(import_row.c.job_id == job.id).group_by(state)
    found = {str(became): int(n) for became, n in db.execute(by_state)}
    done = and_(import_row.c.job_id == job.id, import_row.c.state == DONE)
    people = select(func.count()).where(done, import_row.c.made_buyer)
    bought = select(func.count()).where(done, import_row.c.purchase_id.is_not(None))
    posted = select(func.count()).where(done, import_row.c.made.contains('"entry"'))
    asked = {"people": people, "purchases": bought, "postings": posted, "completed": _completed(job)}
    return found | {name: db.execute(wanted).scalar_one() for name, wanted in asked.items()}


def _completed(job: Job) -> Select[Any]:
    """How many people who were there before have more written about them now."""
    here = (import_row.c.job_id == job.id, WROTE)
    new = select(import_row.c.buyer_id).where(*here, import_row.c.made_buyer)
    more = or_(*(import_row.c.made.contains(f'"{name}": ') for name in FACTS))
    return select(func.count(import_row.c.buyer_id.distinct())).where(*here, more, import_row.c.buyer_id.not_in(new))


def rows_with_reason(db: Connection, job: Job) -> Sequence[Row[Any]]:
    """The rows that were not read in, or not all of what they say, in the order of the file."""
    mine = (import_row.c.job_id == job.id, import_row.c.reason != "")
    return db.execute(select(import_row).where(*mine).order_by(import_row.c.sheet, import_row.c.number)).all()


def forget_words(db: Connection, job: Job) -> None:
    """What stood in the file is not needed any more; what came of it is."""
    db.execute(update(import_row).where(import_row.c.job_id == job.id).values(cells="", who="", reason=""))


def forget_old(db: Connection, now: datetime) -> None:
    """Drop files that nobody decided about, and what could be undone for a month."""
    waits = (import_job.c.state.in_((ASKED, FAILED)), import_job.c.created_at <= now - ANSWER_WITHIN)
    old = import_job.c.created_at <= now - UNDO_WITHIN
    gone = [*db.scalars(select(import_job.c.id).where(*waits)), *db.scalars(_ended(old))]
    for number in dict.fromkeys(gone):
        db.execute(delete(import_row).where(import_row.c.job_id == number))
        db.execute(delete(import_job).where(import_job.c.id == number))


def _ended(old: Any) -> Any:
    return select(import_job.c.id).where(old, import_job.c.state.not_in((FETCHING, PLANNING, RUNNING, UNDOING)))
